"""The record of an inspection, folded from the encounter's facts: a referral begins one, an outcome closes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tidewaiter.vocabulary.act import Standing
from tidewaiter.vocabulary.facts import Fact, FactKind

WAITING, OPEN, CLOSED, VOID = "waiting", "open", "closed", "void"
"""Referred and not taken up; taken up; closed with an outcome; the referral was taken back."""

Said = Mapping[str, Any]
"""The data of a fact, with ``at`` (its moment) and ``officer`` beside it."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One question to a supervisor, and the answer. ``at_change``: what the record had come to when it was asked."""

    number: int
    what: str
    code: str
    words: str
    asked_by: str
    asked_at: datetime
    at_change: int
    granted: bool | None = None
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One inspection of one encounter.

    ``change`` counts what changed the content, ``version`` everything that was stated about the record. ``mandatory``
    and ``checklist`` are those of the policy of the day it was opened.
    """

    inspection_id: str
    number: int
    referred_at: datetime
    referred_by: str
    referral: str
    random: bool
    status: str = WAITING
    reason: str = ""
    origin: str = ""
    opened_at: datetime | None = None
    opened_by: str = ""
    holder: str = ""
    mandatory: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    ticks: Mapping[str, Said] = field(default_factory=dict)
    interviews: tuple[Said, ...] = ()
    searches: tuple[Said, ...] = ()
    findings: tuple[Said, ...] = ()
    attachments: tuple[Said, ...] = ()
    sections: Mapping[str, Said] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    amendments: tuple[Said, ...] = ()
    outcome: str = ""
    report: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    change: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """What the record room of secondary knows of an encounter: its setting, where it stands, all its inspections."""

    encounter_id: str = ""
    kind: str = "person"
    mode: str = ""
    role: str = ""
    direction: str = "inbound"
    drawn: bool = False
    assigned: bool = False
    standing: Standing = field(default_factory=Standing)
    records: tuple[Record, ...] = ()

    @property
    def record(self) -> Record | None:
        """Give the present inspection: one left open, else the last whose referral stands; None without any."""
        left = next((record for record in self.records if record.status == OPEN), None)
        return left or next((record for record in reversed(self.records) if record.status != VOID), None)

    @property
    def is_last(self) -> bool:
        """Tell whether the present inspection is that of the last referral, and not one left open before it."""
        return self.record is None or self.record is self.records[-1]


def begin_file(encounter: Mapping[str, Any]) -> File:
    """Start from the encounter as announced and assigned."""
    return File(
        encounter_id=encounter.get("encounter_id") or "",
        kind=encounter.get("kind") or "person",
        mode=encounter.get("mode") or "",
        role=encounter.get("role") or "",
        direction=encounter.get("direction") or "inbound",
        drawn=encounter.get("stream") == "random",
        assigned=encounter.get("assignment") == "secondary",
    )


def fold_file(facts: Iterable[Fact], start: File) -> File:
    """Build the file from the encounter's facts, oldest first; what was purged is not there, and nothing breaks."""
    file = start
    for fact in facts:
        file = replace(file, standing=file.standing.after(fact), records=_after(file, fact))
    return file


def inspection_id(encounter_id: str, number: int) -> str:
    """Name an encounter's inspection: the encounter's own sortable id, and which referral it was."""
    return f"ins-{encounter_id.removeprefix('enc-')}-{number}"


def _after(file: File, fact: Fact) -> tuple[Record, ...]:
    records = file.records
    if fact.kind is FactKind.REFERRED:
        number = len(records) + 1
        name = inspection_id(fact.about, number)
        words, random = str(fact.data.get("reason") or ""), bool(fact.data.get("random"))
        return (*records, Record(name, number, fact.at, fact.actor, words, random))
    if fact.kind is FactKind.WITHDRAWN and fact.data.get("fact") == FactKind.REFERRED and records:
        return (*records[:-1], replace(records[-1], status=VOID))
    record = file.record
    if record is None:
        return records
    changed = _changed(record, fact)
    return tuple(changed if each is record else each for each in records)


