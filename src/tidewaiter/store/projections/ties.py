"""What ties encounters to each other, and how many travelers each route was announced for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from tidewaiter.store.projections.sql import Batch, insert

_TIE = insert("tie", ("token", "encounter_id", "kind", "subject_id", "at"), conflict="(token, encounter_id) DO NOTHING")
_ROUTE = insert(
    "route_day",
    ("departure", "arrival", "day", "travelers"),
    conflict="(departure, arrival, day) DO UPDATE SET travelers = route_day.travelers + excluded.travelers",
)
_DIGESTS = (("contact", "C|", "contact_digests"), ("payment", "P|", "payment_digests"))
EVERYWHERE = ""
"""Departure and arrival of the row that counts the travelers of all routes."""


def seen(batch: Batch, links: Sequence[tuple[dict[str, Any], dict[str, Any]]], at: str) -> None:
    """Keep the ties and count the routes of some people of a message; ``links`` pairs identified with declared rows."""
    people = [(found, said) for found, said in links if said.get("kind") == "person"]
    ties = [
        (token, found["encounter_id"], kind, found["subject_id"], at)
        for found, said in people
        if found.get("subject_id")
        for kind, token in tokens(said)
    ]
    if ties:
        batch.add(_TIE, ties)
    fresh = {found["encounter_id"]: said for found, said in people if found.get("is_new")}
    routes = Counter((said.get("departure"), said.get("arrival")) for said in fresh.values())
    counted = {route: count for route, count in routes.items() if all(route)}
    if counted:
        total = (EVERYWHERE, EVERYWHERE, at[:10], sum(counted.values()))
        batch.add(_ROUTE, [*((*route, at[:10], count) for route, count in counted.items()), total])


def tokens(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give kind and token of whatever a declared row may be tied by, as ``assess`` writes them."""
    if said.get("trip") and said.get("locator"):
        yield "booking", f"B|{said['trip']}|{said['locator']}"
    for kind, letter, column in _DIGESTS:
        for digest in said.get(column) or ():
            yield kind, f"{letter}{digest}"
