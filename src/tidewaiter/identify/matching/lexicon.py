"""The words of a list, how rare each is there, and which of them a word asked for may be meant as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cpdist
from sparse_dot_topn import sp_matmul_topn

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.forms import Forms, Texts, forms
from tidewaiter.identify.matching.keys import Weighed, word_keys, word_marks

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Bits = npt.NDArray[np.bool_]


class Likeness(NamedTuple):
    """Pairs of a word asked for and a listed word, sorted by the word asked for."""

    asked: Ints
    listed: Ints
    alike: Floats
    """1 for the same spelling, down to ``weights.LEAST_ALIKE``."""
    telling: Floats
    """How much the pair tells, in nats: the rarer a word this much alike is on the list, the more."""


NOTHING_ALIKE = Likeness(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.float32))


class Lexicon:
    """The words of one list, ready to be compared with others."""

    def __init__(self, words: Sequence[str], holders: Ints, entities: int) -> None:
        """Take distinct ``words``, the number of entities that hold each, and the number of entities in all."""
        self.words = list(words)
        self.position = {word: at for at, word in enumerate(self.words)}
        self.holders = holders.astype(np.float32)
        self.entities = max(entities, weights.FEWEST_ENTITIES)
        self.forms = forms(self.words)
        self._keys = Weighed(*word_marks(self.forms), len(self.words), np.inf)

    def tells(self) -> Floats:
        """Give what the exact listed word tells, in nats."""
        return weights.exact(-np.log((self.holders + weights.UNSEEN) / (self.entities + weights.UNSEEN)))

    def asked_tells(self, words: int, likeness: Likeness) -> Floats:
        """Give what each of ``words`` words would tell if the list held it as it stands: most, where it does not."""
        most = np.log1p(self.entities / weights.UNSEEN)
        tells = weights.exact(np.full(words, most))
        same = likeness.alike > 1 - 1e-6
        np.minimum.at(tells, likeness.asked[same], likeness.telling[same])
        return tells

    def alike(self, words: Sequence[str], said: Forms) -> Likeness:
        """Find the listed words that each of ``words`` may be meant as; ``said`` are their forms."""
        if not words or not self.words:
            return NOTHING_ALIKE
        asked, listed = self._near(words, said)
        alike = self._compared(said, asked, listed)
        enough = alike >= weights.LEAST_ALIKE
        return self._weighed(asked[enough], listed[enough], alike[enough])

    def _near(self, words: Sequence[str], said: Forms) -> tuple[Ints, Ints]:
        """Give the pairs of words that share most keys, and those that are spelt the same."""
        keys = self._keys.asked(*word_keys(said), len(words))
        near = sp_matmul_topn(keys, self._keys.index, top_n=weights.NEAR_WORDS, threshold=weights.LEAST_NEAR).tocoo()
        bare = np.flatnonzero(said.unvowelled)
        more = sp_matmul_topn(
            keys[bare], self._keys.index, top_n=weights.NEAR_BARE, threshold=weights.LEAST_BARE
        ).tocoo()
        same = np.array([self.position.get(word, -1) for word in words], np.int64)
        known = np.flatnonzero(same >= 0)
        rows = np.r_[near.row.astype(np.int64), bare[more.row], known]
        columns = np.r_[near.col.astype(np.int64), more.col, same[known]]
        both = np.sort(rows * len(self.words) + columns)
        both = both[np.r_[True, both[1:] != both[:-1]]] if len(both) else both
        return (both // len(self.words)).astype(np.int32), (both % len(self.words)).astype(np.int32)

    def _weighed(self, asked: Ints, listed: Ints, alike: Floats) -> Likeness:
        """Weigh each pair by how many entities hold a word at least as much alike."""
        step = np.round(alike * weights.STEPS).astype(np.int32)
        order = np.lexsort((listed, -step, asked))
        asked, listed, alike, step = asked[order], listed[order], alike[order], step[order]
        if not len(asked):
            return Likeness(asked, listed, alike, alike)
        total = np.cumsum(self.holders[listed].astype(np.float64))
        first = np.flatnonzero(np.r_[True, asked[1:] != asked[:-1]])
        before = np.repeat(np.r_[0.0, total[first[1:] - 1]], np.diff(np.r_[first, len(asked)]))
        last = np.flatnonzero(np.r_[(asked[1:] != asked[:-1]) | (step[1:] != step[:-1]), True])
        group = np.searchsorted(last, np.arange(len(asked)))
        holders = total[last[group]] - before
        chance = (holders + weights.UNSEEN) / (self.entities + weights.UNSEEN)
        telling = weights.exact(-np.log(np.minimum(chance, 1.0)) - weights.UNLIKE * (1.0 - alike))
        worth = telling > 0
        return Likeness(asked[worth], listed[worth], alike[worth], telling[worth])

    def _compared(self, said: Forms, asked: Ints, listed: Ints) -> Floats:
        theirs = self.forms

        def osa(one: Texts, other: Texts) -> Floats:
            pairs = one[asked], other[listed]
            return np.asarray(cpdist(*pairs, scorer=OSA.normalized_similarity, dtype=np.float32), np.float32)

        plain, bone = osa(said.plain, theirs.plain), osa(said.bone, theirs.bone)
        fold = osa(said.fold, theirs.fold)
        mixed = (weights.PLAIN_PART * plain + weights.FOLD_PART * fold + weights.BONE_PART * bone).astype(np.float32)
        alike = np.maximum(plain, mixed)
        shorter = np.minimum(said.letters[asked], theirs.letters[listed])
        begins = np.flatnonzero((shorter >= weights.SHORT_FORM) & (alike < weights.SHORT_FORM_ALIKE))
        common = cpdist(said.plain[asked[begins]], theirs.plain[listed[begins]], scorer=Prefix.similarity)
        alike[begins[common == shorter[begins]]] = weights.SHORT_FORM_ALIKE
        bare = np.flatnonzero(said.unvowelled[asked] != theirs.unvowelled[listed])
        if len(bare):
            asked, listed = asked[bare], listed[bare]
            alike[bare] = weights.BONE_ALONE * bone[bare] + (1 - weights.BONE_ALONE) * osa(said.long, theirs.long)
        return np.asarray(alike, np.float32)
