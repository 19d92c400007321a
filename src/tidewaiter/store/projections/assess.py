"""What assess and inspect stated of an encounter before it came: how risky, why, and who should look at it.

The two are stated together, so that they are written together: one look at the encounter's row for both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from tidewaiter.store.projections import targeting
from tidewaiter.store.projections.sql import Cursor, stamp
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

REASONS = 3
"""An officer reads at most three reasons; the journal keeps all."""

_ASSESSED = ("score", "band", "reasons")
_ASSIGNED = ("assignment", "stream", "advice", "lookout")


def judged(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Put the latest assessment and assignment, with the lookout and the advice to the carrier, on the encounter."""
    found: dict[str, dict[str, Any]] = {}
    fired: list[tuple[Any, ...]] = []
    for item in stored:
        at, values = stamp(item.entry.at), _VALUES[item.entry.kind]
        for line in item.entry.rows:
            row = orjson.loads(line)
            one = found.setdefault(row["encounter_id"], {"at": at})
            one.update(values(row), at=max(at, one["at"]))
            for reason in row.get("reasons") or ():
                fired.append((reason["rule"], row["encounter_id"], reason.get("version"), at))
    for columns in (_ASSESSED + _ASSIGNED, _ASSESSED, _ASSIGNED):
        rows = [
            (*(one[name] for name in columns), one["at"], one["at"], encounter)
            for encounter, one in found.items()
            if len(one) == len(columns) + 1 and columns[0] in one
        ]
        places = ", ".join(f"{name} = %s" for name in columns)
        later = "updated_at = CASE WHEN updated_at < %s THEN %s ELSE updated_at END"
        cursor.executemany(f"UPDATE encounter SET {places}, {later} WHERE encounter_id = %s", rows)
    targeting.fired(cursor, fired)


def _assessed(row: Mapping[str, Any]) -> dict[str, Any]:
    reasons = orjson.dumps((row.get("reasons") or [])[:REASONS]).decode()
    return {"score": row.get("score"), "band": row.get("band"), "reasons": reasons}


def _assigned(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in _ASSIGNED}


_VALUES: Mapping[FactKind, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    FactKind.ASSESSED: _assessed,
    FactKind.ASSIGNED: _assigned,
}
