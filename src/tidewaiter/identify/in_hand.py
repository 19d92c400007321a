"""Screen what was read of a document at a lane where it is not what was announced: nobody has looked for that yet.

The same look-up in the lists and the same checks of documents as for a declaration, but nothing is declared by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import orjson
import polars as pl

from tidewaiter.identify.document_use import document_checks
from tidewaiter.identify.documents import number_forms
from tidewaiter.identify.lookup import conform_screened, screen
from tidewaiter.identify.needs import Needs, Settlements
from tidewaiter.identify.plain import plainly
from tidewaiter.identify.policy import ScreeningPolicy
from tidewaiter.identify.suppression import suppress
from tidewaiter.identify.tally import Tally
from tidewaiter.identify.troubles import list_check
from tidewaiter.vocabulary.hit import SILENT
from tidewaiter.vocabulary.tables import DECLARED, HITS, STANDING, TEXT, conform, empty

MARK = "document in hand"
"""The field of a match's evidence that says of which document the values were read."""
SCREENED: Mapping[str, pl.DataType] = {**DECLARED, "encounter_id": TEXT}


class World(Needs, Settlements, Protocol):
    """What is asked of the world: who showed which document, which lists are in force, and what was settled."""


class Screened(NamedTuple):
    """How number form, lists and document use ended (``CHECK``), and the matches to state (``STANDING``)."""

    checks: list[dict[str, Any]]
    hits: pl.DataFrame


def in_hand(
    read: pl.DataFrame,
    needs: World,
    *,
    known: Iterable[Mapping[str, Any]],
    as_of: datetime,
    screening: ScreeningPolicy | None = None,
    tally: Tally | None = None,
) -> Screened:
    """Screen one row of what was read: columns of DECLARED, ``encounter_id`` and ``subject_id``.

    ``known``: the encounter's matches so far (``list_id, entry_id, status, evidence``). One that stands is not stated
    again, nor is one that was settled after the very same document had been read. Details quote nothing that was read:
    what failed is said by the check's name, what a match rests on by the match.
    """
    whole = conform_screened(read).with_columns(pl.col("encounter_id").alias("declaration_id"))
    rows = plainly(whole.with_columns(link_basis=pl.lit("document-in-hand")))
    listings, day = needs.listings(as_of.date()), as_of.date()
    found = _marked(screen(rows, listings, policy=screening, tally=tally), rows)
    stated, stands = _judged(found, read, needs, list(known))
    lists = list_check(rows, stands, listings, needs.list_troubles(day))
    state, detail = lists.select("lists_state", "lists_detail").row(0)
    told = [
        *number_forms(rows),
        {"name": "lists", "state": state, "detail": detail},
        *document_checks(rows, found, listings, needs)[0].to_list(),
    ]
    return Screened([{**each, "detail": _quotes_nothing(each)} for each in told], stated)


def _marked(hits: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Write into the evidence of each hit of which document its values were read."""
    if hits.is_empty():
        return hits
    document = " ".join(filter(None, rows.select("document_issuer", "document_number").row(0)))
    mark = {MARK: {"asked": document, "listed": None, "agreement": "read at the lane, not as it was announced"}}
    texts = [orjson.dumps({**orjson.loads(each or "{}"), **mark}).decode() for each in hits["evidence"]]
    return hits.with_columns(pl.Series("evidence", texts, TEXT), pl.lit(None, TEXT).alias("declaration_id"))


def _judged(
    found: pl.DataFrame, read: pl.DataFrame, needs: World, known: list[Mapping[str, Any]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part what is to be stated (``STANDING``) from what stops somebody (``HITS``), stated now or before."""
    if found.is_empty():
        return empty(STANDING), empty(HITS)
    one, subject = read.select("encounter_id", "subject_id").row(0)
    said = [conform(each, dict(SCREENED)) for each in (needs.earlier(read["encounter_id"]), read)]
    judged = suppress(found, pl.concat(said), {one: subject}, needs)
    before = {(each["list_id"], each["entry_id"]): each for each in known}
    new, settled = [], []
    for list_id, entry_id, evidence in judged.select("list_id", "entry_id", "evidence").iter_rows():
        held = before.get((list_id, entry_id))
        silent = held is not None and held["status"] in SILENT
        new.append(held is None or (silent and held["evidence"] != evidence))
        settled.append(silent and held is not None and held["evidence"] == evidence)
    stops = pl.Series(new) & judged["suppressed_by"].is_null() | ~pl.Series(new) & ~pl.Series(settled)
    return judged.filter(pl.Series(new)), conform(judged.filter(stops), HITS)


def _quotes_nothing(check: Mapping[str, Any]) -> str | None:
    """Keep what is said of lists, and why something did not run; the rest names what was read, or other people."""
    return check["detail"] if check["name"] == "lists" or check["state"] == "not-run" else None
