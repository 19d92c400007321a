"""Findings of fairness in words that can be read aloud to those who answer for the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

_SAID = {
    "referral": "referred",
    "hit": "taken for somebody on a list",
    "yield": "found in the wrong, once referred,",
    "false-positive": "referred, though nothing was to be found,",
    "false-hit": "wrongly taken for somebody on a list",
}
_BASE = {
    "explained": "what the random stream found of the group could explain it",
    "unexplained": "what the random stream found of the group does not explain it",
    "unknown": "the random stream has found too little to explain it or not",
}


def findings(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Give what ``FAIRNESS`` found: ``attribute, group, measure, finding, against_base, text``, widest gap first."""
    found = table.drop_nulls("finding").with_columns(pl.col("ratio").log().abs().alias("gap"))
    return [
        {name: row[name] for name in ("attribute", "group", "measure", "finding", "against_base")}
        | {"text": _said(row)}
        for row in found.sort("gap", descending=True, maintain_order=True).iter_rows(named=True)
    ]


def _said(row: Mapping[str, Any]) -> str:
    who = f"{row['attribute'].replace('_', ' ')} {row['group']}"
    base = f"; {_BASE[row['against_base']]}" if row["against_base"] else ""
    return (
        f"{who}: {_SAID[row['measure']]} {row['ratio']:.2f} times as often"
        f" as everybody else ({row['ratio_low']:.2f} to {row['ratio_high']:.2f}){base}"
    )
