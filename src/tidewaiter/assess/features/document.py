"""Features of the travel document and of the checks that Identify ran on it."""

from __future__ import annotations

import polars as pl

from tidewaiter.assess.features.movement import days_between

_col = pl.col
_name, _state = pl.element().struct.field("name"), pl.element().struct.field("state")
_RAN = _col("checks").list.eval(_state.is_in(["pass", "fail"])).list.any()
_FAILED = _col("checks").list.eval(_name.filter(_state == "fail").unique()).list.len()
_ISSUER_STATES = _col("checks").list.eval(_state.filter(_name.str.contains("issuer", literal=True)))
_DAYS_LEFT = days_between(_col("scheduled_at"), _col("document_expires"))

DOCUMENT: dict[str, pl.Expr] = {
    **{name: _col(name) for name in ("document_kind", "document_expires", "mrz_valid", "link_score")},
    "document_missing": pl.when("filed").then(_col("document_number").is_null()),
    "document_expired": _DAYS_LEFT < 0,
    "document_days_left": _DAYS_LEFT,
    "document_checks_failed": pl.when(_RAN).then(_FAILED),
    "issuer_unknown": pl.when(_ISSUER_STATES.list.contains("fail"))
    .then(statement=True)
    .when(_ISSUER_STATES.list.contains("pass"))
    .then(statement=False),
}
