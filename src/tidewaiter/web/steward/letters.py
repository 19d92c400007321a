"""Dead letters: why each was refused, the place in its own bytes, and the way on: replay it or close it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.letters import LetterDesk
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.leafing import leaf_of, offset_of, onward
from tidewaiter.web.reader import page
from tidewaiter.web.telling import problem

ROWS = 50


@require_GET
@page
def letters(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List what stands refused, or what was closed, newest first."""
    closed = request.GET.get("closed") == "yes"
    with house().store.read() as reader:
        found = queries.deadletters(reader.cursor, closed=closed, limit=ROWS + 1, offset=offset_of(request))
    told = {"closed": closed, "replayed": request.GET.get("replayed"), "officer": officer}
    return render(request, "steward/letters.html", {**told, **leaf_of(request, found, ROWS)})


@require_GET
@page
def letter(request: HttpRequest, officer: Officer, message_id: str) -> HttpResponse:
    """Show one around the place of its error."""
    return _letter(request, officer, message_id)


@require_POST
@page
def replay(request: HttpRequest, officer: Officer, message_id: str) -> HttpResponse:
    """Walk it again from its original bytes; where it is refused again, the page says why and where."""
    arrival = house().replay(message_id, officer)
    if arrival.accepted:
        return onward(f"{reverse('message', args=[message_id])}?replayed=yes")
    return _letter(request, officer, message_id, refused=problem(arrival.error) if arrival.error else "", status=422)


@require_POST
@page
def close(request: HttpRequest, officer: Officer, message_id: str) -> HttpResponse:
    """Set it aside for good, with a reason."""
    try:
        house().close_dead_letter(message_id, officer, request.POST.get("reason", ""))
    except Refusal as error:
        return _letter(request, officer, message_id, wrong=error.text, status=422)
    return onward(reverse("letters"))


def _letter(
    request: HttpRequest, officer: Officer, message_id: str, *, refused: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    found = LetterDesk.of(house()).letter(message_id, officer)
    may = house().authority.allows(officer, Permission.HOUSE_DEAD_LETTER_REPLAY)
    told = {"letter": found, "refused": refused, "wrong": wrong, "may": may, "officer": officer}
    return render(request, "steward/letter.html", told, status=status)
