"""One box: names, documents, plates, flights, vessels, ids; each fact with the message that said it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.desk.search import SearchDesk
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting.asked import port


@require_GET
@page
def search(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the box, and what was found for what was typed."""
    text, error, found = request.GET.get("q", "").strip(), None, None
    where = port(officer, request.GET.get("port", "").strip() or None)
    if text:
        try:
            found = SearchDesk.of(house()).ask(text, officer, port=where)
        except Refusal as refusal:
            error = refusal
    told = {
        "q": text,
        "found": found,
        "error": error,
        "port": where or "",
        "own_port": house().authority.port_of(officer),
        "now": house().policies.clock(),
    }
    return render(request, "search/search.html", told, status=422 if error else 200)
