"""Data quality by carrier and feed with its trend over days, down to the findings and the messages that hold them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.desk.letters import LetterDesk
from tidewaiter.store import queries
from tidewaiter.store.queries.quality import LONGEST_DAYS
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.leafing import day_of, leaf_of, offset_of
from tidewaiter.web.reader import page

ROWS, USUAL_DAYS = 50, 7


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Read the days and the feed that are asked for; ``sender`` and ``carrier`` of '' mean the one not named."""
    today = house().policies.clock().date()
    until = min(day_of(request, "until", today), today)
    since = min(day_of(request, "since", until - timedelta(days=USUAL_DAYS - 1)), until)
    since = max(since, until - timedelta(days=LONGEST_DAYS - 1))
    feed = {name: request.GET[name] for name in ("sender", "carrier") if name in request.GET}
    return {"since": since, "until": until, "feed": feed}


@require_GET
@page
def quality(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the feeds, the trend of all of them or of one, and the findings by kind."""
    asked = _asked(request)
    days = (asked["since"], asked["until"])
    with house().store.read() as reader:
        told = queries.quality_overview(reader.cursor, *days, **asked["feed"])
    feeds = [] if asked["feed"] else told["feeds"]
    trend, kinds = told["days"], told["kinds"]
    within = {"since": asked["since"].isoformat(), "until": asked["until"].isoformat()}
    for row in feeds:
        row["address"] = _with(reverse("quality"), within, sender=row["sender"], carrier=row["carrier"])
    for row in kinds:
        kind = {name: row[name] for name in ("code", "field", "severity")}
        row["address"] = _with(reverse("quality-findings"), {**within, **asked["feed"]}, **kind)
    shown = {**asked, "feeds": feeds, "trend": trend, "kinds": kinds, "drawing": _chart(trend), "officer": officer}
    return render(request, "steward/quality.html", shown)


@require_GET
@page
def findings(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List the findings of one kind with their messages and places."""
    asked = _asked(request)
    kind = {name: request.GET[name] for name in ("field", "severity") if name in request.GET}
    code = request.GET.get("code", "")
    said: dict[str, Any] = {**kind, **asked["feed"], "code": code, "limit": ROWS + 1, "offset": offset_of(request)}
    with house().store.read() as reader:
        rows = queries.findings_behind(reader.cursor, asked["since"], asked["until"], **said)
    told = {**asked, "code": code, "kind": kind, "officer": officer, **leaf_of(request, rows, ROWS)}
    return render(request, "steward/findings.html", told)


@require_GET
@page
def message(request: HttpRequest, officer: Officer, message_id: str) -> HttpResponse:
    """Tell how one message went, step by step."""
    found = LetterDesk.of(house()).journey(message_id, officer)
    told = {"message": found, "replayed": request.GET.get("replayed") == "yes", "officer": officer}
    return render(request, "steward/message.html", told)


def _with(address: str, *known: dict[str, Any], **more: Any) -> str:
    asked = {name: value or "" for part in (*known, more) for name, value in part.items()}
    return f"{address}?{urlencode(asked)}"


def _chart(trend: list[dict[str, Any]]) -> dict[str, Any]:
    shares = (("completeness", _("Complete")), ("validity", _("Valid")), ("timeliness", _("In time")))
    return {
        "kind": "line",
        "unit": "%",
        "x": [row["day"] for row in trend],
        "series": [
            {"name": words, "data": [None if row[name] is None else round(100 * row[name], 1) for row in trend]}
            for name, words in shares
        ],
    }
