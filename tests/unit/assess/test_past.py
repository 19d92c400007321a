"""What the past holds, as known at a moment: nothing from later, whoever adds to the history."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.assess.features.associations import ASSOCIATIONS, CROWD, FOUND, LOOK_BACK, TIES, associations
from tidewaiter.assess.features.counts import COUNTED, EVENTS, counts
from tidewaiter.assess.features.goods import GOODS, goods_history
from tidewaiter.assess.features.routes import ROUTE_DAYS, ROUTE_TRAVELERS, routes
from tidewaiter.assess.features.spans import standing

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
hours = st.integers(-24 * 400, 24 * 400).map(lambda each: NOON + timedelta(hours=each))


@st.composite
def happenings(draw):
    """Things that happened; some the journal heard of late, some that were taken back later still."""
    rows = []
    for _ in range(draw(st.integers(0, 25))):
        at = draw(hours)
        known = at + timedelta(hours=draw(st.sampled_from([0, 0, 0, 5, 4000])))
        until = draw(st.sampled_from([None, None, known + timedelta(hours=3), known + timedelta(days=200)]))
        kind = draw(st.sampled_from(["crossed", "refused", "seized", "found"]))
        rows.append((draw(st.sampled_from("AB")), kind, at, known, until))
    return pl.DataFrame(rows, schema=EVENTS, orient="row")


moments = st.lists(st.tuples(st.sampled_from("ABC"), hours), min_size=1, max_size=8).map(
    lambda rows: pl.DataFrame(rows, schema={"subject_id": pl.String, "as_of": EVENTS["at"]}, orient="row")
)


def one_by_one(asked, events):
    """The same counts, by going through every event for every row: slow and plain."""
    found = []
    for subject, moment in asked.iter_rows():
        mine = [
            row
            for row in events.iter_rows(named=True)
            if row["subject_id"] == subject
            and row["known_at"] < moment
            and row["at"] < moment
            and (row["until"] is None or row["until"] >= moment)
        ]
        counted = [
            sum(row["kind"] == kind and (window is None or row["at"] >= moment - window) for row in mine)
            for kind, window in COUNTED.values()
        ]
        found.append((subject, *counted, max((row["at"] for row in mine if row["kind"] == "crossed"), default=None)))
    return found


@given(moments, happenings())
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_going_through_every_event(asked, events):
    assert counts(asked, events).rows() == one_by_one(asked, events)


@given(moments, happenings())
@settings(max_examples=60, deadline=None)
def test_what_becomes_known_later_changes_no_count(asked, events):
    """Features over a history equal those over the history as it was then: what came late, or after, is not there."""
    cut = asked["as_of"].min()
    early = asked.filter(pl.col("as_of") == cut)
    was = events.filter(pl.col("known_at") < cut).with_columns(pl.when(pl.col("until") < cut).then("until"))
    assert counts(early, events).equals(counts(early, was))


def test_the_test_of_later_knowledge_sees_a_history_that_leaks():
    """Its known-broken twin: were the journal to know at once what it heard late, the counts would change."""
    asked = pl.DataFrame([("A", NOON)], schema={"subject_id": pl.String, "as_of": EVENTS["at"]}, orient="row")
    late = pl.DataFrame(
        [("A", "crossed", NOON - timedelta(days=2), NOON + timedelta(days=1), None)], schema=EVENTS, orient="row"
    )
    assert counts(asked, late)["crossings_30d"].item() == 0
    assert counts(asked, late.with_columns(known_at="at"))["crossings_30d"].item() == 1


def tie(token, encounter, subject, at=NOON, kind="contact"):
    return (token, kind, encounter, subject, at, at, None)


def asked_about(encounter, subject, *, at=NOON, trip="T9", locator=None, contacts=None, cards=None):
    schema = {
        "encounter_id": pl.String, "subject_id": pl.String, "as_of": EVENTS["at"], "trip": pl.String,
        "locator": pl.String, "contact_digests": pl.List(pl.String), "payment_digests": pl.List(pl.String),
    }  # fmt: skip
    return pl.DataFrame([(encounter, subject, at, trip, locator, contacts, cards)], schema=schema, orient="row")


def tied(asked, rows, found=()):
    ties = pl.DataFrame(list(rows), schema=TIES, orient="row")
    return associations(asked, ties, pl.DataFrame(list(found), schema=FOUND, orient="row")).row(0, named=True)


def test_a_shared_contact_counts_others_once_and_not_the_companions_of_the_booking():
    rows = [
        *(tie("C|x", f"e{n}", subject) for n, subject in enumerate(["me", "you", "you", "friend"])),
        tie("B|T9|L", "e0", "me", kind="booking"),
        tie("B|T9|L", "e3", "friend", kind="booking"),
    ]
    found = [("you", NOON - timedelta(days=3), None), ("friend", NOON - timedelta(days=3), None)]
    told = tied(asked_about("e0", "me", locator="L", contacts=["x"]), rows, found)
    assert (told["contacts_shared"], told["contacts_shared_with_finding"]) == (1, 1)
    assert (told["companions_before"], told["companions_with_finding"]) == (0, 1)
    assert told["payments_shared"] is None


def test_a_finding_made_later_and_a_tie_too_old_do_not_count():
    old = NOON - LOOK_BACK - timedelta(hours=1)
    rows = [
        tie("C|x", "e1", "you"),
        tie("C|x", "e2", "elder", old),
        tie("C|x", "e3", "later", NOON + timedelta(hours=1)),
    ]
    told = tied(asked_about("e0", "me", contacts=["x"]), rows, [("you", NOON, None)])
    assert (told["contacts_shared"], told["contacts_shared_with_finding"]) == (1, 0)


def test_what_a_crowd_shares_ties_nobody():
    rows = [tie("C|agency", f"e{n}", f"s{n}") for n in range(CROWD + 1)]
    assert tied(asked_about("e0", "s0", contacts=["agency"]), rows)["contacts_shared"] is None
    assert tied(asked_about("e0", "s0", contacts=["agency"]), rows[:CROWD])["contacts_shared"] == CROWD - 1


def test_companions_of_an_earlier_booking_are_known_from_before():
    before = NOON - timedelta(days=40)
    now = [tie("B|T9|L", f"e{n}", subject, kind="booking") for n, subject in enumerate(["me", "you", "new"])]
    earlier = [tie("B|T1|K", f"d{n}", subject, before, "booking") for n, subject in enumerate(["me", "you"])]
    assert tied(asked_about("e0", "me", locator="L"), [*now, *earlier])["companions_before"] == 1


@pytest.mark.parametrize("later", [0, 1, 24 * 90])
def test_ties_that_come_later_change_no_association(later):
    rows = [tie("C|x", "e1", "you"), tie("P|c", "e1", "you", kind="payment")]
    more = [tie("C|x", f"f{n}", f"f{n}", NOON + timedelta(hours=later, seconds=1)) for n in range(CROWD + 5)]
    asked = asked_about("e0", "me", contacts=["x"], cards=["c"])
    assert tied(asked, rows) == tied(asked, [*rows, *more])
    assert set(tied(asked, rows)) == set(ASSOCIATIONS)


def test_a_route_counts_whole_days_before_and_none_of_today():
    day = NOON.date()
    days = [(1, 5), (ROUTE_DAYS, 7), (ROUTE_DAYS + 1, 100), (0, 1000), (-1, 1000)]
    rows = [("LHR", "JFK", day - timedelta(days=back), count) for back, count in days]
    rows += [("GRU", "JFK", day - timedelta(days=3), 88)]
    travelers = pl.DataFrame(rows, schema=ROUTE_TRAVELERS, orient="row")
    asked = pl.DataFrame(
        [("LHR", "JFK", NOON), ("GRU", "JFK", NOON), ("XXX", "JFK", NOON), (None, "JFK", NOON)],
        schema={"departure": pl.String, "arrival": pl.String, "as_of": EVENTS["at"]},
        orient="row",
    )
    assert routes(asked, travelers)["route_travelers"].to_list() == [12, 88, 0, 0]
    assert routes(asked, travelers)["all_travelers"].to_list() == [100] * 4


def test_weights_at_one_moment_add_up():
    spans = pl.DataFrame({"by": ["a", "a"], "start": [NOON, NOON], "end": [None, NOON], "weight": [2, 3]})
    spans = spans.with_columns(pl.col("end").cast(pl.Datetime("us", "UTC")), pl.col("start").cast(EVENTS["at"]))
    asked = pl.DataFrame({"by": ["a", "a"], "as_of": [NOON, NOON + timedelta(seconds=1)]}).cast({"as_of": EVENTS["at"]})
    assert standing(asked, spans, ["by"]).to_list() == [0, 2]


def declaration(number, days, *, importer="Quill & Daughters", value=100.0, weight=10.0, refused=None):
    at = datetime.combine(date(2026, 1, 1), datetime.min.time(), UTC) + timedelta(days=days)
    gone = None if refused is None else at + timedelta(days=refused)
    return (f"d{number}", importer, "Marlow Freight", "0803", at, value, weight, gone)


def test_goods_are_held_against_what_was_known_of_importer_and_commodity_before():
    rows = [declaration(n, n, refused=1 if n == 2 else None) for n in range(6)]
    rows += [declaration(6, 10, value=400.0), declaration(7, 10, importer="Somebody else", weight=0.0)]
    told = goods_history(pl.DataFrame(rows, schema=GOODS, orient="row"))
    assert told["importer_declarations_365d"].to_list() == [0, 1, 2, 3, 4, 5, 6, 0]
    assert told["importer_refusals_365d"].to_list() == [0, 0, 0, 0, 1, 1, 1, 0]
    assert told["value_per_kg_ratio"].to_list() == [None, None, None, None, None, 1.0, 4.0, None]
    assert told["commodity_declarations_365d"].to_list() == [0, 1, 2, 3, 4, 5, 6, 6]


def test_declarations_that_come_later_change_no_history():
    rows = [declaration(n, 3 * n, value=50.0 + n, refused=2 if n % 3 == 0 else None) for n in range(12)]
    whole, cut = (goods_history(pl.DataFrame(part, schema=GOODS, orient="row")) for part in (rows, rows[:8]))
    assert whole.head(8).equals(cut)
