"""What a port board counts, and the rows behind every figure: both by the same condition, so that they agree.

Everything is confined to one port and a span of time, so that a board costs what the port costs and not the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tidewaiter.store.projections.sql import Cursor, dicts, stamp
from tidewaiter.store.queries.reporting import GRACE
from tidewaiter.store.queries.rows import Rows, opened, truths

DECIDING = ("Admitted", "Referred", "Refused", "Released", "Arrested")
"""What ends somebody's wait at a lane."""
_OWES = "e.kind = 'person' AND NOT e.cancelled AND NOT e.unannounced AND COALESCE(e.sources, '') <> 'field'"
_REPORTED = "(e.presented_at IS NOT NULL OR e.status <> 'announced')"
_KINDS = ", ".join(f"'{kind}'" for kind in DECIDING)
_ENDED = (
    # The acts of one encounter are few; those of a kind since a moment, which an index would give as well, are not.
    f"FROM act a WHERE a.encounter_id = e.encounter_id AND NOT a.withdrawn AND (a.kind || '') IN ({_KINDS})"
    " AND a.at >= e.presented_at"
)
_DECIDED = f"EXISTS (SELECT 1 {_ENDED})"
_BY_DUE, _BY_LANE = "e.scheduled_at", "e.presented_at"


@dataclass(frozen=True, slots=True)
class _Slice:
    """One figure: which encounters, by which clock they fall into the span; ``clock`` None: ``condition`` says so.

    ``standing``: it counts who stands at the port now, so that today's reaches back over midnight.
    """

    condition: str
    clock: str | None = _BY_DUE
    standing: bool = False


_SLICES: Mapping[str, _Slice] = {
    "announced": _Slice(_OWES),
    "reported": _Slice(f"{_OWES} AND {_REPORTED}"),
    "not-yet-due": _Slice(f"{_OWES} AND NOT {_REPORTED} AND e.scheduled_at >= %(due)s"),
    "not-reported": _Slice(f"{_OWES} AND NOT {_REPORTED} AND e.scheduled_at < %(due)s"),
    "cancelled": _Slice("e.kind = 'person' AND e.cancelled"),
    "conveyances": _Slice("e.kind = 'conveyance' AND NOT e.cancelled"),
    "drawn": _Slice(f"{_OWES} AND e.stream = 'random'"),
    "drawn-reported": _Slice(f"{_OWES} AND e.stream = 'random' AND {_REPORTED}"),
    "drawn-examined": _Slice(f"{_OWES} AND e.stream = 'random' AND {_REPORTED} AND e.outcome IS NOT NULL"),
    "unannounced": _Slice("e.kind = 'person' AND e.unannounced", _BY_LANE),
    "presented": _Slice("e.kind = 'person'", _BY_LANE),
    "decided": _Slice(f"e.kind = 'person' AND {_DECIDED}", _BY_LANE),
    "waiting": _Slice(f"e.kind = 'person' AND e.status = 'presented' AND NOT {_DECIDED}", _BY_LANE, standing=True),
    "in-secondary": _Slice("e.kind = 'person' AND e.status IN ('referred', 'inspected')", _BY_LANE, standing=True),
    "found": _Slice(
        "EXISTS (SELECT 1 FROM finding f WHERE f.encounter_id = e.encounter_id AND f.at >= %(since)s AND f.at <"
        " %(until)s AND (%(finding)s = '' OR f.finding_kind = %(finding)s))",
        None,
    ),
}
FIGURES = tuple(_SLICES)
"""Every figure of the board that a list of encounters stands behind."""

_NARROW = {
    "hour": "substr(e.scheduled_at, 1, 13) = %(hour)s",
    "direction": "e.direction = %(direction)s",
    "assignment": "COALESCE(e.assignment, '') = %(assignment)s",
    "stream": "COALESCE(e.stream, '') = %(stream)s",
    "lane": "COALESCE(e.lane, '') = %(lane)s",
}
NARROWED_BY = (*_NARROW, "finding")


