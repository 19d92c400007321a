"""The store's one written form of a moment, and its chunks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.store.projections.sql import chunks, moment, stamp

MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 2),
    max_value=datetime(2200, 1, 1),
    timezones=st.just(UTC),
)


@given(MOMENTS, MOMENTS)
def test_written_moments_sort_as_the_moments_do(one: datetime, other: datetime):
    assert (stamp(one) < stamp(other)) == (one < other)
    assert len(stamp(one)) == len(stamp(other))


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_written_alike_whatever_zone_it_came_in(one: datetime, minutes: int):
    there = one.astimezone(timezone(timedelta(minutes=minutes)))
    assert moment(there) == moment(there.isoformat()) == stamp(one)
    assert datetime.fromisoformat(stamp(one)) == one


def test_a_moment_without_a_zone_is_taken_as_utc_and_nothing_stays_nothing():
    assert moment("2026-03-01T12:00:00") == "2026-03-01T12:00:00.000000Z"
    assert moment(None) is None


@given(st.lists(st.integers()), st.integers(1, 7))
def test_chunks_lose_and_reorder_nothing(values: list[int], size: int):
    parts = list(chunks(values, size))
    assert [value for part in parts for value in part] == values
    assert all(len(part) <= size for part in parts)
