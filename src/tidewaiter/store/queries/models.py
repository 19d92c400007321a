"""Risk models as they stand: all of them, one by the beginning of its name, and the one in force."""

from __future__ import annotations

from typing import Any

from tidewaiter.store.projections.sql import Cursor, dicts
from tidewaiter.store.queries.rows import Rows, opened, truths


def risk_models(cursor: Cursor, *, limit: int = 100, offset: int = 0) -> Rows:
    """List models, the youngest first; ``card`` and ``measured`` are read from their JSON."""
    rows = dicts(
        cursor, "SELECT * FROM risk_model ORDER BY trained_at DESC, model_id LIMIT %s OFFSET %s", [limit, offset]
    )
    return _read(rows)


def _read(rows: Rows) -> Rows:
    return truths(opened(rows, "card", "measured"), "leaks_passed")


def risk_model(cursor: Cursor, name: str) -> dict[str, Any] | None:
    """Give the model whose content hash begins with ``name``; None where none or several do."""
    sql = "SELECT * FROM risk_model WHERE substr(model_id, 1, %s) = %s LIMIT 2"
    rows = dicts(cursor, sql, [len(name), name])
    return _read(rows)[0] if len(rows) == 1 else None


def model_in_force(cursor: Cursor) -> str | None:
    """Give the content hash of the promoted model."""
    cursor.execute("SELECT model_id FROM risk_model WHERE status = 'promoted' ORDER BY promoted_at DESC LIMIT 1")
    row = cursor.fetchone()
    return str(row[0]) if row else None


def model_backtests(cursor: Cursor, model_id: str, limit: int = 20) -> Rows:
    """Give what back-tests of a model counted, the latest first; ``report`` is read from its JSON."""
    rows = dicts(
        cursor,
        "SELECT * FROM backtest WHERE rule_id IS NULL AND digest = %s ORDER BY at DESC, backtest_id DESC LIMIT %s",
        [model_id, limit],
    )
    return opened(rows, "report")
