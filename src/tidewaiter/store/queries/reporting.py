"""Comprehensive Reporting: what was announced and has not reported, what reported unannounced, what came late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tidewaiter.receive.gate import Filing
from tidewaiter.store.projections.sql import Cursor, dicts, stamp
from tidewaiter.store.queries.rows import Rows, truths, where

GRACE = timedelta(hours=12)
"""How long after the scheduled time somebody may still report before standing on the list of those who did not."""
_OWES = "kind = 'person' AND NOT cancelled AND NOT unannounced"
"""Whoever is announced and owes a report; who came unannounced stands at the lane already and is counted apart."""
_REPORTED = "(presented_at IS NOT NULL OR status <> 'announced')"
_DUE = "(scheduled_at IS NULL OR scheduled_at < %s)"
"""Not knowing when somebody is due is no reason not to stand on a list."""
_REASON = (
    "CASE WHEN role = 'stowaway' THEN 'stowaway announced, not presented to an officer'"
    " WHEN role = 'crew' THEN 'crew announced, not presented'"
    " WHEN direction = 'outbound' THEN 'departure announced, not recorded as departed'"
    " WHEN scheduled_at IS NULL THEN 'announced without a time, not presented'"
    " ELSE 'announced, not presented' END"
)


def _due_by(as_of: datetime | None) -> str:
    """Give the scheduled time up to which a report is due; without a moment, everybody's is."""
    return stamp(as_of - GRACE) if as_of else "9999"


def reporting(
    cursor: Cursor,
    *,
    port: str | None = None,
    trip: str | None = None,
    direction: str | None = None,
    as_of: datetime | None = None,
    limit: int = 1000,
    offset: int = 0,
) -> Rows:
    """Count per trip and carrier who was announced, who reported and who did not (Comprehensive Reporting).

    ``announced`` = ``presented`` + ``not_yet_due`` + ``not_reported``: nobody falls between the lists. Without
    ``as_of`` everybody is due. People whose carrier took them off are counted as ``cancelled`` and owe no report,
    those whom nothing announced as ``unannounced``; crew and stowaways are people like all others.
    """
    condition, values = where({"port = %s": port, "trip = %s": trip, "direction = %s": direction})
    due, silent = _due_by(as_of), f"{_OWES} AND NOT {_REPORTED}"
    return dicts(
        cursor,
        "SELECT trip, carrier, number, port, direction, MIN(scheduled_at) AS scheduled_at,"
        f" SUM(CASE WHEN {_OWES} THEN 1 ELSE 0 END) AS announced,"
        f" SUM(CASE WHEN {_OWES} AND {_REPORTED} THEN 1 ELSE 0 END) AS presented,"
        f" SUM(CASE WHEN {silent} AND NOT {_DUE} THEN 1 ELSE 0 END) AS not_yet_due,"
        f" SUM(CASE WHEN {silent} AND {_DUE} THEN 1 ELSE 0 END) AS not_reported,"
        f" SUM(CASE WHEN {silent} AND {_DUE} AND role = 'crew' THEN 1 ELSE 0 END) AS crew_not_reported,"
        " SUM(CASE WHEN kind = 'person' AND cancelled THEN 1 ELSE 0 END) AS cancelled,"
        " SUM(CASE WHEN kind = 'person' AND unannounced THEN 1 ELSE 0 END) AS unannounced"
        f" FROM encounter WHERE {condition} GROUP BY trip, carrier, number, port, direction"
        " ORDER BY 6 NULLS FIRST, trip LIMIT %s OFFSET %s",
        [due, due, due, *values, limit, offset],
    )


def not_reported(
    cursor: Cursor,
    *,
    port: str | None = None,
    trip: str | None = None,
    carrier: str | None = None,
    direction: str | None = None,
    as_of: datetime | None = None,
    limit: int = 1000,
    offset: int = 0,
) -> Rows:
    """List everyone announced who is due and has not reported to an officer, by carrier; crew and stowaways too.

    The list is for a human: most of those on it never boarded, or were seen where no record was made. Without ``as_of``
    everybody is due.
    """
    condition, values = where(
        {
            "port = %s": port,
            "trip = %s": trip,
            "carrier = %s": carrier,
            "direction = %s": direction,
            _DUE: _due_by(as_of),
        }
    )
    return dicts(
        cursor,
        "SELECT encounter_id, carrier, number, trip, direction, port, scheduled_at, role, surname, given_names,"
        f" birth_date, document_number, document_issuer, sources, {_REASON} AS reason FROM encounter"
        f" WHERE {condition} AND {_OWES} AND NOT {_REPORTED}"
        " ORDER BY carrier NULLS FIRST, scheduled_at NULLS FIRST, encounter_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )


def unannounced(cursor: Cursor, *, port: str | None = None, limit: int = 100, offset: int = 0) -> Rows:
    """List those who presented themselves without anything having announced them, newest first.

    ``screened`` tells whether an assessment stands all the same: at the lane it must.
    """
    condition, values = where({"port = %s": port})
    rows = dicts(
        cursor,
        "SELECT encounter_id, port, lane, presented_at, kind, role, surname, given_names, plate, carrier, trip, band,"
        " assignment, status, CASE WHEN score IS NULL THEN 0 ELSE 1 END AS screened FROM encounter"
        f" WHERE unannounced AND {condition} ORDER BY presented_at DESC, encounter_id LIMIT %s OFFSET %s",
        [*values, limit, offset],
    )
    return truths(rows, "screened")


def late_manifests(
    cursor: Cursor,
    filings: Sequence[Filing],
    as_of: datetime,
    *,
    port: str | None = None,
    limit: int = 1000,
    offset: int = 0,
) -> Rows:
    """List movements whose manifest came late or, being due by ``as_of``, has not come (``first_api_at`` None).

    ``filings`` are the deadlines of the gate's policy; those for bookings are left out here. A movement is known
    when anything announced it, be it a booking. ``minutes_late`` counts to the arrival of the manifest or ``as_of``.
    """
    rows: Rows = []
    condition, values = where({"port = %s": port})
    for filing in filings:
        if filing.source == "booking" or filing.event not in ("departs_at", "arrives_at"):
            continue
        trips = dicts(
            cursor,
            f"SELECT trip, carrier, number, port, mode, direction, {filing.event} AS event_at, first_api_at FROM trip"
            f" WHERE mode = %s AND direction = %s AND {filing.event} IS NOT NULL AND {filing.event} < %s"
            f" AND {condition}",
            [filing.mode, filing.direction, stamp(as_of + timedelta(minutes=filing.minutes)), *values],
        )
        for row in trips:
            due = datetime.fromisoformat(row["event_at"]) - timedelta(minutes=filing.minutes)
            came = datetime.fromisoformat(row["first_api_at"]) if row["first_api_at"] else as_of
            late = (came - due).total_seconds() / 60
            if late > 0:
                state = "late" if row["first_api_at"] else "missing"
                rows.append(
                    {**row, "state": state, "due_at": stamp(due), "minutes_late": late, "ground": filing.ground}
                )
    # Where several deadlines fit one movement, the most generous is the one it broke.
    rows.sort(key=lambda row: (row["trip"], row["minutes_late"]))
    kept = {row["trip"]: row for row in reversed(rows)}
    ordered = sorted(kept.values(), key=lambda row: (row["carrier"] or "", row["due_at"], row["trip"]))
    return ordered[offset : offset + limit]
