"""Who looked at whose record, and why: by record, by reader, and what is unusual about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidewaiter.api.house import house
from tidewaiter.desk.audit import AuditDesk
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.leafing import day_of, leaf_of, offset_of, said
from tidewaiter.web.reader import page

ROWS, USUAL_DAYS, MOST_DAYS = 50, 2, 31


@require_safe
@page
def readings(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List readings; of one record also the lists that showed it, out of the journal itself."""
    today = house().policies.clock().date()
    asked: dict[str, Any] = {name: said(request, name) for name in ("actor", "about", "what")}
    asked |= {name: day_of(request, name, today) if said(request, name) else None for name in ("since", "until")}
    found = AuditDesk.of(house()).readings(officer, limit=ROWS + 1, offset=offset_of(request), **asked)
    shown = house().reads(asked["about"], officer) if asked["about"] and request.GET.get("lists") == "yes" else None
    told = {"asked": asked, "shown": shown, "officer": officer}
    return render(request, "audit/readings.html", {**told, **leaf_of(request, found, ROWS)})


@require_safe
@page
def unusual(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show what to ask readers about, leaf by leaf, and how much those read who opened most."""
    given = request.GET.get("days", "")
    days = min(max(int(given), 1), MOST_DAYS) if given.isascii() and given.isdecimal() else USUAL_DAYS
    told = AuditDesk.of(house()).unusual(officer, days=days)
    leaf = leaf_of(request, told["rows"][offset_of(request) :], ROWS)
    told |= {"count": len(told["rows"]), "people": len(told["readers"]), "readers": told["readers"][:ROWS]}
    return render(request, "audit/unusual.html", {**told, **leaf, "days": days, "most": MOST_DAYS, "officer": officer})
