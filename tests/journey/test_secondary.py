"""Secondary from referral to closure: one record, its sections, files and approvals, and what it never lets pass."""

from __future__ import annotations

from typing import Any

import pytest
from tests.journey.border import INES, MARTA, RUTH, TOMAS, Border, passenger_list, person
from tests.unit.inspect.files import jpeg, pdf, png

from tidewaiter.detect import RecordFinding
from tidewaiter.enforce import Admit, AnswerProtection, Arrest, ClaimProtection, ReasonSeen, Refer, Refuse, WithdrawAct
from tidewaiter.inspect import RecordSecondaryResult, ReportAtPrimary
from tidewaiter.inspect import secondary as s
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, Stale
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.officer import Machine, Officer

GROUND = "fraud-or-misrepresentation"
SAW = (ReasonSeen("document", "The data page was replaced"),)


@pytest.fixture
def about(border: Border) -> str:
    """Somebody referred by an officer."""
    border.accepted(passenger_list([person("RAHIMI")], "R1"))
    found = str(border.one("Rahimi")["encounter_id"])
    border.act(ReportAtPrimary, found, port="JFK")
    border.act(Refer, found, reason="page looks replaced")
    return found


def do(border: Border, command: type[Any], about: str, officer: Any = INES, /, **said: Any) -> list[Fact]:
    return border.house.secondary.act(command(encounter_id=about, officer=officer, at=border.clock(), **said))


def refused(border: Border, command: type[Any], about: str, officer: Any = INES, /, **said: Any) -> str:
    size = border.size()
    with pytest.raises(Refusal) as caught:
        do(border, command, about, officer, **said)
    assert border.size() == size, "what is refused leaves no fact"
    return caught.value.code


def record(border: Border, about: str, officer: Officer = INES) -> dict[str, Any]:
    return border.house.secondary.record(about, officer)["inspections"][-1]


def outcome(border: Border, about: str, officer: Officer = INES, **said: Any) -> list[Fact]:
    """Record an outcome, without the help that other journeys have."""
    command = RecordSecondaryResult(encounter_id=about, officer=officer, at=border.clock(), **said)
    return border.house.act(command)


def no_outcome(border: Border, about: str, officer: Officer = INES, **said: Any) -> str:
    with pytest.raises(Refusal) as caught:
        outcome(border, about, officer, **said)
    return caught.value.code


def attach(border: Border, about: str, content: bytes, **said: Any) -> Fact:
    told = {"section": "immigration", "title": "data page", "name": "IMG_1.jpg", **said}
    return border.house.secondary.attach(INES, about, content=content, **told)


def test_a_referral_waits_is_taken_up_worked_through_and_closed(border: Border, about: str):
    border.clock.on(minutes=25)
    (waiting,) = border.house.secondary.waiting(INES)
    assert (waiting["surname"], waiting["status"], waiting["minutes"]) == ("RAHIMI", "waiting", 25)
    assert record(border, about)["next"] == "nobody has taken this inspection up"
    assert no_outcome(border, about, outcome="no-violation") == "no-record"

    (opened,) = do(border, s.OpenInspection, about, reason="document")
    assert opened.data["mandatory"] == ["immigration"]
    assert opened.data["policy"] == {"id": "secondary", "version": 1}
    assert [row["holder"] for row in border.house.secondary.waiting(INES, mine=True)] == ["Ines Vallo"]
    assert border.house.secondary.waiting(TOMAS, mine=True) == []
    assert refused(border, s.OpenInspection, about, TOMAS, reason="document") == "taken-up"
    assert record(border, about)["next"] == "to do: Examined the document by hand, light and reader"
    assert no_outcome(border, about, outcome="no-violation") == "incomplete"
    assert refused(border, s.CloseSection, about, section="immigration", result="nothing-found") == "incomplete"

    do(border, s.TickItem, about, item="document-examined")
    assert refused(border, s.TickItem, about, item="holder-compared", done=False) == "words-required"
    do(border, s.TickItem, about, item="holder-compared", done=False, note="the photograph is water-damaged")
    assert refused(border, s.TickItem, about, item="told-random") == "unknown-item"
    said = (s.Answer("Where was it issued?", "In Valletta, last spring."), s.Answer("Who gave it to you?"))
    do(border, s.RecordInterview, about, section="immigration", language="mt", answers=said, interpreter=True)
    attach(border, about, jpeg())
    do(border, s.CloseSection, about, section="immigration", result="nothing-found")
    assert refused(border, s.TickItem, about, item="issuer-asked") == "section-closed"
    told = record(border, about)
    assert [each["what"] for each in told["missing"]] == ["outcome"]

    assert no_outcome(border, about, TOMAS, outcome="documents-in-order") == "not-the-holder"
    (closed,) = outcome(border, about, outcome="documents-in-order")
    assert closed.data["inspection"] == told["inspection_id"]
    assert border.house.secondary.waiting(INES) == []
    told = record(border, about)
    assert (told["status"], told["outcome"], told["closed_by"]) == ("closed", "documents-in-order", "Ines Vallo")
    section = told["sections"][0]
    assert section["interviews"][0]["answers"][1] == {"question": "Who gave it to you?", "answer": ""}
    assert section["attachments"][0]["media_type"] == "image/jpeg"
    border.act(Admit, about)
    assert border.proves()
    assert border.house.store.compare().ok


