"""The policy of a lane as data: reasons to refer by one digit, and what an officer may check by eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from tidewaiter.language.policy import POLICIES, read_file, read_policy


@dataclass(frozen=True, slots=True)
class ReferralReason:
    """Why somebody is referred: the digit, a code, and the words that are journaled."""

    key: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class LanePolicy:
    """``reasons`` by code in the order of their digits; ``by_hand``: names of checks; ``around``: how far from now."""

    reasons: Mapping[str, ReferralReason]
    by_hand: frozenset[str]
    around: timedelta


@cache
def load_lane_policy(folder: Path = POLICIES) -> LanePolicy:
    """Read ``lane.yaml``; raises ``InvalidPolicy`` with its place for a wrong record, a doubled code or digit."""
    required = ("around_hours", "reasons", "by_hand")
    file = read_policy(read_file(folder / "lane.yaml"), "lane.yaml", required=required)
    reasons: dict[str, ReferralReason] = {}
    for record in file.records("reasons"):
        record.only(("key", "code", "words"))
        one = ReferralReason(record.whole_number("key"), record.text("code"), record.text("words"))
        if one.code in reasons or one.key in {each.key for each in reasons.values()} or not 1 <= one.key <= 9:
            raise record.wrong("each reason has a code and a digit from 1 to 9 of its own", "key")
        reasons[one.code] = one
    return LanePolicy(reasons, frozenset(file.texts("by_hand")), timedelta(hours=file.whole_number("around_hours")))
