"""Look for declared names among the names of the lists in force by likeness, each answer with its evidence.

One matcher for each kind of entry is built when a set of lists is first asked, and kept until the lists change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import polars as pl

from tidewaiter.identify.policy import ScreeningPolicy
from tidewaiter.identify.tally import Tally
from tidewaiter.vocabulary.listing import birth_span
from tidewaiter.vocabulary.tables import FLAG, NUMBER, TEXT, Schema

if TYPE_CHECKING:
    from tidewaiter.identify.matching import Matcher

SAME_DAY = "same day"
"""The agreement of birth dates (``matching.dates``) by which a hit rests on name and birth date."""


class Shelf(NamedTuple):
    """Entries that one kind of declared name is compared with, and what a hit by such a name is called."""

    alert: str  # whose threshold of the policy
    kinds: tuple[str, ...]  # kinds of entry
    schemas: tuple[tuple[str, str], ...]  # what the matcher takes an entry of a kind for
    basis: str


ANY = "*"
"""Schema of entries of which nothing else is asked: the matcher does not weigh what kind a name may be of."""

PEOPLE = Shelf(
    "person",
    ("person", "party", "document", "plate"),
    (("person", "Person"), ("document", "Person"), ("plate", "Person"), ("party", "LegalEntity")),
    "name",
)
ORGANISATIONS = Shelf("organisation", ("organisation", "party"), (("organisation", ANY), ("party", ANY)),
                      "organisation-name")  # fmt: skip
VESSELS = Shelf("vessel", ("vessel",), (("vessel", ANY),), "conveyance-name")
SHELVES = (PEOPLE, ORGANISATIONS, VESSELS)

FOUND: Schema = {
    **dict.fromkeys(("declaration_id", "encounter_id", "list_id", "list_version"), TEXT),
    "list_stale": FLAG,
    **dict.fromkeys(("entry_id", "category", "ground", "declared_value", "basis"), TEXT),
    "score": NUMBER,
    "listed_value": TEXT,
    "evidence": TEXT,
}
"""The columns of what was found."""
_OF_ENTRY = ("list_id", "list_version", "list_stale", "entry_id", "category", "ground")


@dataclass(slots=True)
class _Ready:
    """One shelf filled: the matcher over its entries, and the entries by their place."""

    matcher: Matcher
    entries: pl.DataFrame


class Likenesses:
    """The matchers over one set of lists. Asked by one thread at a time, for a matcher keeps its working memory."""

    def __init__(self, listings: pl.DataFrame) -> None:
        """Take ``lookup.LISTINGS``; nothing is built before it is asked for."""
        self._listings = listings
        self._ready: dict[str, _Ready | None] = {}
        self._turn = Lock()

    def find(self, rows: pl.DataFrame, policy: ScreeningPolicy, tally: Tally) -> pl.DataFrame:
        """Give ``FOUND`` for plain rows (``lookup.SCREENED``): every pair at least as likely as the policy says."""
        with self._turn:
            found = [self._on(shelf, asked, policy, tally) for shelf, asked in _asked(rows)]
        told = [one for one in found if not one.is_empty()]
        return pl.concat(told) if told else pl.DataFrame(schema=FOUND)

    def _on(self, shelf: Shelf, asked: pl.DataFrame, policy: ScreeningPolicy, tally: Tally) -> pl.DataFrame:
        nothing = pl.DataFrame(schema=FOUND)
        if asked.is_empty():
            return nothing
        ready = self._of(shelf)
        if ready is None:
            tally.add(names=asked.height)
            return nothing
        said = policy.names[shelf.alert]
        places = pl.Series("query_id", range(asked.height)).cast(pl.String)
        queries = pl.DataFrame([places, asked["name"], asked["birth_date"]])
        found = ready.matcher.screen(queries, said.limit, least=said.alert_at)
        counts = ready.matcher.counts
        tally.add(names=asked.height, considered=counts.considered, scored=counts.scored)
        if found.is_empty():
            return nothing
        return _told(found, asked, ready.entries, shelf)

    def _of(self, shelf: Shelf) -> _Ready | None:
        if shelf.basis not in self._ready:
            # The matcher's libraries and compiled loops take seconds to load: only where a list holds names.
            entries = entries_of(self._listings, shelf)
            self._ready[shelf.basis] = None if entries.is_empty() else _Ready(matcher_of(entries), entries)
        return self._ready[shelf.basis]


def entries_of(listings: pl.DataFrame, shelf: Shelf) -> pl.DataFrame:
    """Give the entries of a shelf that have a name, one a row: what the matcher takes, and what a hit says."""
    of_kind = pl.col("entry_kind").fill_null("person").is_in(shelf.kinds)
    whole = pl.coalesce("name", pl.concat_str("surname", "given_names", separator=", "), "surname")
    born = pl.coalesce("births", pl.col("birth_date").cast(pl.String))
    named = listings.lazy().filter(of_kind).with_columns(text=whole.str.replace_all(";", ",", literal=True), born=born)
    names = pl.col("text").unique(maintain_order=True)
    return (
        named.drop_nulls("text")
        .group_by("list_id", "entry_id", maintain_order=True)
        .agg(
            pl.col("list_version", "list_stale", "category", "ground").first(),
            pl.col("entry_kind").fill_null("person").first().replace(dict(shelf.schemas)).alias("schema"),
            names.first().alias("main"),
            names.slice(1).str.join(";").alias("aliases"),
            pl.col("born").drop_nulls().unique(maintain_order=True).str.join(";").alias("births"),
            pl.col("nationalities", "sex").drop_nulls().first(),
        )
        .collect()
    )


def matcher_of(entries: pl.DataFrame) -> Matcher:
    """Build the matcher over the entries of a shelf (``entries_of``); it names each by its place."""
    from tidewaiter.identify.matching import Matcher

    births = {text: comparable(text) for text in entries["births"].unique().to_list()}
    return Matcher.build(
        entries.select(
            pl.int_range(pl.len()).cast(pl.String).alias("id"),
            "schema",
            pl.col("main").alias("name"),
            "aliases",
            pl.col("births").replace_strict(births, return_dtype=TEXT).alias("birth_date"),
        )
    )


def comparable(births: str) -> str:
    """Write dates that a list gives as a span or as approximate as the years they may mean, each as good."""
    found: list[str] = []
    for text in births.split(";"):
        span = birth_span(text) if "~" in text or "/" in text else None
        found += [str(year) for year in range(span[0].year, span[1].year + 1)] if span else [text]
    return ";".join(dict.fromkeys(found))


_NAME = {
    "person": (PEOPLE, pl.concat_str("given_names", "surname", separator=" ", ignore_nulls=True)),
    "organisation": (ORGANISATIONS, pl.col("surname")),
    "conveyance": (VESSELS, pl.col("conveyance_name")),
}
"""By kind of declaration: with what it is compared, and what its name is."""


def _asked(rows: pl.DataFrame) -> Iterator[tuple[Shelf, pl.DataFrame]]:
    """Give each shelf what is asked of it: ``name, birth_date`` beside whose they are."""
    kinds = set(rows["kind"].unique().to_list())
    for kind, (shelf, name) in _NAME.items():
        if kind not in kinds:
            continue
        mine = rows if len(kinds) == 1 else rows.filter(pl.col("kind") == kind)
        asked = mine.select(*_OF_ROW, name.alias("name"), _BORN)
        yield shelf, asked.filter(asked["name"].fill_null("") != "")


_OF_ROW = ("declaration_id", "encounter_id", "nationality", "sex")
_BORN = pl.col("birth_date").cast(pl.String)


def _told(found: pl.DataFrame, asked: pl.DataFrame, entries: pl.DataFrame, shelf: Shelf) -> pl.DataFrame:
    """Put beside each pair whose they are, and what was compared."""
    who = asked[found["query_id"].cast(pl.UInt32)]
    entry = entries[found["entity_id"].cast(pl.UInt32)]
    said = [
        _evidence(orjson.loads(text), mine, listed, shelf)
        for text, mine, listed in zip(
            found["evidence"], who.iter_rows(named=True), entry.iter_rows(named=True), strict=True
        )
    ]
    same_day = [said_of.get("birth_date", {}).get("agreement") == SAME_DAY for said_of in said]
    listed = [said_of["name"]["listed"] for said_of in said]
    born = [said_of.get("birth_date", {}).get("listed") for said_of in said]
    return who.select("declaration_id", "encounter_id").hstack(entry.select(_OF_ENTRY)).with_columns(
        pl.Series("declared_value", _shown(who["name"].to_list(), who["birth_date"].to_list())),
        pl.Series("basis", ["name-and-birth-date" if same else shelf.basis for same in same_day]),
        found["score"],
        pl.Series("listed_value", _shown(listed, born), dtype=TEXT),
        pl.Series("evidence", [orjson.dumps(one).decode() for one in said]),
    ).select(FOUND.keys())  # fmt: skip


def _shown(names: Sequence[str], births: Sequence[str | None]) -> list[str]:
    return [f"{name} {born}" if born else name for name, born in zip(names, births, strict=True)]


def _evidence(said: dict[str, Any], mine: dict[str, Any], entry: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    """Say field by field what was compared; nationality and sex only where the entry has them, and without weight."""
    if shelf is not PEOPLE:
        return {"name": said["name"]}
    born = said["birth_date"]
    if entry["births"] and born["listed"] not in entry["births"].split(";"):
        born["listed"] = entry["births"].replace(";", "; ") if born["listed"] else None
    for field, listed in (("nationality", entry["nationalities"]), ("sex", entry["sex"])):
        if listed:
            said[field] = {"asked": mine[field], "listed": listed, "agreement": _agreement(mine[field], listed)}
    return said


def _agreement(mine: str | None, listed: str) -> str:
    if not mine:
        return "not said"
    return "same" if mine in listed.split("; ") else "different"
