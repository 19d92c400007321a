"""What officers do about one encounter, from the lane to the case, and what the house does not let them do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.journey.border import INES, RUTH, TOMAS, Border, passenger_list, person

from tidewaiter.detect import RecordFinding
from tidewaiter.enforce import (
    Admit,
    AdvanceCase,
    AnswerProtection,
    ClaimProtection,
    ReasonSeen,
    Refer,
    Refuse,
    Seize,
    WithdrawAct,
)
from tidewaiter.inspect import RecordSecondaryResult, ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, Stale
from tidewaiter.vocabulary.officer import Machine, Officer

SAW = (ReasonSeen("document", "The data page was replaced; the stitching is torn."),)
GROUND = "fraud-or-misrepresentation"


@pytest.fixture
def somebody(border: Border) -> str:
    """The encounter of somebody who has landed."""
    border.accepted(passenger_list([person("RAHIMI"), person("HALLORAN", "NIAMH")], "R1"))
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    return str(border.one("Rahimi")["encounter_id"])


def code(refusal: pytest.ExceptionInfo[Refusal]) -> str:
    return refusal.value.code


def to_secondary(border: Border, encounter: str) -> None:
    border.act(ReportAtPrimary, encounter, port="JFK", lane="12")
    border.act(Refer, encounter, reason="The data page looks replaced")


def test_who_reports_is_admitted_and_a_stay_begins(border: Border, somebody: str):
    border.act(ReportAtPrimary, somebody, port="JFK", lane="12")
    border.act(Admit, somebody, until=date(2026, 11, 11))
    found = border.one("Rahimi")
    assert (found["status"], found["lane"], found["version"]) == ("admitted", "12", 2)
    (stay,) = border.ask(queries.open_stays)
    assert stay["encounter_id"] == somebody and stay["until"].startswith("2026-11-11")
    assert border.ask(queries.overstays, datetime(2026, 11, 1, tzinfo=UTC)) == []
    assert len(border.ask(queries.overstays, datetime(2026, 11, 13, tzinfo=UTC))) == 1


def test_a_whole_refusal_from_primary_to_notice_and_case(border: Border, somebody: str):
    to_secondary(border, somebody)
    with pytest.raises(Refusal) as early:
        border.act(Refuse, somebody, ground=GROUND, reasons_seen=SAW, second_officer=TOMAS)
    assert code(early) == "wrong-status"
    with pytest.raises(Refusal) as without:
        border.act(RecordSecondaryResult, somebody, outcome="")
    assert code(without) == "outcome-required"
    border.act(RecordFinding, somebody, kind="document-fraud", quantity=1, unit="document", note="page replaced")
    border.act(RecordSecondaryResult, somebody, outcome="document-fraud", report="The data page was replaced.")

    def refuse(**said: object) -> str:
        with pytest.raises(Refusal) as refusal:
            border.act(Refuse, somebody, **{"ground": GROUND, "reasons_seen": SAW, "second_officer": TOMAS, **said})
        return code(refusal)

    size = border.size()
    assert refuse(ground="because") == "ground"
    assert refuse(second_officer=INES) == "second-officer"
    assert refuse(reasons_seen=(ReasonSeen("score", "The score is 93"),)) == "reasons"
    assert refuse(reasons_seen=(ReasonSeen("rule", "Rule fired"), ReasonSeen("face", "Face"))) == "reasons"
    assert refuse(reasons_seen=()) == "reasons"
    assert border.size() == size, "what is refused leaves no fact"

    facts = border.act(Refuse, somebody, ground=GROUND, reasons_seen=SAW, second_officer=TOMAS)
    assert [str(fact.kind) for fact in facts] == ["Refused", "CaseOpened"]
    notice = facts[0].data["notice"]
    assert "RAHIMI" in notice and "Ines Vallo" in notice and "Tomas Reyk" in notice
    assert "8 U.S.C. 1182(a)(6)(C)(i)" in notice and SAW[0].text in notice
    found = border.one("Rahimi")
    assert (found["status"], found["outcome"]) == ("refused", "document-fraud")
    (finding,) = found["findings"]
    assert (finding["finding_kind"], finding["quantity"], finding["unit"]) == ("document-fraud", 1.0, "document")
    (case,) = found["cases"]
    assert case["ground"] == GROUND and case["status"] == "opened" and case["officer"] == "Ines Vallo"
    told = border.explain(somebody)
    assert {"Presented", "Referred", "Found", "Inspected", "Refused", "CaseOpened"} <= {
        fact["kind"] for fact in told["facts"]
    }
    commander = Officer("Ama Boateng", frozenset({"commander"}))
    border.act(AdvanceCase, somebody, commander, case_id=case["case_id"], status="notice-served")
    assert border.one("Rahimi")["cases"][0]["status"] == "notice-served"
    assert border.proves()


def test_a_claim_of_fear_blocks_refusal_until_the_authority_has_answered(border: Border, somebody: str):
    to_secondary(border, somebody)
    border.act(RecordSecondaryResult, somebody, outcome="inadmissible", report="No visa.")
    border.act(ClaimProtection, somebody, kind="fear")
    refusal = {"ground": GROUND, "reasons_seen": SAW, "second_officer": TOMAS}
    with pytest.raises(Refusal) as blocked:
        border.act(Refuse, somebody, **refusal)
    assert code(blocked) == "protection"
    with pytest.raises(Forbidden):
        border.act(AnswerProtection, somebody, kind="fear", answer="no-protection-need", authority="Asylum office")
    border.act(AnswerProtection, somebody, RUTH, kind="fear", answer="protection-need", authority="Asylum office")
    with pytest.raises(Refusal) as still:
        border.act(Refuse, somebody, **refusal)
    assert code(still) == "protection"
    border.act(AnswerProtection, somebody, RUTH, kind="fear", answer="no-protection-need", authority="Asylum office")
    border.act(Refuse, somebody, **refusal)
    assert border.one("Rahimi")["status"] == "refused"


def test_an_unaccompanied_child_of_a_manifest_is_not_refused_though_nobody_said_a_word(border: Border):
    child = (
        b'{"reference": "F1", "sender": "FERRY", "recipient": "BORDER", "mode": "sea", "direction": "inbound",'
        b' "legs": [{"departure": "CAVIC", "arrival": "USCLM", "arrives_at": "2026-08-14T09:00-07:00"}],'
        b' "travelers": [{"surname": "Adeyemi", "given_names": "Tolu", "birth_date": "2017-04-12",'
        b' "nationality": "GBR", "unaccompanied_minor": true,'
        b' "documents": [{"kind": "P", "number": "533415521", "issuer": "GBR", "expires": "2031-01-01"}]}]}'
    )
    border.accepted(child)
    tolu = border.one("Adeyemi")
    assert tolu["assignment"] != "expedite"
    to_secondary(border, tolu["encounter_id"])
    border.act(RecordSecondaryResult, tolu["encounter_id"], outcome="inadmissible", report="No visa.")
    with pytest.raises(Refusal) as blocked:
        border.act(Refuse, tolu["encounter_id"], ground=GROUND, reasons_seen=SAW, second_officer=TOMAS)
    assert code(blocked) == "protection"


def test_a_seizure_opens_a_case_with_clocks_and_leaves_the_person_where_they_stood(border: Border, somebody: str):
    to_secondary(border, somebody)
    facts = border.act(
        Seize,
        somebody,
        ground="failure-to-declare",
        reasons_seen=(ReasonSeen("interview", "Said that there was nothing to declare"),),
        what="watches",
        quantity=3,
        unit="piece",
    )
    assert "watches: 3 piece" in facts[0].data["notice"]
    found = border.one("Rahimi")
    assert found["status"] == "referred"
    assert found["cases"][0]["due_at"] or found["cases"][0]["appeal_until"]


def test_who_has_no_role_or_another_port_or_is_a_machine_changes_nothing(border: Border, somebody: str):
    size = border.size()
    for officer in (
        Officer("Nobody"),
        Officer("Far Away", frozenset({"officer"}), "LAX"),
        Officer("Ana List", frozenset({"analyst"})),
    ):
        with pytest.raises(Forbidden):
            border.act(ReportAtPrimary, somebody, officer, port="JFK")
    for nobody in (Machine(), Officer("  ", frozenset({"officer"}))):
        with pytest.raises(Refusal) as refusal:
            border.act(ReportAtPrimary, somebody, nobody, port="JFK")
        assert code(refusal) == "not-an-officer"
    with pytest.raises(NotFound):
        border.act(ReportAtPrimary, "enc-unknown", port="JFK")
    with pytest.raises(Refusal) as nowhere:
        border.act(ReportAtPrimary, somebody, port="NOWHERE")
    assert code(nowhere) == "unknown-port"
    assert border.size() == size


def test_an_officer_who_looked_too_long_ago_is_told_so(border: Border, somebody: str):
    border.act(ReportAtPrimary, somebody, port="JFK", expected_version=0)
    with pytest.raises(Stale):
        border.act(Admit, somebody, TOMAS, expected_version=0)
    assert border.one("Rahimi")["status"] == "presented"


def test_a_slip_of_the_finger_is_taken_back_and_its_stay_with_it(border: Border, somebody: str):
    border.act(ReportAtPrimary, somebody, port="JFK")
    border.act(Admit, somebody)
    border.clock.on(seconds=4)
    border.act(WithdrawAct, somebody, reason="wrong key")
    assert border.one("Rahimi")["status"] == "presented"
    assert border.ask(queries.open_stays) == []
    border.act(Refer, somebody, reason="as I meant")
    assert border.one("Rahimi")["status"] == "referred"
    assert border.proves()


def test_an_act_at_a_port_named_otherwise_is_kept_under_its_registered_code(border: Border, somebody: str):
    (presented,) = border.act(ReportAtPrimary, somebody, port="KJFK", lane="12")
    assert presented.data["port"] == "JFK"


def test_nobody_opens_a_record_of_another_port_or_without_a_purpose(border: Border, somebody: str):
    for reader, wrong in (
        (Officer("Ines Vallo", INES.roles, "SEA", "inspection"), NotFound),
        (Officer("Ines Vallo", INES.roles, "JFK"), Forbidden),
        (Officer("Ines Vallo", frozenset({"carrier"}), "JFK", "inspection"), Forbidden),
    ):
        for opened in (border.house.record, border.house.explain):
            with pytest.raises(wrong):
                opened(somebody, reader)
    assert "RecordRead" not in [kind for kind, _ in border.journal(somebody)]


def test_the_second_officer_needs_the_permission_too(border: Border, somebody: str):
    to_secondary(border, somebody)
    border.act(RecordSecondaryResult, somebody, outcome="inadmissible", report="Two chips disagree.")
    elsewhere = Officer("Tomas Reyk", INES.roles, "SEA", "inspection")
    with pytest.raises(Forbidden):
        border.act(Refuse, somebody, ground=GROUND, reasons_seen=SAW, second_officer=elsewhere)
