"""What people may do with a rule; each command names the officer and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tidewaiter.vocabulary.officer import Officer

Step = Literal["shadow", "live"]
STEPS: tuple[Step, ...] = ("shadow", "live")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAct:
    """What every command says; ``at`` is UTC."""

    officer: Officer
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRule(RuleAct):
    """Put a rule before the house: its whole text, as in a rule file. Its own tests are run at once."""

    text: str
    where: str = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRule(RuleAct):
    """Run a draft's own tests again, as after a list it asks was changed. Without ``version`` the newest."""

    __test__ = False  # a command, no test of pytest's
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRule(RuleAct):
    """Agree, as a second person, that a version may run in the shadow, or live.

    ``digest`` is the content hash the officer saw (its beginning will do); a text that moved on is refused.
    """

    step: Step
    reason: str
    version: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteRule(RuleAct):
    """Let an approved version run in the shadow, or live."""

    to: Step
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireRule(RuleAct):
    """Take a rule out of force in an orderly way; with ``version`` that one alone."""

    reason: str
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KillRule(RuleAct):
    """The kill switch: off at once, everywhere, in every version, by one person who says why."""

    reason: str


RULE_COMMANDS: tuple[type[RuleAct], ...] = (DraftRule, TestRule, ApproveRule, PromoteRule, RetireRule, KillRule)
