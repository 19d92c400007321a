"""What the record room asks of the world: kept entries to examine, and keys to open their payloads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tidewaiter.record.sealing import SealedEntry


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as found in a store: what was sealed, and its payload (None: it is not there)."""

    sealed: SealedEntry
    payload: bytes | None


class Opens(Protocol):
    """Opens payloads, for those who hold the keys."""

    def __call__(self, kept: Kept) -> tuple[bytes, tuple[bytes, ...]]:
        """Give salt and rows of an entry; raises Tampered when its key is gone or its bytes were altered."""
        ...
