"""The entities of a list as the matcher keeps them: their names, birth dates, and what kind they are."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import polars as pl

from tidewaiter.identify.matching.names import Name, cut
from tidewaiter.identify.matching.spelling import Floats, Ints

PERSONS = frozenset(("Person",))
UNKNOWN = frozenset(("", "LegalEntity", "Thing", "Unknown"))
"""Schemas of FollowTheMoney that leave open whether a person is meant."""
ANY = frozenset(("*",))
"""Schema of entries compared with names of their own kind alone: what kind a name may be of is not weighed."""
_FAMILY_FIRST = re.compile(r"[^,\d]+, [^,\d]+(?:,? (?:jr|sr|ii|iii)\.?)?", re.IGNORECASE)

MAYBE_OTHER = 0.7
"""How surely an entry of unknown schema, not written family name first, is no person."""


class Entities(NamedTuple):
    """The entities of a list, and its names one a row."""

    ids: list[str]
    schemas: list[str]
    birth_dates: list[tuple[str, ...]]
    texts: list[str]
    """Names as the list writes them."""
    names: list[Name]
    entity: Ints
    """Whose name it is."""
    no_person: Floats
    no_organisation: Floats
    """0 where a name may be of the kind, up to 1 where it surely is not; one a name."""


def entities(table: pl.DataFrame) -> Entities:
    """Read ``id, schema, name, aliases, birth_date`` (``;`` between values); a name that has no letter is left out."""
    columns = ("id", "schema", "name", "aliases", "birth_date")
    rows = table.select(pl.col(column).cast(pl.String).fill_null("") for column in columns).rows()
    texts: list[str] = []
    names: list[Name] = []
    entity: list[int] = []
    kinds: list[tuple[float, float]] = []
    for at, (_, schema, main, aliases, _) in enumerate(rows):
        seen: set[tuple[str, ...]] = set()
        spelt = [main, *aliases.split(";")]
        family_first = any(_FAMILY_FIRST.fullmatch(text.strip()) and not cut(text).organisation for text in spelt)
        for text in spelt:
            name = cut(text)
            if name.words and name.words not in seen:
                seen.add(name.words)
                texts.append(text.strip())
                names.append(name)
                entity.append(at)
                kinds.append(_kind(schema, name, family_first=family_first))
    other = np.array(kinds, np.float32).reshape(-1, 2)
    dates = [tuple(part.strip() for part in row[4].split(";") if part.strip()) for row in rows]
    return Entities(
        [row[0] for row in rows], [row[1] for row in rows], dates, texts, names,
        np.array(entity, np.int32), other[:, 0], other[:, 1],
    )  # fmt: skip


def _kind(schema: str, name: Name, *, family_first: bool) -> tuple[float, float]:
    if schema in PERSONS:
        return 0.0, 1.0
    if schema in ANY:
        return 0.0, 0.0
    if schema not in UNKNOWN or name.organisation:
        return 1.0, 0.0
    return (0.0, 0.5) if family_first else (MAYBE_OTHER, 0.0)
