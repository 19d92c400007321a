"""What the store answers when a room asks of the world: batches in, tables out, nothing but the read models inside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from tidewaiter.identify.document_use import USES
from tidewaiter.identify.listed import LISTED, exploded
from tidewaiter.identify.troubles import TROUBLES
from tidewaiter.receive.needs import StoredMessage
from tidewaiter.store.projections.sql import CHUNK, Cursor, Row, chunks, dicts, places, stamp
from tidewaiter.vocabulary.facts import FactKind, table_of
from tidewaiter.vocabulary.tables import DECLARED, FLAG, IDENTIFIED, TEXT, Schema
from tidewaiter.vocabulary.time import utc_now

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

KNOWN: Schema = dict.fromkeys(
    (
        *("encounter_id", "kind", "surname", "given_names", "birth_date", "nationality", "document_number"),
        *("document_issuer", "plate", "plate_issuer", "conveyance_name"),
    ),
    TEXT,
)
_BETWEEN = "\x1f"
_IN_FORCE = ("list_id", "version", "digest", "fetched_at", "stale_after_days", "expires_at")
_USES = ", ".join(USES)
_LINK = ("checks", "differs_from", "link_score")
_EARLIER: Schema = {**DECLARED, "encounter_id": TEXT, **{name: IDENTIFIED[name] for name in _LINK}}


class RoomNeeds:
    """Answers the Protocols of receive, identify and assess on an open cursor."""

    cursor: Cursor

    _last_earlier: tuple[frozenset[str], pl.DataFrame] | None = None
    _kept_lists: ClassVar[dict[tuple[object, ...], tuple[pl.DataFrame, pl.DataFrame]]] = {}

    if TYPE_CHECKING:

        def entries(self, about: str | None = None, kinds: Collection[str] | None = None) -> Iterator[StoredEntry]:
            """Walk journal entries with their rows."""

    def find_message(self, sender: str, recipient: str, reference: str, digest: str = "") -> StoredMessage | None:
        """Find what an inbox key holds: the message of that digest, else the accepted, else the one refused last."""
        self.cursor.execute(
            "SELECT message_id, digest, status, answer FROM inbox"
            " WHERE sender = %s AND recipient = %s AND reference = %s"
            " ORDER BY CASE WHEN digest = %s THEN 0 ELSE 1 END, CASE WHEN status = 'accepted' THEN 0 ELSE 1 END,"
            " received_at DESC, message_id DESC LIMIT 1",
            (sender, recipient, reference, digest),
        )
        row = self.cursor.fetchone()
        return StoredMessage(row[0], row[1] or "", row[2], row[3] or "") if row else None

    def subjects(self, keys: pl.Series) -> pl.DataFrame:
        """Give ``key, subject_id`` for those of ``keys`` that are known."""
        rows = self._in("SELECT key, subject_id FROM subject_key WHERE key IN ({})", keys)
        return pl.DataFrame(rows, schema={"key": TEXT, "subject_id": TEXT}, orient="row")

    def encounters(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Give ``trip, subject_id, encounter_id`` for the pairs (``trip, subject_id``) already announced.

        Should a pair have several encounters (a commuter who crosses twice a day), the latest is given.
        """
        schema = {"trip": TEXT, "subject_id": TEXT, "encounter_id": TEXT}
        wanted = pairs.select("trip", "subject_id").drop_nulls().unique()
        rows = self._in(
            "SELECT trip, subject_id, encounter_id, announced_at FROM encounter WHERE subject_id IN ({})",
            wanted["subject_id"].unique(),
        )
        found = pl.DataFrame(rows, schema={**schema, "announced_at": TEXT}, orient="row")
        return (
            found.join(wanted, on=["trip", "subject_id"], how="semi")
            .sort("announced_at", "encounter_id")
            .unique(["trip", "subject_id"], keep="last", maintain_order=True)
            .select(schema.keys())
        )

    def earlier(self, encounter_ids: pl.Series) -> pl.DataFrame:
        """Give what messages so far declared about encounters, oldest message first, read back from the journal.

        Older is what was received before: the journal's order says so, ids do not (walkers' clocks differ). Of
        messages of one kind only the latest speaks: carriers push the same booking several times. Columns: those
        of DECLARED, ``encounter_id``, and ``checks``, ``differs_from``, ``link_score`` of IDENTIFIED. Two rooms ask
        about the same encounters, one after the other: the last answer is kept until something is appended.
        """
        asked = frozenset(encounter_ids.to_list())
        if self._last_earlier is None or self._last_earlier[0] != asked:
            self._last_earlier = asked, self._read_earlier(encounter_ids)
        return self._last_earlier[1]

    def _read_earlier(self, encounter_ids: pl.Series) -> pl.DataFrame:
        rows = self._in(
            "SELECT a.declaration_id, a.encounter_id, a.message_id, COALESCE(i.kinds, a.message_id) FROM announced a"
            " LEFT JOIN inbox i ON i.message_id = a.message_id WHERE a.encounter_id IN ({})",
            encounter_ids,
        )
        if not rows:
            return pl.DataFrame(schema=_EARLIER)
        schema = dict.fromkeys(("declaration_id", "encounter_id", "message_id", "kinds"), TEXT)
        announced = pl.DataFrame(rows, schema=schema, orient="row")
        announced = announced.join(self._received(announced["message_id"]), on="message_id", how="left")
        latest = announced.group_by("encounter_id", "kinds").agg(pl.col("seq").max())
        announced = announced.join(latest, on=["encounter_id", "kinds", "seq"], how="semi").sort("seq")
        wanted = announced.select("declaration_id", "encounter_id")
        said, links = [pl.DataFrame(schema=DECLARED)], [pl.DataFrame(schema=IDENTIFIED)]
        for message in announced["message_id"].unique(maintain_order=True).to_list():
            for stored in self.entries(about=message, kinds=(FactKind.DECLARED, FactKind.IDENTIFIED)):
                declared = stored.entry.kind is FactKind.DECLARED
                schema_of = DECLARED if declared else IDENTIFIED
                part = table_of(stored.entry.rows, schema_of).join(wanted, on="declaration_id", how="semi")
                (said if declared else links).append(part)
        link = pl.concat(links).select("declaration_id", *_LINK)
        return (
            pl.concat(said)
            .join(wanted, on="declaration_id", how="inner", maintain_order="left")
            .join(link, on="declaration_id", how="left", maintain_order="left")
            .select(_EARLIER.keys())
        )

    def _received(self, message_ids: pl.Series) -> pl.DataFrame:
        """Give ``message_id, seq``: where in the journal each message was declared, hence which came before which."""
        rows = self._in(
            f"SELECT about, MAX(seq) FROM journal_entry WHERE kind = '{FactKind.DECLARED}' AND about IN ({{}})"
            " GROUP BY about",
            message_ids,
        )
        return pl.DataFrame(rows, schema={"message_id": TEXT, "seq": pl.Int64}, orient="row")

    def draw_days(self, days: Sequence[date]) -> set[date]:
        """Give those of the days whose random stream is committed to."""
        rows = self._in(
            "SELECT day FROM draw WHERE day IN ({})", pl.Series([day.isoformat() for day in days], dtype=TEXT)
        )
        return {date.fromisoformat(row[0]) for row in rows}

    def listings(self, as_of: date | None = None) -> pl.DataFrame:
        """Give the entries in force of every list, laid out for exact look-up (``LISTINGS``); expired ones are out.

        ``list_stale`` says that the list was fetched longer ago than its owner allows, or that its last load failed:
        its hits carry the label.
        The table is kept in memory for as long as the same versions are in force on the same day.
        """
        return self._lists(as_of)[1]

    def listed(self, as_of: date | None = None) -> pl.DataFrame:
        """Give the same entries, one row an entry with all its names, dates and numbers (``LISTED``); kept likewise."""
        return self._lists(as_of)[0]

    def _lists(self, as_of: date | None) -> tuple[pl.DataFrame, pl.DataFrame]:
        day = as_of or utc_now().date()
        loaded = dicts(self.cursor, "SELECT * FROM list_version ORDER BY list_id")
        failed = {row["list_id"] for row in self._failures()}
        key = (day, *sorted(failed), *(tuple(row[name] for name in _IN_FORCE) for row in loaded))
        if key not in self._kept_lists:
            listed = self._read_listed(loaded, day, failed)
            self._kept_lists.clear()
            self._kept_lists[key] = listed, exploded(listed)
        return self._kept_lists[key]

    def list_troubles(self, as_of: date | None = None) -> pl.DataFrame:
        """Give the lists that are stale, expired or failed to load (``TROUBLES``)."""
        day = as_of or utc_now().date()
        loaded = dicts(self.cursor, "SELECT * FROM list_version ORDER BY list_id")
        rows = [(row["list_id"], kind, said) for row in loaded for kind, said in troubles_of(row, day)]
        rows += [(row["list_id"], "failed", f"its load of {row['at'][:16]} failed") for row in self._failures()]
        return pl.DataFrame(rows, schema=TROUBLES, orient="row")

    def _failures(self) -> list[dict[str, Any]]:
        return dicts(self.cursor, "SELECT list_id, at FROM list_failure ORDER BY list_id")

    def _read_listed(self, loaded: Sequence[dict[str, Any]], day: date, failed: set[str]) -> pl.DataFrame:
        stale = {row["list_id"]: is_stale(row, day) or row["list_id"] in failed for row in loaded}
        versions = {row["list_id"]: row["version"] for row in loaded}
        names = [name for name in LISTED if name not in ("list_version", "list_stale")]
        self.cursor.execute(
            f"SELECT {', '.join(f'l.{name}' for name in names)} FROM listing l"
            " LEFT JOIN list_version v ON v.list_id = l.list_id"
            " WHERE COALESCE(l.expires_at, v.expires_at) IS NULL OR COALESCE(l.expires_at, v.expires_at) >= %s"
            " ORDER BY l.list_id, l.entry_id",
            [day.isoformat()],
        )
        table = pl.DataFrame(self.cursor.fetchall(), schema=dict.fromkeys(names, TEXT), orient="row")
        return table.with_columns(
            *(pl.col(name).str.json_decode(kind) for name, kind in LISTED.items() if isinstance(kind, pl.List)),
            pl.col("list_id").replace_strict(versions, default=None, return_dtype=TEXT).alias("list_version"),
            pl.col("list_id").replace_strict(stale, default=True, return_dtype=FLAG).alias("list_stale"),
        ).select(LISTED.keys())

    def known(self, since: datetime, after: str, limit: int) -> pl.DataFrame:
        """Give whom messages announced and who is due, or was spoken of, since a moment: ``KNOWN``, by encounter."""
        # Written as one text by the database: a million rows of eleven values each would take longer to hand over.
        told = f" || '{_BETWEEN}' || ".join(f"COALESCE({name}, '')" for name in KNOWN)
        self.cursor.execute(
            f"SELECT {told} FROM encounter WHERE encounter_id > %s AND NOT cancelled"
            " AND (scheduled_at >= %s OR updated_at >= %s) ORDER BY encounter_id LIMIT %s",
            [after, stamp(since), stamp(since), limit],
        )
        rows = pl.Series("row", [row[0] for row in self.cursor.fetchall()], TEXT)
        parts = rows.str.split_exact(_BETWEEN, len(KNOWN) - 1).struct.rename_fields(list(KNOWN)).struct.unnest()
        return parts.select(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in KNOWN)

    def document_uses(self, documents: pl.Series, subject_ids: pl.Series) -> pl.DataFrame:
        """Give who showed these documents and what else these subjects showed (``USES``): one query a chunk."""
        rows: list[Row] = []
        half = CHUNK // 2
        asked: Iterator[tuple[list[str], list[str]]] = zip_longest(
            chunks(documents.to_list(), half), chunks(subject_ids.to_list(), half), fillvalue=[]
        )
        for some, others in asked:
            parts = [
                f"SELECT {_USES} FROM document_use WHERE {name} IN ({places(len(part))})"
                for name, part in (("document", some), ("subject_id", others))
                if part
            ]
            self.cursor.execute(" UNION ".join(parts), [*some, *others])
            rows.extend(self.cursor.fetchall())
        return pl.DataFrame(rows, schema=USES, orient="row").unique(maintain_order=True)

    def encounter(self, encounter_id: str) -> dict[str, Any] | None:
        """Give one encounter as it stands (columns of the read model), or None."""
        found = dicts(self.cursor, "SELECT * FROM encounter WHERE encounter_id = %s", [encounter_id])
        return found[0] if found else None

    def these(self, encounter_ids: Collection[str], status: str | None = None) -> dict[str, dict[str, Any]]:
        """Give encounters as they stand, by id; those not known, or of another ``status``, are left out."""
        found: dict[str, dict[str, Any]] = {}
        standing = "AND status = %s" if status else ""
        for part in chunks(encounter_ids):
            sql = f"SELECT * FROM encounter WHERE encounter_id IN ({places(len(part))}) {standing}"
            rows = dicts(self.cursor, sql, [*part, *([status] if status else [])])
            found |= {row["encounter_id"]: row for row in rows}
        return found

    def departing(self, trip: str) -> list[dict[str, Any]]:
        """Give the outbound encounters of a movement as they stand, in the order in which they were announced."""
        sql = "SELECT * FROM encounter WHERE trip = %s AND direction = 'outbound' ORDER BY announced_at, encounter_id"
        return dicts(self.cursor, sql, [trip])

    def _in(self, sql: str, values: pl.Series, before: Sequence[Any] = ()) -> list[Row]:
        """Run a query with ``IN ({})`` as its last parameters, in chunks of at most ``CHUNK`` values."""
        rows: list[Row] = []
        for part in chunks(values.drop_nulls().unique(maintain_order=True).to_list(), CHUNK):
            self.cursor.execute(sql.format(places(len(part))), [*before, *part])
            rows.extend(self.cursor.fetchall())
        return rows


def is_stale(row: dict[str, Any], day: date) -> bool:
    """Tell whether a list is older than its owner allows; one that does not say when it was fetched is, too."""
    if row["fetched_at"] is None or row["stale_after_days"] is None:
        return True
    fetched = date.fromisoformat(str(row["fetched_at"])[:10])
    return day > fetched + timedelta(days=int(row["stale_after_days"]))


def troubles_of(row: dict[str, Any], day: date) -> Iterator[tuple[str, str]]:
    """Name what is wrong with a list by its dates: ``stale`` or ``expired``, each with what it means in words."""
    if row["expires_at"] is not None and date.fromisoformat(str(row["expires_at"])[:10]) < day:
        yield "expired", f"its last day was {row['expires_at']}; entries that name no day of their own are off"
    if is_stale(row, day):
        yield "stale", f"fetched {row['fetched_at'] or 'at an unknown time'}, older than its owner allows"
