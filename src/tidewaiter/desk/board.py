"""The port board at the desk: what a port expects, sees, owes and finds, and the alarms that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any

import polars as pl

from tidewaiter import record, walk
from tidewaiter.analyze import case_mix, service_levels
from tidewaiter.analyze.service_levels import AlarmState, Measured, ServicePolicy
from tidewaiter.analyze.waits import over_all, waits
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.kept import Kept
from tidewaiter.desk.wired import Wired
from tidewaiter.receive.staffing import staffing
from tidewaiter.store import Store
from tidewaiter.store.projections.sql import Cursor, stamp
from tidewaiter.store.queries import board as asked
from tidewaiter.store.queries.board import Span
from tidewaiter.store.queries.reporting import GRACE
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

Row = dict[str, Any]
COMPARED = Kept()
"""Of all ports, and the same for everybody who may read it."""
_DAY = timedelta(days=1)
_STATES = {"announced": 1, "not-reported": 1, "reported": 2, "examined": 3}


@dataclass(frozen=True, slots=True)
class BoardDesk:
    """One port and one day (UTC) at a time; every figure is counted by the condition that its list is read by."""

    store: Store
    policies: walk.Policies
    authority: Authority

    @classmethod
    def of(cls, house: Wired) -> BoardDesk:
        """Wire the desk."""
        return cls(house.store, house.policies, house.authority)

    def ports(self, officer: Officer) -> list[str]:
        """List the ports whose boards an officer may open."""
        self.authority.require(officer, Permission.PORT_REPORT_READ)
        own = self.authority.port_of(officer)
        if own is not None:
            return [own]
        with self.store.read() as reader:
            return asked.ports_of_entry(reader.cursor)

    def port_for(self, officer: Officer, asked_for: str | None = None) -> str:
        """Give the port that is asked for; without one, the first that the officer may see ('' where there is none)."""
        return asked_for[:20] if asked_for else next(iter(self.ports(officer)), "")

    def span(self, officer: Officer, port: str, day: date | None = None) -> Span:
        """Give the day of a port. Raises ``NotFound`` (another's port as one that is not there) or ``Forbidden``."""
        own = self.authority.port_of(officer)
        if port not in self.policies.places or (own is not None and port != own):
            raise NotFound(f"There is no port {port}")
        self.authority.require(officer, Permission.PORT_REPORT_READ, port)
        now = self.policies.clock()
        since = datetime.combine(day or now.date(), time(), UTC)
        return Span(port, since, since + _DAY, now)

    def board(self, officer: Officer, port: str, day: date | None = None) -> Row:
        """Give the board of a port: ``figures, hours, segments, lanes, random, findings, staffing, levels, alarms``.

        For today the service levels are judged, and alarms raised, ended and noted as shown to who is to be told.
        Raises as ``span`` does.
        """
        span, policy = self.span(officer, port, day), service_levels.load_service_policy()
        with self.store.read() as reader:
            cursor = reader.cursor
            counted, times, secondary = _counted(cursor, span)
            staffed = asked.staffing(cursor, span)
            found = asked.found_kinds(cursor, span)
        measured = _measured(span, policy, counted, times, secondary)
        levels = self._judged(officer, span, policy, measured) if span.today else []
        with self.store.read() as reader:
            raised = asked.alarms(reader.cursor, port=port, limit=20)
        first, last = stamp(span.since), stamp(span.until)
        counted = [row for row in counted if first[:13] <= row["hour"] < last[:13]]
        cells = [row for row in counted if row["state"] in _STATES]
        standing = [row for row in times if stamp(span.standing_since) <= row["presented_at"] < last]
        lanes = waits(standing, span.now, first)
        others = {
            "conveyances": _people(counted, lambda row: row["state"] == "conveyance"),
            "cancelled": _people(counted, lambda row: row["state"] == "cancelled"),
            "unannounced": sum(bool(row["unannounced"]) for row in standing if row["presented_at"] >= first),
            "in-secondary": sum(row["status"] in ("referred", "inspected") for row in standing),
            "waiting": sum(lane.waiting for lane in lanes),
        }
        return {
            "port": port, "since": span.since, "until": span.until, "now": span.now,
            "figures": _figures(cells) | others,
            "hours": _hours(cells, staffed, policy),
            "segments": _segments(cells),
            "lanes": [asdict(lane) for lane in lanes],
            "random": _random(cells),
            "findings": found,
            "staffing": _staffed(staffed, policy),
            "levels": levels,
            "alarms": raised,
        }  # fmt: skip

    def judge(self) -> list[str]:
        """Judge the levels of every port with anything to judge, nobody looking; give the ports at which one is broken.

        Alarms are raised and ended as when a board is opened, and journaled once; that nobody was shown them is said.
        """
        now, policy = self.policies.clock(), service_levels.load_service_policy()
        midnight = datetime.combine(now.date(), time(), UTC)
        with self.store.read() as reader:
            due = asked.ports_to_judge(reader.cursor, _hour(now - GRACE) - _DAY, now)
        broken = []
        for port in due:
            span = Span(port, midnight, midnight + _DAY, now)
            with self.store.read() as reader:
                counted = _counted(reader.cursor, span)
            levels = self._judged(None, span, policy, _measured(span, policy, *counted))
            broken += [port] if any(level["state"] == "broken" for level in levels) else []
        return broken

    def rows(
        self, officer: Officer, span: Span, figure: str, *, limit: int, offset: int = 0, **narrow: str | None
    ) -> list[Row]:
        """List exactly the encounters behind one figure. Raises ``NotFound`` for a figure there is not."""
        self._check(figure, narrow)
        self.authority.require(officer, Permission.PORT_ENCOUNTER_LIST, span.port)
        with self.store.read() as reader:
            return asked.figure_rows(reader.cursor, span, figure, limit=limit, offset=offset, **narrow)

    def count(self, officer: Officer, span: Span, figure: str, **narrow: str | None) -> int:
        """Count the encounters behind one figure. Raises as ``rows`` does."""
        self._check(figure, narrow)
        self.authority.require(officer, Permission.PORT_REPORT_READ, span.port)
        with self.store.read() as reader:
            return asked.figure(reader.cursor, span, figure, **narrow)

    def alarms(
        self, officer: Officer, port: str | None = None, *, standing: bool = False, limit: int = 100, offset: int = 0
    ) -> list[Row]:
        """List alarms, the latest first, of one port or of all that the officer may see; ``standing``: not ended yet.

        Raises ``NotFound`` (another's port as one that is not there) or ``Forbidden``.
        """
        own = self.authority.port_of(officer)
        if port is not None and (port not in self.policies.places or (own is not None and port != own)):
            raise NotFound(f"There is no port {port}")
        self.authority.require(officer, Permission.PORT_REPORT_READ, own or port or "")
        with self.store.read() as reader:
            return asked.alarms(reader.cursor, port=port or own, standing=standing, limit=limit, offset=offset)

    def answer(self, officer: Officer, alarm_id: str, words: str) -> list[Fact]:
        """Take an alarm in hand. Raises ``NotFound`` (also for another port's), ``Forbidden`` or ``Refusal``."""
        self.authority.require(officer, Permission.PORT_ALARM_ANSWER)
        command = service_levels.AnswerAlarm(alarm_id=alarm_id, officer=officer, at=self.policies.clock(), answer=words)
        with self.store.work() as work:
            found = next((row for row in asked.alarms(work.cursor, limit=10_000) if row["alarm_id"] == alarm_id), None)
            own = self.authority.port_of(officer)
            if found is None or (own is not None and found["port"] != own):
                raise NotFound(f"There is no alarm {alarm_id}")
            facts = service_levels.answer_alarm(_state(found), command)
            work.append([Entry.of_fact(fact) for fact in facts])
        return facts

    def load_staffing(self, raw: bytes, name: str, officer: Officer) -> int:
        """Take in a staffing table (CSV, ``receive.staffing``); give the hours it names.

        Raises ``Unreadable`` with line and column, ``Forbidden``, or ``Refusal`` for hours of another port.
        """
        self.authority.require(officer, Permission.PORT_STAFFING_LOAD)
        rows = staffing(raw, self.policies.places)
        own = self.authority.port_of(officer)
        if own is not None and any(row["port"] != own for row in rows):
            raise Refusal(f"you load staffing of {own} alone", code="another-port")
        with self.store.work() as work:
            if rows:
                about = f"staffing:{' '.join(name.split())[:100] or 'table'}"
                work.append([record.entry(FactKind.STAFFED, about, self.policies.clock(), officer.name, rows)])
        return len(rows)

    def compared(self, reader: Officer, *, until: datetime | None = None) -> Row:
        """Compare all ports after adjusting for case mix: ``since, until, policy, rows`` (``analyze.case_mix``)."""
        self.authority.require(reader, Permission.HOUSE_YIELD_READ)
        policy = service_levels.load_service_policy().comparison
        until = until or self.policies.clock()
        since = until - timedelta(days=policy.days)
        with self.store.read() as opened:
            rows = asked.case_mix(opened.cursor, since, until)
        table = case_mix.case_mix(pl.DataFrame(rows, schema=case_mix.CASES, orient="row"), policy)
        return {"since": since, "until": until, "policy": policy, "rows": table.to_dicts()}

    def compared_kept(self, reader: Officer) -> tuple[Row | None, bool]:
        """Give what ``compared`` found lately (None: not counted yet), and whether it is being counted."""
        self.authority.require(reader, Permission.HOUSE_YIELD_READ)
        now = self.policies.clock()
        return COMPARED.get(self.store, now, lambda: self.compared(reader, until=now))

    def _check(self, figure: str, narrow: Mapping[str, str | None]) -> None:
        if figure not in asked.FIGURES or not set(narrow) <= set(asked.NARROWED_BY):
            raise NotFound(f"The board has no figure {figure}")

    def _judged(
        self, officer: Officer | None, span: Span, policy: ServicePolicy, measured: Mapping[str, Measured]
    ) -> list[Row]:
        """Judge the levels of now; what changed, and who was told for the first time, is journaled."""
        with self.store.read() as reader:
            before = asked.alarms(reader.cursor, port=span.port, standing=True)
        standings = service_levels.judge(policy.levels, measured)
        facts = self._alarm_facts(officer, span, standings, [_state(row) for row in before])
        if facts:
            with self.store.work() as work:
                # Another reader may have stated the same a moment before: looked at anew under the write lock.
                again = [_state(row) for row in asked.alarms(work.cursor, port=span.port, standing=True)]
                facts = self._alarm_facts(officer, span, standings, again)
                work.append([Entry.of_fact(fact) for fact in facts])
        return [
            {
                **{name: getattr(one.level, name) for name in ("id", "title", "measure", "most", "ground", "tell")},
                "least_counted": one.level.least_counted,
                "value": one.measured.value,
                "counted": one.measured.counted,
                "state": one.state,
            }
            for one in standings
        ]

    def _alarm_facts(
        self,
        officer: Officer | None,
        span: Span,
        standings: Sequence[service_levels.Standing],
        known: list[AlarmState],
    ) -> list[Fact]:
        ids = self.policies.ids.many("alarm", len(standings))
        said: dict[str, Any] = {"port": span.port, "at": span.now, "actor": walk.MACHINE, "ids": ids}
        facts = service_levels.alarm_facts(standings, known, **said)
        raised = [
            AlarmState(fact.about, fact.data["level"], span.port)
            for fact in facts
            if fact.kind is FactKind.ALARM_RAISED
        ]
        ended = {fact.about for fact in facts if fact.kind is FactKind.ALARM_ENDED}
        roles = {one.level.id: one.level.tell for one in standings}
        for alarm in (*known, *raised):
            if officer is not None and alarm.alarm_id not in ended:
                facts += service_levels.show(alarm, officer, roles.get(alarm.level, ()), span.now)
        return facts


def _counted(cursor: Cursor, span: Span) -> tuple[list[Row], list[Row], list[Row]]:
    """Read what a port is judged by, the same whoever looks: everybody due, who came to a lane, who is in secondary."""
    wide = _wide(span) if span.today else span
    times = asked.lane_times(cursor, replace(span, since=span.standing_since))
    return asked.cube(cursor, wide), times, asked.secondary_times(cursor, wide)


def _wide(span: Span) -> Span:
    """Reach back as far as service levels look: whoever waits since yesterday, whoever was due a day and a half ago."""
    return replace(span, since=min(span.since, _hour(span.now - GRACE) - _DAY))


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _measured(
    span: Span, policy: ServicePolicy, cells: Sequence[Row], times: Sequence[Row], secondary: Sequence[Row]
) -> dict[str, Measured]:
    """Measure what levels promise: waits of the last window, whoever waits since yesterday, who is overdue.

    Overdue are counted over the 24 whole hours before the hour in which reports fall due.
    """
    now = span.now
    yesterday, here = stamp(now - _DAY), stamp(now)
    lately = [row for row in times if yesterday <= row["presented_at"] <= here]
    since = stamp(now - timedelta(minutes=policy.window_minutes))
    window, everyone = over_all([row for row in lately if row["presented_at"] >= since], now), over_all(lately, now)
    longest = (now - datetime.fromisoformat(secondary[0]["referred_at"])).total_seconds() / 60 if secondary else None
    first, due = stamp(_hour(now - GRACE) - _DAY)[:13], stamp(now - GRACE)[:13]
    owing = [row for row in cells if row["state"] in _STATES and first <= row["hour"] < due]
    owed, silent = _people(owing), _people(owing, lambda row: row["state"] == "not-reported")
    nobody = Measured(0.0, everyone.presented)
    return {
        "wait-p90-minutes": Measured(window.p90, window.decided),
        "longest-waiting-minutes": Measured(everyone.longest_waiting, everyone.waiting) if everyone.waiting else nobody,
        "longest-secondary-minutes": Measured(longest, len(secondary)) if secondary else nobody,
        "not-reported-percent": Measured(100 * silent / owed if owed else None, owed),
    }


def _people(cells: Sequence[Row], wanted: Callable[[Row], bool] = lambda _: True) -> int:
    return sum(int(row["people"]) for row in cells if wanted(row))


def _seen(row: Row) -> bool:
    return _STATES[row["state"]] > 1


def _figures(cells: Sequence[Row]) -> dict[str, int]:
    return {
        "announced": _people(cells),
        "reported": _people(cells, _seen),
        "not-reported": _people(cells, lambda row: row["state"] == "not-reported"),
        "not-yet-due": _people(cells, lambda row: row["state"] == "announced"),
    }


def _hours(cells: Sequence[Row], staffed: Mapping[str, Row], policy: ServicePolicy) -> list[Row]:
    """Lay expected beside reported and staffing beside load, hour by hour; hours without anybody are left out."""
    rows = []
    for hour in sorted({row["hour"] for row in cells} | set(staffed)):
        own = [row for row in cells if row["hour"] == hour]
        announced, declared = _people(own), staffed.get(hour, {}).get("officers")
        needed = ceil(announced / policy.people_per_officer_hour)
        rows.append(
            {
                "hour": hour,
                "announced": announced,
                "inbound": _people(own, lambda row: row["direction"] == "inbound"),
                "outbound": _people(own, lambda row: row["direction"] == "outbound"),
                "reported": _people(own, _seen),
                "not-reported": _people(own, lambda row: row["state"] == "not-reported"),
                "needed": needed,
                "officers": declared,
                "short": max(0, needed - declared) if declared is not None else None,
            }
        )
    return rows


def _segments(cells: Sequence[Row]) -> list[Row]:
    names = sorted({row["assignment"] or "" for row in cells})
    rows = []
    for name in names:
        own = [row for row in cells if (row["assignment"] or "") == name]
        rows.append({"assignment": name, "announced": _people(own), "reported": _people(own, _seen)})
    return rows


def _random(cells: Sequence[Row]) -> Row:
    own = [row for row in cells if row["stream"] == "random"]
    reported, examined = _people(own, _seen), _people(own, lambda row: row["state"] == "examined")
    told = {"drawn": _people(own), "drawn-reported": reported, "drawn-examined": examined}
    return {**told, "share": examined / reported if reported else None}


def _staffed(staffed: Mapping[str, Row], policy: ServicePolicy) -> Row:
    names = ("source", "loaded_by", "loaded_at")
    sources = sorted({tuple(row[name] or "" for name in names) for row in staffed.values()})
    told = [dict(zip(names, each, strict=True)) for each in sources]
    return {"loaded": bool(staffed), "people_per_officer_hour": policy.people_per_officer_hour, "sources": told}


def _state(row: Row) -> AlarmState:
    shown = frozenset(each["officer"] for each in row["shown"] or ())
    return AlarmState(
        row["alarm_id"], row["level"], row["port"], shown, row["answered_by"], ended=row["ended_at"] is not None
    )
