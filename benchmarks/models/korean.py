"""``python -m benchmarks.models.korean --data FOLDER``: import declarations whose published split repeats its answers.

The folder holds ``df_syn_{train,valid,test}_eng.csv.gz`` of the public Customs-Declaration-Datasets (MIT) and
``test_tuple_disjoint_ids.csv``, the test rows whose tuple of goods stands nowhere in training. Both splits are reported
beside the plain look-up: a model is worth what it adds to that, and only on rows it has not seen.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.models.peers import PEERS
from tidewaiter.assess.model.leaks import audit
from tidewaiter.assess.model.metrics import auc, average_precision, top

GOODS = ("HS6 Code", "Country of Departure", "Country of Origin", "Tax Rate", "Tax Type", "Net Mass")
_NOT_READ = ("Declaration ID", "Date", "Fraud", "Critical Fraud")
_NUMBERS = ("Tax Rate", "Net Mass", "Item Price")


def main() -> None:
    """Print both splits, the look-up first, and what the leak audit says of each."""
    ask = argparse.ArgumentParser(prog="benchmarks.models.korean")
    ask.add_argument("--data", type=Path, required=True)
    folder = ask.parse_args().data
    train = pl.concat([_read(folder, "train"), _read(folder, "valid")])
    published = _read(folder, "test")
    ids = pl.read_csv(folder / "test_tuple_disjoint_ids.csv")["Declaration ID"]
    disjoint = published.filter(pl.col("Declaration ID").is_in(ids.implode()))
    for name, test in (("published split", published), ("tuple-disjoint split", disjoint)):
        truth = test["found"].to_numpy()
        print(f"\n{name}: {test.height:,} rows, {truth.mean():.1%} fraud")
        print(f"  {'method':28} {'P@5%':>6} {'P@10%':>6} {'R@10%':>6} {'AUC':>6} {'AP':>6}   {'s':>5}")
        for method, score, spent in _methods(train, test):
            print(f"  {method:28} {_row(score, truth)}   {spent:5.1f}")
        features = [column for column in test.columns if column not in (*_NOT_READ, "found")]
        report = audit(train, test, features, "found", identity="Declaration ID", moment="Date")
        print(f"  leak audit: {'passed' if report.passed else '; '.join(report.problems)}")


def _read(folder: Path, part: str) -> pl.DataFrame:
    rows = pl.read_csv(folder / f"df_syn_{part}_eng.csv.gz", infer_schema_length=None, try_parse_dates=True)
    return rows.with_columns(pl.col(_NUMBERS).cast(pl.Float64), found=pl.col("Fraud") == 1).with_columns(
        pl.col(name).cast(pl.String) for name in rows.columns if name not in (*_NUMBERS, *_NOT_READ)
    )


def _methods(train: pl.DataFrame, test: pl.DataFrame) -> list[tuple[str, Any, float]]:
    told = []
    for name, make in (
        ("random", lambda: np.zeros(test.height)),
        ("plain look-up of the goods", lambda: _rate(train, test, GOODS)),
        ("history rate of the HS6", lambda: _rate(train, test, GOODS[:1])),
        *(
            (f"{name} (history rates)", lambda teach=teach: _boosted(teach, train, test))
            for name, teach in PEERS.items()
        ),
    ):
        begun = time.perf_counter()
        told.append((name, make(), time.perf_counter() - begun))
    return told


def _rate(train: pl.DataFrame, test: pl.DataFrame, columns: tuple[str, ...]) -> Any:
    """Score by the share of fraud of the same tuple in training, drawn towards the base rate by one row."""
    base = train["found"].mean()
    known = train.group_by(columns).agg(score=(pl.col("found").sum() + base) / (pl.len() + 1))
    joined = test.join(known, on=columns, how="left", maintain_order="left", nulls_equal=True)
    return joined["score"].fill_null(base).to_numpy()


def _boosted(teach: Any, train: pl.DataFrame, test: pl.DataFrame) -> Any:
    """Boost over numbers and history rates of texts; a row's own day and later days are not in its rate."""
    texts = [name for name in train.columns if train[name].dtype == pl.String]
    both = pl.concat([train.with_columns(told=True), test.with_columns(told=False)])
    coded = [both[name].to_numpy() for name in _NUMBERS] + [_history(both, name) for name in texts]
    matrix, told = np.column_stack(coded).astype(float), both["told"].to_numpy()
    made = teach(matrix[told], train["found"].to_numpy(), np.ones(train.height), 1)
    return made.margins(matrix[~told])


def _history(both: pl.DataFrame, name: str) -> Any:
    """Give the share of fraud of a value up to the day before, smoothed by ten rows of the base rate."""
    base = both.filter("told")["found"].mean()
    counted = pl.col("found").cast(pl.Float64).fill_null(0.0) * pl.col("told")
    days = (
        both.group_by(name, "Date")
        .agg(found=counted.sum(), rows=pl.col("told").sum())
        .sort("Date")
        .with_columns((pl.col("found", "rows").cum_sum() - pl.col("found", "rows")).over(name))
        .with_columns(rate=(pl.col("found") + 10 * base) / (pl.col("rows") + 10))
    )
    return both.join(days, on=[name, "Date"], how="left", maintain_order="left", nulls_equal=True)["rate"].to_numpy()


def _row(score: Any, truth: Any) -> str:
    def precision(share: float) -> float:
        taken = top(score, share)
        return float((taken * truth).sum() / taken.sum())

    share = float((top(score, 0.1) * truth).sum() / truth.sum())
    values = (precision(0.05), precision(0.1), share, auc(score, truth), average_precision(score, truth))
    return " ".join(f"{100 * value:6.1f}" for value in values)


if __name__ == "__main__":
    main()
