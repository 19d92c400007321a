"""Features of the travel document and of the checks that Identify ran on it."""

from __future__ import annotations

import polars as pl

from tidewaiter.assess.features.movement import days_between

_col = pl.col
_name, _state = pl.element().struct.field("name"), pl.element().struct.field("state")
# Only these: others, such as a possible birth date, would tell a rule something of a protected attribute.
_OF_DOCUMENTS = ["number-form", "mrz-digits", "expiry", "issuer-code"]
_OF_DOCUMENT = _name.is_in(_OF_DOCUMENTS)
_RAN = _col("checks").list.eval(_OF_DOCUMENT & _state.is_in(["pass", "fail"])).list.any()
_FAILED = _col("checks").list.eval(_name.filter(_OF_DOCUMENT & (_state == "fail")).unique()).list.len()


def states_of(check: str) -> pl.Expr:
    """Give how one of Identify's checks ended, in every message about the encounter."""
    return _col("checks").list.eval(_state.filter(_name == check))


def _failed(check: str) -> pl.Expr:
    states = states_of(check)
    failed, passed = states.list.contains("fail"), states.list.contains("pass")
    return pl.when(failed).then(statement=True).when(passed).then(statement=False)


_DAYS_LEFT = days_between(_col("scheduled_at"), _col("document_expires"))

DOCUMENT: dict[str, pl.Expr] = {
    **{name: _col(name) for name in ("document_kind", "document_expires", "mrz_valid", "link_score")},
    "document_missing": pl.when("filed").then(_col("document_number").is_null()),
    "document_expired": _DAYS_LEFT < 0,
    "document_days_left": _DAYS_LEFT,
    "document_checks_failed": pl.when(_RAN).then(_FAILED),
    "document_number_malformed": _failed("number-form"),
    "issuer_unknown": _failed("issuer-code"),
}
