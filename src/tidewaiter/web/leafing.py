"""How lists are leafed through by their address, and how a form that was posted well leads on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

Item = TypeVar("Item")
FURTHEST = 10**7


def offset_of(request: HttpRequest) -> int:
    """Give how many rows the reader has leafed past."""
    said = request.GET.get("offset", "")
    return min(int(said), FURTHEST) if said.isascii() and said.isdecimal() else 0


def leaf_of(request: HttpRequest, rows: Sequence[Item], size: int) -> dict[str, Any]:
    """Cut one row more than fits into ``rows``, and the addresses ``earlier`` and ``later`` (empty: none)."""
    offset = offset_of(request)
    return {
        "rows": rows[:size],
        "earlier": _at(request, max(0, offset - size)) if offset else "",
        "later": _at(request, offset + size) if len(rows) > size else "",
    }


def _at(request: HttpRequest, offset: int) -> str:
    asked = request.GET.copy()
    asked["offset"] = str(offset)
    return f"{request.path}?{asked.urlencode()}"


def said(request: HttpRequest, name: str) -> str | None:
    """Give what a query says under a name; None where it says nothing."""
    return " ".join(request.GET.get(name, "").split()) or None


def day_of(request: HttpRequest, name: str, otherwise: date) -> date:
    """Give the day that a query names, else another."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


class SeeOther(HttpResponseRedirect):
    """Lead on to another page: to be asked for anew, not posted again."""

    status_code = 303


def onward(address: str) -> HttpResponse:
    """Lead on to another page after a form was posted well."""
    return SeeOther(address)
