"""Break-glass: a record of another port opened in an emergency, for a reason and a short time, and looked at after.

The name is that of the alarm behind a pane: whoever needs it breaks it, and everybody hears. It lets one officer read
one record; it lets nobody act on it. Somebody else has to say afterwards whether the reason held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

SHORTEST_REASON = 15
"""Letters of a reason; a word alone tells the reviewer nothing."""


@dataclass(frozen=True, slots=True)
class Pane:
    """What is known when a glass is broken: where the record lies, and how many of the officer's wait for review."""

    encounter_id: str
    port: str
    unreviewed: int = 0


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """A glass as it stands: who broke it for which record, and who has looked at it since."""

    glass_id: str
    encounter_id: str
    officer: str
    reviewed_by: str | None = None


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """Open a record of another port for ``lasts``; it has to be reviewed within ``review_within``.

    ``at_most`` is how many of the officer's may wait for review.
    """

    glass_id: str
    officer: Officer
    at: datetime
    reason: str
    lasts: timedelta
    review_within: timedelta
    at_most: int


@dataclass(frozen=True, slots=True)
class ReviewGlass:
    """Say afterwards whether the reason held."""

    officer: Officer
    at: datetime
    justified: bool
    reason: str


def break_glass(pane: Pane, command: BreakGlass) -> Fact:
    """Decide whether a glass is broken. Raises ``Refusal``: no name, own port, no reason, too many unreviewed."""
    _named(command.officer)
    if command.officer.port in ("*", pane.port):
        raise Refusal("This record is of your own port: open it as any other", code="own-port")
    reason = " ".join(command.reason.split())
    if len(reason) < SHORTEST_REASON:
        raise Refusal("Say what the emergency is; a word alone is no reason", code="no-reason")
    if pane.unreviewed >= command.at_most:
        raise Refusal(f"{pane.unreviewed} of yours wait for review; a supervisor looks first", code="unreviewed")
    said = {
        "glass_id": command.glass_id,
        "port": pane.port,
        "officer_port": command.officer.port,
        "roles": sorted(command.officer.roles),
        "reason": reason,
        "until": (command.at + command.lasts).isoformat(),
        "review_due": (command.at + command.review_within).isoformat(),
    }
    return Fact(FactKind.BREAK_GLASS_OPENED, pane.encounter_id, command.at, command.officer.name, said)


def review_glass(glass: BrokenGlass, command: ReviewGlass) -> Fact:
    """Decide whether a review stands. Raises ``Refusal``: no name, one's own, reviewed already, no reason."""
    _named(command.officer)
    if command.officer.name.casefold() == glass.officer.casefold():
        raise Refusal("Nobody reviews what they opened themselves", code="own-act")
    if glass.reviewed_by is not None:
        raise Refusal(f"{glass.reviewed_by} has reviewed it", code="reviewed")
    reason = " ".join(command.reason.split())
    if not reason:
        raise Refusal("Say why the reason held, or why it did not", code="no-reason")
    said = {"glass_id": glass.glass_id, "justified": command.justified, "reason": reason}
    return Fact(FactKind.BREAK_GLASS_REVIEWED, glass.encounter_id, command.at, command.officer.name, said)


def _named(officer: Officer) -> None:
    if not is_named_human(officer):
        raise Refusal("a named human officer decides", code="not-an-officer")
