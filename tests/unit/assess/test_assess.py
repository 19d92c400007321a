"""One row out for each encounter, with its score, its band, its reasons and what could not be asked."""

import json
from datetime import date, timedelta

import polars as pl
import pytest
from tests.unit.assess.assess_batches import NOW, Books, declared_rows, identified_rows, invented_batch

from tidewaiter.assess import COUNTS, assess, explain
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.tables import ASSESSED, DECLARED, HITS, IDENTIFIED, empty

LATE_CASH = {
    "source": "booking",
    "departs_at": NOW + timedelta(days=2),
    "booked_at": NOW + timedelta(days=1),
    "payment_form": "CA",
    "one_way": True,
}


def one(ruleset, *rows, identity=None, hits=None, books=None):
    declared = declared_rows(rows)
    identified = identified_rows(declared, identity)
    hits = empty(HITS) if hits is None else pl.DataFrame(hits, schema=dict(HITS))
    return assess(declared, identified, hits, books or Books(), ruleset=ruleset, as_of=NOW)


def fired(table, row=0):
    return {reason["rule"]: reason["text"] for reason in table["reasons"][row]}


def test_the_table_is_of_the_schema_assessed_even_without_rows(ruleset):
    batch = invented_batch(50)
    assert dict(assess(*batch, ruleset=ruleset, as_of=NOW).schema) == dict(ASSESSED)
    nothing = assess(empty(DECLARED), empty(IDENTIFIED), empty(HITS), Books(), ruleset=ruleset, as_of=NOW)
    assert dict(nothing.schema) == dict(ASSESSED)
    assert nothing.height == 0


def test_every_encounter_has_one_row_in_order_of_first_appearance(ruleset):
    declared, identified, hits, books = invented_batch(300)
    table = assess(declared, identified, hits, books, ruleset=ruleset, as_of=NOW)
    assert table["encounter_id"].to_list() == list(dict.fromkeys(identified["encounter_id"]))


def test_a_fired_rule_gives_its_weight_and_a_sentence(ruleset):
    table = one(ruleset, LATE_CASH)
    assert fired(table)["cash-one-way-late"] == "Paid in cash, one way, booked 1 day before departure"
    assert table["score"][0] == 33  # 25 for cash, 8 for the last day
    assert table["band"][0] == "medium"
    assert table["ruleset"][0] == ruleset.id


def test_the_score_is_the_sum_of_the_reasons_and_they_stand_heaviest_first(ruleset):
    table = assess(*invented_batch(400), ruleset=ruleset, as_of=NOW)
    for score, reasons in table.select("score", "reasons").iter_rows():
        weights = [reason["weight"] for reason in reasons]
        assert score == pytest.approx(sum(weights))
        assert weights == sorted(weights, reverse=True)
    assert {"low", "medium", "high"} == set(table["band"])


def test_a_rule_whose_input_is_missing_is_not_evaluable_and_never_clear(ruleset):
    table = one(ruleset, {**LATE_CASH, "payment_form": None})
    assert "cash-one-way-late" in table["not_evaluable"][0]
    assert "cash-one-way-late" not in fired(table)


def test_a_rule_for_others_is_neither_fired_nor_not_evaluable(ruleset):
    table = one(ruleset, {"mode": "land", "source": "lane"})
    assert "cash-one-way-late" not in table["not_evaluable"][0]


def test_screening_that_did_not_run_reads_as_not_evaluable(ruleset):
    declared = declared_rows([{"document_number": "X1"}])
    identified = identified_rows(declared)
    ran = assess(declared, identified, empty(HITS), Books(), ruleset=ruleset, as_of=NOW)
    not_run = assess(declared, identified, None, Books(), ruleset=ruleset, as_of=NOW)
    rules = {"possible-match-document", "possible-match-name"}
    assert not rules & set(ran["not_evaluable"][0])
    assert rules <= set(not_run["not_evaluable"][0])


def test_a_hit_is_called_a_possible_match_and_a_stale_list_is_labelled(ruleset):
    hit = {"encounter_id": "enc-dec-0", "list_id": "wanted", "basis": "document", "list_stale": True}
    table = one(ruleset, {"document_number": "X1"}, hits=[hit])
    said = "Possible match: the travel document is on a look-out list (wanted, which is out of date)"
    assert fired(table)["possible-match-document"] == said


