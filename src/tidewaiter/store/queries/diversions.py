"""Flights that land elsewhere: who reported at a port that did not expect them, and whom another port expects."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tidewaiter.store.projections.sql import Cursor, dicts, stamp
from tidewaiter.store.queries.rows import Rows, where

_SHOWN = (
    "encounter_id, carrier, number, departure, arrival, scheduled_at, surname, given_names, birth_date,"
    " document_number, document_issuer, status, presented_at, port, diverted_from"
)
AROUND = timedelta(days=2)
"""How far from its time a movement may be and still be the one that was diverted."""


def diverted(cursor: Cursor, *, port: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List those who reported at another port than the one that expected them, newest first; of either port."""
    condition, values = ("(port = %s OR diverted_from = %s)", [port, port]) if port else ("1 = 1", [])
    return dicts(
        cursor,
        f"SELECT {_SHOWN} FROM encounter WHERE diverted_from IS NOT NULL AND {condition}"
        " ORDER BY presented_at DESC, encounter_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )


def expected(
    cursor: Cursor, now: datetime, *, document_number: str, birth_date: date, document_issuer: str | None = None
) -> Rows:
    """Find whom a document and birth date announce at any port about now: who stands here and was due elsewhere.

    Both have to be known exactly, as from the document in the officer's hand; nobody can be searched for by less.
    """
    condition, values = where(
        {
            "document_number = %s": document_number,
            "birth_date = %s": birth_date.isoformat(),
            "document_issuer = %s": document_issuer,
            "scheduled_at >= %s": stamp(now - AROUND),
            "scheduled_at < %s": stamp(now + AROUND),
        }
    )
    return dicts(
        cursor,
        f"SELECT {_SHOWN} FROM encounter WHERE {condition} AND status = 'announced' AND NOT cancelled"
        " ORDER BY scheduled_at, encounter_id",
        values,
    )
