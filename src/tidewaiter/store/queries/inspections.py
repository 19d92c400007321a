"""Secondary as its officers and supervisors see it: who waits, which questions wait, one attachment."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from tidewaiter.store.projections.sql import Cursor, dicts
from tidewaiter.store.queries.rows import Rows, truths, where

_WHO = (
    "kind", "role", "surname", "given_names", "birth_date", "nationality", "document_number", "document_issuer",
    "plate", "carrier", "mode", "direction", "band", "hits", "lookout", "unaccompanied_minor",
)  # fmt: skip
_PERSON = ", ".join(f"e.{name}" for name in _WHO)
_FLAGS = ("drawn", "unaccompanied_minor")


def inspections_waiting(
    cursor: Cursor,
    *,
    port: str | None = None,
    holder: str | None = None,
    reason: str | None = None,
    status: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Rows:
    """List the inspections that wait or are under way, who waits longest on top.

    ``status``: ``waiting`` (nobody took it up) or ``open``. Who was let go, arrested or admitted before anybody took
    the inspection up waits no longer; a record that was opened stays until it is closed. Beside the inspection's own
    columns: who it is, and ``encounter_status``.
    """
    condition, values = where(
        {"i.port = %s": port, "i.holder = %s": holder, "i.reason = %s": reason, "i.status = %s": status}
    )
    rows = dicts(
        cursor,
        f"SELECT i.*, {_PERSON}, e.status AS encounter_status FROM inspection i"
        " LEFT JOIN encounter e ON e.encounter_id = i.encounter_id"
        " WHERE i.status IN ('open', 'waiting') AND (i.status = 'open' OR e.status = 'referred')"
        f" AND {condition} ORDER BY i.referred_at, i.inspection_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return truths(rows, *_FLAGS)


def approvals_waiting(cursor: Cursor, *, port: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List the questions that wait for a supervisor, the oldest first; those the record has outrun are not here."""
    condition, values = where({"i.port = %s": port})
    return dicts(
        cursor,
        "SELECT a.inspection_id, a.number, a.encounter_id, a.what, a.code, a.words, a.asked_by, a.asked_at,"
        " i.reason, i.holder, i.port, i.referred_at, e.surname, e.given_names, e.plate, e.kind"
        " FROM inspection_approval a JOIN inspection i ON i.inspection_id = a.inspection_id"
        " LEFT JOIN encounter e ON e.encounter_id = a.encounter_id"
        " WHERE a.answer IS NULL AND i.status = 'open' AND (a.what = 'search' OR a.at_change = i.change)"
        f" AND {condition} ORDER BY a.asked_at, a.inspection_id, a.number LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )


def remembered(cursor: Cursor, encounter_id: str) -> dict[str, Any] | None:
    """Give an encounter whose announcements were destroyed when due, as its inspections and acts know it; else None.

    The columns are those of an encounter; what only the announcements said is None. ``announced_at`` None tells so.
    """
    rows = dicts(
        cursor,
        "SELECT i.encounter_id, i.port, (SELECT a.status FROM act a WHERE a.encounter_id = i.encounter_id"
        " AND a.status IS NOT NULL AND NOT a.withdrawn ORDER BY a.seq DESC LIMIT 1) AS status,"
        " (SELECT count(*) FROM act a WHERE a.encounter_id = i.encounter_id) AS version"
        " FROM inspection i WHERE i.encounter_id = %s ORDER BY i.number DESC LIMIT 1",
        [encounter_id],
    )
    fields = apps.get_app_config("store").get_model("Encounter")._meta.concrete_fields
    columns = [str(field.column) for field in fields]
    return {**dict.fromkeys(columns), **rows[0]} if rows else None


def attachment(cursor: Cursor, attachment_id: str) -> dict[str, Any] | None:
    """Give what is known of one attachment, without its bytes; None where there is none, or it was purged."""
    rows = dicts(cursor, "SELECT * FROM attachment WHERE attachment_id = %s", [attachment_id])
    return rows[0] if rows else None
