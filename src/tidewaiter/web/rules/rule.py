"""One rule: its versions, what it earned day by day, what was tried, and what may be done with it by whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidewaiter.api.house import house
from tidewaiter.assess.drafting import checked
from tidewaiter.assess.life import ApproveRule, KillRule, PromoteRule, RetireRule, RuleAct
from tidewaiter.authority import Permission
from tidewaiter.desk.targeting import TargetingDesk
from tidewaiter.vocabulary.errors import InvalidPolicy, Refusal, TidewaiterError
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page
from tidewaiter.web.rules.book import whole
from tidewaiter.web.rules.charts import bars, csv_answer
from tidewaiter.web.rules.editor import wrong
from tidewaiter.web.targeting.tabs import RULES, bar

DAYS = ("day", "fired", "examined", "found", "estimate", "low", "high")
OVER = ("superseded", "retired", "killed")


@require_GET
@page
def one(request: HttpRequest, officer: Officer, rule_id: str) -> HttpResponse:
    """Show one rule with its history and its yield."""
    return shown(request, officer, rule_id)


@require_GET
@page
def days(request: HttpRequest, officer: Officer, rule_id: str) -> HttpResponse:
    """Give the yield by day as a table."""
    house().rules.show(rule_id, officer)
    return csv_answer(f"{rule_id}-by-day", DAYS, TargetingDesk.of(house()).rule_days(officer, rule_id))


@require_POST
@page
def approve(request: HttpRequest, officer: Officer, rule_id: str) -> HttpResponse:
    """Agree, as a second person, that the version that was read may run."""
    step = "live" if request.POST.get("step") == "live" else "shadow"
    said = {"step": step, "reason": _said(request), "digest": request.POST.get("digest", "")[:64]}
    return _act(request, officer, rule_id, ApproveRule, version=_version(request), **said)


@require_POST
@page
def promote(request: HttpRequest, officer: Officer, rule_id: str) -> HttpResponse:
    """Let an approved version run."""
    to = "live" if request.POST.get("to") == "live" else "shadow"
    return _act(request, officer, rule_id, PromoteRule, version=_version(request), to=to)


@require_POST
@page
def retire(request: HttpRequest, officer: Officer, rule_id: str) -> HttpResponse:
    """Take a rule out of force in an orderly way."""
    return _act(request, officer, rule_id, RetireRule, reason=_said(request))


@require_POST
@page
def kill(request: HttpRequest, officer: Officer, rule_id: str) -> HttpResponse:
    """Switch a rule off at once, everywhere."""
    return _act(request, officer, rule_id, KillRule, reason=_said(request))


def shown(request: HttpRequest, officer: Officer, rule_id: str, error: TidewaiterError | None = None) -> HttpResponse:
    """Show one rule, after an act that did not work with what was missing."""
    found = house().rules.show(rule_id, officer)
    found["states"] = whole(found["states"])
    allows = house().authority.allows
    earned = None
    if allows(officer, Permission.HOUSE_YIELD_READ):
        earned = TargetingDesk.of(house()).rule_days(officer, rule_id)
    newest = found["versions"][0] if found["versions"] else None
    told: dict[str, Any] = {
        "bar": bar(officer, RULES),
        "rule": found,
        "state": found["states"][0],
        "newest": newest,
        "written": _written(found["file"], newest),
        "may": {
            "draft": allows(officer, Permission.HOUSE_RULE_DRAFT),
            "approve": _step(newest) if allows(officer, Permission.HOUSE_RULE_APPROVE) else None,
            "promote": _next(newest) if allows(officer, Permission.HOUSE_RULE_PROMOTE) else None,
            "retire": allows(officer, Permission.HOUSE_RULE_PROMOTE),
            "kill": allows(officer, Permission.HOUSE_RULE_KILL),
            "backtest": allows(officer, Permission.HOUSE_RULE_BACKTEST),
        },
        "running": any(each["state"] in ("shipped", "live", "shadow") for each in found["states"]),
        "author": newest is not None and newest["drafted_by"].casefold() == officer.name.casefold(),
        "history": house().rules.history(rule_id, officer),
        "earned": earned,
        "drawn": bars(earned, "day", "fired", "found") if earned else None,
        "error": error,
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "rules/rule.html", told, status=wrong(error) if error else 200)


def _written(file: dict[str, Any] | None, newest: dict[str, Any] | None) -> dict[str, str]:
    """Give ground and citation: of the newest version's text, else of the file; empty where it no longer compiles."""
    rule = checked(newest["text"], house().book.base()).rule if newest else None
    if rule is not None:
        return {"ground": rule.ground, "citation": rule.citation}
    return {name: str((file or {}).get(name) or "") for name in ("ground", "citation")}


def _act(request: HttpRequest, officer: Officer, rule_id: str, act: type[RuleAct], **said: Any) -> HttpResponse:
    try:
        house().rules.act(rule_id, act(officer=officer, at=house().policies.clock(), **said))
    except (Refusal, InvalidPolicy) as error:
        return shown(request, officer, rule_id, error)
    return redirect("rule", rule_id=rule_id)


def _step(newest: dict[str, Any] | None) -> str | None:
    """Name the step that the newest version waits to be approved for; None where it waits for none."""
    if newest is None or newest["stage"] in ("drafted", "live", *OVER):
        return None
    if not newest["shadow_approved_by"]:
        return "shadow"
    return None if newest["live_approved_by"] or newest["stage"] != "shadow" else "live"


def _next(newest: dict[str, Any] | None) -> str | None:
    """Name where the newest version may be let run next; None where its approval is missing."""
    if newest is None or newest["stage"] in ("live", *OVER):
        return None
    if newest["live_approved_by"]:
        return "live"
    return "shadow" if newest["shadow_approved_by"] and newest["stage"] != "shadow" else None


def _said(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").split())[:2000]


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
