"""Decisions of officers: found by officer, kind, port and day, and replayed with what was known when each was made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tidewaiter.api.house import house
from tidewaiter.desk.audit import AuditDesk
from tidewaiter.store.queries.audit import DECISIONS
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.leafing import day_of, leaf_of, offset_of, said
from tidewaiter.web.reader import page

ROWS = 50


@require_safe
@page
def decisions(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List decisions, the latest first; that the list was read is journaled."""
    today = house().policies.clock().date()
    kind = said(request, "kind")
    asked: dict[str, Any] = {name: said(request, name) for name in ("actor", "port")}
    asked |= {"kind": kind if kind in DECISIONS else None}
    asked |= {name: day_of(request, name, today) if said(request, name) else None for name in ("since", "until")}
    offset = offset_of(request)
    found = AuditDesk.of(house()).decisions(officer, limit=ROWS + 1, offset=offset, **asked)
    leaf = leaf_of(request, found, ROWS)
    house().listed(officer, "decisions", leaf["rows"], **asked, offset=offset or None)
    told = {"asked": asked, "kinds": DECISIONS, "glass": house().glass.counts(officer), "officer": officer}
    return render(request, "audit/decisions.html", {**told, **leaf})


@require_safe
@page
def decision(request: HttpRequest, officer: Officer, seq: int) -> HttpResponse:
    """Replay one decision."""
    found = AuditDesk.of(house()).decision(seq, officer)
    return render(request, "audit/decision.html", {**found, "officer": officer})


@require_safe
@page
def rules(request: HttpRequest, officer: Officer) -> HttpResponse:
    """List the rules in force that read a protected attribute, each with the ground it cites."""
    return render(
        request, "audit/rules.html", {"rules": AuditDesk.of(house()).grounded_rules(officer), "officer": officer}
    )
