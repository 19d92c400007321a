"""Service levels of a port: what is promised (``policies/service_levels.yaml``), measured, and the alarm that follows.

A machine raises and ends an alarm by the figure alone; that somebody was told and what they answered is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

MEASURES = ("wait-p90-minutes", "longest-waiting-minutes", "longest-secondary-minutes", "not-reported-percent")
LONGEST_ANSWER = 1000
_KEYS = ("people_per_officer_hour", "window_minutes", "levels", "comparison")
_LEVEL = ("id", "title", "measure", "most", "least_counted", "ground", "tell")
_COMPARISON = ("days", "smallest_port", "smallest_expected", "family_error", "spread_from_ports")


@dataclass(frozen=True, slots=True)
class Level:
    """One promise: the ``measure`` is at most ``most``, judged from ``least_counted`` people on; ``tell`` are roles."""

    id: str
    title: str
    measure: str
    most: float
    least_counted: int
    ground: str
    tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPolicy:
    """How ports are compared (``analyze.case_mix``): the sizes below which nothing is shown, and the family error."""

    days: int
    smallest_port: int
    smallest_expected: float
    family_error: float
    spread_from_ports: int


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """``policies/service_levels.yaml``."""

    owner: str
    people_per_officer_hour: float
    window_minutes: int
    levels: tuple[Level, ...]
    comparison: ComparisonPolicy


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure, and how many people it rests on; ``value`` is None where there was nobody to measure."""

    value: float | None
    counted: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a level stands: ``kept``, ``broken`` or ``not-measured`` (too few people to say)."""

    level: Level
    measured: Measured
    state: str


@dataclass(frozen=True, slots=True)
class AlarmState:
    """An alarm as it stands: whom it was shown to, who answered it, whether it has ended."""

    alarm_id: str
    level: str
    port: str
    shown: frozenset[str] = frozenset()
    answered_by: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAlarm:
    """A commander says what is being done about an alarm."""

    alarm_id: str
    officer: Officer
    at: datetime
    answer: str


@cache
def load_service_policy(folder: Traversable = POLICIES) -> ServicePolicy:
    """Read ``service_levels.yaml``; raises ``InvalidPolicy`` with its place."""
    file = read_policy(read_file(folder / "service_levels.yaml"), "service_levels.yaml", required=_KEYS)
    levels = tuple(_level(record) for record in file.records("levels"))
    compared = file.mapping("comparison")
    compared.only(_COMPARISON)
    if len({level.id for level in levels}) < len(levels):
        raise file.wrong("a level is written twice", "levels")
    return ServicePolicy(
        owner=file.owner,
        people_per_officer_hour=file.number("people_per_officer_hour", 1, 10_000),
        window_minutes=file.whole_number("window_minutes"),
        levels=levels,
        comparison=ComparisonPolicy(
            days=compared.whole_number("days"),
            smallest_port=compared.whole_number("smallest_port"),
            smallest_expected=compared.number("smallest_expected", 1, 1000),
            family_error=compared.number("family_error", 0.0001, 0.5),
            spread_from_ports=compared.whole_number("spread_from_ports"),
        ),
    )


def _level(record: PolicyRecord) -> Level:
    record.only(_LEVEL)
    return Level(
        id=record.text("id"),
        title=record.text("title"),
        measure=record.text("measure", MEASURES),
        most=record.number("most", 0),
        least_counted=record.whole_number("least_counted"),
        ground=record.text("ground"),
        tell=record.texts("tell"),
    )


def judge(levels: Sequence[Level], measured: Mapping[str, Measured]) -> list[Standing]:
    """Hold each level against its figure. Too few people, or none, is not measured: it never reads as kept."""
    return [Standing(level, found := measured[level.measure], _state(level, found)) for level in levels]


def _state(level: Level, found: Measured) -> str:
    if found.value is None or found.counted < level.least_counted:
        return "not-measured"
    return "broken" if found.value > level.most else "kept"


def alarm_facts(
    standings: Sequence[Standing],
    open_alarms: Sequence[AlarmState],
    *,
    port: str,
    at: datetime,
    actor: str,
    ids: Sequence[str],
) -> list[Fact]:
    """State the alarms that begin and end by what was measured; ``ids`` are fresh ones, as many as there are levels.

    What could not be measured ends no alarm: silence is no sign that people are served.
    """
    waiting = {alarm.level: alarm for alarm in open_alarms if not alarm.ended and alarm.port == port}
    facts = []
    for standing, fresh in zip(standings, ids, strict=True):
        level, found, alarm = standing.level, standing.measured, waiting.get(standing.level.id)
        if standing.state == "broken" and alarm is None:
            said: dict[str, Any] = {"level": level.id, "port": port, "title": level.title, "measure": level.measure}
            said |= {"measured": found.value, "threshold": level.most, "counted": found.counted, "roles": level.tell}
            facts.append(Fact(FactKind.ALARM_RAISED, fresh, at, actor, said))
        elif standing.state == "kept" and alarm is not None:
            facts.append(Fact(FactKind.ALARM_ENDED, alarm.alarm_id, at, actor, {"measured": found.value}))
    return facts


def show(state: AlarmState, officer: Officer, roles: Sequence[str], at: datetime) -> list[Fact]:
    """State that somebody whose role is to be told was shown an alarm; once a person, and nothing for others."""
    if state.ended or officer.name in state.shown or not officer.roles & set(roles):
        return []
    return [Fact(FactKind.ALARM_SHOWN, state.alarm_id, at, officer.name, {"port": state.port})]


def answer_alarm(state: AlarmState, command: AnswerAlarm) -> list[Fact]:
    """Take an alarm in hand. Raises ``Refusal``: no named officer, no words, answered or over already."""
    if not is_named_human(command.officer):
        raise Refusal("a named human officer answers an alarm", code="not-an-officer")
    words = " ".join(command.answer.split())[:LONGEST_ANSWER]
    if not words:
        raise Refusal("say what is being done about it", code="no-answer")
    if state.answered_by is not None:
        raise Refusal(f"{state.answered_by} answered this alarm already", code="answered")
    if state.ended:
        raise Refusal("this alarm is over: the port keeps its level again", code="ended")
    return [Fact(FactKind.ALARM_ANSWERED, state.alarm_id, command.at, command.officer.name, {"answer": words})]
