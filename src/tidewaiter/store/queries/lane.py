"""What a primary lane asks: who stands here, with whom they travel, where they crossed before, who waits.

Each look-up begins at one index and ends at few rows, however many encounters are stored: conditions that another
index could be chosen for are written so that it cannot (``COALESCE``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tidewaiter.store.projections.sql import Cursor, chunks, dicts, places, stamp
from tidewaiter.store.queries.rows import Rows, opened, truths
from tidewaiter.vocabulary.hit import SILENT

FEW = 9
"""How many are offered to choose from by one digit."""
SEVERAL = 200
"""How many rows one look-up reads at most, before the likeliest are chosen."""
CROSSINGS = 5
_FLAGS = ("unaccompanied_minor", "cancelled", "unannounced")
_LAST = "\x7f"
_HERE = "(COALESCE(port, '') = %s)"
_DUE = "scheduled_at >= %s AND scheduled_at < %s"


class Around(NamedTuple):
    """A port and the moments around now between which somebody is due there."""

    port: str
    after: str
    before: str

    @classmethod
    def of(cls, port: str, now: datetime, around: timedelta) -> Around:
        """Give what is due at a port from ``around`` before now until ``around`` after it."""
        return cls(port, stamp(now - around), stamp(now + around))


def by_number(cursor: Cursor, here: Around, number: str) -> Rows:
    """Find people by document number, and conveyances with all in them by plate: at this port, due about now."""
    rows: Rows = []
    for column in ("document_number", "plate"):
        rows += _some(cursor, f"{column} = %s AND {_DUE} AND {_HERE}", [number, *here[1:], here.port])
        rows += _some(cursor, f"{column} = %s AND scheduled_at IS NULL AND {_HERE}", [number, here.port])
    return rows


def by_name(cursor: Cursor, here: Around, beginning: str, birth_date: str | None = None) -> Rows:
    """Find people whose ``name_key`` begins so, at this port, due about now."""
    born = "" if birth_date is None else " AND birth_date = %s"
    values = [here.port, beginning, beginning + _LAST, *here[1:], *([birth_date] if birth_date else [])]
    return _some(
        cursor,
        "port = %s AND name_key >= %s AND name_key < %s"
        f" AND COALESCE(scheduled_at, '') >= %s AND COALESCE(scheduled_at, '') < %s{born}",
        values,
    )


def by_seat(cursor: Cursor, here: Around, carrier: str, number: str, seat: str) -> Rows:
    """Find who sits in a seat of a flight that is due at this port about now."""
    rows: Rows = []
    for trip in _trips(cursor, here):
        if (trip["carrier"], trip["number"]) == (carrier, number):
            rows += _some(cursor, f"trip = %s AND seat = %s AND {_HERE}", [trip["trip"], seat, here.port])
    return rows


def by_locator(cursor: Cursor, here: Around, locator: str) -> Rows:
    """Find who travels on a booking, on any movement that is due at this port about now."""
    tokens = [f"B|{trip['trip']}|{locator}" for trip in _trips(cursor, here)]
    found: list[str] = []
    for part in chunks(tokens):
        cursor.execute(f"SELECT encounter_id FROM tie WHERE token IN ({places(len(part))})", part)
        found += [str(row[0]) for row in cursor.fetchall()]
    return [row for row in these(cursor, found[:SEVERAL]) if row["port"] == here.port]


def these(cursor: Cursor, encounter_ids: Sequence[str]) -> Rows:
    """Give encounters by id, in the order asked; those that are not there are left out."""
    known: dict[str, dict[str, Any]] = {}
    for part in chunks(encounter_ids):
        rows = dicts(cursor, f"SELECT * FROM encounter WHERE encounter_id IN ({places(len(part))})", part)
        known |= {row["encounter_id"]: row for row in opened(truths(rows, *_FLAGS), "reasons")}
    return [known[one] for one in dict.fromkeys(encounter_ids) if one in known]


def companions(cursor: Cursor, encounter: Mapping[str, Any]) -> Rows:
    """Give who travels with somebody: in the same vehicle, or on the same booking of the same movement.

    Of a conveyance: all who are in it. Oldest announcement first, at most ``SEVERAL``.
    """
    if encounter["plate"] and encounter["trip"]:
        rows = _some(
            cursor, "plate = %s AND COALESCE(trip, '') = %s", [encounter["plate"], encounter["trip"]], "announced_at"
        )
    elif encounter["trip"] and encounter["locator"]:
        token = f"B|{encounter['trip']}|{encounter['locator']}"
        cursor.execute("SELECT encounter_id FROM tie WHERE token = %s LIMIT %s", [token, SEVERAL])
        rows = these(cursor, [str(row[0]) for row in cursor.fetchall()])
    else:
        rows = []
    return [row for row in rows if row["encounter_id"] != encounter["encounter_id"] and not row["cancelled"]]


def crossings(cursor: Cursor, subject_id: str | None, *, limit: int = CROSSINGS) -> Rows:
    """Give the last crossings of a subject, the latest first: ``at, port, direction, outcome``."""
    if subject_id is None:
        return []
    sql = "SELECT at, port, direction, outcome FROM crossing WHERE subject_id = %s ORDER BY at DESC LIMIT %s"
    return dicts(cursor, sql, [subject_id, limit])


def standing_hits(cursor: Cursor, encounter_ids: Sequence[str]) -> dict[str, Rows]:
    """Give the hits that stand, by encounter: ``hit_id, category, basis, list_id, list_stale, status``."""
    silent = sorted(map(str, SILENT))
    sql = (
        "SELECT encounter_id, hit_id, category, basis, list_id, list_stale, status FROM hit"
        f" WHERE encounter_id IN ({{}}) AND status NOT IN ({places(len(silent))}) ORDER BY list_id, entry_id"
    )
    return _by_encounter(cursor, sql, encounter_ids, silent)


def matches(cursor: Cursor, encounter_id: str) -> Rows:
    """Give every match of an encounter, settled ones too: ``list_id, entry_id, status, evidence``."""
    sql = "SELECT list_id, entry_id, status, evidence FROM hit WHERE encounter_id = %s"
    return dicts(cursor, sql, [encounter_id])


def lane_checks(cursor: Cursor, encounter_ids: Sequence[str]) -> dict[str, Rows]:
    """Give what was checked at lanes, by encounter: ``name, state, how, detail, note, officer, at``."""
    sql = "SELECT * FROM lane_check WHERE encounter_id IN ({}) ORDER BY name"
    return _by_encounter(cursor, sql, encounter_ids)


def acts(cursor: Cursor, encounter_ids: Sequence[str]) -> dict[str, Rows]:
    """Give what people did about encounters, oldest first: ``seq, kind, status, at, actor, withdrawn``."""
    sql = (
        "SELECT encounter_id, seq, kind, status, at, actor, withdrawn FROM act WHERE encounter_id IN ({}) ORDER BY seq"
    )
    return {one: truths(rows, "withdrawn") for one, rows in _by_encounter(cursor, sql, encounter_ids).items()}


def waiting(cursor: Cursor, port: str, *, lane: str | None = None, since: datetime, limit: int = FEW) -> Rows:
    """List who reported at a port (or one lane of it) and waits for a decision, who came first on top."""
    values: list[Any] = [port, stamp(since), *([lane] if lane else []), limit]
    # status stands in the text: SQLite uses the index of those who wait for such a condition alone
    rows = dicts(
        cursor,
        "SELECT * FROM encounter WHERE port = %s AND status = 'presented' AND presented_at >= %s"
        f"{' AND lane = %s' if lane else ''} ORDER BY presented_at, encounter_id LIMIT %s",
        values,
    )
    return opened(truths(rows, *_FLAGS), "reasons")


def movements(cursor: Cursor, here: Around, *, limit: int = FEW) -> Rows:
    """List the movements due at a port, the next ones first: those with a carrier and number."""
    return dicts(
        cursor,
        "SELECT trip, carrier, number, departure, arrival, direction, mode, scheduled_at, people FROM trip"
        f" WHERE port = %s AND {_DUE} AND number IS NOT NULL ORDER BY scheduled_at, trip LIMIT %s",
        [*here, limit],
    )


def _trips(cursor: Cursor, here: Around) -> Rows:
    return dicts(cursor, f"SELECT trip, carrier, number FROM trip WHERE port = %s AND {_DUE}", list(here))


def _some(cursor: Cursor, condition: str, values: Sequence[Any], order: str = "scheduled_at DESC") -> Rows:
    sql = f"SELECT * FROM encounter WHERE {condition} ORDER BY {order}, encounter_id LIMIT %s"
    return opened(truths(dicts(cursor, sql, [*values, SEVERAL]), *_FLAGS), "reasons")


def _by_encounter(cursor: Cursor, sql: str, encounter_ids: Sequence[str], after: Sequence[Any] = ()) -> dict[str, Rows]:
    found: dict[str, Rows] = {one: [] for one in encounter_ids}
    for part in chunks(found):
        for row in dicts(cursor, sql.format(places(len(part))), [*part, *after]):
            found[row["encounter_id"]].append(row)
    return found
