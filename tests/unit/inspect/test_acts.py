"""Officers report who stands before them and close secondary with an outcome."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tidewaiter.inspect.acts import decide
from tidewaiter.inspect.commands import RecordSecondaryResult, ReportAtPrimary
from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.inspect.state import State, begin, fold
from tidewaiter.vocabulary.act import Status
from tidewaiter.vocabulary.errors import InvalidPolicy, Refusal, Stale
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Machine, Officer

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ACT = {"encounter_id": "enc-1", "officer": Officer("Ines Vallo"), "at": AT}
REPORT = ReportAtPrimary(**ACT, port="JFK", lane="4")


def referred(*, random: bool = False) -> State:
    facts = decide(State(), REPORT)
    facts += [Fact(FactKind.REFERRED, "enc-1", AT, "Ines Vallo", {"random": random})]
    opened = {"inspection": "ins-1-1", "reason": "other", "origin": "officer", "mandatory": [], "checklist": []}
    return fold([*facts, Fact(FactKind.INSPECTION_OPENED, "enc-1", AT, "Ines Vallo", opened)])


def refusal(state: State, command) -> str:
    with pytest.raises(Refusal) as caught:
        decide(state, command)
    return caught.value.code


def test_reporting_at_primary_says_port_and_lane():
    (fact,) = decide(State(), REPORT)
    assert (fact.kind, fact.about, fact.actor) == (FactKind.PRESENTED, "enc-1", "Ines Vallo")
    assert fact.data == {"lane": "4", "port": "JFK", "unannounced": False}
    assert fold([fact]).status is Status.PRESENTED


def test_nobody_reports_twice():
    assert refusal(fold(decide(State(), REPORT)), REPORT) == "wrong-status"


def test_a_port_is_required():
    assert refusal(State(), ReportAtPrimary(**ACT, port=" ")) == "port-required"


def test_who_reports_without_a_port_stands_at_the_one_the_encounter_names():
    for unsaid in (None, "", " "):
        (fact,) = decide(begin({"port": "2504"}), ReportAtPrimary(**ACT, port=unsaid))
        assert fact.data["port"] == "2504"
    (elsewhere,) = decide(begin({"port": "2504"}), ReportAtPrimary(**ACT, port="JFK"))
    assert elsewhere.data["port"] == "JFK"
    for nowhere in (begin({"port": None}), begin({})):
        assert refusal(nowhere, ReportAtPrimary(**ACT)) == "port-required"


def test_secondary_closes_only_with_a_known_outcome():
    for outcome in ("", "fine", "NO-VIOLATION"):
        assert refusal(referred(), RecordSecondaryResult(**ACT, outcome=outcome)) == "outcome-required"


def test_an_outcome_that_says_something_against_somebody_needs_words():
    silent = RecordSecondaryResult(**ACT, outcome="document-fraud", report=" ")
    assert refusal(referred(), silent) == "report-required"


def test_secondary_states_whether_it_was_positive_and_whether_it_was_drawn():
    command = RecordSecondaryResult(**ACT, outcome="undeclared-goods", report="Three watches in a shoe.")
    (fact,) = decide(referred(random=True), command)
    assert fact.data == {
        "outcome": "undeclared-goods",
        "report": "Three watches in a shoe.",
        "positive": True,
        "label": True,
        "random": True,
        "inspection": "ins-1-1",
    }


def test_secondary_that_nobody_took_up_has_no_outcome():
    facts = [*decide(State(), REPORT), Fact(FactKind.REFERRED, "enc-1", AT, "Ines Vallo", {})]
    assert refusal(fold(facts), RecordSecondaryResult(**ACT, outcome="no-violation")) == "no-record"


def test_an_inspection_nobody_opened_cannot_be_closed():
    command = RecordSecondaryResult(**ACT, outcome="no-violation")
    assert refusal(State(), command) == "wrong-status"
    assert refusal(fold(decide(State(), REPORT)), command) == "wrong-status"


@pytest.mark.parametrize("actor", [Machine(), Officer(""), Officer(" ")])
def test_only_a_named_human_officer_acts(actor):
    assert refusal(State(), ReportAtPrimary(**{**ACT, "officer": actor}, port="JFK")) == "not-an-officer"


def test_an_officer_who_saw_an_older_version_must_read_again():
    with pytest.raises(Stale, match="saw version 1, the encounter is at 0"):
        decide(State(), ReportAtPrimary(**ACT, port="JFK", expected_version=1))
    assert decide(State(), ReportAtPrimary(**ACT, port="JFK", expected_version=0))


@pytest.mark.parametrize("at", [AT.replace(tzinfo=None), AT.astimezone(timezone(timedelta(hours=2)))])
def test_a_time_that_is_not_utc_is_refused(at):
    assert refusal(State(), ReportAtPrimary(**{**ACT, "at": at}, port="JFK")) == "not-utc"


def test_facts_of_the_walk_do_not_count_as_versions():
    assert fold([Fact(FactKind.ASSIGNED, "msg-1", AT, "tidewaiter")]).standing.version == 0


def test_every_fact_can_be_journaled():
    (fact,) = decide(State(), REPORT)
    assert Entry.of_fact(fact).rows == (b'{"lane":"4","port":"JFK","unannounced":false}',)


def test_a_positive_outcome_always_teaches_and_always_needs_words():
    positive = [outcome for outcome in load_outcomes().values() if outcome.positive]
    assert positive and all(outcome.label and outcome.report_required for outcome in positive)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("  - {code: a, meaning: m, positive: yess, label: true, report_required: true}", "4:37"),
        ("  - {code: a, meaning: m, positive: true, label: true}", "4:5"),
        ("  - {code: a, code_: b}", "4:15"),
        ("  - {code: a, code: b}", "4:15"),
        ("  - [", "5:1"),
        ("  codes: []", "4:3"),
        ("  - word", "4:5"),
    ],
)
def test_a_wrong_outcomes_file_is_refused_with_its_place(tmp_path, text, place):
    (tmp_path / "outcomes.yaml").write_text(f"owner: o\nreview_at: 2030-01-01\noutcomes:\n{text}\n")
    with pytest.raises(InvalidPolicy) as caught:
        load_outcomes(tmp_path)
    assert str(caught.value).startswith(f"outcomes.yaml:{place}: ")
