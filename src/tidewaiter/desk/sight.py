"""What an officer at a lane has before them: encounters with verdict, checks, hits and acts, many at one look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from tidewaiter.enforce.lines import UNDO
from tidewaiter.identify.documents import CHECKS, OF_CONVEYANCES
from tidewaiter.inspect import Check, Verdict, merged, verdict, with_all
from tidewaiter.inspect.checking import LISTS, READER
from tidewaiter.inspect.saying import NAMES, Reason
from tidewaiter.inspect.verdict import State
from tidewaiter.store import queries
from tidewaiter.store.projections.sql import Cursor
from tidewaiter.store.queries import lane
from tidewaiter.store.queries.encounters import all_silent
from tidewaiter.vocabulary.act import Status
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.wording import who

Row = Mapping[str, Any]
OPEN = frozenset({Status.ANNOUNCED, Status.PRESENTED})
"""Statuses in which an officer at primary decides; in every other one somebody has."""
_TOLD = (
    "encounter_id", "kind", "role", "surname", "given_names", "birth_date", "nationality", "document_kind",
    "document_number", "document_issuer", "document_expires", "plate", "plate_issuer", "conveyance_name", "occupants",
    "carrier", "number", "departure", "arrival", "direction", "mode", "port", "diverted_from", "scheduled_at", "seat",
    "locator", "status", "status_at", "lane", "presented_at", "unannounced", "cancelled", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """One encounter as the lane sees it; ``acts`` oldest first, withdrawn ones among them."""

    row: Row
    verdict: Verdict
    hits: Sequence[Row]
    acts: Sequence[Row]

    @property
    def encounter_id(self) -> str:
        """Give the encounter's id."""
        return str(self.row["encounter_id"])

    @property
    def is_open(self) -> bool:
        """Tell whether an officer at primary has still to decide."""
        return self.row["status"] in OPEN

    def last(self) -> Row | None:
        """Give the last act that stands and moved the encounter."""
        return next((act for act in reversed(self.acts) if act["status"] and not act["withdrawn"]), None)

    def undo_until(self, officer: str, now: datetime) -> datetime | None:
        """Give until when the officer may take their last act back, None where they may not."""
        last = self.acts[-1] if self.acts else None
        if last is None or last["actor"] != officer or last["kind"] not in (FactKind.ADMITTED, FactKind.REFERRED):
            return None
        until = datetime.fromisoformat(last["at"]) + UNDO
        return until if until > now else None

    def carrying(self, inside: Sequence[Sight]) -> Sight:
        """Give a conveyance as it stands with those in it of whom nobody has decided."""
        told = [(who(each.row), each.verdict) for each in inside if each.is_open]
        return replace(self, verdict=with_all(self.verdict, told))

    def told(self) -> dict[str, Any]:
        """Give it as JSON values: the row, ``verdict``, ``checks``, ``possible_matches``, ``last_act``."""
        last = self.last()
        return {
            **{name: self.row[name] for name in _TOLD},
            "verdict": said(self.verdict),
            "checks": [{**asdict(each), "words": NAMES.get(each.name, each.name)} for each in self.verdict.checks],
            "possible_matches": [dict(hit) for hit in self.hits],
            "open": self.is_open,
            "last_act": {name: last[name] for name in ("kind", "at", "actor", "status")} if last else None,
        }


def said(one: Verdict) -> dict[str, Any]:
    """Give a verdict as JSON values; ``words`` and ``values`` of a reason apart, for translation."""
    return {
        "word": str(one.word),
        "line": one.line,
        "admits": one.admits,
        "reasons": [_reason(each) for each in one.reasons],
    }


def sights(cursor: Cursor, rows: Iterable[Row]) -> list[Sight]:
    """Look at some encounters at once: five statements, however many there are (up to 500)."""
    rows = list(rows)
    ids = [row["encounter_id"] for row in rows]
    if not ids:
        return []
    screened = queries.screening(cursor, ids)
    hits, done, acts = lane.standing_hits(cursor, ids), lane.lane_checks(cursor, ids), lane.acts(cursor, ids)
    found, settled = [], _settled(cursor, done, hits)
    for row in rows:
        one = row["encounter_id"]
        checks = merged(announced_checks(row, screened[one]), (_at_lane(each, one in settled) for each in done[one]))
        told = verdict(row, checks, hits=hits[one], claims=_open_claims(row, acts[one]))
        found.append(Sight(row, told, hits[one], acts[one]))
    return found


def grouped(found: Sequence[Sight]) -> list[Sight]:
    """Bring those in a vehicle under it: of a vehicle that is there, it alone is left, standing as all in it do."""
    people = [each for each in found if each.row["kind"] == "person"]
    vehicles = [each for each in found if each.row["kind"] != "person"]
    there = {_vehicle(each) for each in vehicles if each.row["plate"]}
    under = {id(each): [one for one in people if _vehicle(one) == _vehicle(each)] for each in vehicles}
    return [
        each.carrying(under[id(each)]) if id(each) in under else each
        for each in found
        if id(each) in under or _vehicle(each) not in there
    ]


def _vehicle(each: Sight) -> tuple[Any, Any]:
    return each.row["plate"], each.row["trip"]


def announced_checks(row: Row, screened: Row) -> tuple[Check, ...]:
    """Give every check of what was announced: those recorded as not passed, and the others of the kind as passed."""
    names = CHECKS if row["kind"] == "person" else OF_CONVEYANCES
    failed, silent = set(screened["failed"]), set(screened["not_run"])
    if "all" in silent:
        silent = (silent - {"all"}) | set(names)
    more = sorted((failed | silent) - set(names))
    return tuple(
        Check(name, "fail" if name in failed else "not-run" if name in silent else "pass") for name in (*names, *more)
    )


def _settled(cursor: Cursor, done: Mapping[str, Sequence[Row]], hits: Mapping[str, Sequence[Row]]) -> set[str]:
    """Give whose reading may have been listed and no longer is: every match there was is settled as none."""
    doubted = [
        one for one, rows in done.items() if not hits[one] and any(_listed(each) for each in rows)
    ]  # one more statement, for hardly anybody
    return all_silent(cursor, doubted) if doubted else set()


def _listed(row: Row) -> bool:
    return (row["name"], row["state"], row["how"]) == (LISTS, "fail", READER)


def _at_lane(row: Row, settled: bool) -> Check:
    state: State = "pass" if settled and _listed(row) else row["state"]
    return Check(row["name"], state, row["how"], row["officer"], row["at"], row["detail"])


def _open_claims(row: Row, acts: Sequence[Row]) -> int:
    """Count claims of protection that wait for an answer; a child announced as alone is one from the beginning."""
    kinds = [act["kind"] for act in acts]
    made = kinds.count(FactKind.PROTECTION_CLAIMED) + bool(row["unaccompanied_minor"])
    return max(0, made - kinds.count(FactKind.PROTECTION_ANSWERED))


def _reason(each: Reason) -> dict[str, Any]:
    return {"code": each.code, "text": each.text, "words": each.words, "values": dict(each.values)}
