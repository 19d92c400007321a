"""The life of a rule: drafted, tested, approved by a second person, in the shadow, live, and then off.

"The heart of the targeting efforts" are rules that people write: so a person answers for each step, every version is
kept, and what runs is the text that was approved, to the letter.
"""

from tidewaiter.assess.life.acts import decide
from tidewaiter.assess.life.book import combine, digest_of, read_written
from tidewaiter.assess.life.commands import (
    RULE_COMMANDS,
    ApproveRule,
    DraftRule,
    KillRule,
    PromoteRule,
    RetireRule,
    RuleAct,
    TestRule,
)
from tidewaiter.assess.life.policy import LifePolicy, load_life_policy
from tidewaiter.assess.life.shadow import Shadow
from tidewaiter.assess.life.state import RuleState, Shipped, Stage, Version, about, begin, fold

__all__ = [
    "RULE_COMMANDS",
    "ApproveRule",
    "DraftRule",
    "KillRule",
    "LifePolicy",
    "PromoteRule",
    "RetireRule",
    "RuleAct",
    "RuleState",
    "Shadow",
    "Shipped",
    "Stage",
    "TestRule",
    "Version",
    "about",
    "begin",
    "combine",
    "decide",
    "digest_of",
    "fold",
    "load_life_policy",
    "read_written",
]
