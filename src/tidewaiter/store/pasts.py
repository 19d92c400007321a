"""The past as columns, as the journal came to know it: events, ties, hits and routes, each for the time it stood."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import polars as pl

from tidewaiter.assess.features.anew import KNOWN_HITS, Past
from tidewaiter.assess.features.associations import FOUND, LOOK_BACK, TIES
from tidewaiter.assess.features.counts import EVENTS
from tidewaiter.assess.features.routes import ROUTE_DAYS, ROUTE_TRAVELERS
from tidewaiter.store.needs_of_assess import asked, moment
from tidewaiter.store.projections.sql import stamp
from tidewaiter.store.projections.ties import EVERYWHERE
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.hit import SILENT
from tidewaiter.vocabulary.tables import HITS, TEXT, UTC, Schema

_OF_ENCOUNTER: Schema = {**EVENTS, "encounter_id": TEXT}


def past(
    reader: Reader,
    subjects: Collection[str],
    tokens: Collection[str],
    encounters: Collection[str],
    first: datetime,
    last: datetime,
) -> Past:
    """Give what could count for subjects, tokens and encounters at assessments between two moments."""
    known, since = stamp(last), stamp(first - LOOK_BACK)
    tied = _ties(reader, "token", tokens, since, known)
    people = {*subjects, *tied["subject_id"].drop_nulls().to_list()}
    booked = _ties(reader, "subject_id", people, since, known)
    ties = pl.concat([tied, booked]).unique(["token", "encounter_id"], maintain_order=True)
    moves = _moves(reader)
    # Whom a merge moved away is asked about under both names.
    people |= {*ties["subject_id"].drop_nulls().to_list(), *_joined(moves, people)}
    events = _moved(_events(reader, people, known), moves)
    found = events.filter(pl.col("kind") == "found").select(FOUND.keys())
    travelers = _travelers(reader, first, last)
    standing = _moved(ties, moves).select(TIES.keys())
    return Past(events.select(EVENTS.keys()), standing, found, travelers, hits(reader, encounters))


def hits(reader: Reader, encounter_ids: Collection[str]) -> pl.DataFrame:
    """Give the hits of encounters, and from when until when each stood (``KNOWN_HITS``)."""
    sql = f"SELECT {', '.join(HITS)}, at, status, settled_at, entry_gone_at FROM hit WHERE encounter_id IN ({{}})"
    rows = []
    for *columns, at, status, settled, gone in asked(reader.cursor, sql, encounter_ids):
        quiet = (settled or at) if status in SILENT else None
        rows.append((*columns, at, min((one for one in (quiet, gone) if one), default=None)))
    texts = {name: TEXT if isinstance(kind, pl.Datetime) else kind for name, kind in KNOWN_HITS.items()}
    turned = list(zip(*rows, strict=True)) or [()] * len(texts)
    table = pl.DataFrame(
        [
            pl.Series(name, held, strict=False).cast(kind)
            for (name, kind), held in zip(texts.items(), turned, strict=True)
        ]
    )
    return table.with_columns(moment("at"), moment("until"))


def _ties(reader: Reader, name: str, values: Collection[str], since: str, known: str) -> pl.DataFrame:
    booking = " AND kind = 'booking'" if name == "subject_id" else ""
    sql = (
        "SELECT token, kind, encounter_id, subject_id, at FROM tie"
        f" WHERE at >= %s AND at <= %s{booking} AND {name} IN ({{}})"
    )
    rows = asked(reader.cursor, sql, values, (since, known))
    texts = dict.fromkeys(("token", "kind", "encounter_id", "subject_id", "at"), TEXT)
    table = pl.DataFrame(rows, schema=texts, orient="row").with_columns(moment("at"))
    return table.with_columns(known_at="at", until=pl.lit(None, UTC))


def _events(reader: Reader, subjects: Collection[str], known: str) -> pl.DataFrame:
    """Give ``EVENTS`` with ``encounter_id``; what was taken back is told by the acts that did so."""
    crossed = (
        "SELECT c.subject_id, CASE WHEN c.outcome = 'refused' THEN 'refused' ELSE 'crossed' END, c.at, a.at,"
        " c.encounter_id FROM crossing c JOIN act a ON a.seq = c.seq WHERE a.at < %s AND c.subject_id IN ({})"
    )
    seized = (
        "SELECT subject_id, 'seized', at, at, encounter_id FROM act"
        " WHERE kind = 'Seized' AND NOT withdrawn AND at < %s AND subject_id IN ({})"
    )
    found = "SELECT subject_id, 'found', at, at, encounter_id FROM finding WHERE at < %s AND subject_id IN ({})"
    rows = [row for sql in (crossed, seized, found) for row in asked(reader.cursor, sql, subjects, (known,))]
    names = ("subject_id", "kind", "at", "known_at", "encounter_id")
    table = pl.DataFrame(rows, schema=dict.fromkeys(names, TEXT), orient="row")
    standing = table.with_columns(moment("at"), moment("known_at"), until=pl.lit(None, UTC))
    return pl.concat([standing.select(_OF_ENCOUNTER.keys()), _withdrawn(reader, subjects)])


_KINDS = {"Admitted": "crossed", "Departed": "crossed", "Refused": "refused", "Seized": "seized"}


def _withdrawn(reader: Reader, subjects: Collection[str]) -> pl.DataFrame:
    """Give the events that stood until somebody took them back; read models no longer know them."""
    sql = "SELECT DISTINCT encounter_id FROM act WHERE withdrawn AND subject_id IN ({})"
    rows = [row for (about,) in asked(reader.cursor, sql, subjects) for row in _taken_back(reader, about)]
    return pl.DataFrame(rows, schema=_OF_ENCOUNTER, orient="row")


def _taken_back(reader: Reader, about: str) -> Iterator[tuple[Any, ...]]:
    standing: list[dict[str, Any]] = []
    for stored in reader.entries(about):
        kind, at = str(stored.entry.kind), stored.entry.at
        data = orjson.loads(stored.entry.rows[0]) if stored.entry.rows else {}
        if kind == FactKind.WITHDRAWN:
            alike = [one for one in standing if one["fact"] == data.get("fact")]
            gone = next((one for one in alike if one["seq"] == data.get("seq")), alike[-1] if alike else None)
            if gone is not None:
                standing.remove(gone)
                yield (gone["subject"], _KINDS[gone["fact"]], gone["at"], gone["known_at"], at, about)
        elif kind in _KINDS:
            subject, left = (data.get("encounter") or {}).get("subject_id"), data.get("left_at")
            happened = datetime.fromisoformat(left) if left else at
            said = {"fact": kind, "seq": stored.seq, "subject": subject, "at": happened, "known_at": at}
            standing.append(said)


_MOVES: Schema = {"encounter_id": TEXT, "moved_at": UTC, "old": TEXT, "new": TEXT}


def _moves(reader: Reader) -> pl.DataFrame:
    """Give when encounters moved from one subject to another: ``encounter_id, moved_at, old, new``."""
    rows: list[tuple[Any, ...]] = []
    kinds = [FactKind.SUBJECTS_MERGED, FactKind.MERGE_UNDONE, FactKind.UNLINKED]
    for stored in reader.entries(kinds=kinds, page=1000):
        for row in map(orjson.loads, stored.entry.rows):
            if stored.entry.kind is FactKind.UNLINKED:
                moved, old, new = [row.get("encounter_id") or stored.entry.about], "from_subject_id", "subject_id"
            else:
                merged = stored.entry.kind is FactKind.SUBJECTS_MERGED
                old, new = ("other_id", "subject_id") if merged else ("subject_id", "other_id")
                moved = row["encounters"]
            rows += [(one, stored.entry.at, row.get(old), row.get(new)) for one in moved]
    return pl.DataFrame(rows, schema=_MOVES, orient="row")


def _joined(moves: pl.DataFrame, people: Collection[str]) -> list[str]:
    """Give the subjects of today under whom stands what once stood under one of these."""
    if moves.is_empty():
        return []
    return moves.filter(pl.col("old").is_in(list(people)))["new"].drop_nulls().to_list()


def _moved(table: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    """Let rows of encounters that moved stand under each subject for its time.

    The read model names the subject of today from the beginning; before each move it was another.
    """
    if moves.is_empty():
        return table
    mine = table.join(moves.select("encounter_id").unique(), on="encounter_id", how="semi")
    if mine.is_empty():
        return table
    spans = []
    for row in mine.iter_rows(named=True):
        begun = row["known_at"]
        path = moves.filter((pl.col("encounter_id") == row["encounter_id"]) & (pl.col("moved_at") >= begun))
        for moved_at, old in path.sort("moved_at").select("moved_at", "old").iter_rows():
            spans.append({**row, "subject_id": old, "known_at": begun, "until": moved_at})
            begun = moved_at
        spans.append({**row, "known_at": begun})
    rest = table.join(mine.select("encounter_id").unique(), on="encounter_id", how="anti")
    return pl.concat([rest, pl.DataFrame(spans, schema=table.schema)])


def _travelers(reader: Reader, first: datetime, last: datetime) -> pl.DataFrame:
    reader.cursor.execute(
        "SELECT departure, arrival, day, travelers FROM route_day WHERE day >= %s AND day <= %s AND departure <> %s",
        [(first.date() - timedelta(days=ROUTE_DAYS)).isoformat(), last.date().isoformat(), EVERYWHERE],
    )
    table = pl.DataFrame(reader.cursor.fetchall(), schema={**ROUTE_TRAVELERS, "day": TEXT}, orient="row")
    return table.with_columns(pl.col("day").str.to_date())
