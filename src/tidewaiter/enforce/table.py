"""The state machine on one page: which act is possible from where, and the lines no act may cross."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tidewaiter.enforce import commands as c
from tidewaiter.enforce.lines import LINES, Line
from tidewaiter.vocabulary.act import Act, Status

Moves = Mapping[type[Act], frozenset[Status]]

_HERE = frozenset(Status) - {Status.ANNOUNCED, Status.DEPARTED}

_EITHER_WAY: Moves = {
    c.Seize: _HERE,
    c.Arrest: frozenset({Status.PRESENTED, Status.REFERRED, Status.INSPECTED, Status.RELEASED, Status.REFUSED}),
    c.Release: frozenset({Status.INSPECTED, Status.DETAINED}),
    c.ClaimProtection: frozenset(Status) - {Status.DEPARTED},
    c.AnswerProtection: frozenset(Status) - {Status.DEPARTED},
    c.WithdrawAct: frozenset({Status.ADMITTED, Status.REFERRED}),
    c.OpenCase: frozenset(Status) - {Status.ANNOUNCED},
    c.AdvanceCase: frozenset(Status) - {Status.ANNOUNCED},
}

INBOUND: Moves = {
    **_EITHER_WAY,
    c.Admit: frozenset({Status.PRESENTED, Status.INSPECTED, Status.RELEASED}),
    c.Refer: frozenset({Status.PRESENTED, Status.RELEASED}),
    c.Refuse: frozenset({Status.INSPECTED}),  # only after secondary was opened and closed with an outcome
    c.Depart: frozenset({Status.REFUSED, Status.RELEASED}),  # turned back
}

OUTBOUND: Moves = {
    **_EITHER_WAY,
    c.Admit: frozenset(),
    c.Refer: frozenset(
        {Status.ANNOUNCED, Status.PRESENTED, Status.RELEASED}
    ),  # a hold, also before they come to the gate
    c.Refuse: frozenset(),
    c.WithdrawAct: frozenset({Status.ADMITTED, Status.REFERRED, Status.DEPARTED}),
    c.Depart: frozenset({Status.ANNOUNCED, Status.PRESENTED, Status.INSPECTED, Status.RELEASED}),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Moves by direction, and lines. A test hands in a sabotaged one to prove that it would be noticed."""

    moves: Mapping[str, Moves]
    lines: tuple[Line, ...]


TABLE = Table({"inbound": INBOUND, "outbound": OUTBOUND}, LINES)
