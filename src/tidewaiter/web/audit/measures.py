"""The page of fairness: every audited group beside everybody else, for those who answer for the rules."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page


def _measures() -> dict[str, tuple[str, str]]:
    """Name each measure and out of whom its share is, in the reader's language."""
    return {
        "referral": (_("Referred by risk"), _("of all people announced")),
        "hit": (_("Possibly matched with a list"), _("of all people announced")),
        "yield": (_("Found in the wrong"), _("of those referred and examined")),
        "false-positive": (
            _("Referred although nothing was found"),
            _("of those drawn at random in whom nothing was found"),
        ),
        "false-hit": (_("Wrongly matched"), _("of those whose possible matches were settled")),
        "base-rate": (_("Found in the wrong at random"), _("of those drawn at random and examined")),
    }


@require_GET
@page
def fairness(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show shares by group with intervals; that the sealed groups were counted is journaled with its purpose."""
    told, counting = house().measures.fairness_kept(officer)
    if told is None:
        return render(
            request, "audit/fairness.html", {"people": None, "as_of": None, "counting": counting, "officer": officer}
        )
    measures = _measures()
    tables = [
        {"attribute": attribute, "measure": measure, "words": measures[measure], "rows": list(rows)}
        for (attribute, measure), rows in groupby(told["rows"], key=lambda row: (row["attribute"], row["measure"]))
    ]
    return render(request, "audit/fairness.html", {**told, "tables": tables, "counting": counting, "officer": officer})