def test_a_document_hit_is_unknown_without_a_document(ruleset):
    table = one(ruleset, {"document_number": None})
    assert "possible-match-document" in table["not_evaluable"][0]
    assert "The manifest names no travel document" in fired(table).values()


def test_no_document_in_a_booking_alone_is_unknown_not_missing(ruleset):
    table = one(ruleset, {"source": "booking"})
    assert "document-missing" in table["not_evaluable"][0]


def test_rows_of_one_encounter_are_merged_and_the_later_statement_wins(ruleset):
    rows = [
        {**LATE_CASH, "received_at": NOW - timedelta(hours=5), "document_expires": date(2026, 1, 1)},
        {"received_at": NOW, "departs_at": NOW + timedelta(days=2), "document_expires": date(2030, 1, 1)},
    ]
    table = one(ruleset, *rows, identity=[{"encounter_id": "enc-1"}, {"encounter_id": "enc-1"}])
    assert table.height == 1
    assert "cash-one-way-late" in fired(table)
    assert "document-expired" not in fired(table)


def test_what_earlier_messages_said_fills_what_this_one_lacks(ruleset):
    before = declared_rows([{**LATE_CASH, "declaration_id": "dec-old", "received_at": NOW - timedelta(days=1)}])
    books = Books(earlier=before.with_columns(encounter_id=pl.lit("enc-1")))
    known = [{"encounter_id": "enc-1", "is_new": False}, {"encounter_id": "enc-2"}]
    table = one(ruleset, {"source": "api"}, {"source": "api"}, identity=known, books=books)
    assert books.asked == [["enc-1"]]
    assert "cash-one-way-late" in fired(table, 0)
    assert "cash-one-way-late" not in fired(table, 1)


def test_rows_of_this_batch_that_the_history_knows_already_are_not_read_twice(ruleset):
    declared = declared_rows([{"source": "lane", "mode": "land", "kind": "conveyance", "plate": "P1", "occupants": 2}])
    identity = identified_rows(declared, [{"encounter_id": "enc-1", "is_new": False}])
    books = Books(earlier=declared.with_columns(encounter_id=pl.lit("enc-1")))
    table = assess(declared, identity, empty(HITS), books, ruleset=ruleset, as_of=NOW)
    alone = assess(declared, identity, empty(HITS), Books(), ruleset=ruleset, as_of=NOW)
    assert table.equals(alone)


def test_history_counts_reach_the_rules_and_none_known_means_none(ruleset):
    counts = pl.DataFrame([{"subject_id": "sub-dec-0", "refusals": 2, "seizures": 1}], schema=dict(COUNTS))
    table = one(ruleset, {}, {}, books=Books(counts=counts))
    assert fired(table, 0)["earlier-refusal"] == "Entry was refused before: 2 refusals"
    assert "earlier-seizure" in fired(table, 0)
    assert "earlier-refusal" not in [*fired(table, 1), *table["not_evaluable"][1]]


def test_absence_from_bookings_is_asked_only_where_bookings_of_the_movement_came(ruleset):
    api, booking = {"source": "api"}, {"source": "booking"}
    two = [{"encounter_id": "enc-1"}, {"encounter_id": "enc-1"}, {"encounter_id": "enc-2"}]
    assert "absent-from-booking" in fired(one(ruleset, api, booking, api, identity=two), 1)
    assert "absent-from-booking" in one(ruleset, api, api)["not_evaluable"][0]
    crew = one(ruleset, api, booking, {**api, "role": "crew"}, identity=two)
    assert "absent-from-booking" not in [*fired(crew, 1), *crew["not_evaluable"][1]]


def test_a_vehicle_with_more_occupants_than_people_listed_is_told(ruleset):
    lane = {"source": "lane", "mode": "land", "plate": "P1", "trip": "lane-1"}
    rows = [{**lane, "kind": "conveyance", "role": None, "occupants": 3}, {**lane, "role": "driver"}]
    assert fired(one(ruleset, *rows))["occupants-unlisted"] == "3 occupants declared, 2 of them not listed"


