"""The words of a list, how rare each is there, and which of them a word asked for may be meant as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cpdist
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.forms import forms

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
        self._forms = _columns(self.words)
        self._grams: dict[str, int] = {}
        table, rows = self._counted(self.words, learn=True)
        spread = np.bincount(table, minlength=len(self._grams)) + 1.0
        self._rarity = np.log1p(len(self.words) / spread).astype(np.float32)
        self._index = self._matrix(table, rows, len(self.words)).T.tocsr()

    def tells(self) -> Floats:
        """Give what the exact listed word tells, in nats."""
        return weights.exact(-np.log((self.holders + weights.UNSEEN) / (self.entities + weights.UNSEEN)))

    def asked_tells(self, words: Sequence[str], likeness: Likeness) -> Floats:
        """Give what each of ``words`` would tell if the list held it as it stands: most, where the list does not."""
        most = np.log1p(self.entities / weights.UNSEEN)
        tells = weights.exact(np.full(len(words), most))
        same = likeness.alike > 1 - 1e-6
        np.minimum.at(tells, likeness.asked[same], likeness.telling[same])
        return tells

    def alike(self, words: Sequence[str]) -> Likeness:
        """Find the listed words that each of ``words`` may be meant as."""
        if not words or not self.words:
            return NOTHING_ALIKE
        table, rows = self._counted(words, learn=False)
        near = sp_matmul_topn(
            self._matrix(table, rows, len(words)), self._index, top_n=weights.NEAR_WORDS, threshold=weights.LEAST_NEAR
        ).tocoo()
        asked, listed = near.row.astype(np.int32), near.col.astype(np.int32)
        same = np.array([self.position.get(word, -1) for word in words], np.int32)
        known = np.flatnonzero(same >= 0).astype(np.int32)
        both = np.sort(
            np.concatenate([asked, known]).astype(np.int64) * len(self.words) + np.concatenate([listed, same[known]])
        )
        both = both[np.r_[True, both[1:] != both[:-1]]] if len(both) else both
        asked, listed = (both // len(self.words)).astype(np.int32), (both % len(self.words)).astype(np.int32)
        alike = self._compared(_columns(words), asked, listed)
        enough = alike >= weights.LEAST_ALIKE
        return self._weighed(asked[enough], listed[enough], alike[enough])

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

    def _compared(self, columns: dict[str, npt.NDArray[Any]], asked: Ints, listed: Ints) -> Floats:
        def osa(mine: str, theirs: str) -> Floats:
            pairs = columns[mine][asked], self._forms[theirs][listed]
            return np.asarray(cpdist(*pairs, scorer=OSA.normalized_similarity, dtype=np.float32), np.float32)

        plain, fold, bone = osa("plain", "plain"), osa("fold", "fold"), osa("bone", "bone")
        mixed = (weights.PLAIN_PART * plain + weights.FOLD_PART * fold + weights.BONE_PART * bone).astype(np.float32)
        alike = np.maximum(plain, mixed)
        shorter = np.minimum(columns["letters"][asked], self._forms["letters"][listed])
        begins = np.flatnonzero((shorter >= weights.SHORT_FORM) & (alike < weights.SHORT_FORM_ALIKE))
        common = cpdist(columns["plain"][asked[begins]], self._forms["plain"][listed[begins]], scorer=Prefix.similarity)
        alike[begins[common == shorter[begins]]] = weights.SHORT_FORM_ALIKE
        bare = columns["unvowelled"][asked] != self._forms["unvowelled"][listed]
        if bare.any():
            long = osa("long", "long")
            alike = np.where(bare, weights.BONE_ALONE * bone + (1 - weights.BONE_ALONE) * long, alike)
        return np.asarray(alike, np.float32)

    def _counted(self, words: Sequence[str], *, learn: bool) -> tuple[Ints, Ints]:
        found: list[int] = []
        rows: list[int] = []
        grams = self._grams
        for at, word in enumerate(words):
            mine = _grams(word)
            if learn:
                ids = [grams.setdefault(gram, len(grams)) for gram in mine]
            else:
                ids = [known for gram in mine if (known := grams.get(gram)) is not None]
            found += ids
            rows += [at] * len(ids)
        return np.array(found, np.int32), np.array(rows, np.int32)

    def _matrix(self, grams: Ints, rows: Ints, height: int) -> csr_matrix:
        values = self._rarity[grams]
        norm = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, minlength=height))
        values = (values / np.maximum(norm[rows], 1e-9)).astype(np.float32)
        return csr_matrix((values, (rows, grams)), shape=(height, len(self._grams)), dtype=np.float32)


def _grams(word: str) -> set[str]:
    said = forms(word)
    grams: set[str] = set()
    texts = [("b", said.bone), ("l", said.long)]
    if not said.unvowelled:
        texts += [("p", said.plain), ("f", said.fold)]
    for letter, text in texts:
        edged = f"^{text}$"
        grams.update(letter + edged[at : at + 2] for at in range(len(edged) - 1))
        grams.update(letter + edged[at : at + 3] for at in range(len(edged) - 2))
    return grams


def _columns(words: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    said = [forms(word) for word in words]
    columns: dict[str, npt.NDArray[Any]] = {
        field: np.array([getattr(one, field) for one in said], dtype=object)
        for field in ("plain", "fold", "bone", "long")
    }
    columns["unvowelled"] = np.array([one.unvowelled for one in said], bool)
    columns["letters"] = np.array([len(word) for word in words], np.int32)
    return columns
