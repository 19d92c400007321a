"""The register of accounts, for administrators: list, add, change, reset, close."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidewaiter.api.errors import status_of
from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page


@require_GET
@page
def listed(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List all accounts, with what can be done about each."""
    return _shown(request, officer)


@require_POST
@page
def add(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Open an account; its first password is shown on the answer and never again."""
    name = request.POST.get("name", "")
    try:
        first = house().accounts.add(officer, name, **_granted(request))
    except Refusal as refused:
        return _shown(request, officer, refused=refused, filled=_filled(request))
    return _shown(request, officer, first={"name": name, "password": first})


@require_POST
@page
def change(request: HttpRequest, officer: Officer, name: str) -> HttpResponse:
    """Give an account other roles, another port or another term."""
    try:
        house().accounts.change(officer, name, **_granted(request))
    except Refusal as refused:
        return _shown(request, officer, refused=refused)
    return redirect("accounts")


@require_POST
@page
def close(request: HttpRequest, officer: Officer, name: str) -> HttpResponse:
    """Close an account, with all its sessions."""
    try:
        house().accounts.close(officer, name, request.POST.get("reason", ""))
    except Refusal as refused:
        return _shown(request, officer, refused=refused)
    return redirect("accounts")


@require_POST
@page
def reset(request: HttpRequest, officer: Officer, name: str) -> HttpResponse:
    """Set a new first password, shown once, or take the second factor away."""
    try:
        if request.POST.get("what") == "factor":
            house().accounts.reset_factor(officer, name)
            return redirect("accounts")
        first = house().accounts.reset_password(officer, name)
    except Refusal as refused:
        return _shown(request, officer, refused=refused)
    return _shown(request, officer, first={"name": name, "password": first})


def _granted(request: HttpRequest) -> dict[str, Any]:
    days = request.POST.get("days", "")
    return {
        "roles": request.POST.getlist("role"),
        "port": request.POST.get("port", "").strip().upper(),
        "days": int(days) if days.isdecimal() and len(days) < 6 else 0,
    }


def _filled(request: HttpRequest) -> dict[str, Any]:
    return {"name": request.POST.get("name", ""), **_granted(request)}


def _shown(request: HttpRequest, officer: Officer, **more: Any) -> HttpResponse:
    refused: Refusal | None = more.get("refused")
    told = {"rows": house().accounts.listed(officer), "officer": officer, "refused": None, "first": None}
    told["roles"] = sorted(set(house().authority.grants) - house().authority.bound)
    told |= {"filled": {"name": "", "roles": [], "port": "", "days": 90}, **more}
    return render(request, "accounts/register.html", told, status=status_of(refused) if refused else 200)
