"""The names of a list made ready: rows of words, which names hold a word, and two indexes of names written together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.compiled import compiled
from tidewaiter.identify.matching.keys import LONGEST_NAME, MOST_KEYS, Codes, name_keys
from tidewaiter.identify.matching.lexicon import Lexicon, Reach
from tidewaiter.identify.matching.names import MOST_WORDS, Name
from tidewaiter.identify.matching.osa import Letters
from tidewaiter.identify.matching.people import Entities
from tidewaiter.identify.matching.postings import Postings, postings
from tidewaiter.identify.matching.spelling import Ints, Places, Records, Words

_FEW = 100
"""Names that an n-gram may lead to in any case."""
NAME = np.dtype(
    [
        ("count", np.int32),  # how many words it has
        ("initials", np.int32),  # and how many of them are one letter
        ("entity", np.int32),
        ("tells", np.float32),  # what it would tell if it were met in full, in nats
        ("no_person", np.float32), ("no_organisation", np.float32),
    ],
    align=True,
)  # fmt: skip


class Index(NamedTuple):
    """All that is looked at when a name is asked for."""

    words: Words
    """The listed words; ``first`` and ``last`` lead to ``holding``."""
    holding: Ints
    """The names that hold a word."""
    table: Ints
    """The numbers of the words of each name, -1 behind the last; shape (names, MOST_WORDS)."""
    names: Records
    """Of type ``NAME``."""
    grams: Postings
    bones: Postings


def listed(entities: Entities, reach: Reach) -> tuple[Lexicon, Index]:
    """Index the names of a list."""
    words = sorted({word for name in entities.names for word in name.words})
    table, counts = numbered(entities.names, {word: at for at, word in enumerate(words)})
    name, place = np.nonzero(table >= 0)
    held = table[name, place]
    bearing = np.unique(entities.entity[name].astype(np.int64) * (len(words) + 1) + held) % (len(words) + 1)
    holders = np.bincount(bearing, minlength=len(words)).astype(np.int32)
    lexicon = Lexicon(words, holders, len(np.unique(entities.entity)), reach)
    facts = lexicon.words.facts
    facts["last"] = np.cumsum(np.bincount(held, minlength=len(words)))
    facts["first"][1:] = facts["last"][:-1]
    names = np.zeros(len(table), NAME)
    names["count"], names["entity"] = counts, entities.entity
    names["initials"] = np.bincount(name, facts["plain"][held] == 1, minlength=len(table))
    names["tells"] = np.bincount(name, facts["tells"][held], minlength=len(table))
    names["no_person"], names["no_organisation"] = entities.no_person, entities.no_organisation
    holding = name[np.argsort(held, kind="stable")].astype(np.int32)
    common = max(len(table) * weights.COMMON_GRAM, _FEW)
    grams, bones = (postings(*_name_keys(lexicon.words, table, counts, bones), common) for bones in (False, True))
    return lexicon, Index(lexicon.words, holding, table, names, grams, bones)


def numbered(names: Sequence[Name], position: Mapping[str, int]) -> tuple[Ints, Ints]:
    """Write each name as a row of word numbers, -1 where it has no further word; and count its words."""
    counts = np.fromiter((len(name.words) for name in names), np.int32, len(names))
    table = np.full((len(names), MOST_WORDS), -1, np.int32)
    there = np.arange(MOST_WORDS) < counts[:, None]
    table[there] = np.fromiter((position[word] for name in names for word in name.words), np.int32, counts.sum())
    return table, counts


@compiled
def run_together(words: Words, table: Ints, name: int, count: int, bones: bool, out: Letters) -> int:
    """Write the folds of a name's words without blanks, or the bones; give the letters. Folds want vowels."""
    letters, facts = words.letters, words.facts
    written = 0
    for at in range(count):
        fact = facts[table[name, at]]
        if fact.bare and not bones:
            continue
        start = fact.start + fact.plain + (fact.fold if bones else 0)
        for place in range(start, start + (fact.bone if bones else fact.fold)):
            if written < LONGEST_NAME:
                out[written] = letters[place]
                written += 1
    return written


@compiled
def _name_keys(words: Words, table: Ints, counts: Ints, bones: bool) -> tuple[Codes, Places]:
    ends, out = np.zeros(len(table) + 1, np.int64), np.zeros(MOST_KEYS, np.int64)
    letters = np.zeros(LONGEST_NAME, np.uint8)
    found = np.zeros(len(table) * LONGEST_NAME, np.int64)
    for name in range(len(table)):
        count = name_keys(letters, run_together(words, table, name, counts[name], bones, letters), out)
        ends[name + 1] = ends[name] + count
        found[ends[name] : ends[name + 1]] = out[:count]
    return found[: ends[-1]].copy(), ends
