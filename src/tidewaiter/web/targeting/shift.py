"""From shift to shift: what is left, in words and counted, and who took it over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting.tabs import TARGETING, bar


@require_GET
@page
def shift(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the notes of the port, the latest first, and the form for one's own."""
    return _shown(request, officer)


@require_POST
@page
def note(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Leave a note; one's claims are given back unless they are kept."""
    text, release = request.POST.get("text", ""), request.POST.get("keep") != "yes"
    try:
        TargetingDesk.of(house()).hand_over(officer, text, release=release)
    except Refusal as error:
        return _shown(request, officer, error)
    return redirect("targeting-shift")


@require_POST
@page
def take(request: HttpRequest, officer: Officer, handover_id: str) -> HttpResponse:
    """Say that a note was read and the work goes on."""
    try:
        TargetingDesk.of(house()).take_over(officer, handover_id)
    except Refusal as error:
        return _shown(request, officer, error)
    return redirect("targeting-shift")


def _shown(request: HttpRequest, officer: Officer, error: Refusal | None = None) -> HttpResponse:
    desk = TargetingDesk.of(house())
    told = {
        "bar": bar(officer, TARGETING),
        "notes": desk.handovers(officer, limit=20),
        "held": desk.hits.queue(officer, mine=True, unsettled=True, limit=50),
        "error": error,
        "typed": request.POST.get("text", ""),
        "now": house().policies.clock(),
    }
    return render(request, "targeting/shift.html", told, status=status_of(error) if error else 200)
