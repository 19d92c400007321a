"""How long lists are asked for piece by piece, and told: a list that was cut says so, and how to get the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Schema
from pydantic import Field


class Page(Schema):
    """A piece of a list. Totals are not told: what a caller may not see is not counted for them either."""

    limit: int = Field(default=100, ge=1, le=1000, description="At most so many rows.")
    offset: int = Field(default=0, ge=0, le=10_000_000, description="Rows to pass over.")


class Rows(Schema):
    """One piece of a list; where there is more, ``next_offset`` is the ``offset`` that gives it."""

    rows: list[dict[str, Any]]
    next_offset: int | None = None


def paged(page: Page, ask: Callable[..., list[dict[str, Any]]], **asked: Any) -> dict[str, Any]:
    """Ask for one row more than the page holds, and tell by it whether there is more. Gives ``Rows``."""
    found = ask(limit=page.limit + 1, offset=page.offset, **asked)
    more = len(found) > page.limit
    return {"rows": found[: page.limit], "next_offset": page.offset + page.limit if more else None}


def cut(page: Page, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the page of a list that was made whole. Gives ``Rows``."""
    return paged(page, lambda limit, offset: found[offset : offset + limit])
