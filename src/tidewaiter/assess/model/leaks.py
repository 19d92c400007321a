"""The leak audit: does a plain look-up know the answers? It found the leak in a public set that models were praised on.

There, most rows of the published test set repeat a tuple of the training set, label and all; a dictionary beats every
model. Here each pair of windows is asked the same before a model trained on it may be promoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from tidewaiter.assess.model.metrics import auc
from tidewaiter.vocabulary.snapshot import LIVE, OUTCOME

MOST_KNOWN = 0.1
"""Found rows of the test window that a rare tuple of the training window gives away: more than this is a leak."""
MOST_ALONE = 0.95
"""A feature whose plain look-up reaches this AUC says the answer, whatever it is called."""
LEAST_LOOKUP = 0.65
RARE = 5
_WIDEST = 6
_CANDIDATES = 14
_SAMPLE = 60_000


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What the audit found; ``problems`` in words, none = passed.

    ``tuple_features``: the features whose tuple, looked up in training, tells most of the test labels. ``repeated``:
    share of test rows whose tuple stood in training; ``same_label``: and mostly with the same label; ``known_finds``:
    share of found test rows that a tuple seen at most five times in training, mostly found there, gives away.
    ``lookup_auc`` stands beside ``model_auc`` (None where no model was given); ``alone``: the AUC of each feature's own
    look-up, best first.
    """

    rows: int
    found: int
    tuple_features: tuple[str, ...]
    repeated: float
    same_label: float
    known_finds: float
    lookup_auc: float
    model_auc: float | None
    alone: dict[str, float]
    problems: tuple[str, ...] = field(default=())

    @property
    def passed(self) -> bool:
        """Tell whether nothing leaks."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """Give the report as JSON values."""
        said = {name: getattr(self, name) for name in ("rows", "found", "repeated", "same_label", "known_finds")}
        rounded = {name: round(value, 4) for name, value in said.items()}
        return {
            "passed": self.passed,
            **rounded,
            "tuple": list(self.tuple_features),
            "lookup_auc": round(self.lookup_auc, 4),
            "model_auc": None if self.model_auc is None else round(self.model_auc, 4),
            "alone": {name: round(value, 4) for name, value in list(self.alone.items())[:8]},
            "problems": list(self.problems),
        }


def audit(
    train: pl.DataFrame,
    test: pl.DataFrame,
    features: Sequence[str],
    label: str,
    *,
    identity: str = "encounter_id",
    moment: str = "assessed_at",
    model_score: pl.Series | None = None,
) -> LeakReport:
    """Audit two labelled windows. ``label``: a Boolean column; ``model_score``: the model's, of the test rows.

    Asked: is a row in both windows; does the second begin before the first ends; is an outcome or what the rules said
    among the features; does one feature alone, or a tuple of few, looked up in training, know the test labels. The
    tuple is sought by adding feature after feature while the look-up gains on one half of the test rows; what is
    reported is measured on the other half.
    """
    train, test = _labelled(train, label), _labelled(test, label)
    if model_score is not None:
        test = test.with_columns(model_score.alias("model score"))
    problems = [*_shared(train, test, identity), *_overlapping(train, test, moment), *_outcomes(features, label)]
    seek, tell = _halves(test)
    coded = {name: _codes(train[name], seek[name], tell[name]) for name in features}
    known = train[label].to_numpy()
    alone = {name: _lookup([codes], known, seek[label].to_numpy())[0] for name, codes in coded.items()}
    ranked = dict(sorted(alone.items(), key=lambda item: -item[1]))
    chosen = _greedy(coded, list(ranked)[:_CANDIDATES], known, seek[label].to_numpy())
    facts = _told([coded[name] for name in chosen], known, tell[label].to_numpy())
    model_auc = auc(tell["model score"].to_numpy(), tell[label].to_numpy()) if model_score is not None else None
    problems += _telling(ranked, facts, model_auc, chosen)
    return LeakReport(test.height, int(test[label].sum()), tuple(chosen), *facts, model_auc, ranked, tuple(problems))


def _labelled(rows: pl.DataFrame, label: str) -> pl.DataFrame:
    known = rows.filter(pl.col(label).is_not_null())
    return known.sample(_SAMPLE, seed=1) if known.height > _SAMPLE else known


def _shared(train: pl.DataFrame, test: pl.DataFrame, identity: str) -> list[str]:
    both = test.join(train.select(identity).unique(), on=identity, how="semi").height if identity in test.columns else 0
    return [f"{both} rows stand in both windows, by {identity}"] if both else []


def _overlapping(train: pl.DataFrame, test: pl.DataFrame, moment: str) -> list[str]:
    if moment not in train.columns or train.is_empty() or test.is_empty():
        return []
    late = train.filter(pl.col(moment) >= test[moment].min()).height
    return [f"{late} rows to train on are of the time that tests, by {moment}"] if late else []


def _outcomes(features: Sequence[str], label: str) -> list[str]:
    later = [name for name in features if name in OUTCOME or name in LIVE or name == label]
    return [f"{', '.join(later)} is known only afterwards, or follows from what the rules said"] if later else []


def _halves(test: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    pick = np.random.default_rng(1).random(test.height) < 0.5
    return test.filter(pl.Series(pick)), test.filter(pl.Series(~pick))


Codes = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]


def _codes(*parts: pl.Series) -> Codes:
    """Number the values of a feature alike in all parts; unknown is a value too."""
    joined = pl.concat([part.list.join("\x1f") if part.dtype == pl.List else part for part in parts])
    codes = joined.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
    ends = np.cumsum([part.len() for part in parts])
    one, two, three = np.split(codes, ends[:-1])
    return one, two, three


def _greedy(coded: dict[str, Codes], candidates: list[str], known: Any, label: Any) -> list[str]:
    chosen: list[str] = []
    best = 0.5
    while len(chosen) < _WIDEST:
        tried = {
            name: _lookup([coded[each] for each in (*chosen, name)], known, label)[0]
            for name in candidates
            if name not in chosen
        }
        name = max(tried, key=lambda each: tried[each], default=None)
        if name is None or tried[name] <= best + 0.002:
            break
        chosen.append(name)
        best = tried[name]
    return chosen


def _keys(coded: list[Codes], part: int) -> tuple[Any, Any]:
    """Number the tuples of the training rows and of one part of the test rows, alike."""
    stacked = [np.concatenate([codes[0], codes[part]]) for codes in coded]
    key = stacked[0].astype(np.int64)
    for more in stacked[1:]:
        _, key = np.unique(key * (int(more.max()) + 1) + more, return_inverse=True)
    split = len(coded[0][0])
    return key[:split], key[split:]


def _lookup(coded: list[Codes], known: Any, label: Any, part: int = 1) -> tuple[float, Any, Any, Any]:
    """Look each tuple up in training: (AUC, share found in training, how often it stood there, the key's order)."""
    here, there = _keys(coded, part)
    size = int(max(here.max(initial=0), there.max(initial=0))) + 1
    seen, found = np.bincount(here, minlength=size), np.bincount(here, known, minlength=size)
    base = float(known.mean()) if len(known) else 0.0
    rate = (found + base) / (seen + 1)  # an unseen tuple is worth the base rate
    return auc(rate[there], label) if len(label) else float("nan"), rate[there], seen[there], found[there]


def _told(coded: list[Codes], known: Any, label: Any) -> tuple[float, float, float, float]:
    """Give (repeated, same label, known finds, AUC) of a tuple on the half that was not used to seek it."""
    if not coded or not len(label):
        return 0.0, 0.0, 0.0, 0.5
    score, _, seen, found = _lookup(coded, known, label, part=2)
    mostly = found * 2 > seen
    same = (seen > 0) & (mostly == label)
    given = label & (seen > 0) & (seen <= RARE) & mostly
    return float((seen > 0).mean()), float(same.mean()), float(given.sum() / max(label.sum(), 1)), score


def _telling(
    alone: dict[str, float], facts: tuple[float, float, float, float], model_auc: float | None, chosen: list[str]
) -> list[str]:
    said = [f"{name} alone knows the answer: AUC {value:.3f}" for name, value in alone.items() if value >= MOST_ALONE]
    _, _, given, lookup = facts
    named = ", ".join(chosen)
    if given > MOST_KNOWN:
        said.append(f"{given:.1%} of the finds repeat a rare tuple ({named}) that was a find in training")
    if model_auc is not None and lookup >= LEAST_LOOKUP and lookup >= model_auc - 0.01:
        said.append(f"a plain look-up of ({named}) does as well as the model: AUC {lookup:.3f} beside {model_auc:.3f}")
    return said
