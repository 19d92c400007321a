"""What somebody typed into one box, taken apart: what of it may be a name, a number, a flight, a day, an id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import polars as pl

LONGEST = 100
_ID = re.compile(r"(?:enc|hit|case|cas)-[0-9a-z-]{3,60}", re.IGNORECASE)
_FLIGHT = re.compile(r"([A-Z][A-Z0-9]|[0-9][A-Z])\s?0*([1-9][0-9]{0,3}[A-Z]?)")
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
LIKELY = 0.5
"""From which probability on a name counts as like another: half as likely as not is worth a look, and no more."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed. ``number``: capitals and digits of a text that holds a digit; ``words``: parts of a name."""

    text: str
    words: tuple[str, ...] = ()
    number: str | None = None
    flight: tuple[str, str] | None = None
    born: date | None = None
    id: str | None = None

    @property
    def name(self) -> str:
        """Give the name as it was typed, without the day."""
        return " ".join(self.words)

    def spellings(self, least: int = 2) -> list[str]:
        """Give the beginnings of surnames it may mean, in the cases in which messages write them."""
        whole = [self.name] if len(self.words) > 1 else []
        found = [word for word in (*whole, *self.words) if len(word) >= least]
        return list(dict.fromkeys(form for word in found for form in (word.upper(), word.title(), word)))


def read(text: str) -> Typed:
    """Take a text apart; what can be none of these is empty."""
    whole = " ".join(text.split())[:LONGEST]
    day = _DAY.search(whole)
    born = _day(day.group(1)) if day else None
    rest = " ".join(whole.replace(day.group(1), " ").split()) if day and born else whole
    bare = re.sub(r"[^A-Za-z0-9]", "", rest).upper()
    flight = _FLIGHT.fullmatch(rest.upper())
    words = () if any(letter.isdigit() for letter in rest) else tuple(re.findall(r"[^\W\d_][^\W\d_'’-]*", rest))
    return Typed(
        text=whole,
        words=words,
        number=bare if len(bare) >= 3 and any(map(str.isdigit, bare)) and not _ID.fullmatch(rest) else None,
        flight=(flight.group(1), flight.group(2)) if flight else None,
        born=born,
        id=rest.lower() if _ID.fullmatch(rest) else None,
    )


def alike(typed: Typed, known: pl.DataFrame, limit: int = 10) -> list[dict[str, Any]]:
    """Say which known people bear a name like the one typed: ``row, score, evidence``, the likeliest first.

    ``known``: ``surname, given_names, birth_date`` (text). By the matcher that screens against lists, so that a search
    and a screening do not disagree.
    """
    if known.is_empty() or not typed.words:
        return []
    from tidewaiter.identify.matching import Matcher  # loads compiled loops: only where a name is asked for

    name = pl.concat_str("given_names", "surname", separator=" ", ignore_nulls=True).str.replace_all(";", ",")
    table = known.select(
        pl.int_range(pl.len()).cast(pl.String).alias("id"),
        pl.lit("Person").alias("schema"),
        name.alias("name"),
        pl.lit("").alias("aliases"),
        pl.col("birth_date").cast(pl.String).fill_null("").alias("birth_date"),
    )
    asked = {"query_id": ["0"], "name": [typed.name], "birth_date": [typed.born.isoformat() if typed.born else None]}
    schema = dict.fromkeys(asked, pl.String)
    found = Matcher.build(table).screen(pl.DataFrame(asked, schema=schema), limit, least=LIKELY)
    return [
        {"row": int(row["entity_id"]), "score": row["score"], "evidence": orjson.loads(row["evidence"])}
        for row in found.iter_rows(named=True)
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
