"""Secondary at the desk: who waits at a port, one inspection's file, acts on it, what is attached, and approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tidewaiter import enforce, walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.file_told import told
from tidewaiter.enforce.blocks import blocks
from tidewaiter.inspect.secondary import (
    AmendInspection,
    AnswerApproval,
    AskApproval,
    AttachFile,
    CloseInspection,
    CloseSection,
    File,
    InspectionAct,
    OpenInspection,
    RecordInterview,
    RecordSearch,
    ReopenSection,
    SecondaryPolicy,
    TakeOverInspection,
    TickItem,
    begin_file,
    decide_inspection,
    fold_file,
    load_secondary_policy,
)
from tidewaiter.inspect.secondary.suggest import suggested
from tidewaiter.store import Store, queries, reads
from tidewaiter.store.attachments import content_of
from tidewaiter.store.projections.sql import stamp
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

INSPECTION_NEEDED: Mapping[type[InspectionAct], Permission] = {
    OpenInspection: Permission.PORT_INSPECTION_RECORD,
    TakeOverInspection: Permission.PORT_INSPECTION_RECORD,
    TickItem: Permission.PORT_INSPECTION_RECORD,
    RecordInterview: Permission.PORT_INSPECTION_RECORD,
    RecordSearch: Permission.PORT_INSPECTION_RECORD,
    AttachFile: Permission.PORT_INSPECTION_RECORD,
    CloseSection: Permission.PORT_INSPECTION_RECORD,
    ReopenSection: Permission.PORT_INSPECTION_RECORD,
    AskApproval: Permission.PORT_INSPECTION_RECORD,
    AnswerApproval: Permission.PORT_INSPECTION_APPROVE,
    CloseInspection: Permission.PORT_ENCOUNTER_INSPECT,
    AmendInspection: Permission.PORT_INSPECTION_RECORD,
}
"""Which permission each act on an inspection needs; a guard test holds it against all there are."""

DECISIONS = frozenset(
    {
        FactKind.PRESENTED,
        FactKind.ADMITTED,
        FactKind.REFUSED,
        FactKind.SEIZED,
        FactKind.RELEASED,
        FactKind.ARRESTED,
        FactKind.DEPARTED,
        FactKind.PROTECTION_CLAIMED,
        FactKind.PROTECTION_ANSWERED,
        FactKind.CASE_OPENED,
        FactKind.CASE_ADVANCED,
    }
)
"""What else belongs in the file of an encounter: what officers decided about it."""


@dataclass(frozen=True, slots=True)
class SecondaryDesk:
    """An inspection belongs to the port where they were referred. Another port's does not exist here."""

    store: Store
    policies: walk.Policies
    authority: Authority

    @property
    def policy(self) -> SecondaryPolicy:
        """Give the policy of secondary."""
        return load_secondary_policy()

    def waiting(self, reader: Officer, *, mine: bool = False, **wanted: Any) -> list[dict[str, Any]]:
        """List who is in secondary at the reader's port, longest waiting on top; the reading is journaled.

        Beside ``queries.inspections_waiting``: ``minutes``, how long they have waited. Raises ``Forbidden``, and
        ``NotFound`` where another port is asked for.
        """
        self.authority.require(reader, Permission.PORT_INSPECTION_LIST)
        filters = self._confined(reader, wanted) | {"holder": reader.name if mine else None}
        now = self.policies.clock()
        with self.store.read() as opened:
            found = queries.inspections_waiting(opened.cursor, **filters)
        for row in found:
            row["minutes"] = max(0, int((now - datetime.fromisoformat(row["referred_at"])).total_seconds() // 60))
        return self._shown(reader, "inspections", found, filters)

    def approvals(self, reader: Officer, **wanted: Any) -> list[dict[str, Any]]:
        """List what waits for a supervisor at the reader's port, the oldest first; the reading is journaled."""
        self.authority.require(reader, Permission.PORT_INSPECTION_APPROVE)
        filters = self._confined(reader, wanted)
        with self.store.read() as opened:
            found = queries.approvals_waiting(opened.cursor, **filters)
        return self._shown(reader, "approvals", found, filters)

    def record(self, encounter_id: str, reader: Officer, language: str = "en") -> dict[str, Any]:
        """Give the file of an encounter: all its inspections, what is missing, what was decided, what blocks a refusal.

        Keys: ``encounter``, ``checks``, ``inspections`` (``file_told``), ``present`` (the number of the one that is
        worked on, None without any), ``suggested`` (a reason), ``decisions``, ``blocks``. Who read it and why is
        journaled before. Raises ``NotFound`` for an encounter of another port, and ``Forbidden``.
        """
        with self.store.read() as opened:
            encounter = self._visible(reader, encounter_id, opened)
        self.authority.require(reader, Permission.PORT_INSPECTION_READ, encounter.get("port"))
        self._state(reads.of_record(reader, encounter_id, "inspection", self.policies.clock()))
        with self.store.read() as opened:
            facts = opened.facts_of(encounter_id)
            checks = queries.screening(opened.cursor, [encounter_id])[encounter_id]
        file = fold_file(facts, begin_file(encounter))
        present = file.record
        state = enforce.fold(facts, enforce.begin(encounter))
        decided = [_decision(fact) for fact in facts if fact.kind in DECISIONS]
        return {
            "encounter": encounter,
            "checks": checks,
            "inspections": told(file, self.policy, language),
            "present": present.number if present else None,
            "suggested": suggested(present, encounter, checks["failed"], self.policy) if present else None,
            "decisions": decided,
            "blocks": [{**asdict(each), "text": each.text} for each in blocks(state)],
            "cases": dict(state.cases),
        }

    def act(self, command: InspectionAct) -> list[Fact]:
        """Let an officer act on the present inspection of an encounter.

        Raises ``NotFound``, ``Forbidden``, ``Refusal`` or ``Stale``; then nothing is stored.
        """
        officer = command.officer
        if not is_named_human(officer) or not isinstance(officer, Officer):
            raise Refusal("a named human officer inspects; a machine suggests", code="not-an-officer")
        with self.store.work() as work:
            encounter = self._visible(officer, command.encounter_id, work)
            self.authority.require(officer, INSPECTION_NEEDED[type(command)], encounter.get("port"))
            facts = decide_inspection(_file(work, encounter), command, self.policy)
            work.append([Entry.of_fact(fact) for fact in facts])
        return facts

    def attach(
        self,
        officer: Officer,
        encounter_id: str,
        *,
        section: str,
        title: str,
        name: str,
        content: bytes,
        why: str = "",
        expected_version: int | None = None,
    ) -> Fact:
        """Put a file into the record, judged by its content; give its fact. Raises as ``act`` does."""
        command = AttachFile(
            encounter_id=encounter_id,
            officer=officer,
            at=self.policies.clock(),
            expected_version=expected_version,
            section=section,
            attachment_id=self.policies.ids.new("att"),
            title=title,
            name=name,
            content=content,
            why=why,
        )
        return self.act(command)[0]

    def attachment(self, encounter_id: str, attachment_id: str, reader: Officer) -> tuple[dict[str, Any], bytes]:
        """Give one attachment and its bytes; who opened it and why is journaled before.

        Raises ``NotFound`` for one of another port or encounter, and one that was purged, as for none; ``Forbidden``.
        """
        with self.store.read() as opened:
            encounter = self._visible(reader, encounter_id, opened)
            found = queries.attachment(opened.cursor, attachment_id)
        if found is None or found["encounter_id"] != encounter_id:
            raise NotFound(f"There is no attachment {attachment_id}")
        self.authority.require(reader, Permission.PORT_INSPECTION_READ, encounter.get("port"))
        self._state(reads.of_record(reader, encounter_id, f"attachment {attachment_id}", self.policies.clock()))
        with self.store.read() as opened:
            content = content_of(opened, attachment_id, found["digest"])
        if content is None:
            raise NotFound(f"There is no attachment {attachment_id}")
        return found, content

    def where(self, encounter_id: str) -> tuple[str, str, int]:
        """Give id, status and version of the inspection that was just acted on."""
        with self.store.read() as opened:
            file = _file(opened, opened.encounter(encounter_id) or {"encounter_id": encounter_id})
        record = file.record
        return (record.inspection_id, record.status, record.version) if record else ("", "", 0)

    def _confined(self, reader: Officer, wanted: Mapping[str, Any]) -> dict[str, Any]:
        own, asked = self.authority.port_of(reader), wanted.get("port")
        if own is not None and asked not in (None, own):
            raise NotFound(f"There is no port {asked} for you")
        return {**wanted, "port": asked if own is None else own}

    def visible(self, officer: Officer, encounter_id: str) -> dict[str, Any]:
        """Give an encounter as it stands. Raises ``NotFound`` for one of another port as for one that is not there."""
        with self.store.read() as opened:
            return self._visible(officer, encounter_id, opened)

    def _visible(self, officer: Officer, encounter_id: str, reader: Reader) -> dict[str, Any]:
        """Give an encounter of the officer's port. Raises ``NotFound`` for any other as for none."""
        found = reader.encounter(encounter_id) or queries.remembered(reader.cursor, encounter_id)
        own = self.authority.port_of(officer)
        if found is None or own not in (None, found["port"]):
            raise NotFound(f"There is no encounter {encounter_id}")
        return found

    def _shown(
        self, reader: Officer, what: str, rows: list[dict[str, Any]], asked: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        purpose = self.authority.purpose_of_listing(reader, what)
        self._state(reads.of_listing(reader, what, purpose, rows, asked, self.policies.clock()))
        return rows

    def _state(self, reading: Fact) -> None:
        with self.store.work() as work:
            work.append([Entry.of_fact(reading)])


def _file(reader: Reader, encounter: Mapping[str, Any]) -> File:
    facts: Sequence[Fact] = reader.facts_of(encounter["encounter_id"])
    return fold_file(facts, begin_file(encounter))


def _decision(fact: Fact) -> dict[str, Any]:
    data = {name: value for name, value in fact.data.items() if name != "encounter"}
    return {"kind": str(fact.kind), "at": stamp(fact.at), "officer": fact.actor, "data": data}
