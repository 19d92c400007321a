"""The two lists of secondary: who waits, longest first; and what supervisors are asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.desk.file_told import title_of
from tidewaiter.inspect.secondary import AnswerApproval
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.secondary.onward import onward, whole
from tidewaiter.web.secondary.words import said

ROWS = 50
STATES = ("waiting", "open")


@require_GET
@page
def waiting(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show who is in secondary at the officer's port, filtered by what the address says."""
    reasons = titles()
    chosen = {
        "status": request.GET.get("status") if request.GET.get("status") in STATES else None,
        "reason": request.GET.get("reason") if request.GET.get("reason") in reasons else None,
        "mine": request.GET.get("mine") == "1",
    }
    offset = min(whole(request.GET.get("offset")), 10**6)
    port = request.GET.get("port") or None
    found = house().secondary.waiting(officer, **chosen, port=port, limit=ROWS + 1, offset=offset)
    told = {
        "rows": found[:ROWS],
        "chosen": chosen,
        "reasons": list(reasons.items()),
        "titles": reasons,
        "earlier": _leaf(request, offset - ROWS) if offset else None,
        "later": _leaf(request, offset + ROWS) if len(found) > ROWS else None,
        "approves": house().authority.allows(officer, Permission.PORT_INSPECTION_APPROVE),
        "reads": house().authority.opens(officer, "GET /secondary/{encounter_id}"),
        "said": said,
        "officer": officer,
    }
    return render(request, "secondary/list.html", told)


@require_GET
@page
def approvals(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show what officers in secondary ask of a supervisor."""
    return _asked(request, officer)


@require_POST
@page
def answer(request: HttpRequest, officer: Officer, encounter_id: str, number: str) -> HttpResponse:
    """Answer one question, and show the next."""
    house().secondary.visible(officer, encounter_id)
    command = AnswerApproval(
        encounter_id=encounter_id,
        officer=officer,
        at=house().policies.clock(),
        number=whole(number),
        granted=request.POST.get("granted") == "1",
        words=request.POST.get("words", ""),
    )
    try:
        house().secondary.act(command)
    except Refusal as refused:
        wrong = {"about": (encounter_id, whole(number)), "text": refused.text, "words": request.POST.get("words", "")}
        return _asked(request, officer, wrong=wrong, status=status_of(refused))
    return onward("approvals")


def _asked(
    request: HttpRequest, officer: Officer, *, wrong: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    found = house().secondary.approvals(officer, port=request.GET.get("port") or None, limit=ROWS + 1)
    policy, language = house().secondary.policy, get_language() or "en"
    searches = {code: title_of(kind.title, language) for code, kind in policy.searches.items()}
    told = {
        "rows": found[:ROWS],
        "more": len(found) > ROWS,
        "titles": titles(),
        "searches": searches,
        "wrong": wrong,
        "said": said,
        "officer": officer,
    }
    return render(request, "secondary/approvals.html", told, status=status)


def titles() -> dict[str, str]:
    """Give the reasons of secondary by code, in the reader's language."""
    language = get_language() or "en"
    return {code: title_of(each.title, language) for code, each in house().secondary.policy.reasons.items()}


def _leaf(request: HttpRequest, offset: int) -> str:
    asked = request.GET.copy()
    asked["offset"] = str(max(0, offset))
    return f"?{asked.urlencode()}"
