"""From tables to entries: the journal keeps one entry for each message and room, in the order of the walk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from tidewaiter.vocabulary.facts import Entry, FactKind, canonical, lines


def cut(table: pl.DataFrame, owners: pl.Series) -> dict[str, tuple[bytes, ...]]:
    """Write a table as JSON lines and share them out to the messages that own the rows.

    ``owners`` names the message of each row; rows keep their order within a message.
    """
    shares: dict[str, list[bytes]] = {}
    for owner, line in zip(owners.to_list(), lines(table), strict=True):
        shares.setdefault(owner, []).append(line)
    return {owner: tuple(rows) for owner, rows in shares.items()}


def cut_spoken(table: pl.DataFrame) -> dict[str, tuple[bytes, ...]]:
    """Cut a table that names its ``message_id``, without the columns in which a message says nothing.

    They are most of a declared line, and are read back as null all the same.
    """
    parts = table.partition_by("message_id", maintain_order=True)
    return {part["message_id"][0]: tuple(lines(_spoken(part))) for part in parts}


def _spoken(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(column for column in table.get_columns() if column.null_count() < table.height)


def owners_of(encounters: pl.Series, identified: pl.DataFrame, declared: pl.DataFrame) -> pl.Series:
    """Name for each encounter the last message of the batch that speaks of it."""
    message_of = dict(zip(declared["declaration_id"].to_list(), declared["message_id"].to_list(), strict=True))
    links = zip(identified["encounter_id"].to_list(), identified["declaration_id"].to_list(), strict=True)
    last = {encounter: message_of.get(declaration) for encounter, declaration in links}
    return pl.Series("message_id", [last.get(encounter) for encounter in encounters.to_list()], dtype=pl.String)


def entry(kind: FactKind, about: str, at: datetime, actor: str, rows: Iterable[Mapping[str, Any]]) -> Entry:
    """Make one entry of some rows given as mappings."""
    return Entry(kind, about, at, actor, tuple(canonical(row) for row in rows))


def walked_entries(
    message_id: str, at: datetime, actor: str, shares: Sequence[tuple[FactKind, Mapping[str, tuple[bytes, ...]]]]
) -> list[Entry]:
    """Make the entries of one message from what each room's table gave it; a room without rows makes none."""
    return [Entry(kind, message_id, at, actor, rows[message_id]) for kind, rows in shares if message_id in rows]
