"""What snapshots are made of, read back from the journal as columns: assessments, declarations, draws and outcomes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import orjson
import polars as pl

from tidewaiter.assess.features.anew import SAID
from tidewaiter.store.journal import StoredEntry
from tidewaiter.store.needs_of_assess import asked
from tidewaiter.store.projections.sql import Row, stamp
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.facts import FactKind, table_of
from tidewaiter.vocabulary.tables import ASSESSED, ASSIGNED, DECLARED, FLAG, IDENTIFIED, NUMBER, TEXT, UTC, Schema

JUDGED: Schema = {**ASSESSED, "seq": pl.Int64(), "at": UTC, "draw": NUMBER, "rate": NUMBER}
"""Assessments with the place and time of their entry, and the draw that was assigned with them."""

STATED: Schema = {"encounter_id": TEXT, "seq": pl.Int64(), "at": UTC}
ENDED: Schema = {"encounter_id": TEXT, "positive": FLAG}
_DRAWS: Schema = {"encounter_id": TEXT, "draw": NUMBER, "rate": NUMBER}
_IDENTIFIED = ("declaration_id", "encounter_id", "is_new", "subject_id", "checks", "differs_from", "link_score")
_Walks = dict[str, tuple[int, tuple[str, ...]]]


def seq_before(reader: Reader, at: datetime) -> int:
    """Give the number of the last entry before a moment, 0 where there is none."""
    reader.cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM journal_entry WHERE at < %s", [stamp(at)])
    return int(reader.cursor.fetchall()[0][0])


def stated(reader: Reader, after: int) -> pl.DataFrame:
    """Give every assessment behind an entry: ``STATED``, in the journal's order."""
    lines: list[bytes] = []
    told: list[tuple[int, int, datetime]] = []
    for part in reader.entries(kinds=[FactKind.ASSESSED], after=after):
        lines += part.entry.rows
        told.append((len(part.entry.rows), part.seq, part.entry.at))
    return _stamped(table_of(lines, {"encounter_id": TEXT}), told).select(STATED.keys())


def judged(reader: Reader, after: int, upto: int) -> pl.DataFrame:
    """Give the assessments between two entries (``JUDGED``), those whose rows were destroyed left out."""
    lines: dict[FactKind, list[bytes]] = defaultdict(list)
    told: dict[FactKind, list[tuple[int, int, datetime]]] = defaultdict(list)
    for part in reader.entries(kinds=[FactKind.ASSESSED, FactKind.ASSIGNED], after=after):
        if part.seq > upto + 1:  # what was assigned stands one entry behind what was assessed
            break
        kind = part.entry.kind
        lines[kind] += part.entry.rows
        told[kind].append((len(part.entry.rows), part.seq, part.entry.at))
    assessed = _stamped(table_of(lines[FactKind.ASSESSED], ASSESSED), told[FactKind.ASSESSED])
    drawn = _stamped(table_of(lines[FactKind.ASSIGNED], ASSIGNED).select(_DRAWS.keys()), told[FactKind.ASSIGNED])
    drawn = drawn.unique(["encounter_id", "at"], keep="first")
    both = assessed.filter(pl.col("seq") <= upto).join(drawn.drop("seq"), on=["encounter_id", "at"], how="left")
    return both.select(JUDGED.keys())


def _stamped(table: pl.DataFrame, told: list[tuple[int, int, datetime]]) -> pl.DataFrame:
    """Put beside each row the place and time of its entry; ``told``: how many rows, seq, at."""
    counts = pl.DataFrame(told, schema={"rows": pl.Int64(), "seq": pl.Int64(), "at": UTC}, orient="row")
    each = counts.select(pl.col("seq", "at").repeat_by("rows").explode(empty_as_null=False))
    return pl.concat([table, each], how="horizontal")


def examined(reader: Reader, encounter_ids: Collection[str]) -> pl.DataFrame:
    """Give the entry of the first examination of encounters that had one: ``encounter_id, first``."""
    sql = (
        "SELECT encounter_id, MIN(seq) FROM act WHERE kind IN ('Inspected', 'Found') AND NOT withdrawn"
        " AND encounter_id IN ({}) GROUP BY encounter_id"
    )
    rows = asked(reader.cursor, sql, encounter_ids)
    return pl.DataFrame(rows, schema={"encounter_id": TEXT, "first": pl.Int64()}, orient="row")


def ended(reader: Reader, after: int, encounter_ids: Collection[str]) -> pl.DataFrame:
    """Give how examinations ended (``ENDED``): labelled inspections and findings; none that was withdrawn."""
    sql = "SELECT seq FROM act WHERE withdrawn AND encounter_id IN ({})"
    gone, wanted = {row[0] for row in asked(reader.cursor, sql, encounter_ids)}, set(encounter_ids)
    rows: list[Row] = []
    for part in reader.entries(kinds=[FactKind.INSPECTED, FactKind.FOUND], after=after, page=1000):
        if part.entry.about not in wanted or part.seq in gone or not part.entry.rows:
            continue
        told = orjson.loads(part.entry.rows[0])
        if part.entry.kind is FactKind.FOUND:
            rows.append((part.entry.about, True))
        elif told.get("label", True):
            rows.append((part.entry.about, bool(told.get("positive"))))
    return pl.DataFrame(rows, schema=ENDED, orient="row").group_by("encounter_id").agg(pl.col("positive").any())


