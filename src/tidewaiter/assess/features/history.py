"""Features of look-out list hits, of what the journal counts of a subject, and of whom it is tied to."""

from __future__ import annotations

import polars as pl

from tidewaiter.assess.features.associations import ASSOCIATIONS
from tidewaiter.assess.features.counts import COUNTED
from tidewaiter.assess.features.document import states_of
from tidewaiter.assess.features.movement import days_between

_col = pl.col


_STATES = states_of("lists")
_PASSED = _STATES.list.contains("pass").fill_null(value=False)
_FAILED = _STATES.list.contains("fail").fill_null(value=False)
_UNSAID = _STATES.list.len().fill_null(0) == 0
_FOUND = _col("hit_bases").list.len() > 0
# A list check that failed in an earlier message, without its hit at hand, is no ground to say that there is none.
_SCREENED = _UNSAID | (_PASSED & ~_FAILED) | (_FAILED & _FOUND)


def _hit(basis: str, identifier: str | None = None) -> pl.Expr:
    """A hit on one basis; where screening did not run, or had nothing to look for, the answer is unknown, not no."""
    hit = _col("hit_bases").list.contains(basis)
    looked = _SCREENED & _col(identifier).is_not_null() if identifier else _SCREENED
    return pl.when(hit).then(statement=True).when(looked).then(hit)


HISTORY: dict[str, pl.Expr] = {
    "hit_exact_document": _hit("document", "document_number"),
    "hit_name_birth": _hit("name-and-birth-date"),
    "hit_name": _hit("name"),
    "hit_conveyance_name": _hit("conveyance-name"),
    "hit_plate": _hit("plate", "plate"),
    "hit_list_stale": _col("hit_stale"),
    "hit_lists": _col("hit_lists"),
    "hit_lists_said": _col("hit_lists_said"),
    "hit_categories": _col("hit_categories"),
    **{name: _col(name) for name in COUNTED},
    **{name: _col(name) for name in ASSOCIATIONS},
    "days_since_last_crossing": days_between(_col("last_crossed_at"), _col("scheduled_at")),
}
