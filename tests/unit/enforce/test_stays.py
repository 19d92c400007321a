"""Exits close stays; what is left over is a gap in the data, or a list for a human."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.enforce import match_exits, overstays
from tidewaiter.enforce.stays import EXITS, STAYS

BORN = date(1990, 4, 1)


def day(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)


def stay(name, admitted, *, number="AB123", until=None, closed=None, born=BORN, issuer="ESP"):
    return (name, number, issuer, born, day(admitted), until, closed)


def stays(*rows):
    return pl.DataFrame(list(rows), schema=STAYS, orient="row")


def exits(*rows):
    full = [(name, number, "ESP", born, day(left)) for name, left, number, born in rows]
    return pl.DataFrame(full, schema=EXITS, orient="row")


def matched(exit_rows, stay_rows):
    table = match_exits(exits(*exit_rows), stays(*stay_rows))
    return [(row["exit_encounter_id"], row["stay_encounter_id"], row["standing"]) for row in table.to_dicts()]


def test_an_exit_closes_the_stay_of_the_same_document_issuer_and_birth_date():
    table = match_exits(exits(("out", 9, "ab 123", BORN)), stays(stay("in", 1)))
    (row,) = table.to_dicts()
    assert (row["stay_encounter_id"], row["closed_at"], row["standing"]) == ("in", day(9), "closed")


def test_each_exit_closes_the_latest_stay_that_began_before_it():
    rows = [("late", 20, "AB123", BORN), ("early", 5, "AB123", BORN)]
    assert matched(rows, [stay("a", 1), stay("b", 10)]) == [("late", "b", "closed"), ("early", "a", "closed")]


def test_a_second_exit_does_not_close_a_stay_again():
    rows = [("second", 9, "AB123", BORN), ("first", 8, "AB123", BORN)]
    table = match_exits(exits(*rows), stays(stay("in", 1)))
    assert table["standing"].to_list() == ["data-gap", "closed"]
    assert table["note"][0] == "an earlier exit already closed this stay"
    assert table["closed_at"].to_list() == [None, day(8)]


def test_an_unmatched_exit_is_a_gap_in_the_data_whatever_its_reason():
    rows = [
        ("unknown", 9, "ZZ9", BORN),
        ("another birth date", 9, "AB123", date(1991, 4, 1)),
        ("before entry", 0, "AB123", BORN),
        ("no number", 9, None, BORN),
        ("blank number", 9, " - ", BORN),
    ]
    table = match_exits(exits(*rows), stays(stay("in", 1)))
    assert set(table["standing"]) == {"data-gap"}
    assert table["note"][3] == table["note"][4] == "the exit lacks document number, issuer or birth date"


def test_a_stay_without_a_document_is_never_matched_by_an_exit_without_one():
    assert matched([("out", 9, None, BORN)], [stay("in", 1, number=None)]) == [("out", None, "data-gap")]


def test_a_closed_stay_is_not_closed_again():
    assert matched([("out", 9, "AB123", BORN)], [stay("in", 1, closed=day(5))]) == [("out", None, "data-gap")]


def test_no_exits_and_no_stays_give_empty_tables():
    assert match_exits(exits(), stays()).is_empty()
    assert matched([("out", 9, "AB123", BORN)], []) == [("out", None, "data-gap")]
    assert overstays(stays(), BORN).is_empty()


def test_open_stays_past_their_day_are_listed_longest_first():
    table = overstays(
        stays(
            stay("a", 1, until=date(2026, 3, 1)),
            stay("b", 1, number="B", until=date(2026, 2, 1)),
            stay("last day today", 1, number="C", until=date(2026, 3, 11)),
            stay("no date", 1, number="D"),
            stay("gone", 1, number="E", until=date(2026, 2, 1), closed=day(20)),
        ),
        date(2026, 3, 11),
    )
    assert table["encounter_id"].to_list() == ["b", "a"]
    assert table["days_past"].to_list() == [38, 10]
    assert set(table["standing"]) == {"past-date"}


def test_who_entered_again_is_no_overstay_but_a_missing_exit():
    table = overstays(
        stays(stay("first", 1, until=date(2026, 2, 1)), stay("again", 60, until=date(2026, 9, 1))),
        date(2026, 4, 1),
    )
    assert table["standing"].to_list() == ["data-gap"]


def test_a_stay_that_no_exit_could_match_is_a_gap():
    table = overstays(stays(stay("in", 1, number=None, until=date(2026, 2, 1))), date(2026, 4, 1))
    assert table["standing"].to_list() == ["data-gap"]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from("AB")), max_size=8),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from("AB")), max_size=8),
)
def test_every_exit_is_answered_once_and_no_stay_closes_twice_or_before_it_began(left, entered):
    out = exits(*((f"x{i}", when, number, BORN) for i, (when, number) in enumerate(left)))
    into = stays(*(stay(f"s{i}", when, number=number) for i, (when, number) in enumerate(entered)))
    table = match_exits(out, into)
    assert table["exit_encounter_id"].to_list() == out["encounter_id"].to_list()
    closed = table.filter(pl.col("standing") == "closed")
    assert closed["stay_encounter_id"].is_unique().all()
    began = closed.join(into, left_on="stay_encounter_id", right_on="encounter_id")
    assert (began["closed_at"] >= began["admitted_at"]).all()
