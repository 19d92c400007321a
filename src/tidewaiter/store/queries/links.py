"""Subjects as history knows them, proposals to join two of them, and what stands under each."""

from __future__ import annotations

from typing import Any

import polars as pl

from tidewaiter.identify.history import STORED
from tidewaiter.identify.merging import Proposal
from tidewaiter.store.projections.sql import Cursor, dicts
from tidewaiter.store.queries.rows import Rows, opened, where


def declared_subjects(cursor: Cursor) -> pl.DataFrame:
    """Give each way in which a person was declared, once (``STORED``)."""
    cursor.execute(
        f"SELECT DISTINCT {', '.join(STORED)} FROM encounter WHERE kind = 'person' AND subject_id IS NOT NULL"
        f" AND surname IS NOT NULL ORDER BY {', '.join(str(n + 1) for n in range(len(STORED)))}"
    )
    return pl.DataFrame(cursor.fetchall(), schema=STORED, orient="row")


def together(cursor: Cursor, pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Give those of the sorted pairs of subjects that one movement carries both of: they are two people.

    Not by land: one person may cross a port twice a day.
    """
    found = set()
    for one, other in pairs:
        cursor.execute(
            "SELECT 1 FROM encounter a JOIN encounter b ON a.trip = b.trip"
            " WHERE a.subject_id = %s AND b.subject_id = %s AND NOT a.cancelled AND NOT b.cancelled"
            " AND a.trip NOT LIKE 'land|%%' LIMIT 1",
            (one, other),
        )
        if cursor.fetchone():
            found.add((one, other))
    return found


def links(cursor: Cursor, *, status: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List proposals to join two subjects, heaviest first; ``evidence``: each field, both values, its weight."""
    condition, values = where({"status = %s": status})
    rows = dicts(
        cursor,
        f"SELECT * FROM link_proposal WHERE {condition} ORDER BY weight DESC, proposal_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return opened(rows, "evidence")


def proposed(cursor: Cursor) -> set[str]:
    """Give every pair that was ever proposed, however that ended."""
    return {row["proposal_id"] for row in dicts(cursor, "SELECT proposal_id FROM link_proposal")}


def proposal(cursor: Cursor, proposal_id: str) -> Proposal | None:
    """Give one proposal with all that stands under the subject that would be joined to the other."""
    rows = dicts(cursor, "SELECT * FROM link_proposal WHERE proposal_id = %s", [proposal_id])
    if not rows:
        return None
    row: dict[str, Any] = rows[0]
    pair = row["subject_id"], row["other_id"]
    held = {
        name: tuple(
            str(each[name])
            for each in dicts(cursor, f"SELECT {name} FROM {table} WHERE subject_id = %s ORDER BY {name}", [pair[1]])
        )
        for name, table in (("encounter_id", "encounter"), ("key", "subject_key"))
    }
    return Proposal(proposal_id, *pair, row["status"], row["weight"] or 0.0, held["encounter_id"], held["key"])
