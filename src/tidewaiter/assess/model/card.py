"""The card of a model: what it learned from, how it does, who answers for it, and when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tidewaiter.assess.model.boosting import PARAMETERS, ROUNDS, version
from tidewaiter.assess.model.labels import labelled
from tidewaiter.assess.model.leaks import LeakReport
from tidewaiter.assess.model.scorer import Scorer
from tidewaiter.assess.model.training import Windows
from tidewaiter.language import Catalogue

_COLUMNS = ("window", "from", "until", "rows", "labelled", "found", "drawn")
PURPOSE = "Suggests who might be examined, beside the rules. It decides nothing, and no band rises by it alone."


def card(
    scorer: Scorer,
    cut: Windows,
    metrics: Mapping[str, Any],
    leaks: LeakReport,
    catalogue: Catalogue,
    *,
    trained_by: str,
    trained_at: datetime,
    seed: int,
) -> dict[str, Any]:
    """Give the card as JSON values; ``metrics`` are those of the test window."""
    return {
        "model": scorer.id,
        "purpose": PURPOSE,
        "trained_by": trained_by,
        "trained_at": trained_at.isoformat(),
        "expires_at": scorer.expires_at.isoformat(),
        "library": version(),
        "parameters": {**PARAMETERS, "rounds": ROUNDS, "seed": seed},
        "windows": [_window(name, table, cut.days()[name]) for name, table in _parts(cut)],
        "features": [
            {"name": name, "meaning": catalogue[name].meaning, "read_as": _read_as(scorer, name)}
            for name in scorer.encoding.features
        ],
        "kinds": sorted(scorer.kinds),
        "threshold": round(scorer.abstention.threshold, 6),
        "silent_within": scorer.abstention.near,
        "silent_beyond_rarity": scorer.abstention.unseen,
        "test": dict(metrics),
        "leak_audit": leaks.as_dict(),
        "limits": [
            "Labels exist where somebody looked; others stand for those like them by the chance of being drawn.",
            "A find that nobody made teaches nothing: the model learns what examinations find.",
            "Rare combinations of common values raise no anomaly score.",
        ],
    }


def _parts(cut: Windows) -> Sequence[tuple[str, Any]]:
    return (("train", cut.train), ("calibrate", cut.calibrate), ("test", cut.test))


def _window(name: str, table: Any, days: tuple[Any, Any]) -> dict[str, Any]:
    rows = labelled(table)
    counts = {"rows": table.height, "labelled": rows.height, "found": int(rows["label"].sum())}
    return {"window": name, "from": str(days[0]), "until": str(days[1]), **counts, "drawn": int(table["drawn"].sum())}


def _read_as(scorer: Scorer, name: str) -> str:
    return ", ".join(column.how for column in scorer.encoding.columns if column.feature == name)


def markdown(card: Mapping[str, Any], approval: Mapping[str, Any] | None = None) -> str:
    """Write a card for people. ``approval``: what was decided of it, as the registry says."""
    test, leaks = card["test"], card["leak_audit"]
    status = "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in (approval or {}).items() if value)
    lines = [
        f"# Model {card['model'][:12]}",
        "",
        card["purpose"],
        "",
        f"Trained {card['trained_at'][:16]} UTC by {card['trained_by']} with {card['library']};"
        f" ends {card['expires_at'][:10]}.",
        f"Content hash: `{card['model']}`.",
        f"Approval: {status or 'none yet'}.",
        "",
        "## Data",
        "",
        "| window | from | until | rows | labelled | found | drawn at random |",
        "|---|---|---|---|---|---|---|",
        *(f"| {' | '.join(str(each[column]) for column in _COLUMNS)} |" for each in card["windows"]),
        "",
        "## On the test window",
        "",
        f"Where {test['budget']:.0%} of all can be examined, it finds {_interval(test['recall'])} of what is to be"
        f" found; the rules alone {_interval(test['rules_recall'])}; chance {test['budget']:.0%}.",
        f"AUC {_interval(test['auc'], percent=False)}, average precision {test['average_precision']}, calibration error"
        f" {test['ece']}, base rate {test['base_rate']}.",
        "",
        "| said | found | share of all |",
        "|---|---|---|",
        *(f"| {said:.4f} | {found:.4f} | {share:.3f} |" for said, found, share in test["calibration"]),
        "",
        f"Silent: {'; '.join(f'{why} {count}' for why, count in test['silent'].items()) or 'never'}.",
        "",
        "## Leak audit",
        "",
        f"{'Passed' if leaks['passed'] else 'NOT passed: ' + '; '.join(leaks['problems'])}. A plain look-up of"
        f" ({', '.join(leaks['tuple'])}) reaches AUC {leaks['lookup_auc']} beside the model's {leaks['model_auc']}.",
        "",
        "## What it reads",
        "",
        *(f"- {each['name']}: {each['meaning']} (as {each['read_as']})" for each in card["features"]),
        "",
        "## Limits",
        "",
        *(f"- {limit}" for limit in card["limits"]),
    ]
    return "\n".join(lines) + "\n"


def _interval(values: Sequence[float], *, percent: bool = True) -> str:
    estimate, low, high = values
    if percent:
        return f"{estimate:.1%} (95 %: {low:.1%} to {high:.1%})"
    return f"{estimate:.3f} ({low:.3f} to {high:.3f})"
