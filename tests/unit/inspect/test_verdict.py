"""The one line at primary: what failed, did not run or is not settled never reads as if nothing stood in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.formats import mrz
from tidewaiter.identify.document_use import FINDINGS
from tidewaiter.identify.documents import CHECKS
from tidewaiter.inspect import Check, by_hand, load_lane_policy, merged, read_checks, verdict, with_all
from tidewaiter.inspect.saying import FAILED, LINES, NAMES, NOT_RUN
from tidewaiter.inspect.verdict import ADMITS, MOST, State, Word
from tidewaiter.vocabulary.errors import InvalidPolicy, Refusal
from tidewaiter.vocabulary.hit import SILENT, HitStatus
from tidewaiter.vocabulary.officer import Officer

TODAY = date(2026, 8, 14)
INES = Officer("Ines Vallo", frozenset({"officer"}), "JFK")
PLAIN: dict[str, Any] = {"assignment": "expedite", "stream": "routine", "band": "low", "reasons": []}
PASSED = tuple(Check(name, "pass") for name in CHECKS)
HIT = {"category": "wanted", "basis": "document", "status": "open"}

encounters = st.fixed_dictionaries(
    {
        "assignment": st.sampled_from(["expedite", "primary", "secondary", None]),
        "stream": st.sampled_from(["routine", "risk", "random", None]),
        "band": st.sampled_from(["low", "medium", "high", None]),
        "reasons": st.lists(
            st.fixed_dictionaries({"rule": st.text(max_size=3), "text": st.text(max_size=9)}), max_size=4
        ),
        "unaccompanied_minor": st.booleans(),
        "cancelled": st.booleans(),
        "unannounced": st.booleans(),
        "mode": st.sampled_from(["air", "land", None]),
    }
)
checks = st.lists(
    st.builds(
        Check,
        st.sampled_from([*CHECKS, *FINDINGS, "document-in-hand", "something-new"]),
        st.sampled_from(get_args(State)),
        st.sampled_from([None, "reader", "hand"]),
    ),
    max_size=12,
)
hits = st.lists(st.sampled_from([{**HIT, "status": str(each)} for each in HitStatus if each not in SILENT]), max_size=3)


@given(encounters, checks, hits, st.integers(0, 2))
def test_whatever_failed_did_not_run_or_is_open_never_reads_as_clear_and_is_not_admitted(one, done, found, claims):
    told = verdict(one, done, hits=found, claims=claims)
    silent = not done or any(each.state != "pass" for each in done)
    unscreened = one["band"] is None or one["assignment"] is None
    if silent or unscreened or found or claims:
        assert told.word not in ADMITS
        assert not told.admits
        assert told.reasons
    if told.word is Word.CLEAR:
        assert one["assignment"] != "secondary" and one["band"] == "low"
        assert all((each.state, each.by == "hand") == ("pass", False) for each in done)
    assert len(told.reasons) <= MOST
    assert told.line == LINES[told.word]
    assert told.checks == tuple(done)
    assert all(each.text for each in told.reasons if not each.code.startswith("rule:"))


@given(encounters, checks)
def test_a_draw_is_called_a_draw_only_where_nothing_else_speaks(one, done):
    told = verdict(one, done)
    if told.word is Word.RANDOM:
        assert one["stream"] == "random" and one["band"] != "high"
        assert told.reasons[0].text == "Drawn at random: no suspicion"
        assert "no suspicion" in told.line
        assert not any(each.state == "fail" for each in done)


@pytest.mark.parametrize(
    ("said", "more", "word"),
    [
        ({}, {}, "clear"),
        ({"assignment": "primary"}, {}, "clear"),
        ({"band": "medium", "assignment": "primary", "reasons": [{"rule": "r", "text": "Paid in cash"}]}, {}, "ask"),
        ({"cancelled": True}, {}, "ask"),
        ({"unannounced": True, "mode": "air"}, {}, "ask"),
        ({"unannounced": True, "mode": "land"}, {}, "clear"),
        ({"assignment": "secondary", "stream": "random"}, {}, "random"),
        ({"assignment": "secondary", "stream": "risk"}, {}, "refer"),
        ({"assignment": "secondary", "stream": "random", "band": "high"}, {}, "refer"),
        ({"unaccompanied_minor": True}, {"claims": 1}, "refer"),
        ({}, {"claims": 1}, "refer"),
        ({}, {"hits": [HIT]}, "refer"),
        ({"band": None}, {}, "incomplete"),
        ({"assignment": None}, {}, "incomplete"),
    ],
)
def test_each_cause_has_its_word(said: dict[str, Any], more: dict[str, Any], word: str) -> None:
    assert verdict({**PLAIN, **said}, PASSED, **more).word == word


@given(st.tuples(encounters, checks), st.lists(st.tuples(encounters, checks), max_size=4))
def test_a_vehicle_never_reads_better_than_anybody_in_it(vehicle, people):
    own = verdict(*vehicle)
    inside = [(f"P{number}", verdict(*each)) for number, each in enumerate(people)]
    told, order = with_all(own, inside), list(Word)
    assert order.index(told.word) == min(order.index(each.word) for each in (own, *(one for _, one in inside)))
    assert told.admits == all(each.admits for each in (own, *(one for _, one in inside)))
    assert len(told.reasons) <= MOST and told.checks == own.checks


def test_a_match_is_called_possible_until_an_analyst_has_confirmed_it():
    possible = verdict(PLAIN, PASSED, hits=[HIT]).reasons[0].text
    confirmed = verdict(PLAIN, PASSED, hits=[{**HIT, "status": "confirmed"}]).reasons[0].text
    assert possible == "Possible match with a look-out list (wanted, by document), not settled yet"
    assert confirmed == "An analyst confirmed a match with a look-out list (wanted, by document)"


def test_every_check_has_a_name_and_words_for_both_ways_of_not_passing():
    for name in (*CHECKS, "document-in-hand"):
        assert name in NAMES and name in FAILED and name in NOT_RUN
    assert set(FINDINGS) <= set(NAMES) & set(FAILED)
    assert set(LINES) == {str(word) for word in Word}


def zone(**said: Any) -> mrz.Mrz:
    plain: dict[str, Any] = {
        "kind": "TD3", "document_code": "P", "issuer": "GBR", "surname": "RAHIMI", "given_names": "NOOR FATIMA",
        "number": "P7000001", "nationality": "GBR", "birth": mrz.PartialDate(1984, 6, 23),
        "expiry": mrz.PartialDate(2032, 9, 1),
    }  # fmt: skip
    return mrz.read(mrz.write(mrz.Mrz(**{**plain, **said})), today=TODAY)


ANNOUNCED = {
    "document_number": "P7000001",
    "document_issuer": "GB",
    "birth_date": "1984-06-23",
    "surname": "Rahimi",
    "given_names": "Noor",
}


def _states(told: Any) -> dict[str, str]:
    return {each.name: each.state for each in told}


def test_a_document_that_is_the_one_announced_passes_whatever_script_or_cut_its_name_has():
    assert set(_states(read_checks(zone(), ANNOUNCED, TODAY)).values()) == {"pass"}
    german = zone(surname="MUELLER", given_names="ANNA")
    told = read_checks(german, {**ANNOUNCED, "surname": "Müller", "given_names": "Anna Lena"}, TODAY)
    assert _states(told)["document-in-hand"] == "pass"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": "P7000002"}, "number"),
        ({"birth": mrz.PartialDate(1984, 6, 24)}, "birth date"),
        ({"surname": "HALLORAN"}, "name"),
        ({"given_names": "CELIA"}, "name"),
        ({"issuer": "NLD"}, "issuer"),
    ],
)
def test_a_document_of_somebody_else_fails_and_the_fact_names_the_field_not_the_value(said, field):
    told = {each.name: each for each in read_checks(zone(**said), ANNOUNCED, TODAY)}
    assert (told["document-in-hand"].state, told["document-in-hand"].detail) == ("fail", f"differs: {field}")
    assert told["lists"].state == "not-run"  # nobody has looked for what was never announced


def test_an_expired_document_fails_and_an_unknown_day_did_not_run():
    assert _states(read_checks(zone(expiry=mrz.PartialDate(2026, 8, 13)), ANNOUNCED, TODAY))["expiry"] == "fail"
    assert _states(read_checks(zone(expiry=mrz.PartialDate(2026, 8, None)), ANNOUNCED, TODAY))["expiry"] == "not-run"


def test_who_announced_nothing_to_compare_is_not_taken_for_the_same():
    told = _states(read_checks(zone(), {}, TODAY))
    assert (told["document-in-hand"], told["lists"]) == ("not-run", "not-run")


def test_a_reader_stands_over_the_announcement_but_undoes_no_hit():
    before = (Check("mrz-digits", "not-run"), Check("lists", "fail"))
    after = merged(before, (Check("mrz-digits", "pass", "reader"), Check("lists", "not-run", "reader")))
    assert _states(after) == {"mrz-digits": "pass", "lists": "fail"}


def test_where_another_document_was_read_the_worse_of_both_stands():
    another = Check("document-in-hand", "fail", "reader")
    before = (
        Check("expiry", "fail"),
        Check("lists", "not-run"),
        Check("one-holder", "pass"),
        Check("mrz-digits", "not-run"),
    )
    read = [Check(name, state, "reader") for name, state in
            (("expiry", "pass"), ("lists", "pass"), ("one-holder", "fail"), ("mrz-digits", "pass"))]  # fmt: skip
    told = _states(merged(before, (*read, another)))
    assert told == {"expiry": "fail", "lists": "not-run", "one-holder": "fail", "mrz-digits": "pass",
                    "document-in-hand": "fail"}  # fmt: skip
    same = _states(merged(before, (*read, replace(another, state="pass"))))
    assert same["expiry"] == "pass"  # the very document, read now, speaks for itself


def test_an_eye_passes_what_it_may_and_never_the_lists():
    standing = (
        Check("mrz-digits", "not-run"),
        Check("lists", "not-run"),
        Check("expiry", "fail"),
        Check("complete", "pass"),
    )
    allowed = load_lane_policy().by_hand
    done = by_hand(standing, INES, "looked at the page", allowed)
    assert [(each.name, each.state, each.by) for each in done] == [
        ("mrz-digits", "pass", "hand"),
        ("expiry", "pass", "hand"),
    ]
    assert verdict(PLAIN, merged(standing, done)).word == "incomplete"
    assert verdict(PLAIN, merged((*PASSED, Check("expiry", "fail")), done)).word == "by-hand"


def test_an_eye_says_what_it_looked_at_and_is_a_named_officers():
    allowed = load_lane_policy().by_hand
    for officer, note, standing in (
        (INES, "  ", [Check("expiry", "fail")]),
        (Officer(" "), "looked", [Check("expiry", "fail")]),
        (INES, "looked", [Check("lists", "fail"), Check("expiry", "pass")]),
    ):
        with pytest.raises(Refusal):
            by_hand(standing, officer, note, allowed)


def test_reasons_to_refer_have_digits_of_their_own_and_lists_are_never_done_by_hand(tmp_path):
    policy = load_lane_policy()
    assert sorted(each.key for each in policy.reasons.values()) == list(range(1, 10))
    assert "lists" not in policy.by_hand and policy.by_hand <= set(NAMES)
    text = "owner: x\nreview_at: 2027-01-01\naround_hours: 1\nby_hand: []\nreasons:\n"
    (tmp_path / "lane.yaml").write_text(text + "  - {key: 1, code: a, words: b}\n  - {key: 1, code: c, words: d}\n")
    with pytest.raises(InvalidPolicy, match="digit"):
        load_lane_policy(tmp_path)
