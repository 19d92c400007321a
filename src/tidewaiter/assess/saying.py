"""The values that a rule saw, said as an officer would: what the feature means, the value, and its unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tidewaiter.language import Catalogue, Feature

UNKNOWN = "not known"


def said(values: Mapping[str, Any], catalogue: Catalogue) -> list[dict[str, str]]:
    """Say each value: ``name, meaning, value`` in words; a feature that the catalogue lost keeps its name."""
    return [
        {
            "name": name,
            "meaning": catalogue[name].meaning if name in catalogue else name.replace("_", " "),
            "value": _value(value, catalogue.get(name)),
        }
        for name, value in values.items()
    ]


def _value(value: Any, feature: Feature | None) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set):
        return ", ".join(_value(each, feature) for each in value) or "none"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float):
        number = f"{value:g}"
        unit = feature.unit if feature else ""
        plural = unit if not unit or number == "1" or unit == "kg" else f"{unit}s"
        return f"{number} {plural}".strip()
    words = feature.words.get(str(value)) if feature else None
    return f"{words} ({value})" if words else str(value)
