"""Names as rows of word numbers, and what is to be known of each word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.forms import Forms
from tidewaiter.identify.matching.lexicon import Floats, Ints
from tidewaiter.identify.matching.names import MOST_WORDS, Name, is_title


class Rows(NamedTuple):
    """Names as rows of word numbers; of what is known of words, a last place stands for no word."""

    forms: Forms
    table: Ints
    """Shape (names, MOST_WORDS); ``words`` where a name has no further word."""
    tells: Floats
    """What each word tells on the list if it is met as it stands, in nats."""
    missed: Floats
    """What it counts if it is not met: 1, less for titles."""
    initial: Ints
    letters: Ints

    @property
    def words(self) -> int:
        """How many words there are."""
        return len(self.tells) - 1

    def only(self, used: Ints, table: Ints) -> Rows:
        """Give rows that hold no word but ``used``, written with their places in it."""
        places = np.append(used, np.int32(self.words))
        known = (column[places] for column in (self.tells, self.missed, self.initial, self.letters))
        return Rows._make((self.forms.at(used), table, *known))


def numbered(names: Sequence[Name], position: Mapping[str, int], none: int) -> Ints:
    """Write each name as a row of word numbers, with ``none`` where it has no further word."""
    counts = np.fromiter((len(name.words) for name in names), np.int32, len(names))
    table = np.full((len(names), MOST_WORDS), none, np.int32)
    there = np.arange(MOST_WORDS) < counts[:, None]
    table[there] = np.fromiter((position[word] for name in names for word in name.words), np.int32, counts.sum())
    return table


def marked(words: Sequence[str]) -> tuple[Floats, Ints]:
    """Give what each word counts if it is missed, and its initial."""
    missed = np.array([weights.TITLE_MISSED if is_title(word) else 1.0 for word in words], np.float32)
    initial = np.array([ord(word[-1] if word[0] == "~" else word[0]) for word in words], np.int32)
    return missed, initial


def described(forms: Forms, table: Ints, tells: Floats) -> Rows:
    """Put beside each word what is to be known of it."""
    missed, initial = marked(forms.plain.tolist())
    return Rows(
        forms,
        table,
        np.r_[tells, 0].astype(np.float32),
        np.r_[missed, 0].astype(np.float32),
        np.r_[initial, 0].astype(np.int32),
        np.r_[forms.letters, 0].astype(np.int32),
    )
