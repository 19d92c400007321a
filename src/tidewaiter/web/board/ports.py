"""Ports beside each other after adjusting for whom they see; counted anew every quarter of an hour (``desk.kept``)."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.board import BoardDesk
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page


@require_safe
@page
def ports(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show, for each measure, every port's ratio to what all others would have had with the same people."""
    house().authority.require(officer, Permission.HOUSE_YIELD_READ)
    told, counting = BoardDesk.of(house()).compared_kept(officer)
    if told is None:
        return render(
            request,
            "board/ports.html",
            {"since": None, "until": None, "tables": [], "counting": counting, "officer": officer},
        )
    words = {
        "referred": (_("Referred to secondary"), _("of those who reported")),
        "found": (_("Something found"), _("of those examined")),
        "refused": (_("Refused"), _("of those who reported")),
    }
    tables = [
        {"measure": measure, "words": words[measure], "rows": list(rows)}
        for measure, rows in groupby(told["rows"], key=lambda row: row["measure"])
    ]
    return render(request, "board/ports.html", {**told, "tables": tables, "counting": counting, "officer": officer})
