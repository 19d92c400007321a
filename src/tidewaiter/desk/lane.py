"""The lane: who stands here, what stands about them, and the two acts of primary, each of them one key away.

Every look is journaled with its purpose. Whoever is not yet reported is reported in the same piece of work as the
decision, so that nobody is admitted who did not stand before a named officer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tidewaiter import enforce, inspect, walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk.finding import candidates, elsewhere
from tidewaiter.desk.reading import reading
from tidewaiter.desk.sight import Sight, grouped, sights
from tidewaiter.formats import wedge
from tidewaiter.inspect.verdict import Word
from tidewaiter.store import Store, reads
from tidewaiter.store.queries import lane as asked
from tidewaiter.store.work import Reader, Work
from tidewaiter.vocabulary.act import Act, Status
from tidewaiter.vocabulary.errors import NotFound, Refusal, Unreadable
from tidewaiter.vocabulary.facts import Entry, Fact
from tidewaiter.vocabulary.officer import Officer

PURPOSE = "inspection at primary"
"""Why a lane opens a record, where the officer says no other purpose."""
SUGGESTED = "suggested"
"""The reason to refer that stands for the verdict's own first reason."""
_WAITED = timedelta(hours=12)
_LOOKED_AT = 60
"""Of how many who wait the first few are shown: those in a vehicle stand under it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was typed, whom it may mean at this port, and who is expected with this document at another."""

    typed: wedge.Typed
    rows: Sequence[Mapping[str, Any]]
    elsewhere: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def one(self) -> Mapping[str, Any] | None:
        """Give the only one it means, or None."""
        return self.rows[0] if len(self.rows) == 1 else None