def test_a_closed_record_is_only_amended_and_says_why(border: Border, about: str):
    do(border, s.OpenInspection, about, reason="other")
    assert refused(border, s.AmendInspection, about, words="a letter", why="late") == "not-closed"
    do(border, s.CloseSection, about, section="immigration", result="nothing-found")
    outcome(border, about, outcome="no-violation")
    for command, said in (
        (s.RecordSearch, {"kind": "baggage", "ground": "border-search", "words": "two bags"}),
        (s.CloseSection, {"section": "customs", "result": "nothing-found"}),
        (s.ReopenSection, {"section": "immigration", "why": "x"}),
        (s.TickItem, {"item": "needs-asked"}),
        (s.TakeOverInspection, {"why": "x"}),
    ):
        assert refused(border, command, about, TOMAS, **said) == "closed"
    assert refused(border, s.AmendInspection, about, words="a letter came", why=" ") == "words-required"
    do(border, s.AmendInspection, about, TOMAS, words="The issuer confirmed it.", why="the answer came late")
    with pytest.raises(Refusal) as unsaid:
        attach(border, about, pdf())
    assert unsaid.value.code == "words-required"
    attach(border, about, pdf(), why="the issuer's letter")
    told = record(border, about)
    assert (told["status"], told["closed_by"]) == ("closed", "Ines Vallo")
    assert (told["amendments"][0]["officer"], told["amendments"][0]["why"]) == ("Tomas Reyk", "the answer came late")
    assert border.proves()


def test_what_is_found_names_the_section_that_has_to_close_as_found(border: Border, about: str):
    do(border, s.OpenInspection, about, reason="other")
    do(border, s.CloseSection, about, section="immigration", result="nothing-found")
    found = {"kind": "prohibited-agriculture", "quantity": 2, "unit": "kg", "note": "guavas"}
    assert refused(border, s.CloseSection, about, section="agriculture", result="found", words="x") == "not-found"
    border.act(RecordFinding, about, **found)
    assert no_outcome(border, about, outcome="prohibited-agriculture", report="guavas") == "incomplete"
    assert record(border, about)["next"] == "close the section Agriculture"
    assert refused(border, s.CloseSection, about, section="agriculture", result="nothing-found") == "found"
    do(border, s.CloseSection, about, section="agriculture", result="found", words="Two kilograms, destroyed.")
    border.act(RecordFinding, about, kind="document-fraud", quantity=1, unit="document", note="page replaced")
    assert record(border, about)["next"].startswith("reopen the section Immigration")
    assert no_outcome(border, about, outcome="prohibited-agriculture", report="guavas") == "incomplete"
    do(border, s.ReopenSection, about, section="immigration", why="a page proved to be replaced")
    do(border, s.CloseSection, about, section="immigration", result="found", words="The data page was replaced.")
    outcome(border, about, outcome="document-fraud", report="Page replaced; guavas.")
    assert [len(each["findings"]) for each in record(border, about)["sections"]] == [1, 0, 1]
    assert border.proves()


