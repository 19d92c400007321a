"""Cases: what an adverse act opens, and how far each may go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from tidewaiter.enforce.grounds import Ground

CaseStatus = Literal["opened", "notice-served", "petitioned", "decided", "appealed", "closed"]
CaseKind = Literal["refuse", "seize", "arrest", "penalty"]

NEXT: Mapping[str, frozenset[str]] = {
    "opened": frozenset({"notice-served", "closed"}),
    "notice-served": frozenset({"petitioned", "decided", "closed"}),
    "petitioned": frozenset({"decided", "closed"}),
    "decided": frozenset({"appealed", "closed"}),
    "appealed": frozenset({"decided", "closed"}),
    "closed": frozenset(),
}
"""The whole life of a case: from each status, where it may go."""

KIND_OF_GROUND: Mapping[str, str] = {
    "refusal": "refuse",
    "seizure": "seize",
    "arrest": "arrest",
    "detention": "arrest",
    "penalty": "penalty",
}


def case_id(encounter_id: str, opened_before: int) -> str:
    """Name the next case of an encounter: the encounter's own sortable id, and a number."""
    return f"case-{encounter_id.removeprefix('enc-')}-{opened_before + 1}"


def opened(name: str, encounter_id: str, ground: Ground, at: datetime) -> dict[str, Any]:
    """Give the data of ``CaseOpened``: case_id, encounter_id, status, kind, ground, its citation and both clocks."""
    due, appeal = ground.due_at(at), ground.appeal_until(at)
    return {
        "case_id": name,
        "encounter_id": encounter_id,
        "status": "opened",
        "kind": KIND_OF_GROUND[ground.kind],
        "ground": ground.id,
        "citation": ground.citation,
        "citation_verified": ground.verified,
        "ground_review_overdue": at.date() > ground.review_at,
        "due_at": due.isoformat() if due else None,
        "appeal_until": appeal.isoformat() if appeal else None,
    }
