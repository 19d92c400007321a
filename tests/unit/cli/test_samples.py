"""Samples brought to today keep their dirt, their births and their distances."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tidewaiter.assemble import SAMPLES
from tidewaiter.cli.samples import brought_to, lay_out, moved
from tidewaiter.receive import Delivery, open_delivery

TODAY = date(2031, 3, 9)
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".py")


def test_dates_move_in_the_form_they_are_written_in():
    raw = (
        b"UNB+260813:2115' DTM+189:2608141005:201' TVL+140826:1005 X/12JUL64/M/19AUG26 2026-08-14T10:05 DTM+329:641016'"
    )
    got = moved(raw, date(2026, 8, 14), date(2026, 8, 24), day_first=True)
    assert got == (
        b"UNB+260823:2115' DTM+189:2608241005:201' TVL+240826:1005 X/12JUL64/M/29AUG26 2026-08-24T10:05 DTM+329:641016'"
    )


def test_what_only_looks_like_a_date_stays():
    raw = b"ZZ26081477 AVF:260814A 99608140 2608149"
    assert moved(raw, date(2026, 8, 14), date(2026, 9, 14)) == raw


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_still_reads_alike_and_travels_tomorrow_or_crosses_today(path: Path):
    before = list(open_delivery(Delivery(path.read_bytes())))
    after = list(open_delivery(Delivery(brought_to(path.read_bytes(), TODAY))))
    for old, new in zip(before, after, strict=True):
        assert (old.error is None) == (new.error is None)
        if old.interchange is None or new.interchange is None:
            continue
        for was, now in zip(old.interchange.messages, new.interchange.messages, strict=True):
            assert [p.surname for p in was.people] == [p.surname for p in now.people]
            assert [p.birth_date for p in was.people] == [p.birth_date for p in now.people]
            legs = sorted(now.legs, key=lambda leg: not leg.crossing)
            days = [
                (leg.departs_local or leg.arrives_local).date()
                for leg in legs
                if leg.departs_local or leg.arrives_local
            ]
            if days:
                assert abs(days[0] - TODAY) <= timedelta(days=20)


def test_a_second_run_takes_the_same_files(tmp_path: Path):
    first = {path: path.read_bytes() for path in lay_out(SAMPLES, tmp_path, TODAY)}
    again = {path: path.read_bytes() for path in lay_out(SAMPLES, tmp_path, TODAY + timedelta(days=5))}
    assert first == again
    assert first