def test_a_supervisor_approves_another_officers_outcome_and_only_the_record_as_it_stood(border: Border, about: str):
    senior = Officer("Ines Vallo", frozenset({"officer", "supervisor"}), "*", "inspection")
    do(border, s.OpenInspection, about, senior, reason="document")
    asking = {"what": "outcome", "code": "inadmissible", "words": "no visa for the stay he describes"}
    assert refused(border, s.AskApproval, about, senior, **asking) == "incomplete"
    for item in ("document-examined", "holder-compared"):
        do(border, s.TickItem, about, senior, item=item)
    do(border, s.CloseSection, about, senior, section="immigration", result="nothing-found")
    ending = {"outcome": "inadmissible", "report": "no visa"}
    assert no_outcome(border, about, senior, **ending) == "approval-required"
    do(border, s.AskApproval, about, senior, **asking)
    assert refused(border, s.AskApproval, about, senior, **asking) == "asked-before"

    with pytest.raises(Forbidden):
        do(border, s.AnswerApproval, about, TOMAS, number=1, granted=True)
    assert refused(border, s.AnswerApproval, about, senior, number=1, granted=True) == "four-eyes"
    assert [row["asked_by"] for row in border.house.secondary.approvals(MARTA)] == ["Ines Vallo"]
    assert refused(border, s.AnswerApproval, about, MARTA, number=1, granted=False) == "words-required"
    do(border, s.AnswerApproval, about, MARTA, number=1, granted=False, words="which visa would he have needed?")
    assert no_outcome(border, about, senior, **ending) == "approval-required"
    assert border.house.secondary.approvals(MARTA) == []

    do(border, s.AskApproval, about, senior, **{**asking, "words": "a visa of class B"})
    attach(border, about, png(), section="customs", title="contents of the bag")
    assert border.house.secondary.approvals(MARTA) == [], "the record went on: the question is of the past"
    assert refused(border, s.AnswerApproval, about, MARTA, number=2, granted=True) == "lapsed"
    do(border, s.CloseSection, about, senior, section="customs", result="nothing-found")
    do(border, s.AskApproval, about, senior, **asking)
    do(border, s.AnswerApproval, about, MARTA, number=3, granted=True)
    border.act(RecordFinding, about, senior, kind="currency", quantity=9, unit="EUR", note="coins")
    assert no_outcome(border, about, senior, **ending) == "incomplete", "an approval is of the record as it stood"
    do(border, s.ReopenSection, about, senior, section="customs", why="coins were found")
    do(border, s.CloseSection, about, senior, section="customs", result="found", words="nine euros")
    do(border, s.AskApproval, about, senior, **asking)
    do(border, s.AnswerApproval, about, MARTA, number=4, granted=True)
    do(border, s.TakeOverInspection, about, TOMAS, why="end of the shift")
    outcome(border, about, TOMAS, **ending)
    states = [each["state"] for each in record(border, about)["approvals"]]
    assert states == ["returned", "waiting", "granted", "granted"]
    assert border.proves()


def test_a_close_search_needs_ground_witness_and_a_supervisors_word_before_it(border: Border, about: str):
    do(border, s.OpenInspection, about, reason="goods")
    search = {"kind": "person-close", "ground": "border-search", "words": "nothing", "witness": "Ada Moss"}
    assert refused(border, s.RecordSearch, about, **search) == "approval-required"
    do(border, s.AskApproval, about, what="search", code="person-close", words="a dog indicated")
    do(border, s.AnswerApproval, about, MARTA, number=1, granted=True)
    assert refused(border, s.RecordSearch, about, **{**search, "ground": "consent"}) == "ground"
    assert refused(border, s.RecordSearch, about, **{**search, "witness": ""}) == "witness-required"
    assert refused(border, s.RecordSearch, about, **{**search, "witness": "ines vallo "}) == "witness-required"
    (made,) = do(border, s.RecordSearch, about, **search)
    assert (made.data["approval"], made.data["section"]) == (1, "customs")
    assert refused(border, s.RecordSearch, about, **search) == "approval-required", "an approval carries one search"
    assert border.proves()


