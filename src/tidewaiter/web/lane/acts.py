"""The keys of a lane: admit, refer, check by eye, take back; what cannot be done is told on the screen."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.lane import wording
from tidewaiter.web.lane.place import place_of
from tidewaiter.web.lane.views import show
from tidewaiter.web.reader import page


@require_POST
@page
def admit(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Let one in, or outbound let leave; then the next."""

    def act() -> None:
        until = wording.day(request.POST.get("until") or None, _("The last day of stay is a day such as 2027-02-14"))
        version = _version(request.POST.get("version"))
        lane = place_of(request, officer).lane
        house().lane.admit(officer, encounter_id, expected_version=version, lane=lane, until=until)

    return _answered(request, officer, encounter_id, act)


@require_POST
@page
def admit_all(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Let a vehicle in with all in it who still wait."""

    def act() -> None:
        said = (each.split("=", 1) for each in request.POST.getlist("versions") if "=" in each)
        versions = {one: _version(version) for one, version in said}
        counted = request.POST.get("seen", "").strip()
        seen = _version(counted, _("Say in a number how many people are in the vehicle")) if counted else None
        lane = place_of(request, officer).lane
        house().lane.admit_all(officer, encounter_id, versions=versions, seen=seen, lane=lane)

    return _answered(request, officer, encounter_id, act)


@require_POST
@page
def refer(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Send one to secondary for a reason; without one, the reasons are shown."""
    reason = request.POST.get("reason", "")
    if not reason:
        return show(request, officer, encounter_id, picking=True)

    def act() -> None:
        version, lane = _version(request.POST.get("version")), place_of(request, officer).lane
        house().lane.refer(officer, encounter_id, reason, expected_version=version, lane=lane)

    return _answered(request, officer, encounter_id, act)


@require_POST
@page
def check(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Pass by eye what failed or did not run, as far as an eye may."""
    lane, note = place_of(request, officer).lane, request.POST.get("note", "")
    try:
        house().lane.check_by_hand(officer, encounter_id, note, lane=lane)
    except Refusal as error:
        return show(request, officer, encounter_id, error=error)
    return redirect(_back(request) or reverse("lane-one", args=[encounter_id]))


@require_POST
@page
def report(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Report somebody here whom another port expected, and show them."""
    stands = place_of(request, officer)
    said = request.POST.get("q", "")
    house().lane.report_here(officer, encounter_id, said, port=stands.port, lane=stands.lane)
    return redirect("lane-one", encounter_id)


@require_POST
@page
def undo(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Take back what the officer did a moment ago, and show whom it was about."""
    try:
        house().lane.undo(officer, encounter_id)
    except Refusal as error:
        return show(request, officer, encounter_id, error=error)
    return redirect("lane-one", encounter_id)


def _answered(request: HttpRequest, officer: Officer, encounter_id: str, act: Callable[[], None]) -> HttpResponse:
    """Do an act and go on to whoever waits next; one that cannot be done is told beside how things stand now."""
    try:
        act()
    except Refusal as error:  # also where somebody else was first
        return show(request, officer, encounter_id, error=error)
    done = urlencode({"done": encounter_id})
    if back := _back(request):
        return redirect(f"{back}?{done}")
    stands = place_of(request, officer)
    ahead = house().lane.ahead(officer, port=stands.port, lane=stands.lane) if stands.lane else None
    return redirect(f"{reverse('lane-one', args=[ahead]) if ahead else reverse('lane')}?{done}")


def _back(request: HttpRequest) -> str | None:
    """Give the vehicle to go back to, where the act was about one of those in it."""
    vehicle = request.POST.get("vehicle", "")
    return reverse("lane-one", args=[vehicle]) if vehicle.startswith("enc-") else None


def _version(text: str | None, words: str | None = None) -> int:
    if text is None or not text.isdecimal() or len(text) > 9:
        raise Refusal(words or _("The form did not say which version was on the screen: look again"), code="no-version")
    return int(text)
