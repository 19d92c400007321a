"""What an analyst does with hits: each act by its own address; what does not work comes back with the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.identify.hits import ClaimHit, EscalateHit, HitAct, ReleaseHit, ReviewHit, SettleHit, TakeBackHit
from tidewaiter.identify.shifts import HITS
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting import asked
from tidewaiter.web.targeting.hits import shown


@require_POST
@page
def claim(request: HttpRequest, officer: Officer, hit_id: str) -> HttpResponse:
    """Take a hit up; nobody else settles it until the claim lapses."""
    return _acted(request, officer, hit_id, ClaimHit)


@require_POST
@page
def release(request: HttpRequest, officer: Officer, hit_id: str) -> HttpResponse:
    """Give a claim back."""
    return _acted(request, officer, hit_id, ReleaseHit)


@require_POST
@page
def settle(request: HttpRequest, officer: Officer, hit_id: str) -> HttpResponse:
    """Say what a hit is, and why; who does not hold it yet takes it up with the same word. Leads to the next one."""
    said = {"verdict": request.POST.get("verdict", ""), "reason": _reason(request)}
    return _acted(request, officer, hit_id, SettleHit, onward=True, **said)


@require_POST
@page
def escalate(request: HttpRequest, officer: Officer, hit_id: str) -> HttpResponse:
    """Give a hit on to another officer, and go on."""
    return _acted(request, officer, hit_id, EscalateHit, onward=True, reason=_reason(request))


@require_POST
@page
def review(request: HttpRequest, officer: Officer, hit_id: str) -> HttpResponse:
    """Agree with another officer's verdict, or open the hit again."""
    agrees = request.POST.get("agrees") == "yes"
    return _acted(request, officer, hit_id, ReviewHit, agrees=agrees, reason=_reason(request))


@require_POST
@page
def take_back(request: HttpRequest, officer: Officer, hit_id: str) -> HttpResponse:
    """Take one's own verdict back at once."""
    reason = _reason(request) or _("taken back at once")
    return _acted(request, officer, hit_id, TakeBackHit, reason=reason)


@require_POST
@page
def dismiss(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Say of the ticked hits that they are no match, for one reason: all of it is stored, or nothing."""
    query = asked.asked(request, HITS)
    chosen = [text.rpartition(":") for text in request.POST.getlist("hit")]
    hits = [(hit, int(version)) for hit, _colon, version in chosen if hit and version.isdecimal()]
    if not hits:
        raise Refusal(_("Tick the hits first: x ticks the row"), code="nothing-chosen")
    TargetingDesk.of(house()).dismiss(officer, hits, _reason(request))
    return redirect(asked.address(reverse("targeting-hits"), query, dismissed=len(hits)))


def _acted(
    request: HttpRequest, officer: Officer, hit_id: str, act: type[HitAct], *, onward: bool = False, **said: Any
) -> HttpResponse:
    query = asked.asked(request, HITS)
    try:
        house().hits.act_all(_commands(request, officer, hit_id, act, said))
    except Refusal as error:
        return shown(request, officer, hit_id, error, status_of(error))
    if onward:
        done = hit_id if act is SettleHit else ""
        return redirect(asked.address(reverse("targeting-hits"), query, after=hit_id, done=done))
    return redirect(asked.address(reverse("targeting-hit", args=[hit_id]), query))


def _commands(
    request: HttpRequest, officer: Officer, hit_id: str, act: type[HitAct], said: dict[str, Any]
) -> list[HitAct]:
    """Give the act, and before a word that needs a claim the claim, where the page saw that nobody holds the hit."""
    at, version = house().policies.clock(), request.POST.get("version", "")
    seen = int(version) if version.isdecimal() else None
    commands: list[HitAct] = []
    if act in (SettleHit, EscalateHit) and request.POST.get("held") != "yes":
        commands.append(ClaimHit(hit_id=hit_id, officer=officer, at=at, expected_version=seen))
        seen = seen + 1 if seen is not None else None
    return [*commands, act(hit_id=hit_id, officer=officer, at=at, expected_version=seen, **said)]


def _reason(request: HttpRequest) -> str:
    """Give the reason that was typed, else the one whose button was pressed."""
    typed = " ".join(request.POST.get("reason", "").split())
    return (typed or request.POST.get("preset", "").strip())[:2000]