def test_a_file_is_taken_by_what_it_is_and_opened_by_nobody_without_being_named(border: Border, about: str):
    do(border, s.OpenInspection, about, reason="document")

    def wrong(content: bytes, **said: Any) -> str:
        with pytest.raises(Refusal) as caught:
            attach(border, about, content, **said)
        return caught.value.code

    assert wrong(b"<html><script>alert(1)</script></html>", name="photo.jpg") == "file-type"
    assert wrong(png() + b"PK\x03\x04", name="photo.png") == "file-type"
    assert wrong(b"") == "size"
    assert wrong(pdf() + b" " * 5_242_880) == "size"
    assert wrong(png(), title=" ") == "words-required"
    assert wrong(png(), section="cellar") == "unknown-section"
    name = attach(border, about, png(b"secret of the page"), name="../../etc/passwd").data["attachment_id"]
    assert wrong(png(b"secret of the page")) == "attached-before"
    row, content = border.house.secondary.attachment(about, name, TOMAS)
    assert (content, row["media_type"]) == (png(b"secret of the page"), "image/png")
    assert [(read["reader"], read["what"]) for read in border.house.reads(about, auditor())][-1] == (
        "Tomas Reyk",
        f"attachment {name}",
    )
    with pytest.raises(Forbidden):
        border.house.secondary.attachment(about, name, Officer("Tomas Reyk", frozenset({"officer"})))
    for encounter, officer in ((about, at("LAX")), ("enc-other", TOMAS)):
        with pytest.raises(NotFound):
            border.house.secondary.attachment(encounter, name, officer)
    with border.house.store.read() as reader:
        reader.cursor.execute("SELECT sealed FROM journal_payload")
        assert not any(b"secret of the page" in bytes(each) for (each,) in reader.cursor.fetchall())
    assert border.proves()


def test_what_is_purged_takes_the_file_and_its_photographs_with_it_and_an_open_case_holds_them(
    border: Border, about: str
):
    do(border, s.OpenInspection, about, reason="document")
    name = attach(border, about, jpeg()).data["attachment_id"]
    warrant = {"rights_read": True, "warrant_checked": True, "handed_to": "county police"}
    (_, case) = border.act(Arrest, about, ground="outstanding-warrant", reasons_seen=SAW, **warrant)
    border.clock.on(days=1900)
    border.house.purge("timer")
    assert name in border.ask(queries.held)
    assert border.ask(queries.attachment, name) is not None
    with border.house.store.work() as work:
        work.cursor.execute("UPDATE enforcement_case SET status = 'closed'")
    border.house.purge("timer")
    assert border.ask(queries.attachment, name) is None
    with border.house.store.read() as reader:
        (kept,) = reader.entries(name)
    assert kept.purged and kept.entry.rows == ()
    assert case.data["case_id"]
    assert border.house.store.verify().ok


def test_the_file_stands_where_what_was_announced_is_gone(border: Border, about: str):
    do(border, s.OpenInspection, about, reason="other")
    do(border, s.CloseSection, about, section="immigration", result="nothing-found")
    outcome(border, about, outcome="no-violation")
    border.act(Admit, about)
    border.clock.on(days=800)
    border.house.purge("timer")
    assert border.encounters() == []
    told = border.house.secondary.record(about, INES)
    assert (told["encounter"]["surname"], told["encounter"]["port"], told["encounter"]["status"]) == (
        None,
        "JFK",
        "admitted",
    )
    assert told["inspections"][-1]["outcome"] == "no-violation"
    do(border, s.AmendInspection, about, words="a complaint was answered", why="it came after two years")
    with pytest.raises(NotFound):
        border.house.secondary.record(about, at("LAX"))
    border.clock.on(days=1100)
    border.house.purge("timer")
    assert border.house.secondary.record(about, INES)["inspections"][-1]["sections"][0]["closed"] is None
    assert border.proves()


