"""The first page: what was found in the messages taken in; and one encounter, with why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from tidewaiter.api.access import LONGEST_PURPOSE
from tidewaiter.api.house import house
from tidewaiter.store import queries
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.accounts.sitting import PURPOSE
from tidewaiter.web.reader import page, purpose_asked

ROWS = 50
CHOICES = {
    "band": ("high", "medium", "low"),
    "assignment": ("secondary", "primary", "expedite"),
}


@require_GET
@page
def first(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show who is coming by the clock to arrival, totals, feeds, dead letters and the journal's state."""
    own, now = house().authority.port_of(officer), house().policies.clock()
    chosen = {name: _chosen(request, name) for name in ("port", *CHOICES)}
    offset = int(request.GET["offset"]) if request.GET.get("offset", "").isdecimal() else 0
    confined = {**chosen, "port": own or chosen["port"]}
    with house().store.read() as reader:
        cursor = reader.cursor
        found = queries.encounters(cursor, **confined, limit=ROWS + 1, offset=min(offset, 10**7))
        shown = found[:ROWS]
        told: dict[str, Any] = {
            "checks": queries.screening(cursor, [row["encounter_id"] for row in shown]),
            "totals": queries.totals(cursor, port=own),
            "ports": queries.ports(cursor, port=own),
        }
        if own is None:
            told |= _of_the_house(cursor, now)
    house().listed(officer, "encounters", shown, **confined, offset=offset or None)
    told |= {"rows": shown, "more": offset + ROWS if len(found) > ROWS else None, "offset": offset, "now": now}
    return render(request, "first.html", {**told, "chosen": chosen, "choices": CHOICES, "officer": officer})


@require_GET
@page
def one(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Show one encounter: facts, and each rule's leaves. The reading is journaled with its purpose."""
    found = house().explain(encounter_id, officer)
    told = {"row": found["encounter"], "facts": found["facts"], "rules": found["rules"], "replayed": found["replayed"]}
    told["differences"] = found["differences"]
    with house().store.read() as reader:
        told["checks"] = queries.screening(reader.cursor, [encounter_id])[encounter_id]
    stated = [fact["data"].get("checks") for fact in found["facts"] if fact["kind"] == "Identified"]
    told["stated"] = [check for checks in stated for check in checks or []]
    return render(request, "encounter.html", {**told, "now": house().policies.clock(), "officer": officer})


@require_http_methods(["GET", "POST"])
@page
def purpose(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Take the purpose that is asked for once; it holds until one signs out, or states another."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    onward = asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"
    said = " ".join((request.POST.get("ready") or request.POST.get("purpose") or "").split())[:LONGEST_PURPOSE]
    if not said:
        return purpose_asked(request, officer, onward, 422 if request.method == "POST" else 200)
    request.session[PURPOSE] = said
    return redirect(onward)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page."""
    return _wrong(request, "not_found", "There is nothing at this address", 404)


def fault(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault."""
    return _wrong(request, "internal", "This is our fault; it is in the log", 500)


def _wrong(request: HttpRequest, code: str, text: str, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": code, "text": text}, status=status)
    return render(request, "error.html", {"error": {"code": code, "text": text}}, status=status)


def _chosen(request: HttpRequest, name: str) -> str | None:
    value = request.GET.get(name) or None
    return value if name not in CHOICES or value in CHOICES[name] else None


def _of_the_house(cursor: Any, now: datetime) -> dict[str, Any]:
    cursor.execute("SELECT size FROM journal_head")
    head = cursor.fetchone()
    return {
        "feeds": [feed for feed in queries.feeds(cursor, limit=200) if feed["field"] is None],
        "deadletters": queries.deadletters(cursor, limit=20),
        "lists": queries.lists(cursor, now.date()),
        "journal": int(head[0]) if head else 0,
    }
