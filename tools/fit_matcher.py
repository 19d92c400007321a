"""Fit the weights of the matcher's one formula on half of a labelled set, and report both halves.

    python tools/fit_matcher.py LIST.csv QUERIES.csv TRUTH.csv

TRUTH.csv: ``query_id,kind,entity_ids`` (``;`` between ids; none for a name on no list, kind ``negative``). Queries are
halved by the CRC-32 of their id. Birth dates are not looked at. The model is a conditional logistic regression: for
each query one entity is meant, or none. Prints the coefficients for ``weights.py``; changes nothing.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import minimize

from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.asked import Questions
from tidewaiter.identify.matching.matcher import Matcher
from tidewaiter.identify.matching.reading import read_list, read_names
from tidewaiter.identify.matching.search import Need

NAMES = ("TOLD", "ELSEWHERE", "ASKED_MISSED", "LISTED_MISSED", "ASKED_SHARE", "LISTED_SHARE", "ONE_WORD", "OTHER_KIND")
SIGNS = np.array([1, 1, -1, -1, 1, 1, 1, -1])
Numbers = npt.NDArray[np.float64]


class Pairs(NamedTuple):
    """Pairs of a query and a listed name: one row a pair."""

    query: npt.NDArray[np.int64]
    entity: npt.NDArray[np.int64]
    features: Numbers
    right: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.str_]
    """One a query."""


def pairs_of(matcher: Matcher, queries: pl.DataFrame) -> Pairs:
    """Lay out all candidates of the queries (``name, kind, entity_ids``)."""
    texts = queries["name"].fill_null("").to_list()
    questions = Questions(texts, [0] * len(texts), matcher.heard)
    whole = Need(-np.inf, -np.inf, matcher.reach.grams, every=False, apart=True)
    places, numbers = matcher.found(questions, whole)
    name, listed = places[:, 0].astype(np.int64), matcher.index.names[places[:, 1]]
    _, told, elsewhere, asked_missed, listed_missed = numbers.T
    words = matcher.heard.words.facts
    tells = np.where(questions.table < 0, 0, words["tells"][questions.table]).sum(axis=1)[name]
    shares = [np.minimum(told / np.maximum(own, 1.0), 1.0) for own in (tells, listed["tells"])]
    asked = questions.asked[name]
    other = np.where(asked["organisation"], listed["no_organisation"], listed["no_person"])
    features = np.stack([told, elsewhere, asked_missed, listed_missed, *shares, asked["count"] == 1, other], axis=1)
    entity = listed["entity"]
    frame = pl.DataFrame({"name": name, "pair": np.arange(len(name))})
    asking = pl.DataFrame({"query": np.arange(queries.height), "name": questions.row})
    spread = asking.join(frame, on="name").sort("query", "pair")
    query, pair = spread["query"].to_numpy(), spread["pair"].to_numpy()
    truth = [set(filter(None, (ids or "").split(";"))) for ids in queries["entity_ids"]]
    ids = matcher.entities.ids
    right = np.array([ids[entity[p]] in truth[q] for q, p in zip(query, pair, strict=True)])
    return Pairs(query, entity[pair].astype(np.int64), features[pair], right, queries["kind"].to_numpy().astype(str))


def fit(pairs: Pairs) -> Numbers:
    """Give the constant and the coefficients, each of the sign that makes the formula monotone."""
    start = np.array([weights.BASE, *(SIGNS * [getattr(weights, name) for name in NAMES])])
    design = np.c_[np.ones(len(pairs.query)), pairs.features]
    odds = design @ start
    order = np.lexsort((-odds, pairs.entity, pairs.query))
    change = (np.diff(pairs.query[order]) != 0) | (np.diff(pairs.entity[order]) != 0)
    best = order[np.r_[True, change]]
    x, right, query = design[best], pairs.right[best], pairs.query[best]
    count = len(pairs.kinds)
    found = np.bincount(query, right, count) > 0

    def loss(beta: Numbers) -> tuple[float, Numbers]:
        power = np.exp(np.clip(x @ beta, -50, 50))
        whole = 1 + np.bincount(query, power, count)
        meant = np.where(found, np.bincount(query, power * right, count), 1.0)
        pull = np.where(found[query], power * right / meant[query], 0.0) - power / whole[query]
        return float(np.log(whole / meant).sum() + 0.01 * beta @ beta), -(x.T @ pull) + 0.02 * beta

    bounds = [(None, None), *(((0, None) if sign > 0 else (None, 0)) for sign in SIGNS)]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x)


def report(tag: str, pairs: Pairs, beta: Numbers) -> None:
    """Print recall@1 and alert recall at 1 % of negatives, per kind."""
    odds = beta[0] + pairs.features @ beta[1:]
    right, wrong = np.full((2, len(pairs.kinds)), -np.inf)
    np.maximum.at(right, pairs.query[pairs.right], odds[pairs.right])
    np.maximum.at(wrong, pairs.query[~pairs.right], odds[~pairs.right])
    negative = pairs.kinds == "negative"
    bar = np.sort(wrong[negative])[::-1][int(negative.sum() * 0.01)]
    for kind in [*sorted(set(pairs.kinds) - {"negative"}), "ALL"]:
        those = ~negative if kind == "ALL" else pairs.kinds == kind
        first, alert = (right > wrong)[those].mean(), (right > bar)[those].mean()
        sys.stdout.write(f"{tag:8}{kind:15}{those.sum():6}{first:8.3f}{alert:8.3f}\n")


def main(listed: str, names: str, truth: str) -> None:
    """Fit on one half, report both."""
    matcher = Matcher.build(read_list(Path(listed)))
    labels = pl.read_csv(truth, infer_schema=False)
    queries = read_names(Path(names)).join(labels, on="query_id", maintain_order="left")
    half = pl.Series([zlib.crc32(one.encode()) % 2 for one in queries["query_id"]])
    seen, unseen = (pairs_of(matcher, queries.filter(half == side)) for side in (0, 1))
    beta = fit(seen)
    sys.stdout.write(f"BASE {beta[0]:.3f}\n")
    for name, value in zip(NAMES, beta[1:], strict=True):
        sys.stdout.write(f"{name} {abs(value):.3f}\n")
    report("fitted", seen, beta)
    report("unseen", unseen, beta)


if __name__ == "__main__":
    main(*sys.argv[1:4])
