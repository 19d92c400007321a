"""What assess stated: score, band and the heaviest reasons of each encounter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, stamp

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

REASONS = 3
"""An officer reads at most three reasons; the journal keeps all."""

_LATER = "updated_at = CASE WHEN updated_at < %s THEN %s ELSE updated_at END"


def assessed(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Put the latest assessment on the encounter."""
    rows = []
    for item in stored:
        at = stamp(item.entry.at)
        for line in item.entry.rows:
            row = orjson.loads(line)
            reasons = orjson.dumps((row.get("reasons") or [])[:REASONS]).decode()
            rows.append((row.get("score"), row.get("band"), reasons, at, at, row["encounter_id"]))
    cursor.executemany(
        f"UPDATE encounter SET score = %s, band = %s, reasons = %s, {_LATER} WHERE encounter_id = %s", rows
    )
