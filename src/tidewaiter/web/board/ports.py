"""Ports beside each other after adjusting for whom they see; reckoned anew after a quarter of an hour at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.board import BoardDesk
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page

FRESH = timedelta(minutes=15)
"""A month of a nation is counted in seconds, not in a page's time: what was counted lately is shown with its time."""
_KEPT: dict[Any, tuple[datetime, dict[str, Any]]] = {}
_LOCK = Lock()


@require_safe
@page
def ports(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show, for each measure, every port's ratio to what all others would have had with the same people."""
    house().authority.require(officer, Permission.HOUSE_YIELD_READ)
    told = _compared(officer)
    words = {
        "referred": (_("Referred to secondary"), _("of those who reported")),
        "found": (_("Something found"), _("of those examined")),
        "refused": (_("Refused"), _("of those who reported")),
    }
    tables = [
        {"measure": measure, "words": words[measure], "rows": list(rows)}
        for measure, rows in groupby(told["rows"], key=lambda row: row["measure"])
    ]
    return render(request, "board/ports.html", {**told, "tables": tables, "officer": officer})


def _compared(officer: Officer) -> dict[str, Any]:
    now, store = house().policies.clock(), id(house().store)
    with _LOCK:
        kept = _KEPT.get(store)
        if kept is None or not now - FRESH <= kept[0] <= now:
            _KEPT.clear()
            kept = _KEPT[store] = (now, BoardDesk.of(house()).compared(officer))
        return kept[1]
