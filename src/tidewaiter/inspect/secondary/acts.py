"""The decision on an act at the record of an inspection: refuse it and say what to do instead, or give the facts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from tidewaiter.formats.media import media_type
from tidewaiter.inspect.outcomes import Outcome, load_outcomes, outcome_of
from tidewaiter.inspect.secondary import commands as c
from tidewaiter.inspect.secondary.missing import approved, before_outcome, required_sections, waiting
from tidewaiter.inspect.secondary.policy import SecondaryPolicy, load_secondary_policy
from tidewaiter.inspect.secondary.state import CLOSED, OPEN, WAITING, File, Record
from tidewaiter.vocabulary.act import Status, is_named_human
from tidewaiter.vocabulary.errors import Refusal, Stale
from tidewaiter.vocabulary.facts import Fact, FactKind

RESULTS = ("nothing-found", "found", "not-applicable")
"""How a section may come out."""


def decide_inspection(
    file: File,
    command: c.InspectionAct,
    policy: SecondaryPolicy | None = None,
    outcomes: Mapping[str, Outcome] | None = None,
) -> list[Fact]:
    """Turn an officer's act into facts about the present inspection.

    Raises ``Stale`` when the record went on since the officer saw it, else ``Refusal`` whose code names the rule.
    """
    if not is_named_human(command.officer):
        raise Refusal("a named human officer inspects; a machine suggests", code="not-an-officer")
    if command.at.tzinfo is None or command.at.utcoffset() != timedelta(0):
        raise Refusal("the time of an act is given in UTC", code="not-utc")
    record = file.record
    if record is None:
        raise Refusal("nobody referred them to secondary: refer first", code="not-referred")
    if command.expected_version is not None and command.expected_version != record.version:
        seen, now = command.expected_version, record.version
        raise Stale(f"the officer saw version {seen} of the record, it is at {now}: read it again, then decide again")
    policy = policy or load_secondary_policy()
    if isinstance(command, c.CloseInspection):
        return _closed(file, record, command, policy, load_outcomes() if outcomes is None else outcomes)
    return _DECISIONS[type(command)](file, record, command, policy)


def may_end(record: Record | None, command: Any, outcome: Outcome, policy: SecondaryPolicy) -> None:
    """Let secondary end with an outcome only where its record is complete. Raises ``Refusal``.

    ``command`` has ``officer``; it is the outcome's own act, or the closing of a record that was left behind.
    """
    if record is None or record.status == WAITING:
        raise Refusal("nobody has taken the inspection up: open its record first", code="no-record")
    if command.officer.name != record.holder:
        raise Refusal(f"{record.holder} holds this inspection: take it over first", code="not-the-holder")
    lacking = before_outcome(record, policy)
    if lacking:
        raise Refusal(f"the record is not complete: {'; '.join(each.text for each in lacking)}", code="incomplete")
    if outcome.code not in policy.approved_outcomes:
        return
    approval = approved(record, "outcome", outcome.code)
    if approval is None:
        raise Refusal(
            f"the outcome '{outcome.code}' needs a supervisor's approval of the record as it now stands: ask for it",
            code="approval-required",
        )
    if _same(approval.answered_by, command.officer.name):
        raise Refusal("who approved an outcome does not record it: four eyes", code="four-eyes")


def _fact(record: Record, command: c.InspectionAct, fact_kind: FactKind, /, **data: Any) -> Fact:
    said = {"inspection": record.inspection_id, **data}
    return Fact(fact_kind, command.encounter_id, command.at, command.officer.name, said)


def _words(text: str, what: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal(f"{what} is required, in words", code="words-required")
    return said


def _is_open(record: Record) -> None:
    if record.status == WAITING:
        raise Refusal("nobody has taken the inspection up: open its record first", code="no-record")
    if record.status == CLOSED:
        raise Refusal("the record is closed: amend it, and say why", code="closed")


def _goes_on(record: Record, section: str, policy: SecondaryPolicy) -> None:
    """Let work go on in a section of an open record."""
    _is_open(record)
    if section not in policy.sections:
        raise Refusal(f"a section is one of: {', '.join(policy.sections)}", code="unknown-section")
    if section in record.sections:
        title = policy.sections[section].title["en"]
        raise Refusal(f"the section {title} is closed: reopen it, and say why", code="section-closed")


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _open(file: File, record: Record, command: c.OpenInspection, policy: SecondaryPolicy) -> list[Fact]:
    if record.status != WAITING:
        who = f"{record.holder} holds it: take it over" if record.status == OPEN else "it is closed"
        raise Refusal(f"the inspection was taken up before; {who}", code="taken-up")
    if file.standing.status is not Status.REFERRED:
        raise Refusal(f"the encounter is {file.standing.status}: nobody waits in secondary", code="wrong-status")
    if command.reason not in policy.reasons:
        raise Refusal(f"a reason is one of: {', '.join(policy.reasons)}", code="unknown-reason")
    if record.random is not (command.reason == "random"):
        # As with the referral itself: the draw decides what is random, not an officer.
        raise Refusal("random is what the draw chose, and only that", code="random")
    data = {
        "reason": command.reason,
        "origin": "random" if record.random else "assignment" if file.assigned else "officer",
        "mandatory": list(policy.mandatory(file, command.reason)),
        "checklist": list(policy.checklist(command.reason)),
        "policy": {"id": policy.policy_id, "version": policy.version},
    }
    return [_fact(record, command, FactKind.INSPECTION_OPENED, **data)]


def _take_over(_file: File, record: Record, command: c.TakeOverInspection, _policy: SecondaryPolicy) -> list[Fact]:
    _is_open(record)
    if record.holder == command.officer.name:
        raise Refusal("this inspection is yours already", code="yours-already")
    data = {"from": record.holder, "why": _words(command.why, "why it is taken over")}
    return [_fact(record, command, FactKind.INSPECTION_TAKEN_OVER, **data)]


def _tick(_file: File, record: Record, command: c.TickItem, policy: SecondaryPolicy) -> list[Fact]:
    _is_open(record)
    item = policy.items.get(command.item)
    if item is None or command.item not in record.checklist:
        raise Refusal(f"'{command.item}' is no item of this checklist", code="unknown-item")
    _goes_on(record, item.section, policy)
    if not item.who & getattr(command.officer, "roles", frozenset()):
        raise Refusal(f"this item is ticked by: {', '.join(sorted(item.who))}", code="not-for-this-role")
    note = command.note.strip() if command.done else _words(command.note, "why it could not be done")
    data = {"item": item.code, "section": item.section, "done": command.done, "note": note}
    return [_fact(record, command, FactKind.CHECK_TICKED, **data)]


def _interview(_file: File, record: Record, command: c.RecordInterview, policy: SecondaryPolicy) -> list[Fact]:
    _goes_on(record, command.section, policy)
    said = [{"question": each.question.strip(), "answer": each.answer.strip()} for each in command.answers]
    if not said or any(not each["question"] for each in said):
        raise Refusal("an interview holds at least one question, and each answer its question", code="no-question")
    data = {
        "section": command.section,
        "language": _words(command.language, "the language of the interview"),
        "interpreter": command.interpreter,
        "interpreter_name": command.interpreter_name.strip(),
        "answers": said,
    }
    if data["interpreter_name"] and not command.interpreter:
        raise Refusal("an interpreter is named, but none is said to have taken part", code="interpreter")
    return [_fact(record, command, FactKind.INTERVIEW_HELD, **data)]


def _search(_file: File, record: Record, command: c.RecordSearch, policy: SecondaryPolicy) -> list[Fact]:
    _is_open(record)
    kind = policy.searches.get(command.kind)
    if kind is None:
        raise Refusal(f"a search is one of: {', '.join(policy.searches)}", code="unknown-search")
    _goes_on(record, kind.section, policy)
    if command.ground not in kind.grounds:
        raise Refusal(f"such a search rests on one of: {', '.join(kind.grounds)}", code="ground")
    witness = command.witness.strip()
    if kind.witness and not witness:
        raise Refusal("such a search needs a witness: name them", code="witness-required")
    if witness and _same(witness, command.officer.name):
        raise Refusal("who searches is not their own witness", code="witness-required")
    approval = approved(record, "search", kind.code) if kind.approval else None
    if kind.approval and approval is None:
        raise Refusal("such a search needs a supervisor's approval first: ask for it", code="approval-required")
    if approval is not None and _same(approval.answered_by, command.officer.name):
        raise Refusal("who approved a search does not make it: four eyes", code="four-eyes")
    data = {
        "section": kind.section,
        "kind": kind.code,
        "ground": command.ground,
        "citation": policy.search_grounds[command.ground].citation,
        "witness": witness,
        "words": _words(command.words, "what was searched and seen"),
        "approval": approval.number if approval else None,
    }
    return [_fact(record, command, FactKind.SEARCH_MADE, **data)]


def _attach(_file: File, record: Record, command: c.AttachFile, policy: SecondaryPolicy) -> list[Fact]:
    if record.status == CLOSED:
        why = _words(command.why, "why the closed record is amended")
        if command.section not in policy.sections:
            raise Refusal(f"a section is one of: {', '.join(policy.sections)}", code="unknown-section")
    else:
        why = ""
        _goes_on(record, command.section, policy)
    if len(record.attachments) >= policy.most_attachments:
        raise Refusal(f"a record holds at most {policy.most_attachments} files", code="too-many")
    size = len(command.content)
    if not 0 < size <= policy.largest_bytes:
        most = policy.largest_bytes // 2**20
        raise Refusal(f"a file holds from one byte to {most} MiB; this one holds {size} bytes", code="size")
    found = media_type(command.content)
    if found is None:
        raise Refusal("only whole JPEG, PNG and PDF files are taken, judged by content, not by name", code="file-type")
    digest = sha256(command.content).hexdigest()
    if any(said["digest"] == digest for said in record.attachments):
        raise Refusal("this very file is attached already", code="attached-before")
    data = {
        "attachment_id": command.attachment_id,
        "section": command.section,
        "title": _words(command.title, "what the file shows"),
        "name": command.name.strip()[:200],
        "media_type": found,
        "size": size,
        "digest": digest,
        "why": why,
    }
    told = _fact(record, command, FactKind.ATTACHED, **data)
    kept = {"attachment_id": command.attachment_id, "content": b64encode(command.content).decode()}
    # Its own entry under its own id, so that reading the record does not open every photograph.
    return [told, Fact(FactKind.ATTACHMENT_KEPT, command.attachment_id, command.at, command.officer.name, kept)]


def _close_section(_file: File, record: Record, command: c.CloseSection, policy: SecondaryPolicy) -> list[Fact]:
    _goes_on(record, command.section, policy)
    if command.result not in RESULTS:
        raise Refusal(f"a section comes out as one of: {', '.join(RESULTS)}", code="unknown-result")
    own = [each for each in before_outcome(record, policy) if each.what == "item" and each.section == command.section]
    if own:
        raise Refusal(f"the section is not complete: {'; '.join(each.text for each in own)}", code="incomplete")
    found = [said for said in record.findings if policy.found.get(said.get("finding_kind", "")) == command.section]
    if found and command.result != "found":
        raise Refusal("something was recorded as found in this section: close it as found", code="found")
    if not found and command.result == "found":
        raise Refusal("nothing is recorded as found in this section: record the finding first", code="not-found")
    words = command.words.strip()
    if command.result != "nothing-found":
        words = _words(words, "what was found, or why the section does not apply,")
    data = {"section": command.section, "result": command.result, "words": words}
    return [_fact(record, command, FactKind.SECTION_CLOSED, **data)]


def _reopen_section(_file: File, record: Record, command: c.ReopenSection, _policy: SecondaryPolicy) -> list[Fact]:
    _is_open(record)
    if command.section not in record.sections:
        raise Refusal("only a section that is closed can be reopened", code="section-open")
    why = _words(command.why, "why the section is reopened")
    return [_fact(record, command, FactKind.SECTION_REOPENED, section=command.section, why=why)]


def _ask(_file: File, record: Record, command: c.AskApproval, policy: SecondaryPolicy) -> list[Fact]:
    _is_open(record)
    if command.officer.name != record.holder:
        raise Refusal(f"{record.holder} holds this inspection: take it over first", code="not-the-holder")
    needing = {
        "search": [kind.code for kind in policy.searches.values() if kind.approval],
        "outcome": sorted(policy.approved_outcomes),
    }
    if command.code not in needing.get(command.what, []):
        raise Refusal("approval is asked where policy asks for it: a search or an outcome it names", code="no-need")
    if any((each.what, each.code) == (command.what, command.code) for each in waiting(record)):
        raise Refusal("a supervisor was asked already: wait for the answer", code="asked-before")
    if approved(record, command.what, command.code):
        raise Refusal("a supervisor approved this already: go on", code="approved-before")
    lacking = before_outcome(record, policy) if command.what == "outcome" else ()
    if lacking:
        raise Refusal(f"the record is not complete: {'; '.join(each.text for each in lacking)}", code="incomplete")
    words = _words(command.words, "what the supervisor should know")
    data = {"number": len(record.approvals) + 1, "what": command.what, "code": command.code, "words": words}
    return [_fact(record, command, FactKind.APPROVAL_ASKED, **data)]


def _answer(_file: File, record: Record, command: c.AnswerApproval, _policy: SecondaryPolicy) -> list[Fact]:
    _is_open(record)
    asked = next((each for each in record.approvals if each.number == command.number), None)
    if asked is None or asked.granted is not None:
        raise Refusal("there is no such question waiting for an answer", code="no-question")
    if asked not in waiting(record):
        raise Refusal("the record went on since it was asked: the officer asks anew", code="lapsed")
    if _same(asked.asked_by, command.officer.name) or _same(record.holder, command.officer.name):
        raise Refusal("nobody approves their own inspection: another supervisor answers", code="four-eyes")
    words = command.words.strip() if command.granted else _words(command.words, "why it is returned")
    data = {"number": asked.number, "granted": command.granted, "words": words}
    return [_fact(record, command, FactKind.APPROVAL_ANSWERED, **data)]


def _closed(
    file: File, record: Record, command: c.CloseInspection, policy: SecondaryPolicy, outcomes: Mapping[str, Outcome]
) -> list[Fact]:
    _is_open(record)
    if file.standing.status is Status.REFERRED and file.is_last:
        raise Refusal("they still wait in secondary: record the outcome, which closes the record too", code="referred")
    outcome = outcome_of(outcomes, command.outcome, command.report)
    may_end(record, command, outcome, policy)
    data = {"outcome": outcome.code, "report": command.report.strip(), "positive": outcome.positive}
    return [_fact(record, command, FactKind.INSPECTION_CLOSED, **data)]


def _amend(_file: File, record: Record, command: c.AmendInspection, policy: SecondaryPolicy) -> list[Fact]:
    if record.status != CLOSED:
        raise Refusal("the record is not closed: go on in its sections", code="not-closed")
    if command.section and command.section not in required_sections(record, policy):
        raise Refusal("the record has no such section", code="unknown-section")
    words, why = _words(command.words, "the amendment"), _words(command.why, "why the record is amended")
    return [_fact(record, command, FactKind.INSPECTION_AMENDED, section=command.section, words=words, why=why)]


_DECISIONS: Mapping[type[c.InspectionAct], Callable[[File, Record, Any, SecondaryPolicy], list[Fact]]] = {
    c.OpenInspection: _open,
    c.TakeOverInspection: _take_over,
    c.TickItem: _tick,
    c.RecordInterview: _interview,
    c.RecordSearch: _search,
    c.AttachFile: _attach,
    c.CloseSection: _close_section,
    c.ReopenSection: _reopen_section,
    c.AskApproval: _ask,
    c.AnswerApproval: _answer,
    c.AmendInspection: _amend,
}
