"""Thirty days of 490 hits each: every one settled or visibly overdue, nobody stopped again who was cleared."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from tests.journey.border import Border
from tests.journey.conftest import empty_home, open_border
from tests.journey.test_thirty_days import check
from tests.journey.thirty_days import Days

__all__ = ["empty_home", "open_border"]

DAYS, HITS_A_DAY = 30, 490


@pytest.mark.parts
def test_thirty_days_of_hits(open_border: Callable[[str], Border], capsys: pytest.CaptureFixture[str]):
    days = Days(open_border("home"), entries=900)
    begun = time.perf_counter()
    days.run(DAYS, HITS_A_DAY)
    whole = check(days)
    with capsys.disabled():
        print(f"\n{days.hits} hits, {days.left} left overdue, {time.perf_counter() - begun:.0f} s: {whole}")
    assert days.border.proves()
