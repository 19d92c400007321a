"""Filters that are kept under a name: one's own, and those shared with the port."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.identify.shifts import ARRIVALS, FILTERS, HITS
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting import asked

_PAGES = {ARRIVALS: "targeting", HITS: "targeting-hits"}


def kept(officer: Officer, which: str, path: str) -> list[dict[str, Any]] | None:
    """Give the filters of a page with their addresses; None where the officer keeps none by role."""
    if not house().authority.allows(officer, Permission.PORT_FILTER_SAVE):
        return None
    found = TargetingDesk.of(house()).filters(officer, which)
    return [row | {"address": asked.address(path, row["query"])} for row in found]


@require_POST
@page
def save(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Keep the filters that the list stands at, and show the same list again."""
    which = request.POST.get("page", "")
    if which not in FILTERS:
        raise NotFound("There is no such page of filters")
    query = asked.asked(request, which)
    shared, name = request.POST.get("shared") == "yes", request.POST.get("name", "")
    TargetingDesk.of(house()).save_filter(officer, name=name, page=which, query=query, shared=shared)
    return redirect(asked.address(reverse(_PAGES[which]), query), permanent=False)


@require_POST
@page
def drop(request: HttpRequest, officer: Officer, filter_id: str) -> HttpResponse:
    """Keep a filter no longer."""
    TargetingDesk.of(house()).drop_filter(officer, filter_id)
    return redirect(reverse(_PAGES.get(request.POST.get("page", ""), "targeting")))
