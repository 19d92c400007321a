"""Proving the journal from a page: begun with one button, its progress shown, and what to do where it fails."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tidewaiter.api.house import house
from tidewaiter.desk.proving import PROVER
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.leafing import onward
from tidewaiter.web.reader import page


@require_http_methods(["GET", "HEAD", "POST"])
@page
def journal(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Show the last proof, or the one at work; a post begins one."""
    wrong = ""
    if request.method == "POST":
        try:
            PROVER.begin(house().store, house().policies.clock, officer.name)
        except Refusal as error:
            wrong = error.text
        else:
            return onward(reverse("journal"))
    told = {"proof": PROVER.last(), "wrong": wrong, "officer": officer}
    return render(request, "audit/journal.html", told, status=422 if wrong else 200)