def said(reader: Reader, encounter_ids: Collection[str]) -> pl.DataFrame:
    """Give everything declared in the messages about encounters, and earlier about whomever these name: ``SAID``.

    What walked together is told by the entry that counts what was screened. Destroyed rows are missing.
    """
    messages = _messages(reader, encounter_ids)
    walks = _walks(reader, messages)
    together = {one for _, some in walks.values() for one in some}
    table = _declared(reader, messages | together, walks)
    before = _messages(reader, table["encounter_id"].unique().to_list()) - set(table["message_id"].unique())
    if not before:
        return table
    return pl.concat([table, _declared(reader, before, _walks(reader, before))])


def destroyed_before(reader: Reader, retention: str = "announcement") -> datetime | None:
    """Give the moment before which announcements are destroyed; None where none were."""
    days = [
        dt.date.fromisoformat(fact["day"])
        for part in reader.entries(kinds=[FactKind.PURGED])
        for fact in map(orjson.loads, part.entry.rows)
        if fact.get("retention") == retention
    ]
    return datetime.combine(max(days) + timedelta(days=1), dt.time(), dt.UTC) if days else None


def _messages(reader: Reader, encounter_ids: Collection[str]) -> set[str]:
    sql = "SELECT DISTINCT message_id FROM announced WHERE encounter_id IN ({})"
    return {str(row[0]) for row in asked(reader.cursor, sql, encounter_ids)}


def _numbers(reader: Reader, kind: FactKind, messages: Collection[str]) -> list[Row]:
    sql = f"SELECT about, seq FROM journal_entry WHERE kind = '{kind}' AND about IN ({{}})"
    return asked(reader.cursor, sql, messages)


def _walks(reader: Reader, messages: Collection[str]) -> _Walks:
    """Give for each message the batch it walked in: the number of the entry that closes it, and its messages."""
    numbers = [row[1] for row in _numbers(reader, FactKind.DECLARED, messages)]
    found: _Walks = {}
    if not numbers:
        return found
    for part in reader.entries(kinds=[FactKind.SCREENED], after=min(numbers), page=1000):
        for row in map(orjson.loads, part.entry.rows):
            found |= {one: (part.seq, tuple(row["messages"])) for one in row["messages"]}
        if part.seq > max(numbers):
            break
    return found


def _declared(reader: Reader, messages: Collection[str], walks: _Walks) -> pl.DataFrame:
    kinds: dict[str, str | None] = dict(
        asked(reader.cursor, "SELECT message_id, kinds FROM inbox WHERE message_id IN ({})", messages)
    )
    lines: dict[FactKind, list[bytes]] = defaultdict(list)
    told = []
    for stored in _about(reader, messages):
        lines[stored.entry.kind] += stored.entry.rows
        if stored.entry.kind is FactKind.DECLARED:
            one = stored.entry.about
            told.append((one, walks.get(one, (stored.seq, ()))[0], stored.seq, kinds.get(one) or one))
    declared = table_of(lines[FactKind.DECLARED], DECLARED)
    links = table_of(lines[FactKind.IDENTIFIED], IDENTIFIED).select(_IDENTIFIED)
    where = pl.DataFrame(
        told, schema={"message_id": TEXT, "walk": pl.Int64(), "seq": pl.Int64(), "kinds": TEXT}, orient="row"
    )
    table = declared.join(links, on="declaration_id", how="inner", maintain_order="left")
    whole = table.join(where, on="message_id", how="inner", maintain_order="left")
    return whole.select(SAID.keys()).sort("seq", maintain_order=True)


def _about(reader: Reader, messages: Collection[str]) -> Iterator[StoredEntry]:
    """Walk what was declared and identified of messages; near ones at one go, scattered ones one by one."""
    kinds = [FactKind.DECLARED, FactKind.IDENTIFIED]
    seqs = [row[1] for kind in kinds for row in _numbers(reader, kind, messages)]
    if not seqs:
        return
    if max(seqs) - min(seqs) > _SCATTERED * len(seqs):
        for one in messages:
            yield from reader.entries(one, kinds=kinds)
        return
    wanted = set(messages)
    for stored in reader.entries(kinds=kinds, after=min(seqs) - 1):
        if stored.seq > max(seqs):
            return
        if stored.entry.about in wanted:
            yield stored


_SCATTERED = 40
"""Entries read for one that is wanted, above which each message is looked up by itself."""
