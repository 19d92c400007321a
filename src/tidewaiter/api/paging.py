"""How long lists are asked for piece by piece."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field


class Page(Schema):
    """A piece of a list. Totals are not told: what a caller may not see is not counted for them either."""

    limit: int = Field(default=100, ge=1, le=1000, description="At most so many rows.")
    offset: int = Field(default=0, ge=0, le=10_000_000, description="Rows to pass over.")