def test_a_refusal_waits_for_the_claim_and_the_file_says_what_would_clear_it(border: Border, about: str):
    border.act(RecordSecondaryResult, about, outcome="inadmissible", report="No visa.")
    border.act(ClaimProtection, about, kind="fear")
    (block,) = border.house.secondary.record(about, INES)["blocks"]
    assert (block["kind"], block["state"], block["recorded_by"]) == ("fear", "waiting", "Ines Vallo")
    assert block["clears"] == ("no-protection-need", "not-a-child-or-accompanied")
    refusal = {"ground": GROUND, "reasons_seen": SAW, "second_officer": TOMAS}
    with pytest.raises(Refusal) as blocked:
        border.act(Refuse, about, **refusal)
    assert blocked.value.code == "protection"
    border.act(AnswerProtection, about, RUTH, kind="fear", answer="protection-need", authority="Asylum office")
    (upheld,) = border.house.secondary.record(about, INES)["blocks"]
    assert (upheld["state"], upheld["clears"]) == ("upheld", ())
    border.act(AnswerProtection, about, RUTH, kind="fear", answer="no-protection-need", authority="Asylum office")
    assert border.house.secondary.record(about, INES)["blocks"] == []
    border.act(Refuse, about, **refusal)
    decided = [each["kind"] for each in border.house.secondary.record(about, INES)["decisions"]]
    assert decided[-2:] == ["Refused", "CaseOpened"]


def test_who_is_arrested_in_secondary_leaves_a_record_that_still_has_to_close(border: Border, about: str):
    do(border, s.OpenInspection, about, reason="document")
    ending = {"outcome": "passed-to-other-agency", "report": "handed to the county police"}
    assert refused(border, s.CloseInspection, about, **ending) == "referred"
    warrant = {"rights_read": True, "warrant_checked": True, "handed_to": "county police"}
    border.act(Arrest, about, ground="outstanding-warrant", reasons_seen=SAW, **warrant)
    assert [row["encounter_status"] for row in border.house.secondary.waiting(INES)] == ["detained"]
    assert refused(border, s.CloseInspection, about, **ending) == "incomplete"
    for item in ("document-examined", "holder-compared"):
        do(border, s.TickItem, about, item=item, done=False, note="arrested before")
    do(border, s.CloseSection, about, section="immigration", result="not-applicable", words="arrested before")
    do(border, s.CloseInspection, about, **ending)
    assert border.house.secondary.waiting(INES) == []
    assert border.one("Rahimi")["status"] == "detained", "closing the record moves nobody"
    assert border.proves()


def test_a_referral_taken_back_begins_no_inspection(border: Border, about: str):
    border.clock.on(seconds=5)
    border.act(WithdrawAct, about)
    assert border.house.secondary.waiting(INES) == []
    assert refused(border, s.OpenInspection, about, reason="other") == "not-referred"
    border.act(Refer, about, reason="after all")
    assert record(border, about)["number"] == 2
    do(border, s.OpenInspection, about, reason="other")
    assert border.proves()


def test_no_machine_inspects_and_another_port_sees_nothing(border: Border, about: str):
    assert refused(border, s.OpenInspection, about, Machine(), reason="other") == "not-an-officer"
    assert refused(border, s.OpenInspection, about, Officer(" "), reason="other") == "not-an-officer"
    assert refused(border, s.OpenInspection, about, reason="because") == "unknown-reason"
    assert refused(border, s.OpenInspection, about, reason="random") == "random"
    for stranger in (at("LAX"), at("")):
        with pytest.raises(NotFound):
            do(border, s.OpenInspection, about, stranger, reason="other")
        assert border.house.secondary.waiting(stranger) == []
        with pytest.raises(NotFound):
            border.house.secondary.record(about, stranger)
    with pytest.raises(NotFound):
        border.house.secondary.waiting(at("LAX"), port="JFK")


def test_who_saw_an_older_record_reads_it_again_and_who_only_adds_need_not(border: Border, about: str):
    do(border, s.OpenInspection, about, reason="other")
    seen = record(border, about)["version"]
    do(border, s.TickItem, about, TOMAS, item="needs-asked")
    with pytest.raises(Stale):
        do(border, s.CloseSection, about, section="immigration", result="nothing-found", expected_version=seen)
    do(border, s.RecordSearch, about, kind="baggage", ground="border-search", words="one bag, clothes")
    assert len(record(border, about)["sections"][1]["searches"]) == 1


def at(port: str) -> Officer:
    return Officer("Oda Lind", frozenset({"officer", "supervisor"}), port, "inspection")


def auditor() -> Officer:
    return Officer("Uma Reyes", frozenset({"auditor"}), "*", "audit")
