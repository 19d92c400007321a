from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from tidewaiter.inspect import assign, load_policy
from tidewaiter.language.policy import POLICIES
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.place import Place, Places
from tidewaiter.vocabulary.stream import RandomStream
from tidewaiter.vocabulary.tables import ASSESSED, ASSIGNED, DECLARED, HITS, IDENTIFIED, conform, empty

POLICY = load_policy()
PLACES = Places([Place("JFK", "Kennedy", "US", "America/New_York", "air", kind="port-of-entry")], {"KJFK": "JFK"})
NOBODY = RandomStream(date(2026, 3, 2), b"s" * 32, {"air": 0.0, "sea": 0.0, "land": 0.0})
EVERYBODY = replace(NOBODY, by_mode={"air": 1.0})
GOOD = dict.fromkeys((*POLICY.expedite_must_pass, "expiry"), "pass") | {"mrz-digits": "not-run"}


def walk(*, stream=NOBODY, policy=POLICY, band="low", checks=None, hit=None, reasons=(), assessed=True, **declared):
    said = {"declaration_id": "d1", "kind": "person", "role": "passenger", "mode": "air", "port": "JFK"} | declared
    states = [{"name": k, "state": v, "detail": f"{k} detail"} for k, v in (GOOD | (checks or {})).items()]
    identified = pl.DataFrame([{"declaration_id": "d1", "encounter_id": "enc-1", "checks": states}])
    score = {"encounter_id": "enc-1", "score": 0.0, "band": band}
    told = [{"rule": "r", "version": 1, "weight": 1.0, "text": text} for text in reasons]
    scores = conform(pl.DataFrame([score | {"reasons": told}]), ASSESSED) if assessed else empty(ASSESSED)
    hits = conform(pl.DataFrame([{"encounter_id": "enc-1"} | hit]), HITS) if hit else empty(HITS)
    table = assign(
        scores,
        conform(identified, IDENTIFIED),
        hits,
        conform(pl.DataFrame([said]), DECLARED),
        policy=policy,
        stream=lambda day: replace(stream, day=day),
        today=stream.day,
        places=PLACES,
    )
    assert table.schema == ASSIGNED and table.height == 1
    return table.row(0, named=True)


HIT = {"category": "stolen", "basis": "document", "list_id": "L", "entry_id": "e", "score": 1.0, "list_stale": False}


def test_low_risk_with_every_check_passed_is_expedited_and_cleared():
    row = walk()
    assert (row["assignment"], row["stream"], row["advice"], row["lookout"]) == ("expedite", "routine", "cleared", None)


@pytest.mark.parametrize(
    "change",
    [
        {"band": "medium"},
        {"assessed": False},
        {"checks": {"lists": "not-run"}},
        {"checks": {"issuer-code": "fail"}},
        {"unaccompanied_minor": True},
        {"role": "crew"},
        {"role": None},
        {"policy": replace(POLICY, expires_at=date(2026, 3, 1))},
        {"policy": replace(POLICY, known_traveler_only=True)},
    ],
)
def test_whatever_is_not_known_to_be_good_goes_to_primary(change):
    row = walk(**change)
    assert (row["assignment"], row["stream"], row["lookout"]) == ("primary", "routine", None)


def test_a_hit_goes_to_secondary_and_is_called_a_possible_match():
    row = walk(hit=HIT)
    assert (row["assignment"], row["stream"], row["advice"]) == ("secondary", "risk", "contact-authority")
    assert row["lookout"] == "possible match: stolen, by document, L entry e" and row["port"] == "JFK"


def test_a_hit_on_a_stale_list_says_so_in_the_lookout():
    assert "STALE" in walk(hit=HIT | {"list_stale": True})["lookout"]


def test_a_high_band_goes_to_secondary_with_its_heaviest_reason():
    row = walk(band="high", reasons=["paid in cash an hour before departure", "lesser"])
    assert row["lookout"] == "high risk: paid in cash an hour before departure" and row["advice"] == "cleared"


def test_a_grave_document_failure_goes_to_secondary_and_a_light_one_to_primary():
    grave, light = walk(checks={"expiry": "fail"}), walk(checks={"number-form": "fail"})
    assert (grave["assignment"], grave["stream"]) == ("secondary", "risk") and "expiry detail" in grave["lookout"]
    assert light["assignment"] == "primary" and light["lookout"] is None
    assert grave["advice"] == light["advice"] == "check-documents"


