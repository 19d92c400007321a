"""What a lane shows: the field and who waits, whom it may mean, one traveler or one vehicle, or nobody announced."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidewaiter import unannounced
from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.formats import wedge
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, TidewaiterError, Unreadable
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.lane import wording
from tidewaiter.web.lane.place import keep, place_of
from tidewaiter.web.reader import page


@require_http_methods(["GET", "POST"])
@page
def lane(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the field and who waits; what is typed into it comes as a post, so that it stands in no history."""
    return _found(request, officer) if request.method == "POST" else _home(request, officer)


@require_POST
@page
def here(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Take where the officer stands."""
    own = house().authority.port_of(officer)
    try:
        port = own or house().policies.places.port(request.POST.get("port", "")).code
    except Refusal as error:
        return _home(request, officer, error=error, status=422)
    response = redirect("lane")
    keep(response, port, request.POST.get("lane", "").strip().replace("|", ""))
    return response


@require_GET
@page
def one(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Show one traveler, or one vehicle with all in it; the look is journaled."""
    return show(request, officer, encounter_id)


@require_POST
@page
def stranger(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Report somebody whom nobody announced: they walk the rooms first."""
    stands, said = place_of(request, officer), request.POST
    try:
        typed = _zone(said.get("q", ""))
        plate = said.get("plate", "").strip() or None
        who = unannounced.Stranger.of(typed, plate) if typed else _written(said)
        found = unannounced.report(house(), officer, who, port=stands.port, lane=stands.lane)
    except Forbidden:
        raise
    except TidewaiterError as error:
        told = {"error": error, "said": said, "q": said.get("q", ""), "zone": None, "elsewhere": []}
        return _page(request, officer, "lane/nobody.html", told, status=status_of(error))
    return redirect("lane-one", found)


def show(
    request: HttpRequest,
    officer: Officer,
    encounter_id: str,
    *,
    error: TidewaiterError | None = None,
    picking: bool = False,
) -> HttpResponse:
    """Show one encounter as it stands now, above it what an act was answered with."""
    seen = house().lane.look(officer, encounter_id)
    template = "lane/person.html" if seen["kind"] == "person" else "lane/vehicle.html"
    told = {"one": seen, "error": error, "picking": picking, "reasons": wording.reasons()}
    return _page(request, officer, template, told, status=status_of(error) if error else 200)


def _home(
    request: HttpRequest, officer: Officer, *, error: TidewaiterError | None = None, status: int = 200, q: str = ""
) -> HttpResponse:
    stands = place_of(request, officer)
    told: dict[str, Any] = {"error": error, "q": q, "waiting": [], "movements": []}
    if stands.port:
        told |= house().lane.queue(officer, port=stands.port, lane=stands.lane)
    return _page(request, officer, "lane/lane.html", told, status=status)


def _found(request: HttpRequest, officer: Officer) -> HttpResponse:
    stands, q = place_of(request, officer), request.POST.get("q", "")
    chosen, even_so = request.POST.get("chosen") or None, bool(request.POST.get("even_so"))
    try:
        found = house().lane.find(officer, q, port=stands.port, even_so=even_so, chosen=chosen)
    except (Unreadable, Refusal) as error:
        return _home(request, officer, error=error, status=422, q=q)
    if found.one is not None:
        vehicle, plate = request.POST.get("vehicle", ""), request.POST.get("plate", "")
        inside = found.one["kind"] == "person" and bool(plate) and found.one["plate"] == plate
        back = vehicle.startswith("enc-") and inside and q.strip() != plate  # read at the vehicle's screen: back to it
        return redirect("lane-one", vehicle if back else found.one["encounter_id"])
    if found.rows:
        return _page(request, officer, "lane/several.html", {"rows": found.rows, "q": q, "even_so": even_so})
    zone = found.typed.zone
    said = {"plate": request.POST.get("plate", "")}
    told = {"q": q, "zone": zone, "elsewhere": found.elsewhere, "said": said, "error": None}
    return _page(request, officer, "lane/nobody.html", told)


def _page(
    request: HttpRequest, officer: Officer, template: str, told: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of the lane: with where the officer stands, and what they did last while it can be taken back."""
    done = None
    if request.method == "GET" and (last := request.GET.get("done")):
        try:
            done = house().lane.done(officer, last)
        except NotFound:
            done = None
    now = house().policies.clock()
    common = {"officer": officer, "place": place_of(request, officer), "done": done, "now": now, "say": wording.say}
    return render(request, template, {"q": "", **common, **told}, status=status)


def _zone(text: str) -> Any:
    """Give the zone that was read, where one was."""
    if not text.strip() or not wedge.looks_like_zone(text):
        return None
    return wedge.read(text, today=house().policies.clock().date()).zone


def _written(said: Any) -> unannounced.Stranger:
    """Take somebody from the form. Raises ``Refusal`` with what is wrong."""

    def of(name: str) -> str | None:
        return said.get(name, "").strip() or None

    return unannounced.Stranger(
        surname=of("surname") or "",
        given_names=of("given_names"),
        birth_date=wording.day(of("birth_date"), _("The birth date is a day such as 1984-06-23")),
        nationality=of("nationality"),
        document_number=of("document_number"),
        document_issuer=of("document_issuer"),
        document_expires=wording.day(of("document_expires"), _("The last day is a day such as 2031-09-01")),
        plate=of("plate"),
    )
