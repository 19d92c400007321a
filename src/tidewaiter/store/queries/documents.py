"""What checks of documents found, for a human to look into: both values in words, no verdict on anybody."""

from __future__ import annotations

from tidewaiter.store.projections.sql import Cursor, dicts
from tidewaiter.store.queries.rows import Rows, where


def document_findings(
    cursor: Cursor, *, port: str | None = None, name: str | None = None, limit: int = 100, offset: int = 0
) -> Rows:
    """List findings about documents, newest first; ``name`` is one of ``identify.document_use.FINDINGS``."""
    condition, values = where({"e.port = %s": port, "f.name = %s": name})
    return dicts(
        cursor,
        "SELECT f.encounter_id, f.name, f.detail, f.at, e.port, e.scheduled_at, e.surname, e.given_names, e.birth_date,"
        " e.document_issuer, e.document_number, e.status FROM document_finding f"
        f" JOIN encounter e ON e.encounter_id = f.encounter_id WHERE {condition}"
        " ORDER BY f.at DESC, f.encounter_id, f.name LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
