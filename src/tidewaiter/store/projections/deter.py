"""What deter stated: the committed and later revealed draw of each day's random examinations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, insert

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

# The commitment stands as it was first made; only the secret and rate may come later.
_DRAW = insert(
    "draw",
    ("day", "commitment", "secret", "rate"),
    conflict="(day) DO UPDATE SET commitment = COALESCE(draw.commitment, excluded.commitment),"
    " secret = COALESCE(draw.secret, excluded.secret), rate = COALESCE(draw.rate, excluded.rate)",
)


def draws(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Write ``{day, commitment, rate}`` when committed and ``{day, secret}`` when revealed."""
    rows = [(item.entry.about, orjson.loads(item.entry.rows[0])) for item in stored]
    cursor.executemany(
        _DRAW,
        [(row.get("day") or about, row.get("commitment"), row.get("secret"), row.get("rate")) for about, row in rows],
    )