def test_missing_data_and_an_unrun_check_of_completeness_are_never_cleared():
    for state in ("fail", "not-run"):
        assert walk(checks={"complete": state})["advice"] == "insufficient-data"


def test_a_random_examination_is_called_random_and_nothing_else():
    row = walk(stream=EVERYBODY)
    assert (row["assignment"], row["stream"], row["lookout"]) == ("secondary", "random", "random examination")
    assert row["advice"] == "cleared" and 0 <= row["draw"] < row["rate"] == 1.0


def test_risk_wins_the_label_and_the_draw_is_kept():
    row = walk(stream=EVERYBODY, hit=HIT)
    assert row["stream"] == "risk" and row["draw"] < row["rate"] and "random" not in row["lookout"]


def test_a_ports_own_rate_goes_before_its_modes_also_by_an_alias():
    row = walk(stream=replace(NOBODY, by_port={"JFK": 1.0}), port="KJFK")
    assert (row["port"], row["stream"], row["rate"]) == ("JFK", "random", 1.0)


def test_two_declarations_of_one_encounter_make_one_row_and_a_failure_in_either_counts():
    states = [
        [{"name": n, "state": s, "detail": "x"} for n, s in (GOOD | more).items()] for more in ({}, {"expiry": "fail"})
    ]
    rows = [{"declaration_id": f"d{n}", "encounter_id": "enc-1", "checks": one} for n, one in enumerate(states)]
    declared = [{"declaration_id": f"d{n}", "kind": "person", "role": "passenger", "mode": "air"} for n in range(2)]
    table = assign(
        empty(ASSESSED),
        conform(pl.DataFrame(rows), IDENTIFIED),
        empty(HITS),
        conform(pl.DataFrame(declared), DECLARED),
        policy=POLICY,
        stream=lambda day: replace(NOBODY, day=day),
        today=NOBODY.day,
        places=PLACES,
    )
    assert table.height == 1 and table["assignment"][0] == "secondary"


def test_an_encounter_draws_from_the_day_it_is_due_whenever_it_is_announced():
    asked = []

    def stream(day):
        asked.append(day)
        return replace(EVERYBODY, day=day)

    due = datetime(2026, 3, 9, 8, tzinfo=UTC)
    rows = [{"declaration_id": "d1", "encounter_id": "enc-1", "checks": []}]
    said = [{"declaration_id": "d1", "kind": "person", "role": "passenger", "mode": "air", "scheduled_at": due}]
    table = assign(
        empty(ASSESSED),
        conform(pl.DataFrame(rows), IDENTIFIED),
        empty(HITS),
        conform(pl.DataFrame(said), DECLARED),
        policy=POLICY,
        stream=stream,
        today=NOBODY.day,
        places=PLACES,
    )
    assert asked == [date(2026, 3, 9)] and table["draw_day"].to_list() == [date(2026, 3, 9)]


def test_the_draw_keeps_its_rate_over_many_encounters():
    stream = RandomStream(date(2026, 3, 2), b"k" * 32, {"air": 0.05})
    chosen = sum(stream.draw(f"enc-{n}") < 0.05 for n in range(20_000))
    assert 880 < chosen < 1120, "5 % of 20,000 within four standard deviations"


def test_the_secret_of_the_day_is_not_printed():
    assert "ssss" not in repr(NOBODY)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("bands: [high]", "bands: [extreme]", "10:11: bands cannot be 'extreme'"),
        ("bands: [low]", "bands: [high]", "14:11: bands cannot be 'high'"),
        ("on_hit: true", "on_hit: perhaps", "11:11: on_hit is true or false"),
        ("on_hit: true", "on_hits: true", "11:3: on_hits is no key here; did you mean on_hit?"),
        ("owner: passenger-operations", "owner:", "4:7: owner is a text"),
        ("secondary:", "secondary: [", "11:3: this is not YAML"),
    ],
)
def test_a_broken_policy_is_refused_with_its_place(tmp_path, before, after, says):
    text = (POLICIES / "inspection.yaml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    path = tmp_path / "inspection.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InvalidPolicy) as caught:
        load_policy(path)
    assert str(caught.value).startswith(f"inspection.yaml:{says}")
