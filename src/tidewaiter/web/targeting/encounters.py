"""One traveler as an analyst looks at them, and who sits where on their flight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting.words import explained

_SEAT = re.compile(r"0*(\d{1,3})([A-Z])")


@require_GET
@page
def one(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Show one traveler: why so assessed, leaf by leaf; possible matches; whom they come with."""
    desk = TargetingDesk.of(house())
    why = explained(officer, encounter_id)
    assert why is not None  # the row of the permission table asks for it
    reads = house().authority.allows(officer, Permission.PORT_ENCOUNTER_READ)
    told = {
        "row": why["encounter"],
        "why": why,
        "companions": desk.companions(officer, encounter_id) if reads else None,
        "now": house().policies.clock(),
    }
    return render(request, "targeting/encounter.html", told)


@require_GET
@page
def seats(request: HttpRequest, officer: Officer, encounter_id: str) -> HttpResponse:
    """Show who sits where, as a table of rows and letters; who has no seat stands below it."""
    rows = TargetingDesk.of(house()).aboard(officer, encounter_id)
    here = next((row for row in rows if row["encounter_id"] == encounter_id), None)
    told = {"here": here, **seat_map(rows, here or {}), "people": len(rows), "now": house().policies.clock()}
    return render(request, "targeting/seats.html", told)


def seat_map(rows: list[dict[str, Any]], here: Mapping[str, Any]) -> dict[str, Any]:
    """Lay people out by row and letter: ``letters``, ``grid`` ({row: {letter: [people]}}), ``unseated``.

    Each person carries ``marks``: words that say why somebody would look there.
    """
    grid: dict[int, dict[str, list[dict[str, Any]]]] = {}
    unseated, letters = [], set()
    for row in rows:
        person = row | {"marks": _marks(row, here)}
        found = _SEAT.fullmatch((row["seat"] or "").upper())
        if found is None:
            unseated.append(person)
            continue
        letters.add(found.group(2))
        grid.setdefault(int(found.group(1)), {}).setdefault(found.group(2), []).append(person)
    return {"letters": sorted(letters), "grid": dict(sorted(grid.items())), "unseated": unseated}


def _marks(row: Mapping[str, Any], here: Mapping[str, Any]) -> list[tuple[str, str]]:
    marks = []
    if row["encounter_id"] == here.get("encounter_id"):
        marks.append(("info", _("this traveler")))
    elif row["locator"] and row["locator"] == here.get("locator"):
        marks.append(("info", _("same booking")))
    if row["hits"]:
        marks.append(("bad", _("possible match")))
    if row["band"] in ("high", "medium"):
        words = _("high band") if row["band"] == "high" else _("medium band")
        marks.append(("bad" if row["band"] == "high" else "warn", words))
    if row["role"] == "crew":
        marks.append(("", _("crew")))
    return marks
