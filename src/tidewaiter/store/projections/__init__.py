"""Projections: how the facts of the journal become the read models, the same way at first and at every rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tidewaiter.store.projections import (
    assess,
    board,
    deter,
    enforce,
    glass,
    hits,
    identify,
    inspect,
    inspections,
    lane,
    lists,
    merging,
    models,
    receive,
    rules,
    screening,
    targeting,
    trips,
)
from tidewaiter.store.projections.sql import Cursor
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

TABLES: tuple[str, ...] = (
    "inbox",
    "waiting",
    "encounter",
    "announced",
    "trip",
    "subject",
    "subject_key",
    "document_use",
    "document_finding",
    "link_proposal",
    "hit",
    "redress_case",
    "quality",
    "listing",
    "list_version",
    "list_history",
    "list_failure",
    "screening",
    "rescreening",
    "act",
    "finding",
    "enforcement_case",
    "inspection",
    "inspection_approval",
    "attachment",
    "crossing",
    "stay",
    "draw",
    "rule",
    "rule_version",
    "shadow_hit",
    "backtest",
    "rulebook",
    "risk_model",
    "tie",
    "route_day",
    "lane_check",
    "fired",
    "fired_day",
    "saved_filter",
    "handover",
    "alarm",
    "staffing",
    "reading",
    "reading_day",
    "break_glass",
)
"""Every read-model table; a rebuild empties them all and replays the journal."""

Projection = Callable[[Cursor, Sequence["StoredEntry"]], None]

_MACHINE: Mapping[FactKind, tuple[int, Projection]] = {
    FactKind.MESSAGE_RECEIVED: (0, receive.messages),
    FactKind.MESSAGE_REFUSED: (0, receive.messages),
    FactKind.QUALITY_FOUND: (1, receive.quality),
    FactKind.DECLARED: (2, identify.declared),
    FactKind.IDENTIFIED: (2, identify.declared),
    FactKind.LIST_HIT: (3, hits.found),
    FactKind.ASSESSED: (4, assess.judged),
    FactKind.ASSIGNED: (4, assess.judged),
    FactKind.ANSWERED: (5, receive.answered),
    FactKind.SCREENED: (6, screening.screened),
    FactKind.SHADOW_FIRED: (7, rules.shadowed),
}
"""Kinds that one walk states about a message, with the stage at which a batch of messages may apply them together:
no two stages write the same column, so a batch may go stage by stage and give what one entry at a time gives."""

_SINGLE: Mapping[FactKind, Projection] = {
    FactKind.DEAD_LETTER_CLOSED: receive.closed,
    FactKind.SCHEDULED: trips.scheduled,
    FactKind.LIST_LOADED: lists.versions,
    FactKind.LIST_ROLLED_BACK: lists.versions,
    FactKind.LIST_FAILED: lists.failures,
    FactKind.RESCREENED: screening.rescreened,
    FactKind.UNLINKED: identify.unlinked,
    FactKind.HIT_CLAIMED: hits.claimed,
    FactKind.HIT_RELEASED: hits.claimed,
    FactKind.HIT_SETTLED: hits.settled,
    FactKind.HIT_ESCALATED: hits.escalated,
    FactKind.HIT_REVIEWED: hits.reviewed,
    FactKind.HIT_TAKEN_BACK: hits.taken_back,
    FactKind.FILTER_SAVED: targeting.filters,
    FactKind.FILTER_DROPPED: targeting.filters,
    FactKind.HANDOVER_NOTED: targeting.handovers,
    FactKind.HANDOVER_TAKEN: targeting.handovers,
    FactKind.REDRESS_OPENED: hits.redress,
    FactKind.REDRESS_RESOLVED: hits.redress,
    FactKind.LINK_PROPOSED: merging.proposed,
    FactKind.LINK_REJECTED: merging.decided,
    FactKind.SUBJECTS_MERGED: merging.decided,
    FactKind.MERGE_UNDONE: merging.decided,
    FactKind.MODEL_TRAINED: models.trained,
    FactKind.MODEL_EVALUATED: models.measured,
    FactKind.MODEL_BACKTESTED: rules.backtested,
    FactKind.MODEL_PROMOTED: models.decided,
    FactKind.MODEL_RETIRED: models.decided,
    FactKind.PRESENTED: inspect.presented,
    FactKind.CHECKED: lane.checked,
    FactKind.INSPECTED: inspections.inspected,
    FactKind.FOUND: inspections.found,
    FactKind.INSPECTION_OPENED: inspections.opened,
    FactKind.INSPECTION_TAKEN_OVER: inspections.taken_over,
    FactKind.CHECK_TICKED: inspections.went_on,
    FactKind.INTERVIEW_HELD: inspections.went_on,
    FactKind.SEARCH_MADE: inspections.went_on,
    FactKind.ATTACHED: inspections.attached,
    FactKind.SECTION_CLOSED: inspections.went_on,
    FactKind.SECTION_REOPENED: inspections.went_on,
    FactKind.APPROVAL_ASKED: inspections.asked,
    FactKind.APPROVAL_ANSWERED: inspections.answered,
    FactKind.INSPECTION_CLOSED: inspections.closed,
    FactKind.INSPECTION_AMENDED: inspections.amended,
    FactKind.ADMITTED: enforce.admitted,
    FactKind.REFERRED: inspections.referred,
    FactKind.REFUSED: enforce.refused,
    FactKind.SEIZED: enforce.acted,
    FactKind.RELEASED: enforce.acted,
    FactKind.ARRESTED: enforce.acted,
    FactKind.DEPARTED: enforce.departed,
    FactKind.PROTECTION_CLAIMED: enforce.acted,
    FactKind.PROTECTION_ANSWERED: enforce.acted,
    FactKind.CASE_OPENED: enforce.cases_opened,
    FactKind.CASE_ADVANCED: enforce.cases_advanced,
    FactKind.WITHDRAWN: inspections.withdrawn,
    FactKind.RULEBOOK_STATED: rules.stated,
    FactKind.RULE_DRAFTED: rules.lived,
    FactKind.RULE_TESTED: rules.lived,
    FactKind.RULE_APPROVED: rules.lived,
    FactKind.RULE_PROMOTED: rules.lived,
    FactKind.RULE_RETIRED: rules.lived,
    FactKind.RULE_KILLED: rules.lived,
    FactKind.RULE_BACKTESTED: rules.backtested,
    FactKind.BREAK_GLASS_OPENED: glass.opened,
    FactKind.BREAK_GLASS_REVIEWED: glass.reviewed,
    FactKind.DRAW_COMMITTED: deter.draws,
    FactKind.DRAW_REVEALED: deter.draws,
    FactKind.STAFFED: board.staffed,
    FactKind.ALARM_RAISED: board.alarms,
    FactKind.ALARM_SHOWN: board.alarms,
    FactKind.ALARM_ANSWERED: board.alarms,
    FactKind.ALARM_ENDED: board.alarms,
    FactKind.RECORD_READ: board.readings,
}

UNPROJECTED = frozenset(
    {
        FactKind.SEALED,
        FactKind.ORIGINAL_KEPT,
        FactKind.ATTACHMENT_KEPT,
        FactKind.PURGED,
        FactKind.REKEYED,
        FactKind.ACCESS_GRANTED,
        FactKind.ACCESS_REVOKED,
        FactKind.CREDENTIAL_RESET,
        FactKind.SIGNED_IN,
        FactKind.SIGN_IN_FAILED,
        FactKind.SIGNED_OUT,
        FactKind.DRIFT_FOUND,
        FactKind.DRIFT_ANSWERED,
    },
)
"""Kinds that live in the journal alone: sealed values, bytes of messages and attachments, the journal's own
book-keeping, the few questions of drift, and who was given access (the digests of tokens are secrets of this
installation: ``store.access``, not the journal)."""


def project(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Bring the read models up to date with newly appended entries, given in the order of the journal.

    The result depends on the entries and their order only, not on how they are cut into calls.
    """
    for projection, run in _runs(stored):
        projection(cursor, run)


def _runs(stored: Sequence[StoredEntry]) -> Iterator[tuple[Projection, list[StoredEntry]]]:
    # The rows of a purged entry are gone.
    known = (item for item in stored if item.entry.rows and item.entry.kind not in UNPROJECTED)
    for staged, run in groupby(known, key=lambda item: item.entry.kind in _MACHINE):
        if staged:
            ordered = sorted(run, key=lambda item: _MACHINE[item.entry.kind][0])
            for _, stage in groupby(ordered, key=lambda item: _MACHINE[item.entry.kind]):
                entries = list(stage)
                yield _MACHINE[entries[0].entry.kind][1], entries
        else:
            for kind, same in groupby(run, key=lambda item: item.entry.kind):
                yield _SINGLE[kind], list(same)
