"""Screen names against one list: the same function for one name and for a million, with the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.align import Aligned, Asked, align
from tidewaiter.identify.matching.dates import agreement
from tidewaiter.identify.matching.lexicon import Floats, Ints, Likeness
from tidewaiter.identify.matching.listed import Listed, run_together
from tidewaiter.identify.matching.names import MOST_WORDS, cut, is_title

CHUNK = 400


class Matcher:
    """One list, indexed; it does not change."""

    def __init__(self, list_table: pl.DataFrame) -> None:
        rows = list_table.select("id", "schema", "name", "aliases", "birth_date").rows()
        self.ids = [row[0] for row in rows]
        self.dates = [tuple(filter(None, (row[4] or "").split(";"))) for row in rows]
        self.unknown = np.array([row[1] != "Person" for row in rows])
        names, texts, entity = [], [], []
        for at, row in enumerate(rows):
            seen = set()
            for text in [row[2], *(row[3] or "").split(";")]:
                name = cut(text or "")
                if name.words and name.words not in seen:
                    seen.add(name.words)
                    names.append(name)
                    texts.append(text)
                    entity.append(at)
        self.entity = np.array(entity, np.int32)
        self.texts = texts
        self.organisation = np.array([name.organisation for name in names])
        self.count = np.bincount(self.entity, minlength=len(rows))
        self.listed = Listed(names, self.entity)

    @classmethod
    def build(cls, list_table: pl.DataFrame) -> Matcher:
        return cls(list_table)

    def features(self, texts, dates):
        """dev: long table of pairs."""
        names = [cut(t) for t in texts]
        words = sorted({w for n in names for w in n.words})
        position = {w: i for i, w in enumerate(words)}
        table = np.full((len(names), MOST_WORDS), len(words), np.int32)
        for r, n in enumerate(names):
            table[r, : len(n.words)] = [position[w] for w in n.words]
        like = self.listed.lexicon.alike(words)
        own = np.full(len(words) + 1, -np.log(1.0 / (self.listed.lexicon.entities + 1)), np.float32)
        own[-1] = 0
        first = np.flatnonzero(np.r_[True, like.asked[1:] != like.asked[:-1]]) if len(like.asked) else np.zeros(0, int)
        best = np.zeros(len(words) + 1, np.float32)
        exact = like.alike >= 0.999
        own[like.asked[exact]] = np.minimum(own[like.asked[exact]], like.telling[exact])
        asked = Asked(words, table, own,
            np.array([is_title(w) for w in words] + [False]),
            np.array([ord(w[-1] if w[0] == "~" else w[0]) for w in words] + [0], np.int32),
            np.array([len(w) for w in words] + [0], np.int32))
        r, n = self.listed.candidates(table, like, len(words), [run_together(x.words) for x in names])
        a = align(self.listed, asked, like, r, n)
        e = self.entity[n]
        dob = np.array([agreement(dates[i], self.dates[j])[0].tells for i, j in zip(r, e)], np.float32)
        return dict(row=r, name=n, entity=e, told=a.told, joined=a.joined, qm=a.asked_missed, nm=a.listed_missed, ini=a.initials,
            qown=a.asked_own, nown=a.listed_own, org=self.organisation[n].astype(np.float32), unk=self.unknown[e].astype(np.float32),
            lcount=np.log(self.count[e]).astype(np.float32), dob=dob, nq=(table < len(words)).sum(1)[r].astype(np.float32), nn=(self.listed.table < len(self.listed.lexicon.words)).sum(1)[n].astype(np.float32))
