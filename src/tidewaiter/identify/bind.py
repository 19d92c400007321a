"""Bind resolved subjects to encounters: one subject on one movement is one encounter, whoever announces it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from tidewaiter.identify.evidence import here_as
from tidewaiter.identify.needs import Needs
from tidewaiter.identify.plain import Row
from tidewaiter.identify.resolve import Resolved
from tidewaiter.vocabulary.ids import Ids
from tidewaiter.vocabulary.tables import TEXT

OPEN = "announced"
"""The status of an encounter to which a lane may still bind; any later one means that this is another crossing."""

Crossing = tuple[str, str, int]
"""A movement, a subject on it, and which of its crossings there, where one batch tells of several."""


def bind(people: Sequence[Resolved], needs: Needs, ids: Ids) -> list[tuple[str, bool]]:
    """Give each row its encounter and whether it is the first row of one that nobody announced before.

    A subject's own encounter on the movement comes first, then the one that a key of the movement (locator, code)
    leads to, though it stands under another subject: the booking came first, the document shows who it is.

    Where one subject has several encounters on a movement (a commuter crosses twice a day under one land key) the
    latest counts, and a lane opens a new one once the latest has been presented; so does a new pre-submission.
    Crossings that one batch tells of together are encounters of their own, as if they had come one after another.
    """
    crossings = [(one.row.p_trip, one.subject_id, turn) for one, turn in zip(people, _turns(people), strict=True)]
    bound = _standing(people, crossings, needs)
    fresh = [crossing for crossing in dict.fromkeys(crossings) if crossing not in bound]
    new = dict(zip(fresh, ids.many("enc", len(fresh)), strict=True))
    bound |= new
    return [(bound[crossing], new.pop(crossing, None) is not None) for crossing in crossings]


def _turns(people: Sequence[Resolved]) -> list[int]:
    """Number the crossings of one subject on one movement that lanes tell of in this batch; 0 for all other rows."""
    moments: dict[tuple[str, str], set[tuple[int, str]]] = {}
    for one in people:
        if one.row.source == "lane":
            moments.setdefault((one.row.p_trip, one.subject_id), set()).add(_moment(one.row))
    order = {key: sorted(found) for key, found in moments.items() if len(found) > 1}
    return [
        order[key].index(_moment(one.row))
        if one.row.source == "lane" and (key := (one.row.p_trip, one.subject_id)) in order
        else 0
        for one in people
    ]


def _moment(row: Row) -> tuple[int, str]:
    return row.scheduled_us or 0, row.message_id


def _standing(people: Sequence[Resolved], crossings: Sequence[Crossing], needs: Needs) -> dict[Crossing, str]:
    """Give the encounters that stand already, by the crossing they are; the latest where rows lead to several."""
    stored = _stored(people, needs)
    if not stored:
        return {}
    claims = []
    for one in people:
        other = here_as(one)
        own = stored.get((one.row.trip, one.subject_id))
        claims.append((own, stored.get((one.row.trip, other)) if other else None))
    # The other one's encounter is taken where nobody else of the same message has it.
    claimed = {
        (one.row.message_id, own or other, one.subject_id) for one, (own, other) in zip(people, claims, strict=True)
    }
    holders = Counter((message, encounter) for message, encounter, _ in claimed)
    bound: dict[Crossing, str] = {}
    for one, crossing, (own, other) in zip(people, crossings, claims, strict=True):
        found = own or (other if holders[one.row.message_id, other] == 1 else None)
        if found and crossing[2] == 0:
            bound[crossing] = max(found, bound.get(crossing, ""))
    return bound


def _stored(people: Sequence[Resolved], needs: Needs) -> dict[tuple[str | None, str], str]:
    """Find the encounters that stand, by movement and subject."""
    asked, anew = set(), set()
    for one in people:
        if one.row.trip is None:
            continue
        for subject in (one.subject_id if one.on_record else None, here_as(one)):
            if subject is not None:
                asked.add((one.row.trip, subject))
                if one.row.source == "lane" or _presubmitted(one.row):
                    anew.add((one.row.trip, subject))
    if not asked:
        return {}
    pairs = pl.DataFrame(sorted(asked), schema={"trip": TEXT, "subject_id": TEXT}, orient="row")
    found: dict[tuple[str | None, str], str] = {}
    for trip, subject, encounter in needs.encounters(pairs).select("trip", "subject_id", "encounter_id").rows():
        found[trip, subject] = max(encounter, found.get((trip, subject), ""))
    over = {found[pair] for pair in anew & found.keys() if not _stands_open(found[pair], needs)}
    return {pair: encounter for pair, encounter in found.items() if encounter not in over}


def _stands_open(encounter_id: str, needs: Needs) -> bool:
    return bool((needs.encounter(encounter_id) or {}).get("status", OPEN) == OPEN)


def _presubmitted(row: Row) -> bool:
    """Tell what announces a crossing of one's own by land for the first time: an update speaks of one that stands."""
    return (row.trip or "").startswith("land|") and row.function == "original"
