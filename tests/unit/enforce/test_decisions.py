"""Officers admit, refer, refuse, seize, arrest, release; and what follows from each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tidewaiter.enforce import (
    Admit,
    AdvanceCase,
    AnswerProtection,
    Arrest,
    ClaimProtection,
    Depart,
    OpenCase,
    ReasonSeen,
    Refer,
    Refuse,
    Release,
    Seize,
    WithdrawAct,
    begin,
    decide,
    fold,
)
from tidewaiter.vocabulary.act import Status
from tidewaiter.vocabulary.errors import Refusal, Stale
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
INES, TOMAS = Officer("Ines Vallo"), Officer("Tomas Reyk")
RUTH = Officer("Ruth Amsel", frozenset({"protection-authority"}))
ACT = {"encounter_id": "enc-01", "officer": INES, "at": AT}
SAW = (ReasonSeen("interview", "Says the passport is a cousin's."), ReasonSeen("score", "Score 71."))
ENCOUNTER = {
    "encounter_id": "enc-01",
    "direction": "inbound",
    "port": "JFK",
    "surname": "ORTEGA",
    "given_names": "LUCIA",
    "assignment": "primary",
    "stream": "routine",
}
REFUSE = Refuse(**ACT, ground="fraud-or-misrepresentation", reasons_seen=SAW, second_officer=TOMAS)
SEIZE = Seize(**ACT, ground="unreported-currency", reasons_seen=SAW, what="US currency", quantity=14500, unit="USD")
ARREST = Arrest(
    **ACT,
    ground="outstanding-warrant",
    reasons_seen=SAW,
    rights_read=True,
    warrant_checked=True,
    warrant="24-mj-118",
    handed_to="Marshals, district office",
)


def at(*steps, **encounter):
    """Walk a fresh encounter through facts (by kind) and acts."""
    state = begin({**ENCOUNTER, **encounter})
    for step in steps:
        plain = isinstance(step, FactKind)
        state = fold([Fact(step, "enc-01", AT, "Ines Vallo", {})] if plain else decide(state, step), state)
    return state


REFER = Refer(**ACT, reason="Photo does not resemble the holder.")
PRESENTED = at(FactKind.PRESENTED)
INSPECTED = at(FactKind.PRESENTED, REFER, FactKind.INSPECTED)


def refusal(state, command) -> str:
    with pytest.raises(Refusal) as caught:
        decide(state, command)
    return caught.value.code


def test_who_is_presented_and_screened_is_admitted_until_a_day():
    (fact,) = decide(PRESENTED, Admit(**ACT, until=date(2027, 5, 20)))
    assert fact.data == {"until": "2027-05-20", "port": "JFK"}
    assert fold([fact], PRESENTED).status is Status.ADMITTED


def test_nobody_is_admitted_twice():
    assert refusal(at(FactKind.PRESENTED, Admit(**ACT)), Admit(**ACT)) == "wrong-status"


def test_nobody_is_admitted_before_presenting_or_before_being_screened():
    assert refusal(at(), Admit(**ACT)) == "wrong-status"
    assert refusal(at(FactKind.PRESENTED, assignment=None), Admit(**ACT)) == "not-screened"


def test_nobody_is_admitted_out_of_a_secondary_that_is_still_open():
    assert refusal(at(FactKind.PRESENTED, REFER), Admit(**ACT)) == "wrong-status"
    assert decide(INSPECTED, Admit(**ACT))


def test_a_stay_does_not_end_in_the_past():
    assert refusal(PRESENTED, Admit(**ACT, until=date(2026, 11, 20))) == "stay"


def test_a_referral_needs_words():
    assert refusal(PRESENTED, replace(REFER, reason=" ")) == "reason-in-words"


def test_the_draw_alone_makes_a_referral_random():
    (suspected,) = decide(PRESENTED, REFER)
    (drawn,) = decide(at(FactKind.PRESENTED, stream="random"), replace(REFER, reason="Random examination."))
    assert (suspected.data["random"], drawn.data["random"]) == (False, True)


def test_refusing_states_ground_reasons_second_officer_and_opens_a_case():
    refused, case = decide(INSPECTED, REFUSE)
    assert refused.kind is FactKind.REFUSED
    assert refused.data["second_officer"] == "Tomas Reyk"
    assert refused.data["reasons_seen"][0]["origin"] == "interview"
    assert case.kind is FactKind.CASE_OPENED
    assert case.data["case_id"] == refused.data["case_id"] == "case-01-1"
    assert (case.data["kind"], case.data["encounter_id"]) == ("refuse", "enc-01")
    assert fold([refused, case], INSPECTED).status is Status.REFUSED


def test_refusing_at_primary_says_that_secondary_comes_first():
    with pytest.raises(Refusal, match="only after secondary was opened and closed") as caught:
        decide(PRESENTED, REFUSE)
    assert caught.value.code == "wrong-status"


def test_a_second_look_needs_its_own_outcome_before_refusal():
    again = at(FactKind.PRESENTED, REFER, FactKind.INSPECTED, Release(**ACT, reason="Wait outside."), REFER)
    assert refusal(again, REFUSE) == "wrong-status"


def test_a_seizure_leaves_the_person_where_they_stood_and_starts_both_clocks():
    seized, case = decide(INSPECTED, SEIZE)
    assert {key: seized.data[key] for key in ("what", "quantity", "unit")} == {
        "what": "US currency",
        "quantity": 14500,
        "unit": "USD",
    }
    assert case.data["due_at"] == (AT + timedelta(days=60)).isoformat()
    assert case.data["appeal_until"] == (AT + timedelta(days=30)).isoformat()
    assert fold([seized, case], INSPECTED).status is Status.INSPECTED


@pytest.mark.parametrize("change", [{"quantity": 0}, {"quantity": float("nan")}, {"what": " "}, {"unit": ""}])
def test_a_seizure_is_measured(change):
    assert refusal(INSPECTED, replace(SEIZE, **change)) == "seizure-measured"


def test_two_adverse_acts_open_two_cases():
    both = fold(decide(INSPECTED, SEIZE), INSPECTED)
    assert decide(both, REFUSE)[1].data["case_id"] == "case-01-2"


def test_an_arrest_states_its_steps_and_carries_open_claims_along():
    claimed = at(FactKind.PRESENTED, ClaimProtection(**ACT, kind="fear"))
    arrested, case = decide(claimed, ARREST)
    assert arrested.data["handed_to"] == "Marshals, district office"
    assert arrested.data["rights_read"] and arrested.data["warrant_checked"]
    assert arrested.data["open_claims"] == ["fear"]
    assert case.data["kind"] == "arrest"
    assert fold([arrested, case], claimed).status is Status.DETAINED


def test_who_was_arrested_by_mistake_is_released_and_then_admitted():
    freed = at(FactKind.PRESENTED, ARREST, Release(**ACT, reason="The warrant names somebody else."))
    assert fold(decide(freed, Admit(**ACT)), freed).status is Status.ADMITTED


def test_a_claim_blocks_refusal_until_the_authority_finds_no_need():
    claimed = fold(decide(INSPECTED, ClaimProtection(**ACT, kind="fear")), INSPECTED)
    assert refusal(claimed, REFUSE) == "protection"
    answer = AnswerProtection(
        **{**ACT, "officer": RUTH}, kind="fear", answer="no-protection-need", authority="Asylum office"
    )
    answered = fold(decide(claimed, answer), claimed)
    assert decide(answered, REFUSE)
    found = fold(decide(claimed, replace(answer, answer="protection-need")), claimed)
    assert refusal(found, REFUSE) == "protection"


def test_a_claim_made_again_blocks_again():
    claim = ClaimProtection(**ACT, kind="fear", said_by="the person's sister")
    answer = AnswerProtection(
        **{**ACT, "officer": RUTH}, kind="fear", answer="no-protection-need", authority="Asylum office"
    )
    assert refusal(at(FactKind.PRESENTED, REFER, FactKind.INSPECTED, claim, answer, claim), REFUSE) == "protection"


def test_a_claim_made_after_refusal_stops_the_return():
    refused = fold(decide(INSPECTED, REFUSE), INSPECTED)
    assert decide(refused, Depart(**ACT))
    claimed = fold(decide(refused, ClaimProtection(**ACT, kind="protection")), refused)
    assert refusal(claimed, Depart(**ACT)) == "protection"


def test_an_unaccompanied_child_may_be_admitted_but_not_refused():
    child = at(FactKind.PRESENTED, REFER, FactKind.INSPECTED, unaccompanied_minor=True)
    assert refusal(child, REFUSE) == "protection"
    assert decide(child, Admit(**ACT))


@pytest.mark.parametrize(
    "change",
    [{"officer": INES}, {"authority": " "}, {"answer": "no"}, {"kind": "protection"}],
)
def test_only_the_competent_authority_answers_and_only_what_was_asked(change):
    claimed = fold(decide(INSPECTED, ClaimProtection(**ACT, kind="fear")), INSPECTED)
    answer = AnswerProtection(
        **{**ACT, "officer": RUTH}, kind="fear", answer="no-protection-need", authority="Asylum office"
    )
    assert refusal(claimed, replace(answer, **change)) == "competent-authority"


def test_who_recorded_the_claim_does_not_answer_it():
    claim = ClaimProtection(**{**ACT, "officer": RUTH}, kind="fear")
    answer = AnswerProtection(
        **{**ACT, "officer": RUTH}, kind="fear", answer="no-protection-need", authority="Asylum office"
    )
    assert refusal(fold(decide(INSPECTED, claim), INSPECTED), answer) == "competent-authority"


def test_a_claim_nobody_has_defined_is_refused():
    assert refusal(PRESENTED, ClaimProtection(**ACT, kind="boredom")) == "claim-kind"


def test_a_slip_is_taken_back_within_ten_seconds_and_nothing_later():
    admitted = at(FactKind.PRESENTED, Admit(**ACT))
    for seconds, fine in ((0, True), (10, True), (11, False), (-1, False)):
        undo = WithdrawAct(**{**ACT, "at": AT + timedelta(seconds=seconds)})
        if fine:
            (fact,) = decide(admitted, undo)
            assert fact.data == {"fact": "Admitted", "version": 2, "reason": ""}
            back = fold([fact], admitted)
            assert (back.status, back.standing.version) == (Status.PRESENTED, 3)
            assert refusal(back, undo) == "wrong-status"
        else:
            assert refusal(admitted, undo) == "undo"


def test_an_act_is_taken_back_only_by_its_own_officer_and_before_anything_else():
    admitted = at(FactKind.PRESENTED, Admit(**ACT))
    assert refusal(admitted, WithdrawAct(**{**ACT, "officer": TOMAS})) == "undo"
    assert refusal(fold(decide(admitted, SEIZE), admitted), WithdrawAct(**ACT)) == "undo"


def test_a_refusal_cannot_be_taken_back_by_a_keystroke():
    refused = fold(decide(INSPECTED, REFUSE), INSPECTED)
    assert refusal(refused, WithdrawAct(**ACT)) == "wrong-status"


def test_outbound_a_hold_comes_before_boarding_and_ends_by_release():
    leaving = at(direction="outbound")
    held = fold(decide(leaving, REFER), leaving)
    assert refusal(held, Depart(**ACT)) == "wrong-status"
    seen = fold([Fact(FactKind.INSPECTED, "enc-01", AT, "Ines Vallo", {})], held)
    gone = fold(decide(seen, Depart(**ACT, port="EWR")), seen)
    assert gone.status is Status.DEPARTED
    assert gone.standing.last and gone.standing.last.data == {"port": "EWR"}


def test_outbound_nobody_is_admitted_or_refused_and_nobody_leaves_unscreened():
    leaving = at(FactKind.PRESENTED, direction="outbound")
    assert refusal(leaving, Admit(**ACT)) == refusal(leaving, REFUSE) == "wrong-status"
    assert refusal(at(direction="outbound", assignment=None), Depart(**ACT)) == "not-screened"


def test_inbound_only_who_is_turned_back_departs():
    assert refusal(at(FactKind.PRESENTED, Admit(**ACT)), Depart(**ACT)) == "wrong-status"


def test_a_case_goes_only_where_cases_go():
    seized = fold(decide(INSPECTED, SEIZE), INSPECTED)
    served = AdvanceCase(**ACT, case_id="case-01-1", status="notice-served")
    after = fold(decide(seized, served), seized)
    assert after.cases == {"case-01-1": "notice-served"}
    assert refusal(after, served) == "case"
    assert refusal(after, replace(served, case_id="case-01-9")) == "case"
    closed = fold(decide(after, replace(served, status="closed")), after)
    assert refusal(closed, replace(served, status="petitioned")) == "case"


def test_a_penalty_opens_a_case_with_the_petition_clock():
    (case,) = decide(INSPECTED, OpenCase(**ACT, ground="failure-to-declare-penalty", reasons_seen=SAW))
    assert (case.data["kind"], case.data["due_at"]) == ("penalty", None)
    assert case.data["appeal_until"] == (AT + timedelta(days=60)).isoformat()
    assert case.data["reasons_seen"]


def test_an_officer_who_saw_an_older_version_must_read_again():
    with pytest.raises(Stale):
        decide(INSPECTED, replace(REFUSE, expected_version=2))
    assert decide(INSPECTED, replace(REFUSE, expected_version=3))


def test_an_act_about_another_encounter_is_refused():
    assert refusal(PRESENTED, Admit(**{**ACT, "encounter_id": "enc-02"})) == "wrong-encounter"


def test_every_fact_can_be_journaled_and_names_its_officer():
    for command in (REFUSE, SEIZE, ARREST, Admit(**ACT, until=date(2027, 1, 1)), Release(**ACT, reason="r")):
        for fact in decide(INSPECTED, command):
            assert (fact.about, fact.actor, fact.at) == ("enc-01", "Ines Vallo", AT)
            assert len(Entry.of_fact(fact).rows) == 1


def test_an_exit_that_a_machine_stated_is_taken_back_by_any_officer_with_a_reason_and_an_officers_own_is_not():
    waiting = at(FactKind.PRESENTED, direction="outbound")
    seen = Fact(FactKind.DEPARTED, "enc-01", AT, "machine:tidewaiter", {"source": "lane"})
    later = {**ACT, "officer": TOMAS, "at": AT + timedelta(days=3)}
    gone = fold([seen], waiting)
    assert refusal(gone, WithdrawAct(**later)) == "exit-in-words"
    (undone,) = decide(gone, WithdrawAct(**later, reason="Turned round before the line."))
    assert undone.data["fact"] == "Departed"
    assert fold([undone], gone).status is Status.PRESENTED
    own = fold(decide(waiting, Depart(**ACT)), waiting)
    assert refusal(own, WithdrawAct(**later, reason="Turned round before the line.")) == "undo"


def test_taking_back_an_exit_gives_the_status_before_it_whatever_came_between():
    gone = fold(
        [Fact(FactKind.DEPARTED, "enc-01", AT, "machine:tidewaiter")], at(FactKind.PRESENTED, direction="outbound")
    )
    opened = fold([Fact(FactKind.CASE_OPENED, "enc-01", AT, "Ines Vallo", {"case_id": "case-01-1"})], gone)
    back = fold([Fact(FactKind.WITHDRAWN, "enc-01", AT, "machine:tidewaiter", {"fact": "Departed"})], opened)
    assert (opened.status, back.status, back.standing.version) == (Status.DEPARTED, Status.PRESENTED, 4)
