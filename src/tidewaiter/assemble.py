"""The one place where parts are wired: a home folder, a store, the policies, the authority, and the walk over them."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

import polars as pl

from tidewaiter import (
    analyze,
    assess,
    detect,
    deter,
    enforce,
    identify,
    inspect,
    receive,
    record,
    reports,
    walk,
)
from tidewaiter.assess.life.shelf import texts_of
from tidewaiter.authority import Authority, Permission, read_authority
from tidewaiter.desk import (
    AccountDesk,
    GlassDesk,
    HitDesk,
    LaneDesk,
    ListDesk,
    MeasureDesk,
    RedressDesk,
    Rulebook,
    RuleDesk,
    SecondaryDesk,
)
from tidewaiter.desk.scoring import scoring
from tidewaiter.formats.collecting import keep_loaded
from tidewaiter.language.policy import POLICIES, read_file
from tidewaiter.receive import Delivery, open_delivery
from tidewaiter.receive.delivery import Opened
from tidewaiter.receive.policy import gate_policy
from tidewaiter.site import site_policies
from tidewaiter.store import Store, access, history, open_store, queries, reads
from tidewaiter.store.connect import SQLITE_FILE
from tidewaiter.store.journal_purge import LONGEST_PAUSE, Purge, last, leap, overdue
from tidewaiter.store.keys import KEY_SIZE, kept_secret
from tidewaiter.store.reference import places
from tidewaiter.store.work import Work
from tidewaiter.vocabulary.act import Act, is_named_human
from tidewaiter.vocabulary.errors import NotFound, Refusal, TidewaiterError
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.ids import Ids
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.sender import Submitter
from tidewaiter.vocabulary.stream import RandomStream
from tidewaiter.vocabulary.time import Clock, utc_now

Row = dict[str, Any]
SAMPLES = Path(str(resources.files("tidewaiter") / "samples"))

_ENTRY = {"list_id": pl.String, "entry_id": pl.String}

NEEDED: Mapping[type[Act], Permission] = {
    inspect.ReportAtPrimary: Permission.PORT_ENCOUNTER_PRESENT,
    inspect.RecordSecondaryResult: Permission.PORT_ENCOUNTER_INSPECT,
    detect.RecordFinding: Permission.PORT_ENCOUNTER_FIND,
    enforce.Admit: Permission.PORT_ENCOUNTER_ADMIT,
    enforce.Refer: Permission.PORT_ENCOUNTER_REFER,
    enforce.Refuse: Permission.PORT_ENCOUNTER_REFUSE,
    enforce.Seize: Permission.PORT_ENCOUNTER_SEIZE,
    enforce.Release: Permission.PORT_ENCOUNTER_RELEASE,
    enforce.Arrest: Permission.PORT_ENCOUNTER_ARREST,
    enforce.OpenCase: Permission.PORT_ENCOUNTER_SEIZE,
    enforce.AdvanceCase: Permission.PORT_CASE_ADVANCE,
    enforce.ClaimProtection: Permission.PORT_ENCOUNTER_PROTECT,
    enforce.AnswerProtection: Permission.PORT_PROTECTION_ANSWER,
    enforce.Depart: Permission.PORT_ENCOUNTER_DEPART,
    enforce.WithdrawAct: Permission.PORT_ENCOUNTER_WITHDRAW,
}
"""Which permission each command needs; a guard test holds it against all commands there are."""


def policy(name: str) -> str:
    """Read one policy file that ships with the house."""
    return read_file(POLICIES / name)


def default_home() -> Path:
    """Give the folder where data lives: ``TIDEWAITER_HOME``, else ``./var``."""
    return Path(os.environ.get("TIDEWAITER_HOME") or "var").resolve()


_BY_HAND = "If so, destroy what is due by hand: tidewaiter purge"


def purges_by_itself() -> bool:
    """Tell whether what is due is destroyed without anybody's word; raises where the setting says neither.

    ``TIDEWAITER_PURGE``: ``daily`` (and unset) or ``off``.
    """
    setting = os.environ.get("TIDEWAITER_PURGE") or "daily"
    if setting not in ("daily", "off"):
        raise TidewaiterError(f"TIDEWAITER_PURGE is daily or off, not {setting!r}", code="bad-setting")
    return setting == "daily"


def house_stands(home: Path) -> bool:
    """Tell whether a house was begun in a folder, or something else stands in its way (opening then says what)."""
    if not home.is_dir():
        return home.exists()
    return (home / SQLITE_FILE).exists() or any((home / "keys").glob("*"))


@dataclass(slots=True)
class House:
    """Everything wired: take messages in, let officers act, load lists. Reads go through ``store``."""

    home: Path
    store: Store
    policies: walk.Policies
    authority: Authority
    book: Rulebook
    _kept: date | None = field(default=None, init=False)

    @property
    def accounts(self) -> AccountDesk:
        """Give the desk at which accounts are opened and closed."""
        return AccountDesk(self.store, self.policies, self.authority)

    @property
    def glass(self) -> GlassDesk:
        """Give the desk at which a record of another port is opened in an emergency."""
        return GlassDesk(self.store, self.policies, self.authority, self.accounts.entry)

    @property
    def hits(self) -> HitDesk:
        """Give the desk at which possible matches are settled."""
        return HitDesk(self.store, self.policies, self.authority)

    @property
    def lane(self) -> LaneDesk:
        """Give the desk at which officers at primary find, admit and refer."""
        return LaneDesk(self.store, self.policies, self.authority)

    @property
    def lists(self) -> ListDesk:
        """Give the desk at which look-out lists are loaded, rolled back and looked through again."""
        return ListDesk(self.store, self.policies, self.authority)

    @property
    def measures(self) -> MeasureDesk:
        """Give the desk at which fairness and drift are measured."""
        return MeasureDesk(self.store, self.policies, self.authority)

    @property
    def redress(self) -> RedressDesk:
        """Give the desk at which people are set right."""
        return RedressDesk(self.store, self.policies, self.authority)

    @property
    def secondary(self) -> SecondaryDesk:
        """Give the desk at which inspections in secondary are recorded."""
        return SecondaryDesk(self.store, self.policies, self.authority)

    @property
    def rules(self) -> RuleDesk:
        """Give the desk at which rules are written, approved, put in force and taken out."""
        return RuleDesk(self.store, self.policies, self.authority, self.book)

    def ingest(
        self,
        deliveries: Iterable[Delivery],
        *,
        again: bool = False,
        batch: int = 100,
        opened: Callable[[Opened], None] = lambda _: None,
    ) -> Iterator[walk.Arrival]:
        """Take deliveries in; up to ``batch`` interchanges share a commit, and none is given out before its commit.

        ``opened`` is called for each interchange once it is read, for progress. Raises ``InvalidPolicy`` where a rule
        cannot be read; then nothing is taken in.
        """
        self.make_ready()
        keep_loaded()

        def reading() -> Iterator[Opened]:
            for delivery in deliveries:
                for one in open_delivery(delivery):
                    opened(one)
                    yield one

        for group in walk.batches(reading(), batch):
            with self.store.work() as work:
                arrivals = walk.arrive(group, self.policies, work, again=again)
            yield from arrivals

    def make_ready(self) -> None:
        """Load what is loaded when it is first needed, so that no message waits for it. Raises ``InvalidPolicy``."""
        self.book.make_ready()

    def warm(self) -> None:
        """Make ready as for a message, the lists laid out too: what a server does before its first request."""
        self.make_ready()
        with self.store.read() as reader:
            identify.prepare(reader.listings(self.policies.clock().date()))

    def replay(self, message_id: str, officer: Officer) -> walk.Arrival:
        """Walk one dead letter again from its original bytes, by a named human; who it was is journaled with it.

        Raises ``Forbidden``, ``NotFound``, ``Refusal`` or ``InvalidPolicy``.
        """
        self.authority.require(officer, Permission.HOUSE_DEAD_LETTER_REPLAY)
        self.make_ready()
        with self.store.work() as work:
            kept = queries.dead_letter(work, message_id)
            if kept is None:
                raise NotFound(f"There is no dead letter {message_id}")
            name = kept.pop("submitted_by")
            by = self._submitter_now(work, name) if name else None
            found = list(open_delivery(Delivery(**kept, by=by)))
            if len(found) != 1:
                raise Refusal("The original bytes hold more than one interchange; send them again as files")
            arrival = walk.arrive(found, self.policies, work, again=True)[0]
            fact = receive.replayed(message_id, officer, self.policies.clock(), arrival.error)
            work.append([Entry.of_fact(fact)])
            return arrival

    def close_dead_letter(self, message_id: str, officer: Officer, reason: str) -> list[Fact]:
        """Set a dead letter aside for good, by a named human. Raises ``Forbidden``, ``NotFound`` or ``Refusal``."""
        self.authority.require(officer, Permission.HOUSE_DEAD_LETTER_CLOSE)
        command = receive.CloseDeadLetter(
            message_id=message_id, officer=officer, at=self.policies.clock(), reason=reason
        )
        with self.store.work() as work:
            status = queries.letter_status(work.cursor, message_id)
            if status is None:
                raise NotFound(f"There is no dead letter {message_id}")
            facts = receive.decide(receive.Letter(message_id, status), command)
            work.append([Entry.of_fact(fact) for fact in facts])
        return facts

    def _submitter_now(self, work: Work, name: str) -> Submitter:
        """Give for which senders somebody may submit today, by all of their live tokens."""
        found = [
            self.authority.submitter(officer) for officer in access.officers(work.cursor, name, self.policies.clock())
        ]
        if any(each.senders is None for each in found):
            return Submitter(name)
        return Submitter(name, frozenset(sender for each in found for sender in each.senders or ()))

    def act(self, command: Act) -> list[Fact]:
        """Let an officer act on one encounter of a port that is theirs.

        Raises ``Forbidden``, ``Refusal``, ``Stale`` or ``NotFound``; then nothing is stored.
        """
        if not is_named_human(command.officer):
            raise Refusal("a named human officer decides; a machine suggests", code="not-an-officer")
        second = getattr(command, "second_officer", None)
        with self.store.work() as work:
            encounter = work.encounter(command.encounter_id)
            command = self._at_its_place(command, encounter)
            port = _port_of(command, encounter)
            for officer in (command.officer, second):
                if isinstance(officer, Officer):
                    self.authority.require(officer, NEEDED[type(command)], port)
            return walk.act(command, work)

    def _at_its_place(self, command: Act, encounter: Mapping[str, Any] | None) -> Act:
        """Write the port of a command by its registered code; who reports without one stands at the encounter's."""
        site = getattr(command, "port", None)
        if isinstance(command, inspect.ReportAtPrimary) and not site and encounter:
            site = encounter["port"]
        if not site:
            return command
        place = self.policies.places.get(site)
        if place is None:
            raise Refusal(f"'{site}' is not in the register of places", code="unknown-port")
        placed: Act = replace(cast(Any, command), port=place.code)
        return placed

    def state(self, facts: Iterable[Fact]) -> None:
        """Journal facts that concern no encounter: lists loaded, draws revealed, records read."""
        with self.store.work() as work:
            work.append([Entry.of_fact(fact) for fact in facts])

    def load_schedule(self, raw: bytes, name: str, officer: Officer) -> Fact | None:
        """Take in which conveyances are due, from CSV (``receive.schedule``); None where the file lists none.

        Raises ``Unreadable`` with line and column, or ``Forbidden``; then nothing is taken.
        """
        self.authority.require(officer, Permission.HOUSE_SCHEDULE_LOAD)
        rows = receive.schedule(raw, self.policies.places)
        now = self.policies.clock()
        with self.store.work() as work:
            if rows:
                work.append([record.entry(FactKind.SCHEDULED, f"schedule:{name}", now, officer.name, rows)])
        return Fact(FactKind.SCHEDULED, name, now, officer.name, {"movements": len(rows)}) if rows else None

    def unlink(
        self, encounter_id: str, officer: Officer, reason: str, expected_version: int | None = None
    ) -> list[Fact]:
        """Take an encounter away from the subject it was linked to: they are not the same person."""
        self.authority.require(officer, Permission.HOUSE_SUBJECT_UNLINK)
        with self.store.work() as work:
            found = queries.explain(work, encounter_id)
            if found is None:
                raise NotFound(f"There is no encounter {encounter_id}")
            one = found["encounter"]
            said = [fact["data"] for fact in found["facts"] if fact["kind"] == FactKind.IDENTIFIED]
            if not said:
                raise Refusal("what linked it was destroyed when it was due; there is nothing left to undo")
            linked = next((row for row in reversed(said) if row["link_basis"] != "new"), said[-1])
            link = identify.Link(
                encounter_id,
                one["subject_id"],
                linked["link_basis"],
                linked["link_score"],
                linked["link_evidence"] or "",
                tuple(dict.fromkeys(key for row in said for key in row["subject_keys"] or ())),
                one["version"],
            )
            fresh = self.policies.ids.new("sub")
            now = self.policies.clock()
            command = identify.Unlink(encounter_id, officer, now, reason, fresh, expected_version=expected_version)
            facts = identify.decide(link, command)
            work.append([Entry.of_fact(fact) for fact in facts])
        return facts

    def visible(self, officer: Officer, encounter_id: str) -> dict[str, Any]:
        """Give an encounter as it stands. Raises ``NotFound`` for one of another port as for one that is not there."""
        own = self.authority.port_of(officer)
        with self.store.read() as reader:
            found = reader.encounter(encounter_id)
        elsewhere = found is not None and own is not None and own not in (found["port"], found["diverted_from"])
        if found is None or (elsewhere and not self.glass.opens(officer, encounter_id)):
            raise NotFound(f"There is no encounter {encounter_id}")
        return found

    def expected(
        self, officer: Officer, document_number: str, birth_date: date, document_issuer: str | None = None
    ) -> list[dict[str, Any]]:
        """Find whom a document in the officer's hand announces at any port about now; each one shown is journaled.

        Raises ``Forbidden``, also where the officer states no purpose: it opens records of other ports.
        """
        self.authority.require(officer, Permission.HOUSE_DIVERSION_FIND)
        with self.store.read() as reader:
            number = "".join(filter(str.isalnum, document_number.upper()))
            asked: dict[str, Any] = {
                "document_number": number,
                "birth_date": birth_date,
                "document_issuer": document_issuer,
            }
            found = queries.expected(reader.cursor, self.policies.clock(), **asked)
        now = self.policies.clock()
        self.state(reads.of_record(officer, one["encounter_id"], "diversion", now) for one in found)
        return found

    def record(self, encounter_id: str, reader: Officer) -> dict[str, Any]:
        """Give one encounter with hits, acts, findings and cases; who read it and why is journaled before.

        Raises ``NotFound``, and ``Forbidden`` also where the reader states no purpose.
        """
        self._read_by(reader, encounter_id, Permission.PORT_ENCOUNTER_READ, "record")
        with self.store.read() as opened:
            found = queries.encounter(opened.cursor, encounter_id)
        if found is None:
            raise NotFound(f"There is no encounter {encounter_id}")
        return found

    def explain(self, encounter_id: str, reader: Officer) -> dict[str, Any]:
        """Give everything known of one encounter and why it was assessed so; who read it and why is journaled before.

        Beside the read model's columns: ``facts`` (in the journal's order), ``rules`` (each rule's outcome and
        leaves, replayed from the stored features by the ruleset of that day; ``replayed`` is false where that could
        not be had and today's answers) and
        ``differences`` (what a lane read beside what was announced: ``field, announced, presented, kind``).
        Raises as ``record`` does.
        """
        self._read_by(reader, encounter_id, Permission.PORT_ENCOUNTER_EXPLAIN, "explanation")
        with self.store.read() as opened:
            found = queries.explain(opened, encounter_id)
        if found is None:
            raise NotFound(f"There is no encounter {encounter_id}")
        last = next((fact for fact in reversed(found["facts"]) if fact["kind"] == FactKind.ASSESSED), None)
        found["rules"], found["replayed"] = self.book.replay(last) if last else ([], False)
        stated = [fact["data"] for fact in found["facts"] if fact["kind"] == FactKind.DECLARED]
        found["differences"] = [asdict(each) for each in reports.beside(stated) or ()]
        return found

    def _read_by(self, reader: Officer, encounter_id: str, permission: Permission, what: str) -> None:
        """Let a reader open a record of a port that is theirs, for a purpose, and journal that they did."""
        found = self.visible(reader, encounter_id)
        own = self.authority.port_of(reader)
        broken = own not in (None, found["port"], found["diverted_from"])  # visible all the same: by break-glass
        self.authority.require(reader, permission, own if broken or own == found["diverted_from"] else found["port"])
        what = f"{what} by break-glass" if broken else what
        self.state([reads.of_record(reader, encounter_id, what, self.policies.clock())])

    def listed(self, reader: Officer, what: str, rows: Sequence[Row], **asked: Any) -> Sequence[Row]:
        """Give a list of people to its reader, once it is journaled who reads it, why, by which filter, whom it shows.

        ``rows`` carry ``encounter_id``. Raises ``Forbidden`` where neither the reader nor the list states a purpose.
        """
        purpose = self.authority.purpose_of_listing(reader, what)
        self.state([reads.of_listing(reader, what, purpose, rows, asked, self.policies.clock())])
        return rows

    def reads(self, encounter_id: str, reader: Officer) -> list[dict[str, Any]]:
        """Tell who read an encounter's record and who was shown it in a list (``reads.of_encounter``).

        The asking is journaled itself. Raises ``NotFound`` for what is not there and nobody read, and ``Forbidden``.
        """
        self.authority.require(reader, Permission.HOUSE_READING_READ)
        with self.store.read() as opened:
            found = reads.of_encounter(opened, encounter_id)
        if self.authority.port_of(reader) is not None or not found:
            self.visible(reader, encounter_id)
        self.state([reads.of_record(reader, encounter_id, "readings", self.policies.clock())])
        return found

    def purge(self, by: str) -> Purge:
        """Destroy what is due by the retention schedule, but for what open cases hold; it is journaled who did it."""
        return self.store.purge(self.policies.clock(), held=queries.held, actor=by)

    def keep_retention(self) -> Purge | None:
        """Purge what is due, at most once a day by the journal; cheap when nothing is. None where nothing was done.

        Faces call it beside their work, never between a message and its answer: nobody has to remember retention.
        ``TIDEWAITER_PURGE=off`` leaves it to ``tidewaiter purge``. So does a long pause in the journal, which may be a
        clock that is wrong: raises ``Refusal`` (``long-pause``), and nothing is destroyed.
        """
        now = self.policies.clock()
        if not purges_by_itself() or self._kept == now.date():
            return None
        with self.store.read() as reader:
            due = overdue(reader.cursor, now, queries.held)
            before = last(reader.cursor) if due.keys else None
            pause = leap(reader.cursor, now) if due.keys else 0
        if pause > LONGEST_PAUSE:
            raise Refusal(f"nothing was journaled for {pause} days: is the clock right? {_BY_HAND}", code="long-pause")
        wanted = bool(due.keys) and not (before and before.at.date() == now.date())
        done = self.purge(walk.MACHINE) if wanted else None
        self._kept = now.date()  # what falls due next does so at the end of a day
        return done

    def yields(self) -> list[dict[str, Any]]:
        """Give what each rule and list earned, and the base rate by the random stream, each with a 95 % interval."""
        with self.store.read() as reader:
            ended, drawn = history.outcomes(reader), history.sampled(reader)
            earned = analyze.yields(
                history.assessed(reader), ended, history.hits(reader), settled=history.hit_lives(reader)
            )
        base = analyze.base_rate(drawn, ended)
        row = {"kind": "random", "id": "base rate", "fired": base.drawn, "examined": base.examined}
        row |= {"confirmed": base.positive, "estimate": base.estimate, "low": base.low, "high": base.high}
        return [row, *earned.to_dicts()]

    def draw(self, day: date) -> dict[str, Any]:
        """Give what a day committed to, and its secret once revealed. Raises ``NotFound`` for a day undrawn."""
        with self.store.read() as reader:
            committed, secret = history.draw_facts(reader, day)
        if committed is None:
            raise NotFound(f"Nothing was drawn on {day}")
        return {**committed, "secret": secret.hex() if secret else None}

    def reveal_draw(self, day: date, officer: Officer) -> Fact:
        """Reveal the secret of a day that is over, by a named human.

        Raises ``Refusal`` for today, ``NotFound`` for a day undrawn, ``Forbidden``.
        """
        self.authority.require(officer, Permission.HOUSE_DRAW_REVEAL)
        now = self.policies.clock()
        if day >= now.date():
            raise Refusal(f"{day} is not over; its secret stays sealed until it is")
        with self.store.work() as work:
            if queries.draw(work.cursor, day) is None:
                raise NotFound(f"Nothing was drawn on {day}")
            fact = deter.revealed(self.policies.stream(day), at=now, actor=officer.name)
            work.append([Entry.of_fact(fact)])
        return fact

    def verify_draw(self, day: date) -> deter.Verification:
        """Recompute every draw of a day from its revealed secret. Raises ``NotFound``, and ``Refusal`` while sealed."""
        with self.store.read() as reader:
            committed, secret = history.draw_facts(reader, day)
            if committed is None:
                raise NotFound(f"Nothing was drawn on {day}")
            if secret is None:
                raise Refusal(f"The secret of {day} is not revealed yet: tidewaiter draw reveal {day}")
            drawn = history.drawn(reader, day)
        return deter.verify_draw(deter.Commitment.of_fact(committed), secret, drawn)


