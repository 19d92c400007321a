"""Hits: the queue, one hit with both sides, and what others settled that waits for a second look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.identify.shifts import FILTERS, HITS
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.hit import SETTLED, HitStatus
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting import asked
from tidewaiter.web.targeting.filters import kept
from tidewaiter.web.targeting.tabs import TARGETING, bar
from tidewaiter.web.targeting.words import beside, explained

LOOKED_THROUGH = 60
"""How many rows of the queue are looked through for the next hit."""


@require_GET
@page
def queue(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the hits of a port by the clock to arrival; ``after`` leads on to the next one that is free."""
    query, at = asked.asked(request, HITS), asked.offset(request)
    wanted = wanted_of(officer, query)
    if "after" in request.GET:
        return _onward(officer, query, wanted, request.GET["after"], request.GET.get("done", ""))
    found = house().hits.queue(officer, **wanted, limit=asked.ROWS + 1, offset=at)
    path = reverse("targeting-hits")
    told = {
        "bar": bar(officer, TARGETING),
        "rows": [row | {"beside": beside(row)} for row in found[: asked.ROWS]],
        "query": query,
        "form": dict.fromkeys(FILTERS[HITS], "") | query,
        "leaves": asked.leaves(path, query, at, len(found)),
        "statuses": list(HitStatus),
        "filters": kept(officer, HITS, path),
        "may": may(officer),
        "at_once": house().hits.policy.at_once,
        "now": house().policies.clock(),
        "own_port": house().authority.port_of(officer),
        "done": _done(request, officer),
    }
    return render(request, "targeting/hits.html", told)


@require_GET
@page
def one(request: HttpRequest, officer: Officer, hit_id: str) -> HttpResponse:
    """Show one hit with both sides, why the traveler was assessed so, and whom they come with."""
    return shown(request, officer, hit_id)


@require_GET
@page
def second_looks(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show what others settled and this officer should look at."""
    at = asked.offset(request)
    found = TargetingDesk.of(house()).second_looks(officer, limit=asked.ROWS + 1, offset=at)
    told = {
        "bar": bar(officer, TARGETING),
        "rows": found[: asked.ROWS],
        "leaves": asked.leaves(reverse("targeting-second-looks"), {}, at, len(found)),
        "share": house().hits.policy.sample,
        "now": house().policies.clock(),
    }
    return render(request, "targeting/second_looks.html", told)


def shown(
    request: HttpRequest, officer: Officer, hit_id: str, error: TidewaiterError | None = None, status: int = 200
) -> HttpResponse:
    """Show one hit, after an act that did not work with what to do about it."""
    hit = house().hits.record(hit_id, officer)
    desk, rights = TargetingDesk.of(house()), may(officer)
    query = asked.asked(request, HITS)
    why = explained(officer, hit["encounter_id"])
    told = {
        "hit": hit,
        "beside": beside(hit),
        "why": why,
        "companions": desk.companions(officer, hit["encounter_id"]) if rights["read"] else None,
        "checks": _checks(hit["encounter_id"]),
        "entry": _entry(hit),
        "query": query,
        "back": asked.address(reverse("targeting-hits"), query),
        "may": rights,
        "mine": hit["claimed"] and hit["claimed_by"] == officer.name,
        "settled": hit["status"] in SETTLED,
        "own": hit["settled_by"] == officer.name,
        "error": error,
        "typed": request.POST.get("reason", ""),
        "done": _done(request, officer),
        "now": house().policies.clock(),
    }
    return render(request, "targeting/hit.html", told, status=status)


def may(officer: Officer) -> dict[str, bool]:
    """Tell what this officer may do with hits."""
    allows = house().authority.allows
    return {
        "claim": allows(officer, Permission.PORT_HIT_CLAIM),
        "settle": allows(officer, Permission.PORT_HIT_SETTLE),
        "review": allows(officer, Permission.PORT_HIT_REVIEW),
        "read": allows(officer, Permission.PORT_ENCOUNTER_READ),
        "keep": allows(officer, Permission.PORT_FILTER_SAVE),
    }


def wanted_of(officer: Officer, query: dict[str, str]) -> dict[str, Any]:
    """Bring filters of the address to those of the desk."""
    status = query.get("status", "unsettled")
    return {
        "port": asked.port(officer, query.get("port")),
        "status": status if status in set(HitStatus) else None,
        "unsettled": status not in (*HitStatus, "all"),
        "list_id": query.get("list"),
        "mine": query.get("mine") == "yes",
        "overdue": {"yes": True, "no": False}.get(query.get("overdue", "")),
    }


def _onward(officer: Officer, query: dict[str, str], wanted: dict[str, Any], after: str, done: str) -> HttpResponse:
    """Lead to the next hit that this officer can take up, or back to the queue where there is none."""
    rows = house().hits.queue(officer, **wanted, limit=LOOKED_THROUGH)
    ids = [row["hit_id"] for row in rows]
    at = ids.index(after) + 1 if after in ids else 0
    for row in [*rows[at:], *rows[:at]]:
        if row["hit_id"] != after and _free(row, officer):
            return redirect(asked.address(reverse("targeting-hit", args=[row["hit_id"]]), query, done=done))
    return redirect(asked.address(reverse("targeting-hits"), query, done=done))


def _free(row: dict[str, Any], officer: Officer) -> bool:
    held = row["claimed"] and row["claimed_by"] != officer.name
    own = row["status"] == HitStatus.SECOND_LOOK and row["settled_by"] == officer.name
    return not held and not own and row["escalated_by"] != officer.name


def _done(request: HttpRequest, officer: Officer) -> dict[str, Any] | None:
    """Tell of the hit just settled what was said, so that it can be taken back; another port's is not there."""
    done = request.GET.get("done", "")
    if not done:
        return None
    with house().store.read() as opened:
        rows = queries.hits_by_id(opened.cursor, [done])
    if not rows or rows[0]["settled_by"] != officer.name or rows[0]["status"] not in SETTLED:
        return None
    return {name: rows[0][name] for name in ("hit_id", "verdict", "status", "version")}


def _checks(encounter_id: str) -> dict[str, Any]:
    with house().store.read() as opened:
        return queries.screening(opened.cursor, [encounter_id])[encounter_id]


def _entry(hit: dict[str, Any]) -> dict[str, Any]:
    from tidewaiter.store.queries.search import list_entries

    pair = (hit["list_id"], hit["entry_id"])
    with house().store.read() as opened:
        return list_entries(opened.cursor, [pair]).get(pair) or {"fetched_at": None, "remarks": None}
