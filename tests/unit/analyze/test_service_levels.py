"""Service levels: a figure raises and ends an alarm, silence does neither, and a named officer answers it once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tidewaiter.analyze.service_levels import (
    AlarmState,
    AnswerAlarm,
    Level,
    Measured,
    alarm_facts,
    answer_alarm,
    judge,
    load_service_policy,
    show,
)
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer

AT = datetime(2026, 8, 14, 12, tzinfo=UTC)
WAIT = Level("wait", "not longer", "wait-p90-minutes", 45, 20, "a promise", ("commander",))
HOLM = Officer("Cora Holm", frozenset({"commander"}))
OPEN = AlarmState("alarm-1", "wait", "JFK")


def told(value: float | None, counted: int, *open_alarms: AlarmState) -> list[str]:
    standings = judge([WAIT], {"wait-p90-minutes": Measured(value, counted)})
    facts = alarm_facts(standings, open_alarms, port="JFK", at=AT, actor="machine:test", ids=["alarm-9"])
    return [str(fact.kind) for fact in facts]


def test_a_level_that_is_broken_raises_one_alarm_and_ends_it_when_it_is_kept_again() -> None:
    assert told(46, 20) == ["AlarmRaised"]
    assert told(46, 20, OPEN) == []
    assert told(45, 20, OPEN) == ["AlarmEnded"]
    assert told(45, 20) == []
    assert told(46, 20, AlarmState("alarm-2", "wait", "IAH")) == ["AlarmRaised"]


@pytest.mark.parametrize(("value", "counted"), [(None, 0), (99.0, 19)])
def test_too_few_people_are_not_measured_which_neither_raises_nor_ends_an_alarm(
    value: float | None, counted: int
) -> None:
    (standing,) = judge([WAIT], {"wait-p90-minutes": Measured(value, counted)})
    assert standing.state == "not-measured"
    assert told(value, counted) == told(value, counted, OPEN) == []


def test_whoever_is_to_be_told_is_noted_once_and_others_are_not() -> None:
    assert [fact.actor for fact in show(OPEN, HOLM, ["commander"], AT)] == ["Cora Holm"]
    assert show(AlarmState("alarm-1", "wait", "JFK", frozenset({"Cora Holm"})), HOLM, ["commander"], AT) == []
    assert show(OPEN, Officer("Ada Quill", frozenset({"officer"})), ["commander"], AT) == []


@pytest.mark.parametrize(
    ("state", "officer", "answer", "code"),
    [
        (OPEN, Officer(""), "lanes open", "not-an-officer"),
        (OPEN, HOLM, "  ", "no-answer"),
        (AlarmState("alarm-1", "wait", "JFK", answered_by="Ada Quill"), HOLM, "lanes open", "answered"),
        (AlarmState("alarm-1", "wait", "JFK", ended=True), HOLM, "lanes open", "ended"),
    ],
)
def test_an_alarm_is_answered_once_by_a_named_officer_in_words(
    state: AlarmState, officer: Officer, answer: str, code: str
) -> None:
    (fact,) = answer_alarm(OPEN, AnswerAlarm(alarm_id="alarm-1", officer=HOLM, at=AT, answer=" two  lanes more "))
    assert (fact.actor, fact.data["answer"]) == ("Cora Holm", "two lanes more")
    with pytest.raises(Refusal) as refused:
        answer_alarm(state, AnswerAlarm(alarm_id="alarm-1", officer=officer, at=AT, answer=answer))
    assert refused.value.code == code


def test_every_level_that_ships_names_its_ground_and_whom_it_tells() -> None:
    policy = load_service_policy()
    assert len(policy.levels) >= 4
    assert all(level.ground and level.tell and level.most > 0 for level in policy.levels)