def _changed(record: Record, fact: Fact) -> Record:
    data = fact.data
    if fact.kind is FactKind.INSPECTED:
        return _closed(record, fact)
    if fact.kind is FactKind.FOUND:
        return _adding(record, fact, "findings") if record.status in (WAITING, OPEN) else record
    step = _STEPS.get(fact.kind)
    if step is None or data.get("inspection") != record.inspection_id:
        return record
    return replace(step(record, fact), version=record.version + 1)


def _said(fact: Fact) -> dict[str, Any]:
    return {**fact.data, "at": fact.at, "officer": fact.actor}


def _adding(record: Record, fact: Fact, name: str) -> Record:
    more: Any = (*getattr(record, name), _said(fact))
    return replace(record, **{name: more}, change=record.change + 1)


def _opened(record: Record, fact: Fact) -> Record:
    data = fact.data
    return replace(
        record,
        status=OPEN,
        reason=data["reason"],
        origin=data["origin"],
        opened_at=fact.at,
        opened_by=fact.actor,
        holder=fact.actor,
        mandatory=tuple(data["mandatory"]),
        checklist=tuple(data["checklist"]),
    )


def _taken_over(record: Record, fact: Fact) -> Record:
    return replace(record, holder=fact.actor)


def _ticked(record: Record, fact: Fact) -> Record:
    return replace(record, ticks={**record.ticks, fact.data["item"]: _said(fact)}, change=record.change + 1)


def _interviewed(record: Record, fact: Fact) -> Record:
    return _adding(record, fact, "interviews")


def _searched(record: Record, fact: Fact) -> Record:
    """Add a search; an approval that it rested on is used up by it."""
    number = fact.data.get("approval")
    used = tuple(replace(each, used=True) if each.number == number else each for each in record.approvals)
    return replace(_adding(record, fact, "searches"), approvals=used)


def _attached(record: Record, fact: Fact) -> Record:
    return _adding(record, fact, "attachments")


def _section_closed(record: Record, fact: Fact) -> Record:
    return replace(record, sections={**record.sections, fact.data["section"]: _said(fact)}, change=record.change + 1)


def _section_reopened(record: Record, fact: Fact) -> Record:
    rest = {name: said for name, said in record.sections.items() if name != fact.data["section"]}
    return replace(record, sections=rest, change=record.change + 1)


def _asked(record: Record, fact: Fact) -> Record:
    data = fact.data
    asked = Approval(data["number"], data["what"], data["code"], data["words"], fact.actor, fact.at, record.change)
    return replace(record, approvals=(*record.approvals, asked))


def _answered(record: Record, fact: Fact) -> Record:
    data = fact.data

    def answer(each: Approval) -> Approval:
        if each.number != data["number"]:
            return each
        said = {"granted": data["granted"], "answered_by": fact.actor, "answered_at": fact.at, "answer": data["words"]}
        return replace(each, **said)

    return replace(record, approvals=tuple(map(answer, record.approvals)))


def _closed(record: Record, fact: Fact) -> Record:
    return replace(
        record,
        status=CLOSED,
        outcome=str(fact.data.get("outcome") or ""),
        report=str(fact.data.get("report") or ""),
        closed_at=fact.at,
        closed_by=fact.actor,
    )


def _amended(record: Record, fact: Fact) -> Record:
    return replace(record, amendments=(*record.amendments, _said(fact)))


_STEPS = {
    FactKind.INSPECTION_OPENED: _opened,
    FactKind.INSPECTION_TAKEN_OVER: _taken_over,
    FactKind.CHECK_TICKED: _ticked,
    FactKind.INTERVIEW_HELD: _interviewed,
    FactKind.SEARCH_MADE: _searched,
    FactKind.ATTACHED: _attached,
    FactKind.SECTION_CLOSED: _section_closed,
    FactKind.SECTION_REOPENED: _section_reopened,
    FactKind.APPROVAL_ASKED: _asked,
    FactKind.APPROVAL_ANSWERED: _answered,
    FactKind.INSPECTION_CLOSED: _closed,
    FactKind.INSPECTION_AMENDED: _amended,
}
