"""Figures that are counted beside the work, and shown with their moment for a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from tests.journey.border import Border

from tidewaiter.desk.kept import Kept
from tidewaiter.vocabulary.errors import Refusal


def counted(kept: Kept, border: Border, minutes: int, told: Any) -> Any:
    found, counting = kept.get(border.house.store, border.clock() + timedelta(minutes=minutes), lambda: {"n": told()})
    return found and found["n"], counting


def test_figures_stand_for_a_quarter_of_an_hour_and_are_counted_anew_after_it(border: Border) -> None:
    kept = Kept(patience=60, glance=60)
    assert counted(kept, border, 0, lambda: 1) == (1, False)
    assert counted(kept, border, 15, lambda: 2) == (1, False)
    assert counted(kept, border, 16, lambda: 3) == (3, False)


def test_who_asks_while_it_is_counted_is_told_so_and_old_figures_stand_an_hour_at_most(border: Border) -> None:
    go, kept = Event(), Kept(patience=0.05, glance=0.05)

    def slow() -> int:
        go.wait(30)
        return 2

    assert counted(kept, border, 0, slow) == (None, True)
    assert kept.counting(border.house.store)
    go.set()
    kept.wait()
    assert counted(kept, border, 1, slow) == (2, False)
    go.clear()
    assert counted(kept, border, 20, slow) == (2, True)
    assert counted(kept, border, 62, slow) == (None, True)
    go.set()
    kept.wait()


def test_a_count_that_breaks_off_is_said_and_tried_again(border: Border) -> None:
    def broken() -> int:
        raise Refusal("no rate", code="no-rate")

    kept = Kept(patience=60)
    with pytest.raises(Refusal):
        counted(kept, border, 0, broken)
    assert counted(kept, border, 0, lambda: 1) == (1, False)
