"""Look-out lists: state and staleness, every version, what differs between two, loading and rolling back."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidewaiter.api.house import house
from tidewaiter.authority import Permission
from tidewaiter.identify.sources import read_any
from tidewaiter.store import lists as stored
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import NotFound, Refusal, TidewaiterError
from tidewaiter.vocabulary.listing import Listing
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.leafing import onward, said
from tidewaiter.web.reader import page
from tidewaiter.web.telling import problem

FORMATS = ("local", "un-xml", "opensanctions", "ftm")
LARGEST = 64 * 1024 * 1024
NAMED = 100
"""How many entries of a difference are named; all are counted."""


@require_http_methods(["GET", "HEAD", "POST"])
@page
def lists(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show every list in force or missed; a file that is posted is looked at first, and loaded on a second word."""
    if request.method == "POST":
        return _load(request, officer)
    return _shown(request, officer)


def _shown(request: HttpRequest, officer: Officer, status: int = 200, **more: Any) -> HttpResponse:
    with house().store.read() as reader:
        found = queries.lists(reader.cursor, house().policies.clock().date())
    may = house().authority.allows(officer, Permission.HOUSE_LIST_LOAD)
    told = {"lists": found, "may": may, "wrong": "", "told": None, "asked": {"format": FORMATS[0], "name": ""}, **more}
    return render(request, "steward/lists.html", {**told, "officer": officer}, status=status)


def _load(request: HttpRequest, officer: Officer) -> HttpResponse:
    house().authority.require(officer, Permission.HOUSE_LIST_LOAD)
    asked = {name: request.POST.get(name, "").strip() for name in ("format", "name")}
    live, shrink = request.POST.get("step") == "load", request.POST.get("shrink") == "yes"
    try:
        listing = _read(request, asked)
        told = house().lists.load(listing, actor=officer.name, dry_run=not live, accept_shrink=shrink)
    except TidewaiterError as error:
        return _shown(request, officer, 422, wrong=problem(error), asked=asked)
    if live:
        return onward(f"{reverse('list', args=[told.list_id])}?done={told.act}")
    return _shown(request, officer, told=told, asked=asked)


def _read(request: HttpRequest, asked: dict[str, str]) -> Listing:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list) or not file.size:
        raise Refusal("choose the list's file", code="no-file")
    if file.size > LARGEST:
        raise Refusal("a list is loaded here up to 64 MiB; load larger ones at the command line", code="too-large")
    if asked["format"] not in FORMATS:
        raise Refusal("choose the form of the file", code="no-format")
    today = house().policies.clock().date()
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name or "").name or "list.yaml")
        path.write_bytes(file.read())
        return read_any(path, asked["format"], asked["name"] or None, fetched_at=today, loaded_at=today)


@require_safe
@page
def one(request: HttpRequest, officer: Officer, list_id: str) -> HttpResponse:
    """Show one list with every load, refresh and rollback."""
    return _one(request, officer, list_id)


def _one(request: HttpRequest, officer: Officer, list_id: str, *, wrong: str = "", status: int = 200) -> HttpResponse:
    with house().store.read() as reader:
        known = queries.lists(reader.cursor, house().policies.clock().date())
        past = stored.history(reader, list_id)
    found = next((row for row in known if row["list_id"] == list_id), None)
    if found is None:
        raise NotFound(f"There is no list {list_id}")
    versions = list(dict.fromkeys(row["version"] for row in past if row["act"] != "refreshed"))
    told = {"list": found, "past": past, "versions": versions, "wrong": wrong, "done": said(request, "done")}
    told["may"] = house().authority.allows(officer, Permission.HOUSE_LIST_LOAD)
    return render(request, "steward/list.html", {**told, "officer": officer}, status=status)


@require_safe
@page
def differences(request: HttpRequest, officer: Officer, list_id: str) -> HttpResponse:
    """Show how the version in force differs from another."""
    with house().store.read() as reader:
        told = stored.difference(reader, list_id, said(request, "against"))
    shown = list(islice(told.change.each(), NAMED))
    more = sum(told.change.counts.values()) - len(shown)
    return render(request, "steward/differences.html", {"told": told, "shown": shown, "more": more, "officer": officer})


@require_POST
@page
def roll_back(request: HttpRequest, officer: Officer, list_id: str) -> HttpResponse:
    """Put an earlier version in force again, with a reason."""
    try:
        house().lists.roll_back(list_id, request.POST.get("to") or None, officer, _reason(request))
    except (Refusal, NotFound) as error:
        return _one(request, officer, list_id, wrong=error.text, status=422)
    return onward(f"{reverse('list', args=[list_id])}?done=rolled-back")


def _reason(request: HttpRequest) -> str:
    reason = " ".join(request.POST.get("reason", "").split())
    if not reason:
        raise Refusal("say why the version is put out of force", code="no-reason")
    return reason
