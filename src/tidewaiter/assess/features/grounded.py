"""Protected features that a rule may read only where it cites a named legal ground; never computed otherwise."""

from __future__ import annotations

import polars as pl

_col = pl.col
_DAY = _col("scheduled_at").cast(pl.Date)
_BIRTH = _col("birth_date")
_BEFORE_BIRTHDAY = (_DAY.dt.month() * 100 + _DAY.dt.day()) < (_BIRTH.dt.month() * 100 + _BIRTH.dt.day())

GROUNDED: dict[str, pl.Expr] = {
    **{name: _col(name) for name in ("nationality", "residence", "document_issuer", "birth_date")},
    "age_years": _DAY.dt.year() - _BIRTH.dt.year() - _BEFORE_BIRTHDAY.cast(pl.Int32),
}
