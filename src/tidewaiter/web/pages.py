"""The way in; one encounter, with why; the purpose of a reading; and what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from tidewaiter.api.access import LONGEST_PURPOSE
from tidewaiter.api.house import house
from tidewaiter.store import queries
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.accounts.sitting import PURPOSE
from tidewaiter.web.navigation import areas
from tidewaiter.web.reader import page, purpose_asked


@require_GET
@page
def first(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Lead whoever signed in to the first area that is theirs; a house that took nothing in yet says what to do."""
    with house().store.read() as reader:
        reader.cursor.execute("SELECT 1 FROM inbox LIMIT 1")
        begun = reader.cursor.fetchone() is not None
        listed = begun or bool(queries.lists(reader.cursor, house().policies.clock().date()))
    theirs = areas(officer)
    if begun and theirs:
        return redirect(theirs[0].address)
    return render(request, "first.html", {"begun": begun, "listed": listed, "theirs": theirs, "officer": officer})


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