@dataclass(frozen=True, slots=True)
class Span:
    """The port and the time a board speaks of: from ``since`` to before ``until``, seen at ``now`` (all UTC)."""

    port: str
    since: datetime
    until: datetime
    now: datetime

    @property
    def today(self) -> bool:
        """Tell whether the span is the present one."""
        return self.since <= self.now < self.until

    @property
    def standing_since(self) -> datetime:
        """Give since when somebody may have come who stands here now: today a day before this moment at the latest.

        Midnight UTC is the evening of many ports, and nobody leaves the lanes at midnight.
        """
        return min(self.since, self.now - timedelta(days=1)) if self.today else self.since


def figure(cursor: Cursor, span: Span, name: str, **narrow: str | None) -> int:
    """Count one figure of the board (one of ``FIGURES``); ``narrow``: of ``NARROWED_BY``."""
    sql, values = _asked(span, name, narrow)
    cursor.execute(*_plain(f"SELECT COUNT(*) FROM encounter e WHERE {sql}", values))
    return int((cursor.fetchone() or (0,))[0])


def figure_rows(
    cursor: Cursor, span: Span, name: str, *, limit: int = 100, offset: int = 0, **narrow: str | None
) -> Rows:
    """List exactly the encounters that ``figure`` counts, by when they are due or came."""
    sql, values = _asked(span, name, narrow)
    clock = _SLICES[name].clock or _BY_LANE
    rows = dicts(
        cursor,
        *_plain(
            f"SELECT e.* FROM encounter e WHERE {sql} ORDER BY {clock}, e.encounter_id"
            " LIMIT %(limit)s OFFSET %(offset)s",
            {**values, "limit": limit, "offset": offset},
        ),
    )
    return opened(truths(rows, "cancelled", "unannounced", "unaccompanied_minor"), "reasons")


def _asked(span: Span, name: str, narrow: Mapping[str, str | None]) -> tuple[str, dict[str, Any]]:
    one = _SLICES[name]
    chosen = {key: value for key, value in narrow.items() if value is not None}
    parts = ["e.port = %(port)s", f"({one.condition})", *(_NARROW[key] for key in chosen if key in _NARROW)]
    if one.clock:
        parts[1:1] = [f"{one.clock} >= %(since)s", f"{one.clock} < %(until)s"]
    since = span.standing_since if one.standing else span.since
    values = {"port": span.port, "since": stamp(since), "until": stamp(span.until), "finding": ""}
    return " AND ".join(parts), {**values, "due": stamp(span.now - GRACE), **chosen}


