"""How analysts share their work: filters that are kept, and what one shift leaves to the next.

A filter decides whom a team looks at first, and a note which work goes on; so both are facts with a name and a moment,
like every other act, and not settings of a browser.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Actor

ARRIVALS, HITS = "arrivals", "hits"
FILTERS: Mapping[str, tuple[str, ...]] = {
    ARRIVALS: (
        *("port", "mode", "direction", "band", "assignment", "hit", "rule"),
        *("carrier", "flight", "since", "until", "who"),
    ),
    HITS: ("port", "status", "list", "mine", "overdue"),
}
"""The names that a filter of each page may hold."""
LONGEST_NAME = 60
LONGEST_NOTE = 4000
MOST = 50
"""How many filters one officer keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFilter:
    """Keep a question under a name: ``query`` holds its filters, ``shared`` shows it to everybody of ``port``."""

    officer: Actor
    at: datetime
    name: str
    page: str
    query: Mapping[str, str]
    shared: bool = False
    port: str = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFilter:
    """Keep a filter no longer."""

    officer: Actor
    at: datetime
    filter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteHandover:
    """Leave a note to the next shift of a port. ``left`` counts what waits at this moment."""

    handover_id: str
    officer: Actor
    at: datetime
    port: str
    text: str
    left: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHandover:
    """Say that the note was read and the work goes on."""

    handover_id: str
    officer: Actor
    at: datetime


def filter_id(officer: str, name: str) -> str:
    """Name a filter: the same officer and name are the same filter, so that saving it again replaces it."""
    key = "\x1f".join((_plain(officer), _plain(name)))
    return f"flt-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def decide_filter(command: SaveFilter | DropFilter, kept: Mapping[str, Any] | None, count: int = 0) -> Fact:
    """Answer one fact about a filter. ``kept``: the one that stands; ``count``: how many the officer keeps.

    Raises ``Refusal``: ``not-an-officer``, ``name``, ``unknown-filter``, ``too-many`` or ``not-own``.
    """
    name = _named(command.officer, command.at)
    if isinstance(command, DropFilter):
        if kept is None or _plain(kept["officer"]) != _plain(name):
            raise Refusal("a filter is dropped by who saved it", code="not-own")
        return Fact(FactKind.FILTER_DROPPED, command.filter_id, command.at, name, {"name": kept["name"]})
    title = " ".join(command.name.split())
    if not 1 <= len(title) <= LONGEST_NAME:
        raise Refusal(f"a filter has a name of at most {LONGEST_NAME} letters", code="name")
    unknown = sorted(set(command.query) - set(FILTERS.get(command.page, ())))
    if command.page not in FILTERS or unknown:
        raise Refusal(f"there is no filter {', '.join(unknown) or command.page} here", code="unknown-filter")
    if kept is None and count >= MOST:
        raise Refusal(f"{MOST} filters are kept; drop one first", code="too-many")
    query = {key: value for key, value in sorted(command.query.items()) if value}
    said = {"name": title, "page": command.page, "query": query, "shared": command.shared, "port": command.port}
    return Fact(FactKind.FILTER_SAVED, filter_id(name, title), command.at, name, said)


def decide_handover(command: NoteHandover | TakeHandover, kept: Mapping[str, Any] | None) -> Fact:
    """Answer one fact about a note from shift to shift.

    Raises ``Refusal``: ``not-an-officer``, ``note``, ``taken`` or ``second-officer``.
    """
    name = _named(command.officer, command.at)
    if isinstance(command, NoteHandover):
        text = command.text.strip()
        if not 1 <= len(text) <= LONGEST_NOTE:
            raise Refusal(f"a note says something, in at most {LONGEST_NOTE} letters", code="note")
        said = {"port": command.port, "text": text, "left": dict(command.left)}
        return Fact(FactKind.HANDOVER_NOTED, command.handover_id, command.at, name, said)
    if kept is None:
        raise Refusal("there is no such note", code="note")
    if kept["taken_by"]:
        raise Refusal(f"{kept['taken_by']} took it over already", code="taken")
    if _plain(kept["officer"]) == _plain(name):
        raise Refusal("another officer takes it over than the one who wrote it", code="second-officer")
    return Fact(FactKind.HANDOVER_TAKEN, command.handover_id, command.at, name, {"from": kept["officer"]})


def _named(officer: Actor, at: datetime) -> str:
    if not is_named_human(officer):
        raise Refusal("a named human officer does this", code="not-an-officer")
    if at.utcoffset() != timedelta(0):
        raise Refusal("the time of an act is given in UTC", code="not-utc")
    return officer.name


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
