from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.analyze import base_rate, crew_not_returned, discrepancies, yields
from tidewaiter.analyze.needs import ANNOUNCED, DIFFERENCES, OUTCOMES, SAMPLED
from tidewaiter.vocabulary.proportion import Proportion
from tidewaiter.vocabulary.tables import ASSESSED, HITS, conform, empty

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def frame(schema, *rows):
    return conform(pl.DataFrame(list(rows), infer_schema_length=None), schema) if rows else empty(schema)


def fired(encounter, *rules):
    reasons = [{"rule": rule, "version": 2, "weight": 1.0, "text": "t"} for rule in rules]
    return {"encounter_id": encounter, "score": 1.0, "band": "low", "reasons": reasons}


def ended(encounter, positive):
    return {"encounter_id": encounter, "outcome": "x", "positive": positive}


def announced(encounter, **said):
    row = {"encounter_id": encounter, "subject_id": f"s-{encounter}", "kind": "person", "role": "passenger"}
    row |= {"direction": "inbound", "mode": "air", "port": "JFK", "carrier": "TW", "sources": "api"}
    return row | {"status": "announced", "scheduled_at": NOW - timedelta(days=1)} | said


def test_a_rules_yield_counts_what_was_examined_and_confirmed():
    assessed = frame(ASSESSED, fired("a", "cash"), fired("b", "cash", "late"), fired("c", "cash"), fired("d"))
    hits = frame(HITS, {"encounter_id": "a", "list_id": "L", "list_version": "1"})
    table = yields(assessed, frame(OUTCOMES, ended("a", True), ended("b", False)), hits)
    counts = {row["id"]: (row["kind"], row["fired"], row["examined"], row["confirmed"]) for row in table.to_dicts()}
    assert counts == {"cash": ("rule", 3, 2, 1), "late": ("rule", 1, 1, 0), "L": ("list", 1, 1, 1)}
    cash = table.filter(pl.col("id") == "cash").row(0, named=True)
    assert cash["estimate"] == 0.5 and cash["low"] < 0.5 < cash["high"]


def test_a_rule_nobody_followed_has_no_yield_rather_than_a_bad_one():
    (row,) = yields(frame(ASSESSED, fired("a", "quiet")), frame(OUTCOMES), frame(HITS)).to_dicts()
    assert row["estimate"] is None and (row["low"], row["high"]) == (0.0, 1.0)


def test_two_hits_of_one_list_on_one_encounter_count_once():
    hit = {"encounter_id": "a", "list_id": "L", "list_version": "1"}
    (row,) = yields(frame(ASSESSED), frame(OUTCOMES), frame(HITS, hit, hit | {"entry_id": "2"})).to_dicts()
    assert row["fired"] == 1


def sampled(encounter, draw, rate=0.1):
    return {"encounter_id": encounter, "draw": draw, "rate": rate}


def test_the_base_rate_counts_everyone_drawn_and_nobody_else():
    sample = frame(SAMPLED, *(sampled(f"e{n}", 0.05) for n in range(10)), sampled("risky", 0.5), sampled("open", 0.01))
    outcomes = frame(OUTCOMES, *(ended(f"e{n}", n == 0) for n in range(10)), ended("risky", True))
    rate = base_rate(sample, outcomes)
    assert (rate.drawn, rate.examined, rate.positive, rate.missing) == (11, 10, 1, 1)
    assert rate.estimate == pytest.approx(0.1) and rate.effective == pytest.approx(10)
    assert (rate.low, rate.high) == pytest.approx(Proportion(1, 10).interval)


def test_a_port_drawn_ten_times_as_often_counts_a_tenth():
    often = [sampled(f"a{n}", 0.0, 0.1) for n in range(100)]
    seldom = [sampled(f"b{n}", 0.0, 0.01) for n in range(10)]
    outcomes = [ended(f"a{n}", True) for n in range(100)] + [ended(f"b{n}", False) for n in range(10)]
    rate = base_rate(frame(SAMPLED, *often, *seldom), frame(OUTCOMES, *outcomes))
    assert rate.estimate == pytest.approx(0.5) and rate.effective < 110


def test_without_a_random_sample_there_is_no_base_rate():
    rate = base_rate(frame(SAMPLED), frame(OUTCOMES, ended("a", True)))
    assert rate.estimate is None and (rate.low, rate.high) == (0.0, 1.0)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_estimate_and_stays_within_nought_and_one(counts):
    share = Proportion(*counts)
    low, high = share.interval
    assert 0.0 <= low <= share.estimate + 1e-12 and share.estimate - 1e-12 <= high <= 1.0


def test_the_interval_is_wilsons():
    assert Proportion(10, 100).interval == pytest.approx((0.05523, 0.17437), abs=1e-5)


def crew(encounter, subject, direction, days, **said):
    when = NOW + timedelta(days=days)
    sailing = {"role": "crew", "mode": "sea", "port": "USMIA", "carrier": "SEALINE"}
    return announced(encounter, subject_id=subject, direction=direction, scheduled_at=when, **(sailing | said))


def test_crew_who_did_not_sail_with_their_vessel_are_listed_and_the_others_are_not():
    rows = [crew("in1", "s1", "inbound", -5), crew("in2", "s2", "inbound", -5), crew("out1", "s1", "outbound", -4)]
    table = crew_not_returned(frame(ANNOUNCED, *rows), as_of=NOW)
    assert table["encounter_id"].to_list() == ["in2"] and "without this member" in table["reason"][0]


def test_crew_whose_vessel_is_still_in_port_are_not_listed_until_their_time_is_up():
    rows = frame(ANNOUNCED, crew("in1", "s1", "inbound", -5))
    assert crew_not_returned(rows, as_of=NOW).is_empty()
    assert crew_not_returned(rows, as_of=NOW + timedelta(days=30))["encounter_id"].to_list() == ["in1"]


def test_crew_who_flew_home_are_not_listed():
    home = announced("fly", subject_id="s2", direction="outbound", scheduled_at=NOW - timedelta(days=3))
    rows = [
        crew("in1", "s1", "inbound", -5),
        crew("in2", "s2", "inbound", -5),
        crew("out1", "s1", "outbound", -4),
        home,
    ]
    assert crew_not_returned(frame(ANNOUNCED, *rows), as_of=NOW).is_empty()


def test_a_carriers_differences_are_counted_by_field_and_a_small_carrier_is_not_called_worst():
    rows = [{"carrier": "BIG", "differs_from": ["seat"] if n < 300 else []} for n in range(1000)]
    rows += [{"carrier": "TINY", "differs_from": ["birth_date"]}, {"carrier": "TINY", "differs_from": []}]
    table = discrepancies(frame(DIFFERENCES, *rows))
    assert table.select("carrier", "field", "compared", "differing").rows() == [
        ("BIG", "seat", 1000, 300),
        ("TINY", "birth_date", 2, 1),
    ]