@dataclass(frozen=True, slots=True)
class LaneDesk:
    """A lane of a port. ``port`` is the officer's own; one who serves every port says at which they stand."""

    store: Store
    policies: walk.Policies
    authority: Authority

    def find(
        self, officer: Officer, text: str, *, port: str | None = None, even_so: bool = False, chosen: str | None = None
    ) -> Found:
        """Find whom a reader or a hand means; a document that was read is checked, and what was checked journaled.

        ``even_so`` looks for a document whose check digits do not hold; ``chosen`` is the one picked of several.
        Raises ``Unreadable`` with its position (``check-digit`` where digits fail), ``Forbidden``, ``Refusal``.
        """
        here, now = self.port(officer, port), self.policies.clock()
        typed = wedge.read(text, today=now.date())
        if typed.zone is not None and not even_so and (wrong := wedge.wrong_digits(typed.zone)):
            names = " and ".join(name.replace("_", " ") for name, _ in wrong)
            raise Unreadable(
                f"the check digit of {names} does not hold: read it again", wrong[0][1], code="check-digit"
            )
        with self.store.read() as reader:
            around = asked.Around.of(here, now, inspect.load_lane_policy().around)
            rows = candidates(reader.cursor, typed, around)
            if chosen is not None:
                rows = [row for row in rows if row["encounter_id"] == chosen]
            there = [] if rows or typed.zone is None else elsewhere(reader.cursor, typed.zone, here, now)
        found = Found(typed, rows, there)
        if there:
            self.authority.require(_with_purpose(officer), Permission.HOUSE_DIVERSION_FIND)
        self._journal_found(officer, found, here)
        return found

    def look(self, officer: Officer, encounter_id: str) -> dict[str, Any]:
        """Give all that the one screen shows; the look is journaled. Of a conveyance: with all who are in it.

        Beside ``Sight.told``: ``crossings`` (the last five), ``companions`` (each as told), ``undo_until``,
        ``listed`` and ``may`` (which acts are open). Raises ``NotFound``, ``Forbidden``.
        """
        now = self.policies.clock()
        with self.store.read() as reader:
            row = self._visible(reader, officer, encounter_id)
            others = asked.companions(reader.cursor, row)
            one, *rest = sights(reader.cursor, [row, *others])
            past = asked.crossings(reader.cursor, row["subject_id"])
        self._journal_look(officer, [each.row for each in (one, *rest)])
        until = one.undo_until(officer.name, now)
        if one.row["kind"] != "person":
            one = one.carrying([each for each in rest if each.row["kind"] == "person"])
        return {
            **one.told(),
            "crossings": past,
            "companions": [each.told() for each in rest if each.row["kind"] == "person"],
            "conveyances": [each.told() for each in rest if each.row["kind"] != "person"],
            "undo_until": until.isoformat() if until else None,
            "seconds_left": max(1, round((until - now).total_seconds())) if until else None,
            "may": _may(one),
        }

    def queue(self, officer: Officer, *, port: str | None = None, lane: str | None = None) -> dict[str, Any]:
        """Give who reported and waits (``waiting``), and which movements are due about now (``movements``)."""
        here, now = self.port(officer, port), self.policies.clock()
        with self.store.read() as reader:
            rows = asked.waiting(reader.cursor, here, lane=lane, since=now - _WAITED, limit=_LOOKED_AT)
            waits = [each.told() for each in grouped(sights(reader.cursor, rows))[: asked.FEW]]
            due = asked.movements(reader.cursor, asked.Around.of(here, now, timedelta(hours=3)))
        if waits:
            self._state([self._listing(officer, waits, {"port": here, "lane": lane})])
        return {"port": here, "lane": lane, "waiting": waits, "movements": due}

    def ahead(self, officer: Officer, *, port: str | None = None, lane: str | None = None) -> str | None:
        """Give the id of whom it is the turn of: the first who reported and waits, a vehicle before those in it."""
        here, now = self.port(officer, port), self.policies.clock()
        with self.store.read() as reader:
            rows = asked.waiting(reader.cursor, here, lane=lane, since=now - _WAITED)
        if not rows:
            return None
        with_them = (row for row in rows if row["kind"] != "person" and row["plate"] == rows[0]["plate"])
        return str(next(with_them, rows[0])["encounter_id"])

    def admit(
        self,
        officer: Officer,
        encounter_id: str,
        *,
        expected_version: int,
        lane: str | None = None,
        until: date | None = None,
    ) -> list[Fact]:
        """Report and admit; outbound, report and let leave. The verdict is taken anew within the same piece of work.

        Raises ``Refusal`` (``not-at-primary``) where it no longer allows that here, ``Stale``, ``NotFound``,
        ``Forbidden``; then nothing is stored.
        """
        with self.store.work() as work:
            (sight,) = sights(work.cursor, [self._visible(work, officer, encounter_id)])
            return self._admitted(work, officer, sight, expected_version, lane, until)

    def admit_all(
        self,
        officer: Officer,
        conveyance_id: str,
        *,
        versions: Mapping[str, int],
        seen: int | None = None,
        lane: str | None = None,
    ) -> list[Fact]:
        """Admit a conveyance and all in it who still wait, or nobody.

        ``versions``: those on the officer's screen, by encounter; ``seen``: how many people the officer counted.
        Raises ``Refusal``: ``occupants-differ`` where the count is not that of those listed, ``not-at-primary`` where
        somebody's verdict does not allow it, naming them, ``nobody-waits``; ``Stale`` also where somebody joined.
        """
        with self.store.work() as work:
            row = self._visible(work, officer, conveyance_id)
            found = sights(work.cursor, [row, *asked.companions(work.cursor, row)])
            people = [each for each in found if each.row["kind"] == "person"]
            if seen is not None and seen != len(people):
                text = f"{seen} people are in it and {len(people)} are listed: report the others, or refer"
                raise Refusal(text, code="occupants-differ")
            held = any(each.row["status"] in (Status.REFERRED, Status.DETAINED) for each in people)
            # where somebody of it is in secondary, the vehicle stays too
            waits = [each for each in found if each.is_open and not (held and each.row["kind"] != "person")]
            if not waits:
                raise Refusal("nobody in it waits for a decision", code="nobody-waits")
            facts: list[Fact] = []
            for each in waits:
                facts += self._admitted(work, officer, each, versions.get(each.encounter_id, -1), lane, None)
            return facts

    def refer(
        self, officer: Officer, encounter_id: str, reason: str, *, expected_version: int, lane: str | None = None
    ) -> list[Fact]:
        """Report and send to secondary. ``reason``: a code of ``policies/lane.yaml``, or ``suggested``.

        Raises ``Refusal``, ``Stale``, ``NotFound``, ``Forbidden``; then nothing is stored.
        """
        with self.store.work() as work:
            (sight,) = sights(work.cursor, [self._visible(work, officer, encounter_id)])
            words = _words(reason, sight)
            facts, version = self._reported(work, officer, sight, expected_version, lane)
            command = enforce.Refer(
                encounter_id=encounter_id,
                officer=officer,
                at=self.policies.clock(),
                expected_version=version,
                reason=words,
            )
            return facts + self._act(work, command, Permission.PORT_ENCOUNTER_REFER, sight.row)

    def undo(self, officer: Officer, encounter_id: str) -> list[Fact]:
        """Take back one's own admission or referral of the last ten seconds; each withdrawal is journaled.

        Of a conveyance: of all in it, as far as one's own last acts on them are as fresh.
        """
        facts: list[Fact] = []
        now = self.policies.clock()
        with self.store.work() as work:
            row = self._visible(work, officer, encounter_id)
            inside = asked.companions(work.cursor, row) if row["kind"] != "person" else []
            fresh = [each for each in sights(work.cursor, inside) if each.undo_until(officer.name, now)]
            one = sights(work.cursor, [row])
            # where nothing is fresh, the room says of the one that was meant why it cannot be taken back
            meant = fresh if fresh and not one[0].undo_until(officer.name, now) else [*one, *fresh]
            for each in meant:
                command = enforce.WithdrawAct(
                    encounter_id=each.encounter_id, officer=officer, at=now, reason="a slip at the lane"
                )
                facts += self._act(work, command, Permission.PORT_ENCOUNTER_WITHDRAW, each.row)
        return facts

    def done(self, officer: Officer, encounter_id: str) -> dict[str, Any] | None:
        """Give what the officer has just done about somebody, as long as it can be taken back; None after that.

        Whom the officer had on the screen a moment ago is named once more: that is no new look.
        """
        now = self.policies.clock()
        with self.store.read() as reader:
            row = self._visible(reader, officer, encounter_id)
            (one,) = sights(reader.cursor, [row])
        until = one.undo_until(officer.name, now)
        if until is None:
            return None
        return {**one.told(), "seconds_left": max(1, round((until - now).total_seconds()))}

    def check_by_hand(self, officer: Officer, encounter_id: str, note: str, *, lane: str | None = None) -> Fact:
        """Pass by eye what failed or did not run, as far as the policy lets an eye do it; hits it never settles."""
        with self.store.work() as work:
            row = self._visible(work, officer, encounter_id)
            (sight,) = sights(work.cursor, [row])
            done = inspect.by_hand(sight.verdict.checks, officer, note, inspect.load_lane_policy().by_hand)
            fact = inspect.checked(
                encounter_id, done, officer, self.policies.clock(), port=row["port"], lane=lane, note=note.strip()
            )
            work.append([Entry.of_fact(fact)])
        return fact

    def report_here(
        self, officer: Officer, encounter_id: str, text: str, *, port: str | None = None, lane: str | None = None
    ) -> list[Fact]:
        """Report somebody here whom another port expected: a diversion, from then on a traveler of this port.

        ``text`` is the document in hand, as it was read: whoever does not hold it reports nobody of another port.
        Raises ``NotFound`` where it is not theirs, ``Unreadable``, ``Refusal``, ``Forbidden``.
        """
        here, now = self.port(officer, port), self.policies.clock()
        zone = wedge.read(text, today=now.date()).zone if wedge.looks_like_zone(text) else None
        with self.store.work() as work:
            rows = elsewhere(work.cursor, zone, here, now) if zone else []
            if encounter_id not in {row["encounter_id"] for row in rows}:
                raise NotFound(f"There is no encounter {encounter_id}")
            (row,) = asked.these(work.cursor, [encounter_id])
            command = inspect.ReportAtPrimary(
                encounter_id=encounter_id,
                officer=officer,
                at=now,
                expected_version=row["version"],
                port=here,
                lane=lane,
            )
            facts = walk.act(command, work)
            if zone is not None and row["kind"] == "person":
                work.append(reading(work, self.policies, officer, row, zone, port=here, lane=lane))
            return facts

    def _admitted(
        self, work: Work, officer: Officer, sight: Sight, version: int, lane: str | None, until: date | None
    ) -> list[Fact]:
        if not sight.verdict.admits:
            why = "; ".join(each.text for each in sight.verdict.reasons)
            who = sight.row["surname"] or sight.row["plate"] or "they"
            raise Refusal(f"{who}: {sight.verdict.line}. {why}", code="not-at-primary")
        facts, now = self._reported(work, officer, sight, version, lane)
        said: dict[str, Any] = {
            "encounter_id": sight.encounter_id,
            "officer": officer,
            "at": self.policies.clock(),
            "expected_version": now,
        }
        if sight.row["direction"] == "outbound":
            command: Act = enforce.Depart(**said)
            return facts + self._act(work, command, Permission.PORT_ENCOUNTER_DEPART, sight.row)
        command = enforce.Admit(**said, until=until)
        return facts + self._act(work, command, Permission.PORT_ENCOUNTER_ADMIT, sight.row)

    def _reported(
        self, work: Work, officer: Officer, sight: Sight, version: int, lane: str | None
    ) -> tuple[list[Fact], int]:
        """Report whoever has not; give the facts, and the version that the next act has to see."""
        if sight.row["status"] != Status.ANNOUNCED:
            return [], version
        command = inspect.ReportAtPrimary(
            encounter_id=sight.encounter_id,
            officer=officer,
            at=self.policies.clock(),
            expected_version=version,
            port=sight.row["port"],
            lane=lane,
        )
        facts = self._act(work, command, Permission.PORT_ENCOUNTER_PRESENT, sight.row)
        return facts, version + len(facts)

    def _act(self, work: Work, command: Act, permission: Permission, row: Mapping[str, Any]) -> list[Fact]:
        self.authority.require(command.officer, permission, str(row["port"] or ""))
        return walk.act(command, work)

    def port(self, officer: Officer, said: str | None) -> str:
        """Give the port at which an officer stands: their own, or the one they say where they serve every port."""
        own = self.authority.port_of(officer)
        if own is None and not said:
            raise Refusal("say at which port you stand: you serve every port", code="no-port")
        if own is not None and said not in (None, own):
            raise NotFound(f"There is no port {said} for you")
        here = own or self.policies.places.port(str(said)).code
        self.authority.require(officer, Permission.PORT_ENCOUNTER_PRESENT, here)
        return here

    def _visible(self, reader: Reader, officer: Officer, encounter_id: str) -> dict[str, Any]:
        """Give an encounter of the officer's port. Raises ``NotFound`` for one of another as for none."""
        own = self.authority.port_of(officer)
        rows = asked.these(reader.cursor, [encounter_id])
        if not rows or (own is not None and rows[0]["port"] != own):
            raise NotFound(f"There is no encounter {encounter_id}")
        self.authority.require(officer, Permission.PORT_ENCOUNTER_PRESENT, rows[0]["port"])
        return rows[0]

    def _journal_found(self, officer: Officer, found: Found, here: str) -> None:
        facts: list[Fact] = []
        one, zone, now = found.one, found.typed.zone, self.policies.clock()
        if len(found.rows) > 1:
            facts.append(self._listing(officer, found.rows, {"port": here}))
        reader = _with_purpose(officer)
        facts += [reads.of_record(reader, row["encounter_id"], "diversion", now) for row in found.elsewhere]
        if facts:
            self._state(facts)
        if one is not None and zone is not None and one["kind"] == "person":
            with self.store.work() as work:
                work.append(reading(work, self.policies, officer, one, zone, port=here))

    def _journal_look(self, officer: Officer, rows: Sequence[Mapping[str, Any]]) -> None:
        now, reader = self.policies.clock(), _with_purpose(officer)
        facts = [reads.of_record(reader, rows[0]["encounter_id"], "lane", now)]
        if rows[1:]:
            facts.append(self._listing(officer, rows[1:], {"with": rows[0]["encounter_id"]}))
        self._state(facts)

    def _listing(self, officer: Officer, rows: Sequence[Mapping[str, Any]], by: Mapping[str, Any]) -> Fact:
        return reads.of_listing(_with_purpose(officer), "lane", PURPOSE, rows, by, self.policies.clock())

    def _state(self, facts: Sequence[Fact]) -> None:
        with self.store.work() as work:
            work.append([Entry.of_fact(fact) for fact in facts])


def _with_purpose(officer: Officer) -> Officer:
    return officer if officer.purpose.strip() else replace(officer, purpose=PURPOSE)


def _may(one: Sight) -> dict[str, bool]:
    """Say which acts of primary are open on an encounter."""
    hand = inspect.load_lane_policy().by_hand
    undone = any(each.state != "pass" and each.name in hand for each in one.verdict.checks)
    return {
        "admit": one.is_open and one.verdict.admits,
        "refer": one.is_open,
        "check_by_hand": one.is_open and undone and one.verdict.word in (Word.FAILED, Word.INCOMPLETE),
    }


def _words(reason: str, sight: Sight) -> str:
    if reason == SUGGESTED and sight.verdict.reasons:
        return sight.verdict.reasons[0].text
    known = inspect.load_lane_policy().reasons
    if reason not in known:
        raise Refusal(f"pick a reason: {', '.join(known)}", code="reason-required")
    return known[reason].words
