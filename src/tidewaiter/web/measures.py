"""The page of fairness: every audited group beside everybody else, for those who answer for the rules."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page

MEASURES = {
    "referral": ("Referred by risk", "of all people announced"),
    "hit": ("Possibly matched with a list", "of all people announced"),
    "yield": ("Found in the wrong", "of those referred and examined"),
    "false-positive": ("Referred although nothing was found", "of those drawn at random in whom nothing was found"),
    "false-hit": ("Wrongly matched", "of those whose possible matches were settled"),
    "base-rate": ("Found in the wrong at random", "of those drawn at random and examined"),
}


@require_GET
@page
def fairness(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show shares by group with intervals; that the sealed groups were counted is journaled with its purpose."""
    told = house().measures.fairness(officer)
    tables = [
        {"attribute": attribute, "measure": measure, "words": MEASURES[measure], "rows": list(rows)}
        for (attribute, measure), rows in groupby(told["rows"], key=lambda row: (row["attribute"], row["measure"]))
    ]
    return render(request, "fairness.html", {**told, "tables": tables, "officer": officer})
