"""The catalogue in words: as a table for people and machines, and as the page of the reference."""

from __future__ import annotations

from typing import Any

from tidewaiter.language import Catalogue
from tidewaiter.language.catalogue import Feature

COLUMNS = ("name", "type", "unit", "meaning", "source", "sensitivity", "may_be_used_for", "sole_ground", "protected")
_HEAD = """# Features

What a rule may ask of an encounter, and what it may not. Written by `tidewaiter features list --markdown` from
`policies/features.yaml`; a guard holds the two equal. `Alone`: whether a rule that reads nothing else may raise a band.
Snapshots (`tidewaiter features build`) hold every feature that is not protected, one column each, as known at the
moment of the assessment.

| name | type | unit | meaning | source | sensitivity | used for | alone |
|---|---|---|---|---|---|---|---|
"""
_PROTECTED = """
## Protected attributes

No rule may name these; those marked `ground` only in a rule that cites a named legal ground. None is in a snapshot.

| name | meaning | why | when |
|---|---|---|---|
"""


def listed(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Give one row a feature (``COLUMNS``), in the catalogue's order."""
    return [_row(feature) for feature in catalogue.values()]


def page(catalogue: Catalogue) -> str:
    """Write docs/reference/features.md."""
    plain = [feature for feature in catalogue.values() if not feature.protected]
    named = [feature for feature in catalogue.values() if feature.protected]
    rows = [
        f"| `{each.name}` | {each.type} | {each.unit} | {each.meaning} | {' '.join(map(_code, each.columns))} |"
        f" {each.sensitivity} | {', '.join(sorted(each.may_be_used_for))} | {'yes' if each.sole_ground else 'no'} |"
        for each in plain
    ]
    others = [f"| `{each.name}` | {each.meaning} | {each.because} | {each.protected} |" for each in named]
    return _HEAD + "\n".join(rows) + "\n" + _PROTECTED + "\n".join(others) + "\n"


def _row(feature: Feature) -> dict[str, Any]:
    return {
        "name": feature.name,
        "type": feature.type,
        "unit": feature.unit or None,
        "meaning": feature.meaning,
        "source": list(feature.columns),
        "sensitivity": feature.sensitivity,
        "may_be_used_for": sorted(feature.may_be_used_for),
        "sole_ground": feature.sole_ground,
        "protected": feature.protected,
    }


def _code(column: str) -> str:
    return f"`{column}`"
