"""What an officer may want done: imperatives. Nothing here is decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidewaiter.vocabulary.act import Act
from tidewaiter.vocabulary.officer import Officer

MACHINE_ORIGINS = frozenset({"score", "model", "face", "rule"})
"""What a machine said. A rule that fired is a part of the score, so naming the rules is naming the score again."""

OFFICER_ORIGINS = frozenset({"list", "document", "finding", "interview"})
"""What an officer has before them: a list entry, a document, something found, something said."""

ORIGINS = MACHINE_ORIGINS | OFFICER_ORIGINS


@dataclass(frozen=True, slots=True)
class ReasonSeen:
    """One reason the officer had before them, in words; ``reference`` names the rule, entry, finding or document."""

    origin: str
    text: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Act):
    """Let in. ``until`` is the last day of stay, None where the law sets none."""

    until: date | None = None
    port: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer(Act):
    """Send to secondary; at a departure port, hold."""

    reason: str
    port: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseAct(Act):
    """An act against somebody: it rests on a ground, and on reasons that an officer saw."""

    ground: str
    reasons_seen: tuple[ReasonSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(AdverseAct):
    """Refuse entry. A second officer agrees; the notice is printed in ``language``."""

    second_officer: Officer
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seize(AdverseAct):
    """Take goods, money or a conveyance."""

    what: str
    quantity: float
    unit: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrest(AdverseAct):
    """Arrest or detain: rights read, warrants checked, handed over to a named authority."""

    rights_read: bool
    warrant_checked: bool
    handed_to: str
    warrant: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(AdverseAct):
    """Open a case that is no refusal, seizure or arrest: a money penalty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceCase(Act):
    """Move a case on."""

    case_id: str
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Act):
    """End a hold or detention without admitting."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimProtection(Act):
    """Record that somebody said, or showed, what ``policies/protection.yaml`` lists; ``said_by`` may be anyone."""

    kind: str
    said_by: str = "the person"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerProtection(Act):
    """The competent authority's answer to a claim."""

    kind: str
    answer: str
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart(Act):
    """Record that the person or conveyance has left."""

    port: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAct(Act):
    """Take back one's own admit or refer at once: the slip of a finger, not a change of mind.

    An exit that a machine stated any officer takes back at any time, with a reason: they have not left.
    """

    reason: str = ""


EnforceCommand = (
    Admit
    | Refer
    | Refuse
    | Seize
    | Release
    | Arrest
    | ClaimProtection
    | AnswerProtection
    | Depart
    | WithdrawAct
    | OpenCase
    | AdvanceCase
)
