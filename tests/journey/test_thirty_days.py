"""Days of hits, short: the long run of thirty days of 490 hits is `make test-parts`."""

from __future__ import annotations

import pytest
from tests.journey.border import Border
from tests.journey.thirty_days import EVERYWHERE, Days

from tidewaiter.identify import suppression
from tidewaiter.vocabulary.hit import UNSETTLED


def check(days: Days) -> dict[str, float]:
    """Hold the house against the simulation's account; give the report's first row."""
    house = days.border.house
    assert days.wrong == []
    assert days.misplaced == []
    for row in house.hits.queue(EVERYWHERE, limit=100_000):
        assert row["status"] not in UNSETTLED or row["overdue"], row["hit_id"]
    (whole, *_) = house.hits.report()
    assert whole["hits"] == days.hits
    assert whole["waiting"] == whole["overdue"] == days.left
    assert whole["hits"] == whole["settled"] + whole["suppressed"] + whole["waiting"]
    assert whole["repeat_stops_after"] < whole["repeat_stops_before"] > 0
    return whole


def test_every_hit_is_settled_or_overdue_and_who_was_cleared_is_not_stopped_until_either_side_changes(border: Border):
    days = Days(border, entries=12)
    days.run(5, 24)
    assert days.versions and days.left
    check(days)
    assert border.proves()


def test_a_suppression_keyed_by_subject_alone_is_caught(border: Border, monkeypatch: pytest.MonkeyPatch):
    """The known-broken twin: it forgets what was compared, so that a namesake profits from another's verdict."""
    monkeypatch.setattr(suppression, "holds", lambda settled, now: bool(settled))
    days = Days(border, entries=12)
    days.run(3, 24)
    assert any("let through" in one for one in days.wrong)
    with pytest.raises(AssertionError):
        check(days)
