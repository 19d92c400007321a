"""Write a rule: what is wrong is told while it is typed, with its line and a mark under its column."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.assess.drafting import EXPECTATIONS, checked, with_test
from tidewaiter.assess.life.shelf import texts_of
from tidewaiter.language.policy import POLICIES
from tidewaiter.site import site_policies
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import InvalidPolicy, NotFound, Refusal, TidewaiterError, Unreadable
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.rules.book import catalogue
from tidewaiter.web.targeting.tabs import RULES, bar

LONGEST = 20_000
_VERSION = re.compile(r"^version:\s*(\d+)\s*$", re.MULTILINE)
_SHELL = """\
id: name-of-the-rule
version: 1
title: What it looks for
applies_to: {{kind: person}}
owner: {owner}
ground: The law that allows this examination
review_at: {review}
expires_at: {expires}
weight: 10
when: |
  party >= 9
reason: '{{party}} on one booking'
tests:
  fires:
    - {{party: 9}}
  quiet:
    - {{party: 2}}
"""


@require_GET
@page
def new(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the editor: with a shell, or with a rule that stands, its version raised by one."""
    text = _text_of(request.GET["from"]) if request.GET.get("from") else _shell(officer)
    return _shown(request, officer, text)


@require_POST
@page
def check(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Say how far the text is a rule; keeps nothing. Asked while somebody types."""
    return render(request, "rules/checked.html", {"checked": checked(_posted(request), house().book.base())})


@require_POST
@page
def write(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Check the text, put one more test into it, or draft it, as the button that was pressed says."""
    text, action = _posted(request), request.POST.get("action", "check")
    if action == "add-test":
        try:
            more = with_test(text, request.POST.get("expected", ""), request.POST.get("values", ""))
        except Unreadable as error:
            return _shown(request, officer, text, error)
        return _shown(request, officer, more)
    if action != "draft":
        return _shown(request, officer, text)
    try:
        facts = house().rules.draft(text, officer)
    except (Refusal, InvalidPolicy) as error:
        return _shown(request, officer, text, error)
    return redirect("rule", rule_id=facts[0].data["rule_id"])


def _shown(request: HttpRequest, officer: Officer, text: str, error: TidewaiterError | None = None) -> HttpResponse:
    told: dict[str, Any] = {
        "bar": bar(officer, RULES),
        "text": text,
        "checked": checked(text, house().book.base()),
        "error": error,
        "expectations": EXPECTATIONS,
        "expected": request.POST.get("expected", "fires"),
        "values": request.POST.get("values", "") if error else "",
        "features": catalogue(""),
    }
    return render(request, "rules/editor.html", told, status=wrong(error) if error else 200)


def wrong(error: TidewaiterError) -> int:
    """Give the status of what was typed and is no rule: the page comes back to be mended."""
    return 422 if isinstance(error, InvalidPolicy) else status_of(error)


def _posted(request: HttpRequest) -> str:
    """Give the text as it was typed, with the ends of lines that files have."""
    return request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n")


def _shell(officer: Officer) -> str:
    today = house().policies.clock().date()
    review, expires = today + timedelta(days=180), today + timedelta(days=365)
    return _SHELL.format(owner=officer.name, review=review.isoformat(), expires=expires.isoformat())


def _text_of(rule_id: str) -> str:
    """Give the text of a rule's newest version, of the journal or of the files, with the next number."""
    with house().store.read() as reader:
        drafted = queries.rule_versions(reader.cursor, rule_id)
    if drafted:
        text = str(drafted[0]["text"])
    else:
        files = texts_of(POLICIES, site_policies(house().home)).values()
        named = re.compile(rf"^id:\s*['\"]?{re.escape(rule_id)}['\"]?\s*$", re.MULTILINE)
        text = next((each for each in files if named.search(each)), "")
    if not text:
        raise NotFound(f"There is no rule {rule_id}")
    return _VERSION.sub(lambda found: f"version: {int(found.group(1)) + 1}", text, count=1)
