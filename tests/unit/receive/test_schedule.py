"""A schedule says what is due; a wrong one says where it is wrong and changes nothing."""

from datetime import UTC, datetime

import pytest
from tests.unit.receive.test_movement import PLACES

from tidewaiter.receive import schedule
from tidewaiter.vocabulary.errors import Unreadable

HEADER = "mode,carrier,number,from,to,departs_at,arrives_at\n"
FLIGHT = "air,ZZ,204,LHR,JFK,2026-08-14T10:05,2026-08-14T13:10\n"


def test_a_line_becomes_the_movement_its_manifest_will_be_about():
    (row,) = schedule((HEADER + FLIGHT).encode(), PLACES)
    assert (row["trip"], row["port"], row["direction"]) == ("ZZ|204|2026-08-14|LHR|JFK", "JFK", "inbound")
    assert row["scheduled_at"] == datetime(2026, 8, 14, 17, 10, tzinfo=UTC)


def test_a_schedule_without_lines_expects_nothing():
    assert schedule(HEADER.encode(), PLACES) == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("carrier,number\n", 1, None),
        ("", 1, None),
        (HEADER + FLIGHT + "rail,ZZ,1,LHR,JFK,,2026-08-14T13:10\n", 3, 1),
        (HEADER + "air,ZZ,,LHR,JFK,,2026-08-14T13:10\n", 2, 3),
        (HEADER + "air,ZZ,1,LHR,JFK,,14/08/2026\n", 2, 7),
        (HEADER + "air,ZZ,1,LHR,JFK,,\n", 2, 7),
        (HEADER + "air,ZZ,1,LHR,QQQ,,2026-08-14T13:10\n", 2, 4),
        (HEADER + "air,ZZ,1\n", 2, None),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_column(text, line, column):
    with pytest.raises(Unreadable) as refused:
        schedule(text.encode(), PLACES)
    assert (refused.value.position.segment, refused.value.position.element) == (line, column)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Unreadable):
        schedule(b"\xff\xfe\x00", PLACES)