def test_rows_that_identify_never_saw_are_refused_not_dropped(ruleset):
    declared = declared_rows([{}, {}])
    with pytest.raises(TidewaiterError, match="without an"):
        assess(declared, identified_rows(declared)[:1], None, Books(), ruleset=ruleset, as_of=NOW)


def test_the_stored_features_replay_to_the_same_rules(ruleset):
    table = assess(*invented_batch(120), ruleset=ruleset, as_of=NOW)
    for row in table.iter_rows(named=True):
        replay = explain(row["features"], ruleset)
        outcomes = {each.rule: each.outcome for each in replay}
        assert [each.rule for each in replay if each.outcome == "fired"] == [r["rule"] for r in row["reasons"]]
        assert {rule for rule, said in outcomes.items() if said == "not-evaluable"} == set(row["not_evaluable"])


def test_an_explanation_shows_each_leaf_with_its_value(ruleset):
    features = json.dumps({"kind": "person", "role": "passenger", "mode": "air", "payment_form": "CA", "one_way": True})
    (cash,) = [each for each in explain(features, ruleset) if each.rule == "cash-one-way-late"]
    assert cash.outcome == "not-evaluable"
    assert [(leaf.text, leaf.outcome) for leaf in cash.leaves] == [
        ('payment_form == "CA"', True),
        ("one_way", True),
        ("days_booked_before_departure <= 3", None),
    ]


def test_stored_features_that_cannot_be_read_are_our_own_error(ruleset):
    for text in ("{", "[]", '{"document_expires": "soon"}'):
        with pytest.raises(TidewaiterError):
            explain(text, ruleset)


def test_a_large_batch_gives_each_row_what_it_would_get_alone(ruleset):
    declared, identified, hits, books = invented_batch(60)
    # Alone means: with the rows of its movement, which some features look at.
    whole = assess(declared, identified, hits, books, ruleset=ruleset, as_of=NOW)
    assert whole.equals(assess(declared, identified, hits, books, ruleset=ruleset, as_of=NOW))
    doubled = pl.concat(
        [declared, declared.with_columns(pl.col("declaration_id", "trip", "locator", "message_id") + "x")]
    )
    again = identified.with_columns(pl.col("declaration_id", "encounter_id") + "x")
    both = assess(doubled, pl.concat([identified, again]), hits, books, ruleset=ruleset, as_of=NOW)
    assert both[: whole.height].equals(whole)


def checked(**states):
    return [{"name": name.replace("_", "-"), "state": state, "detail": ""} for name, state in states.items()]


def test_an_earlier_match_whose_hit_is_not_at_hand_never_reads_as_no_match(ruleset):
    booking = {"source": "booking", "document_number": "X1"}
    for state, unknown in (("pass", False), ("fail", True), ("not-run", True)):
        table = one(ruleset, booking, identity=[{"checks": checked(lists=state)}])
        assert ("possible-match-name" in table["not_evaluable"][0]) is unknown
        assert ("possible-match-document" in table["not_evaluable"][0]) is unknown


def test_checks_of_earlier_messages_still_count(ruleset):
    before = declared_rows([{"declaration_id": "dec-old", "received_at": NOW - timedelta(days=1)}]).with_columns(
        encounter_id=pl.lit("enc-1"),
        checks=pl.Series([checked(issuer_code="fail", number_form="fail")], dtype=IDENTIFIED["checks"]),
    )
    identity = [{"encounter_id": "enc-1", "is_new": False, "checks": checked(issuer_code="not-run")}]
    table = one(ruleset, {"source": "booking"}, identity=identity, books=Books(earlier=before))
    assert {"issuer-unknown", "document-number-malformed", "document-checks-failed"} <= set(fired(table))


def test_a_check_of_birth_date_or_completeness_moves_no_rule(ruleset):
    identity = [{"checks": checked(birth_date_possible="fail", complete="fail", document_present="fail")}]
    plain, failing = one(ruleset, {}), one(ruleset, {}, identity=identity)
    assert plain["score"][0] == failing["score"][0]
