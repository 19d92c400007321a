"""What the store answers when Assess asks of the past: counts, routes and ties, one query a batch each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from tidewaiter.assess.features.associations import CROWD, FOUND, LOOK_BACK, TIES
from tidewaiter.assess.features.counts import COUNTED, FIVE_YEARS
from tidewaiter.assess.features.routes import ROUTE_DAYS, ROUTES
from tidewaiter.assess.needs import COUNTS
from tidewaiter.store.projections.sql import Cursor, Row, chunks, places, stamp
from tidewaiter.store.projections.ties import EVERYWHERE
from tidewaiter.vocabulary.tables import COUNT, TEXT, Schema

_CROSSED = (
    "SELECT subject_id, SUM(CASE WHEN at >= %s AND outcome <> 'refused' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN at >= %s AND outcome <> 'refused' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN at >= %s AND outcome <> 'refused' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN outcome = 'refused' THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN at >= %s AND outcome = 'refused' THEN 1 ELSE 0 END), 0, 0, 0,"
    " MAX(CASE WHEN outcome <> 'refused' THEN at END)"
    " FROM crossing WHERE at < %s AND subject_id IN ({}) GROUP BY subject_id"
)
_SEIZED = (
    "SELECT subject_id, 0, 0, 0, 0, 0, COUNT(*), 0, 0, NULL FROM act"
    " WHERE kind = 'Seized' AND NOT withdrawn AND at < %s AND subject_id IN ({}) GROUP BY subject_id"
)
_FOUND = (
    "SELECT subject_id, 0, 0, 0, 0, 0, 0, COUNT(*), SUM(CASE WHEN at >= %s THEN 1 ELSE 0 END), NULL FROM finding"
    " WHERE at < %s AND subject_id IN ({}) GROUP BY subject_id"
)
_TIED = (
    "SELECT * FROM (SELECT token, kind, encounter_id, subject_id, at FROM tie"
    f" WHERE token = %s AND at >= %s AND at <= %s ORDER BY at LIMIT {CROWD + 1}) AS t"
)
_TERMS = 300
"""Tokens asked in one statement; SQLite joins at most 500 selections."""
_READ: Schema = dict.fromkeys(("token", "kind", "encounter_id", "subject_id", "at"), TEXT)


class AssessNeeds:
    """Answers ``assess.needs.History`` but for what messages said before, on an open cursor."""

    cursor: Cursor

    def counts(self, subject_ids: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Count each subject's history before ``as_of``: one row of ``COUNTS`` per subject that has any."""
        until, five_years = stamp(as_of), stamp(as_of - FIVE_YEARS)
        since = [stamp(as_of - timedelta(days=days)) for days in (30, 90, 365)]
        rows = self._asked(_CROSSED, subject_ids, (*since, five_years, until))
        rows += self._asked(_SEIZED, subject_ids, (until,)) + self._asked(_FOUND, subject_ids, (five_years, until))
        if not rows:
            return pl.DataFrame(schema=COUNTS)
        counted = list(COUNTED)
        table = pl.DataFrame(rows, schema={**COUNTS, "last_crossed_at": TEXT}, orient="row")
        return (
            table.group_by("subject_id", maintain_order=True)
            .agg(pl.col(counted).sum(), pl.col("last_crossed_at").max())
            .with_columns(moment("last_crossed_at"))
            .cast(dict.fromkeys(counted, COUNT))
            .select(COUNTS.keys())
        )

    def routes(self, pairs: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
        """Give travelers of each ``departure, arrival`` beside those of all, in the days before (``ROUTES``)."""
        day = as_of.date()
        window = [(day - timedelta(days=ROUTE_DAYS)).isoformat(), day.isoformat()]
        asked = [(EVERYWHERE, EVERYWHERE), *pairs.select("departure", "arrival").iter_rows()]
        found: dict[tuple[str, str], int] = {}
        for part in chunks(asked, _TERMS):
            each = " OR ".join(["(departure = %s AND arrival = %s)"] * len(part))
            self.cursor.execute(
                "SELECT departure, arrival, SUM(travelers) FROM route_day WHERE day >= %s AND day < %s"
                f" AND ({each}) GROUP BY departure, arrival",
                [*window, *(value for pair in part for value in pair)],
            )
            found |= {(row[0], row[1]): int(row[2]) for row in self.cursor.fetchall()}
        total = found.get((EVERYWHERE, EVERYWHERE), 0)
        rows = [(*pair, found.get(pair, 0), total) for pair in asked[1:]]
        return pl.DataFrame(rows, schema=ROUTES, orient="row")

    def ties(self, tokens: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give the ties of tokens (``TIES``) that are not too old: of each at most one more than makes a crowd."""
        window = [stamp(as_of - LOOK_BACK), stamp(as_of)]
        rows: list[Row] = []
        for part in chunks(tokens.drop_nulls().unique(maintain_order=True).to_list(), _TERMS):
            sql = " UNION ALL ".join([_TIED] * len(part))
            self.cursor.execute(sql, [value for token in part for value in (token, *window)])
            rows.extend(self.cursor.fetchall())
        return tied(rows)

    def booked(self, subject_ids: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give the ties by booking of subjects (``TIES``) that are not too old."""
        sql = (
            "SELECT token, kind, encounter_id, subject_id, at FROM tie"
            " WHERE kind = 'booking' AND at >= %s AND at <= %s AND subject_id IN ({})"
        )
        return tied(self._asked(sql, subject_ids, (stamp(as_of - LOOK_BACK), stamp(as_of))))

    def found(self, subject_ids: pl.Series, as_of: datetime) -> pl.DataFrame:
        """Give the findings on subjects before ``as_of`` (``FOUND``)."""
        sql = "SELECT subject_id, at, NULL FROM finding WHERE at < %s AND subject_id IN ({})"
        table = pl.DataFrame(
            self._asked(sql, subject_ids, (stamp(as_of),)), schema=dict.fromkeys(FOUND, TEXT), orient="row"
        )
        return table.with_columns(moment("known_at"), moment("until"))

    def _asked(self, sql: str, values: pl.Series, before: Sequence[Any] = ()) -> list[Row]:
        return asked(self.cursor, sql, values.drop_nulls().unique(maintain_order=True).to_list(), before)


def asked(cursor: Cursor, sql: str, values: Iterable[Any], before: Sequence[Any] = ()) -> list[Row]:
    """Run a query with ``IN ({})`` as its last parameters, a chunk of values at a time."""
    rows: list[Row] = []
    for part in chunks(values):
        cursor.execute(sql.format(places(len(part))), [*before, *part])
        rows.extend(cursor.fetchall())
    return rows


def tied(rows: Sequence[Row]) -> pl.DataFrame:
    """Read rows of the table ``tie`` as ``TIES`` that stand."""
    table = pl.DataFrame(rows, schema=_READ, orient="row").with_columns(moment("at"))
    never = pl.lit(None, pl.Datetime("us", "UTC"))
    return table.with_columns(known_at="at", until=never).select(TIES.keys())


def moment(name: str) -> pl.Expr:
    """Read a column of moments in the store's one form."""
    return pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us").dt.replace_time_zone("UTC")
