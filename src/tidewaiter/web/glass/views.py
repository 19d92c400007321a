"""Opening a record of another port, and saying afterwards whether the reason held."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidewaiter.api.access import LONGEST_PURPOSE
from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.accounts import sitting
from tidewaiter.web.reader import page

ROWS = 50
SHOWN = ("waiting", "reviewed", "all")


@require_GET
@page
def listed(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List what was opened: what waits for review, or everything."""
    return _list(request, officer)


@require_http_methods(["GET", "POST"])
@page
def break_glass(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Ask for the emergency, and open the record to this officer for a short time."""
    said = request.POST if request.method == "POST" else request.GET
    encounter_id, reason = said.get("encounter", "").strip()[:100], said.get("reason", "")[:LONGEST_PURPOSE]
    refused: Refusal | NotFound | None = None
    if request.method == "POST":
        try:
            fact = house().glass.open(officer, encounter_id, reason)
            if not officer.purpose and request.user.is_authenticated:
                request.session[sitting.PURPOSE] = fact.data["reason"]
            return redirect("encounter", fact.about)
        except (Refusal, NotFound) as error:
            refused = error
    minutes = round(house().glass.entry.glass_lasts.total_seconds() / 60)
    told = {"encounter": encounter_id, "reason": reason, "refused": refused, "minutes": minutes}
    return render(request, "glass/break.html", told, status=status_of(refused) if refused else 200)


@require_POST
@page
def review(request: HttpRequest, officer: Officer, glass_id: str) -> HttpResponse:
    """Take the review of one."""
    justified = request.POST.get("found") == "justified"
    try:
        house().glass.review(officer, glass_id, justified=justified, reason=request.POST.get("reason", "")[:500])
    except Refusal as refused:
        return _list(request, officer, refused)
    return redirect(f"{reverse('glass')}?show={_shown(request)}")


def _list(request: HttpRequest, officer: Officer, refused: Refusal | None = None) -> HttpResponse:
    offset = int(request.GET["offset"]) if request.GET.get("offset", "").isdecimal() else 0
    show = _shown(request)
    asked: dict[str, Any] = {"waiting": show == "waiting", "reviewed": show == "reviewed", "offset": min(offset, 10**7)}
    found = house().glass.listed(officer, limit=ROWS + 1, **asked)
    told = {"rows": found[:ROWS], "show": show, "refused": refused, "now": house().policies.clock()}
    told |= {"earlier": max(offset - ROWS, 0) if offset else None, "later": offset + ROWS if found[ROWS:] else None}
    told["officer"] = officer
    return render(request, "glass/list.html", told, status=status_of(refused) if refused else 200)


def _shown(request: HttpRequest) -> str:
    asked = request.GET.get("show") or request.POST.get("show") or SHOWN[0]
    return asked if asked in SHOWN else SHOWN[0]
