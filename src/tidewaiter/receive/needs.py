"""What the door asks of the world."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class StoredMessage(NamedTuple):
    """An interchange received before: its id, the SHA-256 of its bytes, accepted or refused, and the answer sent."""

    message_id: str
    digest: str
    status: str
    answer: str


class Inbox(Protocol):
    """Remembers every interchange by the key under which its sender may repeat it."""

    def find_message(self, sender: str, recipient: str, reference: str, digest: str = "") -> StoredMessage | None:
        """Find what this key holds: these very bytes, else the accepted message, else the one refused last."""
        ...
