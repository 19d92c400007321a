"""Facts: what happened, in the past participle; and entries, the form in which the journal keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import orjson
import polars as pl


class _Meaning(NamedTuple):
    room: str
    retention: str


class FactKind(StrEnum):
    """Every kind of fact, with the room that states it and the retention class its rows fall under."""

    MESSAGE_RECEIVED = "MessageReceived"
    MESSAGE_REFUSED = "MessageRefused"
    DEAD_LETTER_CLOSED = "DeadLetterClosed"
    DEAD_LETTER_REPLAYED = "DeadLetterReplayed"
    ORIGINAL_KEPT = "OriginalKept"
    QUALITY_FOUND = "QualityFound"
    SCHEDULED = "Scheduled"
    SEALED = "Sealed"
    DECLARED = "Declared"
    ANSWERED = "Answered"
    IDENTIFIED = "Identified"
    LIST_HIT = "ListHit"
    SCREENED = "Screened"
    RESCREENED = "Rescreened"
    HIT_CLAIMED = "HitClaimed"
    HIT_RELEASED = "HitReleased"
    HIT_SETTLED = "HitSettled"
    HIT_ESCALATED = "HitEscalated"
    HIT_REVIEWED = "HitReviewed"
    HIT_TAKEN_BACK = "HitTakenBack"
    FILTER_SAVED = "FilterSaved"
    FILTER_DROPPED = "FilterDropped"
    HANDOVER_NOTED = "HandoverNoted"
    HANDOVER_TAKEN = "HandoverTaken"
    REDRESS_OPENED = "RedressOpened"
    REDRESS_RESOLVED = "RedressResolved"
    UNLINKED = "Unlinked"
    LINK_PROPOSED = "LinkProposed"
    LINK_REJECTED = "LinkRejected"
    SUBJECTS_MERGED = "SubjectsMerged"
    MERGE_UNDONE = "MergeUndone"
    LIST_LOADED = "ListLoaded"
    LIST_ROLLED_BACK = "ListRolledBack"
    LIST_FAILED = "ListFailed"
    ASSESSED = "Assessed"
    SHADOW_FIRED = "ShadowFired"
    RULEBOOK_STATED = "RulebookStated"
    RULE_DRAFTED = "RuleDrafted"
    RULE_TESTED = "RuleTested"
    RULE_APPROVED = "RuleApproved"
    RULE_PROMOTED = "RulePromoted"
    RULE_RETIRED = "RuleRetired"
    RULE_KILLED = "RuleKilled"
    RULE_BACKTESTED = "RuleBacktested"
    MODEL_TRAINED = "ModelTrained"
    MODEL_EVALUATED = "ModelEvaluated"
    MODEL_BACKTESTED = "ModelBacktested"
    MODEL_PROMOTED = "ModelPromoted"
    MODEL_RETIRED = "ModelRetired"
    ASSIGNED = "Assigned"
    PRESENTED = "Presented"
    CHECKED = "Checked"
    INSPECTED = "Inspected"
    INSPECTION_OPENED = "InspectionOpened"
    INSPECTION_TAKEN_OVER = "InspectionTakenOver"
    CHECK_TICKED = "CheckTicked"
    INTERVIEW_HELD = "InterviewHeld"
    SEARCH_MADE = "SearchMade"
    ATTACHED = "Attached"
    ATTACHMENT_KEPT = "AttachmentKept"
    SECTION_CLOSED = "SectionClosed"
    SECTION_REOPENED = "SectionReopened"
    APPROVAL_ASKED = "ApprovalAsked"
    APPROVAL_ANSWERED = "ApprovalAnswered"
    INSPECTION_CLOSED = "InspectionClosed"
    INSPECTION_AMENDED = "InspectionAmended"
    FOUND = "Found"
    ADMITTED = "Admitted"
    REFERRED = "Referred"
    REFUSED = "Refused"
    SEIZED = "Seized"
    RELEASED = "Released"
    ARRESTED = "Arrested"
    DEPARTED = "Departed"
    PROTECTION_CLAIMED = "ProtectionClaimed"
    PROTECTION_ANSWERED = "ProtectionAnswered"
    CASE_OPENED = "CaseOpened"
    CASE_ADVANCED = "CaseAdvanced"
    WITHDRAWN = "Withdrawn"
    RECORD_READ = "RecordRead"
    PURGED = "Purged"
    REKEYED = "Rekeyed"
    DRAW_COMMITTED = "DrawCommitted"
    DRAW_REVEALED = "DrawRevealed"
    DRIFT_FOUND = "DriftFound"
    DRIFT_ANSWERED = "DriftAnswered"
    STAFFED = "Staffed"
    ALARM_RAISED = "AlarmRaised"
    ALARM_SHOWN = "AlarmShown"
    ALARM_ANSWERED = "AlarmAnswered"
    ALARM_ENDED = "AlarmEnded"
    ACCESS_GRANTED = "AccessGranted"
    ACCESS_REVOKED = "AccessRevoked"
    CREDENTIAL_RESET = "CredentialReset"
    BREAK_GLASS_OPENED = "BreakGlassOpened"
    BREAK_GLASS_REVIEWED = "BreakGlassReviewed"
    SIGNED_IN = "SignedIn"
    SIGN_IN_FAILED = "SignInFailed"
    SIGNED_OUT = "SignedOut"

    @property
    def room(self) -> str:
        """Name the room that states this fact."""
        return _MEANING[self].room

    @property
    def retention(self) -> str:
        """Name the retention class of ``policies/retention.yaml`` that its rows fall under."""
        return _MEANING[self].retention


_MEANING: Mapping[FactKind, _Meaning] = {
    FactKind.MESSAGE_RECEIVED: _Meaning("receive", "original"),
    FactKind.MESSAGE_REFUSED: _Meaning("receive", "original"),
    # Kept as long as the refusal it closes: purged earlier, a rebuild would open the letter again.
    FactKind.DEAD_LETTER_CLOSED: _Meaning("receive", "original"),
    FactKind.DEAD_LETTER_REPLAYED: _Meaning("receive", "original"),
    # The bytes of an accepted message hold what was sealed at the door: they may not outlive it.
    FactKind.ORIGINAL_KEPT: _Meaning("receive", "sealed"),
    FactKind.QUALITY_FOUND: _Meaning("receive", "operations"),
    FactKind.SCHEDULED: _Meaning("receive", "operations"),
    FactKind.SEALED: _Meaning("receive", "sealed"),
    FactKind.DECLARED: _Meaning("receive", "announcement"),
    FactKind.ANSWERED: _Meaning("receive", "operations"),
    FactKind.IDENTIFIED: _Meaning("identify", "announcement"),
    FactKind.LIST_HIT: _Meaning("identify", "assessment"),
    FactKind.SCREENED: _Meaning("identify", "operations"),
    FactKind.RESCREENED: _Meaning("identify", "operations"),
    **{
        kind: _Meaning("identify", "assessment")
        for kind in (
            FactKind.HIT_CLAIMED,
            FactKind.HIT_RELEASED,
            FactKind.HIT_SETTLED,
            FactKind.HIT_ESCALATED,
            FactKind.HIT_REVIEWED,
            FactKind.HIT_TAKEN_BACK,
            # A note from shift to shift may speak of people: it is kept no longer than what it speaks of.
            FactKind.HANDOVER_NOTED,
            FactKind.HANDOVER_TAKEN,
        )
    },
    FactKind.FILTER_SAVED: _Meaning("identify", "operations"),
    FactKind.FILTER_DROPPED: _Meaning("identify", "operations"),
    FactKind.REDRESS_OPENED: _Meaning("identify", "redress"),
    FactKind.REDRESS_RESOLVED: _Meaning("identify", "redress"),
    FactKind.UNLINKED: _Meaning("identify", "crossing"),
    FactKind.LINK_PROPOSED: _Meaning("identify", "announcement"),
    FactKind.LINK_REJECTED: _Meaning("identify", "crossing"),
    FactKind.SUBJECTS_MERGED: _Meaning("identify", "crossing"),
    FactKind.MERGE_UNDONE: _Meaning("identify", "crossing"),
    FactKind.LIST_LOADED: _Meaning("identify", "operations"),
    FactKind.LIST_ROLLED_BACK: _Meaning("identify", "operations"),
    FactKind.LIST_FAILED: _Meaning("identify", "operations"),
    FactKind.ASSESSED: _Meaning("assess", "assessment"),
    FactKind.SHADOW_FIRED: _Meaning("assess", "assessment"),
    **{
        kind: _Meaning("assess", "rules")
        for kind in (
            FactKind.RULEBOOK_STATED,
            FactKind.RULE_DRAFTED,
            FactKind.RULE_TESTED,
            FactKind.RULE_APPROVED,
            FactKind.RULE_PROMOTED,
            FactKind.RULE_RETIRED,
            FactKind.RULE_KILLED,
            FactKind.RULE_BACKTESTED,
        )
    },
    FactKind.MODEL_TRAINED: _Meaning("assess", "models"),
    FactKind.MODEL_EVALUATED: _Meaning("assess", "models"),
    FactKind.MODEL_BACKTESTED: _Meaning("assess", "models"),
    FactKind.MODEL_PROMOTED: _Meaning("assess", "models"),
    FactKind.MODEL_RETIRED: _Meaning("assess", "models"),
    FactKind.ASSIGNED: _Meaning("inspect", "assessment"),
    FactKind.PRESENTED: _Meaning("inspect", "crossing"),
    FactKind.CHECKED: _Meaning("inspect", "crossing"),
    FactKind.INSPECTED: _Meaning("inspect", "crossing"),
    FactKind.INSPECTION_CLOSED: _Meaning("inspect", "crossing"),
    # The file of an inspection stands and falls as one: kept in parts, it would mislead whoever reads the rest.
    **{
        kind: _Meaning("inspect", "inspection")
        for kind in (
            FactKind.INSPECTION_OPENED,
            FactKind.INSPECTION_TAKEN_OVER,
            FactKind.CHECK_TICKED,
            FactKind.INTERVIEW_HELD,
            FactKind.SEARCH_MADE,
            FactKind.ATTACHED,
            FactKind.ATTACHMENT_KEPT,
            FactKind.SECTION_CLOSED,
            FactKind.SECTION_REOPENED,
            FactKind.APPROVAL_ASKED,
            FactKind.APPROVAL_ANSWERED,
            FactKind.INSPECTION_AMENDED,
        )
    },
    FactKind.FOUND: _Meaning("detect", "enforcement"),
    FactKind.ADMITTED: _Meaning("enforce", "crossing"),
    FactKind.REFERRED: _Meaning("enforce", "crossing"),
    FactKind.REFUSED: _Meaning("enforce", "enforcement"),
    FactKind.SEIZED: _Meaning("enforce", "enforcement"),
    FactKind.RELEASED: _Meaning("enforce", "enforcement"),
    FactKind.ARRESTED: _Meaning("enforce", "enforcement"),
    FactKind.DEPARTED: _Meaning("enforce", "crossing"),
    FactKind.PROTECTION_CLAIMED: _Meaning("enforce", "enforcement"),
    FactKind.PROTECTION_ANSWERED: _Meaning("enforce", "enforcement"),
    FactKind.CASE_OPENED: _Meaning("enforce", "enforcement"),
    FactKind.CASE_ADVANCED: _Meaning("enforce", "enforcement"),
    FactKind.WITHDRAWN: _Meaning("enforce", "crossing"),
    FactKind.RECORD_READ: _Meaning("record", "audit"),
    FactKind.PURGED: _Meaning("record", "audit"),
    FactKind.REKEYED: _Meaning("record", "audit"),
    FactKind.DRAW_COMMITTED: _Meaning("deter", "operations"),
    FactKind.DRAW_REVEALED: _Meaning("deter", "operations"),
    FactKind.DRIFT_FOUND: _Meaning("analyze", "operations"),
    FactKind.DRIFT_ANSWERED: _Meaning("analyze", "operations"),
    FactKind.STAFFED: _Meaning("receive", "operations"),
    FactKind.ALARM_RAISED: _Meaning("analyze", "operations"),
    FactKind.ALARM_SHOWN: _Meaning("analyze", "operations"),
    FactKind.ALARM_ANSWERED: _Meaning("analyze", "operations"),
    FactKind.ALARM_ENDED: _Meaning("analyze", "operations"),
    FactKind.ACCESS_GRANTED: _Meaning("record", "audit"),
    FactKind.ACCESS_REVOKED: _Meaning("record", "audit"),
    FactKind.CREDENTIAL_RESET: _Meaning("record", "audit"),
    FactKind.BREAK_GLASS_OPENED: _Meaning("record", "audit"),
    FactKind.BREAK_GLASS_REVIEWED: _Meaning("record", "audit"),
    FactKind.SIGNED_IN: _Meaning("record", "audit"),
    FactKind.SIGN_IN_FAILED: _Meaning("record", "audit"),
    FactKind.SIGNED_OUT: _Meaning("record", "audit"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about one encounter, case or list, stated by a named actor at a moment.

    ``about`` is the id of what it concerns; ``data`` holds JSON values only.
    """

    kind: FactKind
    about: str
    at: datetime
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is appended to the journal: a kind, whom it is about, and its rows as JSON lines without line ends."""

    kind: FactKind
    about: str
    at: datetime
    actor: str
    rows: tuple[bytes, ...]

    @classmethod
    def of_fact(cls, fact: Fact) -> Entry:
        """Bring one fact into journal form: one row, keys sorted."""
        return cls(fact.kind, fact.about, fact.at, fact.actor, (canonical(fact.data),))

    @classmethod
    def of_table(cls, kind: FactKind, about: str, at: datetime, actor: str, table: pl.DataFrame) -> Entry:
        """Bring a table into journal form, one row a line, columns in the table's order."""
        return cls(kind, about, at, actor, tuple(lines(table)))


def canonical(value: Mapping[str, Any]) -> bytes:
    """Write JSON with sorted keys and no blanks; dates as ISO 8601."""
    return orjson.dumps(dict(value), option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def lines(table: pl.DataFrame) -> list[bytes]:
    """Write each row of a table as one line of JSON (nulls written, times ISO 8601)."""
    if table.is_empty():
        return []
    return table.write_ndjson().encode().splitlines()


def table_of(rows: tuple[bytes, ...] | list[bytes], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Read back what ``lines`` wrote."""
    if not rows:
        return pl.DataFrame(schema=dict(schema))
    texts = {name: pl.String() if isinstance(kind, pl.Datetime | pl.Date) else kind for name, kind in schema.items()}
    table = pl.read_ndjson(b"\n".join(rows), schema=texts)
    return table.with_columns(
        pl.col(name).str.to_datetime(time_unit="us", time_zone="UTC")
        if isinstance(kind, pl.Datetime)
        else pl.col(name).str.to_date()
        for name, kind in schema.items()
        if isinstance(kind, pl.Datetime | pl.Date)
    )