def _plain(sql: str, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Write named parameters as positional ones, which either database takes."""
    ordered: list[Any] = []
    out = []
    for at, piece in enumerate(sql.split("%(")):
        if at:
            name, _, rest = piece.partition(")s")
            ordered.append(values[name])
            piece = "%s" + rest  # noqa: PLW2901
        out.append(piece)
    return "".join(out), ordered


def cube(cursor: Cursor, span: Span) -> Rows:
    """Count everybody due at the port in the span once, by everything a board tells apart.

    Columns: ``hour, direction, assignment, stream, state`` and ``people``. States of people who owe a report:
    announced, not-reported, reported, examined. Apart from them: cancelled, conveyance, other (unannounced, met in the
    field).
    """
    values = {"port": span.port, "since": stamp(span.since), "until": stamp(span.until), "due": stamp(span.now - GRACE)}
    return dicts(
        cursor,
        *_plain(
            "SELECT substr(e.scheduled_at, 1, 13) AS hour, e.direction, e.assignment, e.stream, CASE"
            " WHEN e.kind = 'conveyance' AND NOT e.cancelled THEN 'conveyance'"
            " WHEN e.kind = 'person' AND e.cancelled THEN 'cancelled'"
            f" WHEN NOT ({_OWES}) THEN 'other'"
            f" WHEN {_REPORTED} THEN CASE WHEN e.outcome IS NOT NULL THEN 'examined' ELSE 'reported' END"
            " WHEN e.scheduled_at < %(due)s THEN 'not-reported' ELSE 'announced' END AS state, COUNT(*) AS people"
            " FROM encounter e WHERE e.port = %(port)s AND e.scheduled_at >= %(since)s AND e.scheduled_at < %(until)s"
            " GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
            values,
        ),
    )


def lane_times(cursor: Cursor, span: Span) -> Rows:
    """Give when each person came to a lane and when that wait ended: ``lane, status, presented_at, decided_at``.

    ``unannounced`` tells who came so; ``decided_at`` is None where nothing is decided yet. One row a person that
    presented themselves in the span.
    """
    return dicts(
        cursor,
        f"SELECT e.lane, e.status, e.presented_at, e.unannounced, (SELECT MIN(a.at) {_ENDED}) AS decided_at"
        " FROM encounter e"
        " WHERE e.port = %s AND e.presented_at >= %s AND e.presented_at < %s AND e.kind = 'person'",
        [span.port, stamp(span.since), stamp(span.until)],
    )


def secondary_times(cursor: Cursor, span: Span) -> Rows:
    """Give when each person now in secondary was referred: ``encounter_id, status, referred_at``, the longest first."""
    return dicts(
        cursor,
        "SELECT e.encounter_id, e.status, MAX(a.at) AS referred_at FROM encounter e JOIN act a"
        " ON a.encounter_id = e.encounter_id AND a.kind = 'Referred' AND NOT a.withdrawn WHERE e.port = %s"
        " AND e.presented_at >= %s AND e.presented_at < %s AND e.kind = 'person'"
        " AND e.status IN ('referred', 'inspected') GROUP BY e.encounter_id, e.status ORDER BY referred_at",
        [span.port, stamp(span.since), stamp(span.until)],
    )


def found_kinds(cursor: Cursor, span: Span) -> Rows:
    """Count the encounters in which something was found in the span, by kind: ``finding, encounters``."""
    return dicts(
        cursor,
        "SELECT f.finding_kind AS finding, COUNT(DISTINCT f.encounter_id) AS encounters FROM finding f"
        " CROSS JOIN encounter e WHERE e.encounter_id = f.encounter_id AND f.at >= %s AND f.at < %s AND e.port = %s"
        " GROUP BY f.finding_kind ORDER BY encounters DESC, finding",
        [stamp(span.since), stamp(span.until), span.port],
    )


def staffing(cursor: Cursor, span: Span) -> dict[str, dict[str, Any]]:
    """Give what was declared for each hour (``2026-03-02T10``): ``officers, source, loaded_by, loaded_at``."""
    rows = dicts(
        cursor,
        "SELECT hour, officers, source, loaded_by, loaded_at FROM staffing"
        " WHERE port = %s AND hour >= %s AND hour < %s",
        [span.port, stamp(span.since)[:13], stamp(span.until)[:13]],
    )
    return {str(row.pop("hour")): row for row in rows}


def alarms(
    cursor: Cursor, *, port: str | None = None, standing: bool = False, limit: int = 100, offset: int = 0
) -> Rows:
    """List service-level alarms, the latest first; ``standing``: only those that have not ended."""
    conditions = [*(["port = %s"] if port else []), *(["ended_at IS NULL"] if standing else [])]
    rows = dicts(
        cursor,
        f"SELECT * FROM alarm WHERE {' AND '.join(conditions) or '1 = 1'}"
        " ORDER BY raised_at DESC, alarm_id LIMIT %s OFFSET %s",
        [*([port] if port else []), limit, offset],
    )
    return opened(rows, "roles", "shown")


def ports_of_entry(cursor: Cursor) -> list[str]:
    """List the ports at which anything is announced, by leaps through the index: a million rows cost what one does."""
    cursor.execute(
        "WITH RECURSIVE p(port) AS (SELECT MIN(port) FROM encounter UNION ALL"
        " SELECT (SELECT MIN(e.port) FROM encounter e WHERE e.port > p.port) FROM p WHERE p.port IS NOT NULL)"
        " SELECT port FROM p WHERE port IS NOT NULL"
    )
    return [str(row[0]) for row in cursor.fetchall()]


def ports_to_judge(cursor: Cursor, since: datetime, now: datetime) -> list[str]:
    """List the ports at which there is anything to judge: somebody came to a lane or is overdue, or an alarm stands.

    Like ``ports_of_entry``, and one look into an index for each port.
    """
    cursor.execute(
        "WITH RECURSIVE p(port) AS (SELECT MIN(port) FROM encounter UNION ALL"
        " SELECT (SELECT MIN(e.port) FROM encounter e WHERE e.port > p.port) FROM p WHERE p.port IS NOT NULL)"
        " SELECT port FROM p WHERE port IS NOT NULL AND (EXISTS (SELECT 1 FROM encounter e WHERE e.port = p.port"
        " AND e.presented_at IS NOT NULL AND e.presented_at >= %s AND e.presented_at <= %s)"
        " OR EXISTS (SELECT 1 FROM encounter e WHERE e.port = p.port AND e.scheduled_at >= %s AND e.scheduled_at < %s)"
        " OR EXISTS (SELECT 1 FROM alarm a WHERE a.port = p.port AND a.ended_at IS NULL)) ORDER BY port",
        [stamp(since), stamp(now), stamp(since), stamp(now - GRACE)],
    )
    return [str(row[0]) for row in cursor.fetchall()]


_STRATA = "e.port, e.mode, e.direction, e.role, e.band, e.stream"
_IN_SPAN = "e.presented_at >= %s AND e.presented_at < %s AND e.kind = 'person' AND e.port IS NOT NULL"
_SENT = "(e.outcome IS NOT NULL OR e.status IN ('referred', 'inspected', 'refused', 'detained'))"


def case_mix(cursor: Cursor, since: datetime, until: datetime) -> Rows:
    """Count, for every port, people who reported by what they are and what became of them.

    Columns: ``port``, the strata ``mode, direction, role, band, stream``, and ``reported, referred, examined, found,
    refused``. ``found``: examined with a finding recorded. What few were is counted from the acts, not by looking at
    each of the many.
    """
    days = [stamp(since), stamp(until)]
    everybody = dicts(
        cursor,
        f"SELECT {_STRATA}, COUNT(*) AS reported, SUM(CASE WHEN {_SENT} THEN 1 ELSE 0 END) AS referred,"
        " SUM(CASE WHEN e.outcome IS NOT NULL THEN 1 ELSE 0 END) AS examined"
        f" FROM encounter e WHERE {_IN_SPAN} GROUP BY {_STRATA}",
        days,
    )
    refused = dicts(
        cursor,
        f"SELECT {_STRATA}, COUNT(DISTINCT e.encounter_id) AS refused FROM act a CROSS JOIN encounter e"
        f" WHERE e.encounter_id = a.encounter_id AND a.kind = 'Refused' AND NOT a.withdrawn AND {_IN_SPAN}"
        f" GROUP BY {_STRATA}",
        days,
    )
    found = dicts(
        cursor,
        f"SELECT {_STRATA}, COUNT(DISTINCT e.encounter_id) AS found FROM finding f CROSS JOIN encounter e"
        f" WHERE e.encounter_id = f.encounter_id AND f.at >= %s AND e.outcome IS NOT NULL AND {_IN_SPAN}"
        f" GROUP BY {_STRATA}",
        [days[0], *days],
    )
    few = {name: {_stratum(row): row[name] for row in rows} for name, rows in (("refused", refused), ("found", found))}
    return [row | {name: counts.get(_stratum(row), 0) for name, counts in few.items()} for row in everybody]


def _stratum(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("port", "mode", "direction", "role", "band", "stream"))
