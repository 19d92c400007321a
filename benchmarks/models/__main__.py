"""``python -m benchmarks.models``: two boosters, the rules and chance on the planted border, by its own truth."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

import numpy as np
import polars as pl

from benchmarks.models.peers import PEERS, costs, cpu_seconds
from tidewaiter.analyze.fairness import proxies
from tidewaiter.assess.model.calibration import fit_calibration
from tidewaiter.assess.model.encoding import fit_encoding, inputs
from tidewaiter.assess.model.labels import labelled
from tidewaiter.assess.model.leaks import audit
from tidewaiter.assess.model.metrics import auc, average_precision, calibration_error, top
from tidewaiter.assess.model.training import train, windows
from tidewaiter.assess.ruleset import load_ruleset
from tidewaiter.world.planted import FIRST_DAY, GROUP, PROXY, planted

SILENT = "model, silent rows last"
EXPIRES = datetime(2026, 9, 1, tzinfo=UTC)


def main() -> None:
    """Measure every seed, print a table of means with the spread between seeds, and one last line."""
    ask = argparse.ArgumentParser(prog="benchmarks.models")
    ask.add_argument("--rows", type=int, default=200_000)
    ask.add_argument("--seeds", type=int, default=5)
    ask.add_argument("--budget", type=float, default=0.05, help="share of encounters that can be examined")
    given = ask.parse_args()
    catalogue = load_ruleset(as_of=FIRST_DAY).catalogue
    measured = [_one(seed, given.rows, given.budget, catalogue) for seed in range(1, given.seeds + 1)]
    print(f"{given.rows:,} rows a seed, {given.seeds} seeds; tested on the last fifth of the days, by the whole truth;")
    print(f"budget: {given.budget:.0%} of all encounters; mean [95 % interval of the mean over seeds]")
    for name in measured[0]["scores"]:
        print(f"\n{name}")
        for metric in measured[0]["scores"][name]:
            print(f"  {metric:16} {_spread([one['scores'][name][metric] for one in measured])}")
    for name, what in (("problems", "leak audit"), ("flagged", "proxies found")):
        print(f"\n{what}: {[one[name] or 'none' for one in measured]}")
    # The figure of the model is that of what officers get: where it is silent, nobody is chosen by it.
    last = {name: np.mean([one["scores"][name]["recall"] for one in measured]) for name in (SILENT, "rules", "random")}
    ece = np.mean([one["scores"]["model"]["ece"] for one in measured])
    proxy = all(PROXY in one["flagged"] for one in measured)
    print(
        f"\nrecall_at_budget={last[SILENT]:.3f} rules_only={last['rules']:.3f} random={last['random']:.3f}"
        f" ece={ece:.4f} proxy_flagged={'yes' if proxy else 'no'}"
    )


def _one(seed: int, rows: int, budget: float, catalogue: Any) -> dict[str, Any]:
    made = planted(rows, seed)
    cut = windows(made.snapshot)
    test = cut.test.join(
        made.oracle.select("encounter_id", "probability", "violates"), on="encounter_id", maintain_order="left"
    )
    truth = test["violates"].to_numpy()
    scorer = train(cut, catalogue, expires_at=EXPIRES, budget=budget, seed=seed)
    scored = scorer.score(test)
    features = [name for name in inputs(catalogue) if cut.train[name].n_unique() > 1]
    silent = scored["model_score"].fill_null(0.0).to_numpy()
    scores = {
        "random": _quality(np.zeros(len(truth)), truth, budget),
        "rules": _quality(test["live_score"].to_numpy(), truth, budget),
        "model": _quality(scored["probability"].to_numpy(), truth, budget, ece=True),
        SILENT: _quality(silent, truth, budget),
        "anomaly score alone": _quality(scored["anomaly_score"].to_numpy(), truth, budget),
        "the truth itself": _quality(test["probability"].to_numpy(), truth, budget),
        **_boosters(cut, test, truth, budget, catalogue, seed),
    }
    taken = pl.Series("taken", top(scored["probability"].to_numpy(), budget) > 0.5)
    scores["model"]["group ratio"] = _ratio(test, made.sealed, taken)
    scores["naive: not examined = clear"]["group ratio"] = _ratio(test, made.sealed, scores.pop("_naive"))
    scores["rules"]["group ratio"] = _ratio(test, made.sealed, (test["live_band"] != "low").alias("taken"))
    scores["model"]["silent share"] = float(scored["silent"].is_not_null().mean())
    report = audit(
        labelled(cut.train), labelled(cut.test), features, "label",
        model_score=scorer.score(labelled(cut.test))["probability"],
    )  # fmt: skip
    found = proxies(made.snapshot, made.sealed, features)
    flagged = found.filter("proxy", attribute=GROUP[0], group=GROUP[1])["feature"].to_list()
    return {"scores": scores, "problems": list(report.problems), "flagged": flagged}


def _boosters(cut: Any, test: pl.DataFrame, truth: Any, budget: float, catalogue: Any, seed: int) -> dict[str, Any]:
    encoding = fit_encoding(cut.train, catalogue)
    taught, checked = labelled(cut.train), labelled(cut.calibrate)
    naive = cut.train.with_columns(label=pl.col("found").fill_null(value=False), weight=1.0)
    asked = encoding.matrix(test)
    told: dict[str, Any] = {}
    for name, teach, rows in (
        *((name, teach, taught) for name, teach in PEERS.items()),
        ("naive: not examined = clear", PEERS["lightgbm"], naive),
    ):
        matrix, label, weight = encoding.matrix(rows), rows["label"].to_numpy(), rows["weight"].to_numpy()
        begun = cpu_seconds()
        made = teach(matrix, label, weight, seed)
        spent = cpu_seconds() - begun
        calibrate = fit_calibration(
            made.margins(encoding.matrix(checked)), checked["label"].to_numpy(), checked["weight"].to_numpy()
        )
        probability = calibrate(made.margins(asked))
        told[name] = {**_quality(probability, truth, budget, ece=True), "train cpu s": spent}
        if name in PEERS:
            told[name] |= costs(made, asked)
        else:
            told["_naive"] = pl.Series("taken", top(made.margins(asked), budget) > 0.5)
    return told


def _quality(score: Any, truth: Any, budget: float, *, ece: bool = False) -> dict[str, float]:
    told = {
        "recall": float((top(score, budget) * truth).sum() / truth.sum()),
        "auc": auc(score, truth),
        "average prec.": average_precision(score, truth),
    }
    return {**told, "ece": calibration_error(score, truth, np.ones(len(truth)))} if ece else told


def _ratio(test: pl.DataFrame, sealed: pl.DataFrame, taken: pl.Series) -> float:
    """Give how much more often the group with the planted bias is taken than all others."""
    rows = test.select("encounter_id", taken).join(sealed, on="encounter_id")
    member = pl.col(GROUP[0]) == GROUP[1]
    rates = rows.select(inside=pl.col("taken").filter(member).mean(), outside=pl.col("taken").filter(~member).mean())
    inside, outside = rates.row(0)
    return float(inside / outside)


def _spread(values: list[float]) -> str:
    mean = float(np.mean(values))
    half = 2.776 * float(np.std(values, ddof=1)) / len(values) ** 0.5 if len(values) == 5 else float("nan")
    form = "{:.4f} [{:.4f}, {:.4f}]" if mean < 10 else "{:,.1f} [{:,.1f}, {:,.1f}]"
    return form.format(mean, mean - half, mean + half)


if __name__ == "__main__":
    main()
