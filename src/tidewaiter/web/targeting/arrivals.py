"""The queue by the clock to arrival."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.identify.shifts import ARRIVALS, FILTERS
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting import asked
from tidewaiter.web.targeting.filters import kept
from tidewaiter.web.targeting.tabs import TARGETING, bar
from tidewaiter.web.telling import told as told_of

_FLIGHT = re.compile(r"([A-Z][A-Z0-9]|[0-9][A-Z])?\s*0*([0-9]{1,4}[A-Z]?)")
CHOICES = {
    "mode": ("air", "sea", "land"),
    "direction": ("inbound", "outbound"),
    "band": ("high", "medium", "low"),
    "assignment": ("secondary", "primary", "expedite"),
}


@require_GET
@page
def arrivals(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show who is due with something to look at; every filter stands in the address."""
    query, at = asked.asked(request, ARRIVALS), asked.offset(request)
    error, found = None, []
    try:
        desk = TargetingDesk.of(house())
        found = desk.arrivals(officer, **_wanted(officer, query), limit=asked.ROWS + 1, offset=at)
    except Refusal as refusal:
        error = refusal
    path = reverse("targeting")
    told = {
        "bar": bar(officer, TARGETING),
        "rows": found[: asked.ROWS],
        "query": query,
        "form": dict.fromkeys(FILTERS[ARRIVALS], "") | query,
        "leaves": asked.leaves(path, query, at, len(found)),
        "choices": CHOICES,
        "rules": [(rule.id, told_of(rule.title)) for rule in house().policies.ruleset.rules],
        "filters": kept(officer, ARRIVALS, path),
        "now": house().policies.clock(),
        "error": error,
        "own_port": house().authority.port_of(officer),
    }
    return render(request, "targeting/arrivals.html", told, status=422 if error else 200)


def _wanted(officer: Officer, query: dict[str, str]) -> dict[str, Any]:
    flight = _FLIGHT.fullmatch(query.get("flight", "").upper())
    wanted: dict[str, Any] = {name: query[name] for name, codes in CHOICES.items() if query.get(name) in codes}
    wanted |= {
        "port": asked.port(officer, query.get("port")),
        "first": asked.moment(query.get("since")),
        "last": asked.moment(query.get("until")),
        "hit": {"yes": True, "no": False}.get(query.get("hit", "")),
        "rule": query.get("rule"),
        "carrier": query.get("carrier", "").upper() or (flight.group(1) if flight else None),
        "number": flight.group(2) if flight else query.get("flight"),
        "everyone": query.get("who") == "everyone",
    }
    return wanted
