"""Who sends: the identification an interchange bears, and for which of them somebody may submit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Sender(NamedTuple):
    """A sender's identification as UNB S002 writes it: 0004 and, where given, the qualifier 0007.

    A manifest in JSON or CSV and a lane message name their ``sender`` without a qualifier.
    """

    id: str
    qualifier: str | None = None

    @classmethod
    def of(cls, text: str) -> Sender:
        """Read ``ID`` or ``ID:QUALIFIER``; a colon that belongs to the id is written ``?:``, as in EDIFACT."""
        kept = text.strip().replace("?:", "\0")
        name, _, qualifier = kept.rpartition(":") if ":" in kept else (kept, "", "")
        return cls(name.replace("\0", ":").strip(), qualifier.replace("\0", ":").strip() or None)

    def __str__(self) -> str:
        written = self.id.replace(":", "?:")
        return f"{written}:{self.qualifier}" if self.qualifier else written

    def covers(self, other: Sender) -> bool:
        """Tell whether this identification stands for the other; one without a qualifier stands for any qualifier."""
        return self.id == other.id and self.qualifier in (None, other.qualifier)


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who hands a message in, and for which senders they may; ``senders`` None is not bound to any.

    An empty set may submit for nobody.
    """

    name: str
    senders: frozenset[Sender] | None = None

    def may_submit_for(self, sender: Sender) -> bool:
        """Tell whether a message of this sender may come by this submitter."""
        return self.senders is None or any(own.covers(sender) for own in self.senders)
