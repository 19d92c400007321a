"""A document read at a lane: checked against the announcement and, where it is not the one announced, screened at once.

Nobody has looked in the lists for what was never announced. It is looked for before the one line is shown, and what is
found stands like every other match, for an analyst to settle; a screening that breaks off leaves a check not run.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from tidewaiter import identify, inspect, record, walk
from tidewaiter.formats.mrz import Mrz
from tidewaiter.inspect.checking import ASKED, READER
from tidewaiter.store.queries import lane as asked
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.facts import Entry, FactKind
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.tables import DECLARED, TEXT, conform

Row = Mapping[str, Any]
_MOVEMENT = ("trip", "port", "direction", "mode", "carrier", "number")


def reading(
    work: Work,
    policies: walk.Policies,
    officer: Officer,
    encounter: Row,
    zone: Mrz,
    *,
    port: str | None,
    lane: str | None = None,
) -> list[Entry]:
    """State what a reader read of somebody: every check, and the possible matches of what was not announced so."""
    now, one = policies.clock(), str(encounter["encounter_id"])
    checks = inspect.read_checks(zone, encounter, now.date())
    more: list[Entry] = []
    if inspect.unscreened(checks):
        try:
            with work.savepoint():
                found, more = _screened(work, policies, encounter, zone, now)
        except Exception:  # the check stays not run, and reads so: an officer at the lane is not left without a screen
            logging.getLogger(__name__).exception("What was read at a lane could not be screened")
        else:
            checks = inspect.screened(checks, found)
    failed = {
        each["name"]
        for each in asked.lane_checks(work.cursor, [one])[one]
        if (each["how"], each["state"]) == (READER, "fail")
    }
    kept = [
        each for each in checks if each.name not in ASKED & failed or each.state == "fail"
    ]  # a second never absolves
    return [*more, Entry.of_fact(inspect.checked(one, kept, officer, now, port=port, lane=lane))]


def _screened(
    work: Work, policies: walk.Policies, encounter: Row, zone: Mrz, now: datetime
) -> tuple[list[dict[str, Any]], list[Entry]]:
    """Screen what was read; give how it ended, and the entries that say so."""
    one, tally = str(encounter["encounter_id"]), identify.Tally()
    read = _as_read(encounter, zone, now)
    found = identify.in_hand(
        read,
        work,
        known=asked.matches(work.cursor, one),
        as_of=now,
        screening=policies.screening,
        tally=tally,
    )
    entries = [record.entry(FactKind.SCREENED, one, now, walk.MACHINE, [{"messages": [], **tally.counts}])]
    if not found.hits.is_empty():
        said = work.earlier(read["encounter_id"])["message_id"].to_list()
        owner = pl.Series([said[-1] if said else "unannounced"] * found.hits.height, dtype=TEXT)
        for message, rows in record.cut(found.hits, owner).items():
            entries.append(Entry(FactKind.LIST_HIT, message, now, walk.MACHINE, rows))
    return found.checks, entries


def _as_read(encounter: Row, zone: Mrz, now: datetime) -> pl.DataFrame:
    """Lay what was read out as one row, on the movement that was announced."""
    said = {
        **{name: encounter.get(name) for name in _MOVEMENT},
        "kind": "person",
        "source": "lane",
        "function": "update",
        "surname": zone.surname or None,
        "given_names": zone.given_names or None,
        "birth_date": zone.birth_date,
        "sex": zone.sex,
        "nationality": zone.nationality or None,
        "document_kind": zone.document_kind,
        "document_number": zone.number or None,
        "document_issuer": zone.issuer or None,
        "document_expires": zone.expires,
        "mrz_valid": zone.valid,
        "received_at": now,
        "encounter_id": str(encounter["encounter_id"]),
        "subject_id": encounter.get("subject_id"),
    }
    schema = {**DECLARED, "encounter_id": TEXT, "subject_id": TEXT}
    return conform(pl.DataFrame([{name: value for name, value in said.items() if value is not None}]), schema)
