"""Putting the API together: operations, the token before each of them, one shape for every error."""

from __future__ import annotations

from importlib.metadata import version

from ninja import NinjaAPI

from tidewaiter.api import (
    acts,
    board,
    draws,
    encounters,
    errors,
    field,
    glass,
    health,
    hits,
    inspection,
    journal,
    lane,
    links,
    lists,
    measures,
    messages,
    models,
    reports,
    rules,
    search,
    targeting,
)
from tidewaiter.api.access import Token


def build() -> NinjaAPI:
    """Make the API. No page of documentation is served, since it would load scripts; the OpenAPI document is."""
    api = NinjaAPI(
        title="Tidewaiter",
        version=version("tidewaiter"),
        description="Receive a message, look up an encounter, act as an officer, read the journal and reports.",
        docs_url=None,
        urls_namespace="api",
        auth=Token(),
    )
    parts = (
        *(messages, encounters, acts, lane, inspection, hits, field, links, journal, reports, measures, draws, lists),
        *(rules, models, search, targeting, board, glass, health),
    )
    for part in parts:
        api.add_router("", part.router)
    errors.handle(api)
    return api
