"""How hits are settled, as data: how long a claim holds, by when a hit is due, which verdicts need a second officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources.abc import Traversable

from tidewaiter.language.policy import POLICIES, read_file, read_policy
from tidewaiter.vocabulary.hit import Verdict

_KEYS = (
    *("ground", "claim_minutes", "settle_minutes_before", "second_look", "escalate"),
    *("second_look_share", "take_back_minutes", "dismiss_at_most"),
)
_VERDICTS = frozenset(str(verdict) for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class HitPolicy:
    """``policies/hits.yaml``. ``before``: how long before the scheduled time a hit has to be settled.

    ``sample``: the share (0..1) of dismissals drawn for a second look; ``take_back``: how long a verdict may be taken
    back by who gave it; ``at_once``: how many hits one reason may dismiss.
    """

    owner: str
    ground: str
    claim: timedelta
    before: timedelta
    second_look: frozenset[str]
    escalate: frozenset[str]
    sample: float
    take_back: timedelta
    at_once: int

    def due_at(self, scheduled_at: datetime | None) -> datetime | None:
        """Give the moment by which a hit has to be settled; None where it is not known when the person comes."""
        return scheduled_at - self.before if scheduled_at else None


@cache
def load_hit_policy(folder: Traversable = POLICIES) -> HitPolicy:
    """Read ``hits.yaml``; raises ``InvalidPolicy`` with its place."""
    file = read_policy(read_file(folder / "hits.yaml"), "hits.yaml", required=_KEYS)
    return HitPolicy(
        owner=file.owner,
        ground=file.text("ground"),
        claim=timedelta(minutes=file.whole_number("claim_minutes")),
        before=timedelta(minutes=file.whole_number("settle_minutes_before")),
        second_look=frozenset(file.texts("second_look", _VERDICTS)),
        escalate=frozenset(file.texts("escalate", _VERDICTS - {"confirmed", "not-a-match"})),
        sample=file.number("second_look_share", 0.0, 1.0),
        take_back=timedelta(minutes=file.whole_number("take_back_minutes")),
        at_once=file.whole_number("dismiss_at_most"),
    )
