"""The redress officers' pages: inquiries that wait, one of them with the hits it may be about, and its completion."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.redress import plain_redress
from tidewaiter.web.leafing import leaf_of, offset_of, onward, said
from tidewaiter.web.reader import page

ROWS = 50


@require_safe
@page
def cases(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List inquiries, those that wait longest first."""
    status = "resolved" if request.GET.get("status") == "resolved" else "open"
    found = house().redress.cases(officer, status=status, limit=ROWS + 1, offset=offset_of(request))
    told = {"status": status, "number": said(request, "number"), "officer": officer}
    return render(request, "corner/cases.html", {**told, **leaf_of(request, found, ROWS)})


@require_safe
@page
def case(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """Show one inquiry."""
    return _case(request, officer, number)


@require_POST
@page
def resolve(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """Complete an inquiry on settled hits, in words."""
    hits = tuple(request.POST.get("hits", "").replace(",", " ").split())
    hits = tuple(dict.fromkeys((*hits, *request.POST.getlist("hit"))))
    try:
        house().redress.resolve(officer, number, reason=request.POST.get("reason", ""), hits=hits or None)
    except Refusal as error:
        return _case(request, officer, number, wrong=error.text, status=422)
    return onward(f"{reverse('redress-case', args=[number])}?done=yes")


def _case(request: HttpRequest, officer: Officer, number: str, *, wrong: str = "", status: int = 200) -> HttpResponse:
    house().authority.require(officer, Permission.HOUSE_REDRESS_READ)
    with house().store.read() as reader:
        found = queries.redress_case(reader.cursor, number if number.startswith("rdr-") else plain_redress(number))
        if found is None:
            raise NotFound(f"There is no redress case {number}")
        named = found["hits"] or [pair["hit_id"] for pair in found["pairs"] if pair.get("hit_id")]
        hits: list[dict[str, Any]] = queries.hits_by_id(reader.cursor, named)
    told = {"case": found, "hits": hits, "wrong": wrong, "done": request.GET.get("done") == "yes"}
    told["may"] = house().authority.allows(officer, Permission.HOUSE_REDRESS_RESOLVE)
    return render(request, "corner/case.html", {**told, "officer": officer}, status=status)
