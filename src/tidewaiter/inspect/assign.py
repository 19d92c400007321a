"""Suggest, before arrival, who looks at each encounter and how deeply: expedite, primary or secondary.

By risk first; beside it a random stream that is recorded as random and never reads as suspicion.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from tidewaiter.inspect.draw import drawn
from tidewaiter.inspect.known import Known, known_of
from tidewaiter.inspect.policy import InspectionPolicy
from tidewaiter.vocabulary.place import Places
from tidewaiter.vocabulary.stream import RandomStream
from tidewaiter.vocabulary.tables import ASSIGNED

RANDOM_LOOKOUT = "random examination"


def assign(
    assessed: pl.DataFrame,
    identified: pl.DataFrame,
    hits: pl.DataFrame,
    declared: pl.DataFrame,
    *,
    policy: InspectionPolicy,
    stream: Callable[[date], RandomStream],
    today: date,
    places: Places,
) -> pl.DataFrame:
    """Give ASSIGNED, one row an encounter, in the order in which ``identified`` first names them.

    What was not assessed, not screened or not checked is never expedited. Where risk and the random draw both choose
    an encounter, the label is risk and the draw stays in its column, so that the random sample remains whole. The
    lookout goes to ``port`` and nowhere else: the port of arrival inbound, of departure outbound. ``stream`` gives
    the random stream of a day; an encounter draws from that of the day it is due.
    """
    known = known_of(assessed, identified, hits, declared)
    registered = {one.port: _registered(one.port, places) for one in known}
    for one in known:
        one.port = registered[one.port]
    draws = drawn(known, stream, today)
    in_force = today <= policy.expires_at
    rows = []
    for one, (draw, rate) in zip(known, draws, strict=True):
        why, random = _suspicion(one, policy), draw < rate
        if why is not None or random:
            assignment = "secondary"
        elif in_force and _fast(one, policy):
            assignment = "expedite"
        else:
            assignment = "primary"
        label = "risk" if why is not None else "random" if random else "routine"
        lookout = why if why is not None else RANDOM_LOOKOUT if random else None
        advice = _advice(one, policy)
        rows.append((one.encounter_id, one.port, assignment, label, advice, lookout, one.due or today, draw, rate))
    return pl.DataFrame(rows, schema=ASSIGNED, orient="row")


def _suspicion(one: Known, policy: InspectionPolicy) -> str | None:
    """Say why risk sends the encounter to secondary, or None."""
    if one.match is not None and policy.secondary_on_hit:
        return one.match
    if one.band in policy.secondary_bands:
        return f"high risk: {one.reason}" if one.reason is not None else "high risk"
    grave = next((f"{name}: {detail}" for name, detail in one.failed if name in policy.secondary_failed_checks), None)
    return f"check the document, {grave}" if grave is not None else None


def _fast(one: Known, policy: InspectionPolicy) -> bool:
    """Tell whether the encounter may be expedited: all that was asked of it is there and speaks for it."""
    return (
        one.band in policy.expedite_bands
        and one.passed.issuperset(policy.expedite_must_pass)
        and not one.failed
        and one.match is None
        and one.role in policy.expedite_roles
        and not one.unaccompanied_minor
        and (one.known_traveler or not policy.known_traveler_only)
    )


def _advice(one: Known, policy: InspectionPolicy) -> str:
    """Say what the carrier is told; whatever was not checked is never called cleared."""
    failed = {name for name, _ in one.failed}
    if one.match is not None:
        return "contact-authority"
    if not one.passed.issuperset(policy.cleared_must_pass) or not failed.isdisjoint(policy.cleared_must_pass):
        return "insufficient-data"
    return "cleared" if failed.isdisjoint(policy.document_checks) else "check-documents"


def _registered(port: str | None, places: Places) -> str | None:
    """Write a port by its registered code; one that no register knows stays as declared."""
    place = places.get(port) if port else None
    return place.code if place else port
