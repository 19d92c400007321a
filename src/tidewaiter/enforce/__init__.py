"""Enforce: "Enforce the law and take action against violators" (strategic plan, capability five).

A named officer decides; this room says whether the law and the state of things allow it, and what follows: facts, a
case with its clocks, a notice to print. Nothing here decides by itself.
"""

from tidewaiter.enforce.acts import decide
from tidewaiter.enforce.commands import (
    Admit,
    AdvanceCase,
    AnswerProtection,
    Arrest,
    ClaimProtection,
    Depart,
    EnforceCommand,
    OpenCase,
    ReasonSeen,
    Refer,
    Refuse,
    Release,
    Seize,
    WithdrawAct,
)
from tidewaiter.enforce.law import Law, load_law
from tidewaiter.enforce.state import State, begin, fold
from tidewaiter.enforce.stays import match_exits

__all__ = [
    "Admit",
    "AdvanceCase",
    "AnswerProtection",
    "Arrest",
    "ClaimProtection",
    "Depart",
    "EnforceCommand",
    "Law",
    "OpenCase",
    "ReasonSeen",
    "Refer",
    "Refuse",
    "Release",
    "Seize",
    "State",
    "WithdrawAct",
    "begin",
    "decide",
    "fold",
    "load_law",
    "match_exits",
]