def open_house(
    home: Path | None = None,
    database: str | None = None,
    *,
    clock: Clock = utc_now,
    ids: Ids | None = None,
) -> House:
    """Open (and where needed create) a house in a home folder; the store is brought to the present schema."""
    home = home or default_home()
    register = places(os.environ.get("TIDEWAITER_COUNTRY") or "US")
    store = open_store(home, database or os.environ.get("TIDEWAITER_DATABASE"), clock=clock)
    store.migrate()
    rates = deter.load_rates()
    key = _kept_key(home, "draw")

    def stream(day: date) -> RandomStream:
        secret = hmac.digest(key, day.isoformat().encode(), "sha256")
        return deter.day_stream(day, rates, secret=secret)

    book = Rulebook(
        store,
        cache(lambda: assess.load_ruleset(site=site_policies(home), as_of=clock().date())),
        lambda: texts_of(POLICIES, site_policies(home)),
        clock,
    )
    policies = walk.Policies(
        places=register,
        gate=gate_policy(policy("filing.yaml")),
        rules=scoring(book.ruleset, store, home, also=book.shadow_asks_model),
        shadow=book.shadow,
        inspection=inspect.load_policy(),
        screening=identify.shipped_screening(),
        stream=stream,
        ids=ids or Ids(),
        clock=clock,
        tie_key=_kept_key(home, "ties"),
    )
    return House(home, store, policies, read_authority(policy("permissions.yaml")), book)


def _port_of(command: Act, encounter: Mapping[str, Any] | None) -> str | None:
    """Give the port at which an act is done: where they report, which for a diverted flight is not where it was due."""
    if isinstance(command, inspect.ReportAtPrimary) and encounter is not None:
        return command.port or str(encounter["port"] or "")
    return str(encounter["port"] or "") if encounter else None


def _kept_key(home: Path, name: str) -> bytes:
    """Give a key that was made once and is kept at home: of the random stream's days, of the digests that tie."""
    path = home / "keys" / f"{name}.key"
    key = kept_secret(path, lambda: secrets.token_bytes(KEY_SIZE))
    if len(key) != KEY_SIZE:
        raise TidewaiterError(f"{path} is damaged: the key has to be {KEY_SIZE} bytes")
    return key
