"""All rules, those that somebody should look at again, those that rest on a protected ground, and the features."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.language import Feature
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.targeting.tabs import RULES, bar

STATES = ("live", "shadow", "approved", "tested", "drafted", "shipped", "expired", "retired", "killed", "superseded")

GOOD_FOR = timedelta(minutes=10)
"""A review reads months of the journal: what was counted a moment ago is shown again, with its time."""
_REVIEWED: dict[str, tuple[datetime, str, list[dict[str, Any]]]] = {}
_COLUMNS = (
    *("id", "version", "state", "source", "title", "owner", "ground", "weight", "attribute_ground", "review_at"),
    *("expires_at", "digest", "reason", "drafted_by", "shadow_hits"),
)


@require_GET
@page
def rules(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show every rule with its state, owner, end and ground."""
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip().casefold()
    every = whole(house().rules.rules(officer))
    told = {
        "bar": bar(officer, RULES),
        "rows": [row for row in every if (not state or row["state"] == state) and _says(row, text)],
        "states": [(name, sum(row["state"] == name for row in every)) for name in STATES],
        "state": state,
        "q": request.GET.get("q", ""),
        "today": house().policies.clock().date().isoformat(),
    }
    return render(request, "rules/rules.html", told)


@require_GET
@page
def review(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the rules that somebody should look at again: dead, without yield, duplicates, past review, ending."""
    now, key = house().policies.clock(), str(house().home)
    kept = _REVIEWED.get(key)
    if kept is None or not kept[0] <= now < kept[0] + GOOD_FOR or kept[1] != house().policies.ruleset.id:
        kept = (now, house().policies.ruleset.id, house().rules.review(officer))
        _REVIEWED[key] = kept
    days = house().rules.policy.review_days
    told = {"bar": bar(officer, RULES), "rows": kept[2], "days": days, "at": kept[0].isoformat()}
    return render(request, "rules/review.html", told)


@require_GET
@page
def grounds(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the rules that read a protected attribute, with the legal ground that each cites; for auditors."""
    rows = [row for row in whole(house().rules.rules(officer)) if row["attribute_ground"]]
    return render(request, "rules/grounds.html", {"bar": bar(officer, RULES), "rows": rows, "protected": _protected()})


@require_GET
@page
def features(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the features that a rule may name; ``q`` searches names and meanings."""
    text = request.GET.get("q", "").strip()
    told = {"bar": bar(officer, RULES), "features": catalogue(text), "q": text}
    return render(request, "rules/features.html", told)


def catalogue(text: str) -> list[Feature]:
    """Give the features whose name, meaning or unit holds each word."""
    words = text.casefold().split()
    return [
        feature
        for feature in house().book.base().catalogue.values()
        if all(word in f"{feature.name} {feature.meaning} {feature.unit}".casefold() for word in words)
    ]


def whole(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each row every column: a rule of a file has no author, an expired one not even a title."""
    blank = dict.fromkeys(_COLUMNS)
    return [blank | row for row in rows]


def _says(row: dict[str, Any], text: str) -> bool:
    said = " ".join(str(row.get(name) or "") for name in ("id", "title", "owner", "ground", "drafted_by"))
    return text in said.casefold()


def _protected() -> list[Feature]:
    return [feature for feature in house().book.base().catalogue.values() if feature.protected]
