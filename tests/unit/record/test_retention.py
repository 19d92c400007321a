from datetime import UTC, datetime, timedelta

import pytest

from tidewaiter.language.policy import POLICIES
from tidewaiter.record import read_retention
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import FactKind

SHIPPED = (POLICIES / "retention.yaml").read_text(encoding="utf-8")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_every_fact_kind_has_a_retention_rule_with_ground_and_citation():
    schedule = read_retention(SHIPPED)
    for kind in FactKind:
        rule = schedule[kind.retention]
        assert rule.days > 0
        assert rule.ground
        assert rule.citation


def test_no_class_is_kept_that_no_fact_uses():
    assert set(read_retention(SHIPPED)) == {kind.retention for kind in FactKind}


@pytest.mark.parametrize("name", sorted({kind.retention for kind in FactKind}))
def test_each_rule_fires_on_its_day_and_not_a_moment_before(name):
    schedule = read_retention(SHIPPED)
    end = AT + timedelta(days=schedule[name].days)
    assert not schedule.due(name, AT, end - timedelta(microseconds=1))
    assert schedule.due(name, AT, end)


@pytest.mark.parametrize(
    ("before", "after", "place", "says"),
    [
        ("classes:\n", "classes: [\n", (9, 9), "not YAML"),
        ("classes:\n", "clases:\n", (7, 1), "clases is no key here; did you mean classes?"),
        ("  sealed:\n", "  more: 3\n  sealed:\n", (18, 9), "more is a mapping"),
        ("  audit:\n", "  other:\n", (8, 3), "no retention period for audit"),
        ("days: 30\n", "days: 0\n", (19, 11), "days is a whole number from 1"),
        ("days: 30\n", "days: 'a month'\n", (19, 11), "days is a whole number from 1"),
        ("days: 30\n", "days: 30\n    days: 40\n", (20, 5), "days stands here twice"),
        ('article 6", verified: false', 'article 6", verified: maybe', (21, 120), "verified is true or false"),
        ('article 6", verified: false', 'article 6"', (21, 15), "there is no verified"),
        ("owner: records-officer\n", "", (1, 1), "there is no owner"),
    ],
)
def test_a_wrong_schedule_is_refused_with_its_place(before, after, place, says):
    assert SHIPPED.count(before) == 1
    with pytest.raises(InvalidPolicy) as refused:
        read_retention(SHIPPED.replace(before, after))
    assert says in refused.value.text
    assert refused.value.where == "policies/retention.yaml"
    assert (refused.value.line, refused.value.column) == place
