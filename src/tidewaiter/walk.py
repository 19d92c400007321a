"""The corridor: the order of the rooms, nothing else.

Messages walk receive, identify, assess, inspect and are answered; officers' commands go to the room that decides them;
every fact on the way is handed to the journal, and analyze and deter read it there and give back policy.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import polars as pl

from tidewaiter import assess, detect, deter, enforce, exits, identify, inspect, receive, record
from tidewaiter.assess.life import Shadow
from tidewaiter.assess.needs import History
from tidewaiter.identify.needs import Needs as Subjects
from tidewaiter.identify.needs import Settlements
from tidewaiter.receive.declare import Received
from tidewaiter.receive.delivery import Opened
from tidewaiter.receive.gate import GatePolicy
from tidewaiter.receive.needs import Inbox, StoredMessage
from tidewaiter.vocabulary.act import Act
from tidewaiter.vocabulary.announcement import Interchange
from tidewaiter.vocabulary.errors import NotFound, Position, Refusal, Unreadable
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.ids import Ids
from tidewaiter.vocabulary.place import Places
from tidewaiter.vocabulary.quality import QualityFinding
from tidewaiter.vocabulary.stream import RandomStream
from tidewaiter.vocabulary.tables import DECLARED, HITS, STANDING, TEXT, conform, empty
from tidewaiter.vocabulary.time import Clock

MACHINE = "machine:tidewaiter"


class Journal(Inbox, Subjects, History, Settlements, exits.Needs, Protocol):
    """One open piece of work on the store: what the rooms ask of it, and the journal they append to."""

    def append(self, entries: Sequence[Entry]) -> object:
        """Append entries; they stand or fall with the piece of work."""
        ...

    def open_hits(self, encounter_ids: pl.Series) -> pl.DataFrame:
        """Give the possible matches of earlier messages that still stand (``HITS``)."""
        ...

    def draw_days(self, days: Sequence[date]) -> set[date]:
        """Give those of the days whose random stream is committed to."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Open a part that can be undone alone."""
        ...

    def encounter(self, encounter_id: str) -> dict[str, Any] | None:
        """Give an encounter as announced and assigned, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Policies:
    """What the rooms work by: reference data and policy, loaded once, never a person's data.

    ``rules`` gives the ruleset, read when first asked for: much of the house works where a rule cannot be read.
    ``shadow`` gives, for one walk, the rules that are asked in the shadow; None where there are none.
    """

    places: Places
    gate: GatePolicy
    rules: Callable[[], assess.Ruleset]
    inspection: inspect.InspectionPolicy
    screening: identify.ScreeningPolicy
    stream: Callable[[date], RandomStream]
    ids: Ids
    clock: Clock
    shadow: Callable[[], Shadow | None] = lambda: None
    tie_key: bytes | None = None
    """Keys the digests of contacts and cards; None: none are kept, and what they tie is unknown."""

    @property
    def ruleset(self) -> assess.Ruleset:
        """Give the rules in force. Raises ``InvalidPolicy`` where one cannot be read."""
        return self.rules()


@dataclass(slots=True)
class Arrival:
    """What became of one interchange. ``status``: accepted, refused, or repeated (the stored answer, once more)."""

    opened: Opened
    message_id: str
    status: str
    answer: str = ""
    error: Unreadable | None = None
    findings: list[QualityFinding] = field(default_factory=list)
    legs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def read(self) -> Interchange:
        """Give the interchange; only for one that could be read."""
        if self.opened.interchange is None:
            raise self.error or Unreadable("It could not be read")
        return self.opened.interchange

    @property
    def accepted(self) -> bool:
        """Tell whether the interchange stands accepted, now or from an earlier time."""
        return self.status == "accepted" or (self.status == "repeated" and self.error is None)


def arrive(opened: Sequence[Opened], policies: Policies, work: Journal, *, again: bool = False) -> list[Arrival]:
    """Take interchanges in: answer repeats from the inbox, refuse what cannot be read, walk the rest as one table.

    Facts and answers are appended to ``work``; they become true when it commits. ``again`` walks interchanges anew
    that stand refused (replay of a dead letter).
    """
    arrivals = list(_at_the_door(opened, policies, work, again=again))
    fresh = [arrival for arrival in arrivals if arrival.status == "accepted" and not arrival.read.test]
    for arrival in arrivals:
        if arrival.status == "accepted" and arrival.read.test:
            work.append(_tried(arrival, policies))
    try:
        with work.savepoint():
            _through_the_rooms(fresh, policies, work)
    except Exception:  # one message's fault must not sink the others: each walks alone, the guilty is refused
        for arrival in fresh:
            _alone(arrival, policies, work)
    work.append([entry for arrival in arrivals if arrival.status == "refused" for entry in _refused(arrival, policies)])
    return arrivals


def act(command: Act, work: Journal) -> list[Fact]:
    """Take an officer's command to the room that decides it, and append the facts that follow.

    Raises ``NotFound``, ``Refusal`` or ``Stale``; then nothing was appended.
    """
    encounter = work.encounter(command.encounter_id)
    if encounter is None:
        raise NotFound(f"There is no encounter {command.encounter_id}")
    facts = [exits.whole(fact, encounter) for fact in decide(command, encounter, work.facts_of(command.encounter_id))]
    work.append([Entry.of_fact(fact) for fact in facts])
    return facts


def decide(command: Act, encounter: Mapping[str, Any], before: Sequence[Fact]) -> list[Fact]:
    """Ask the room a command belongs to: inspect, detect or enforce."""
    if isinstance(command, inspect.InspectCommand):
        return inspect.decide(inspect.fold(before, inspect.begin(encounter)), command)
    if isinstance(command, detect.RecordFinding):
        return detect.decide(detect.fold(before), command)
    if isinstance(command, enforce.EnforceCommand):
        return enforce.decide(enforce.fold(before, enforce.begin(encounter)), command)
    raise Refusal(f"No room takes the command {type(command).__name__}")


def batches(opened: Iterable[Opened], limit: int = 100) -> Iterator[list[Opened]]:
    """Cut interchanges into batches that may share one commit: at most ``limit``, no key twice in one batch."""
    batch: list[Opened] = []
    keys: set[tuple[str, str, str]] = set()
    for one in opened:
        key = (one.sender, one.recipient, one.reference)
        if len(batch) == limit or key in keys:
            yield batch
            batch, keys = [], set()
        batch.append(one)
        keys.add(key)
    if batch:
        yield batch


def _at_the_door(opened: Sequence[Opened], policies: Policies, work: Journal, *, again: bool) -> Iterator[Arrival]:
    for one in opened:
        strange = receive.stranger(one)
        if strange is not None:
            yield _turned_away(one, strange, policies, work, again=again)
            continue
        stored = work.find_message(one.sender, one.recipient, one.reference, one.digest)
        if stored is None and again:  # turned away before; by now its submitter may speak for the sender
            stored = work.find_message(one.sender, one.recipient, receive.stranger_key(one))
        same = stored is not None and stored.digest == one.digest
        if stored is None or (not same and stored.status != "accepted"):  # a refused one may come mended
            yield Arrival(one, policies.ids.new("msg"), "refused" if one.error else "accepted", error=one.error)
        elif not same or (again and stored.status == "refused" and _superseded(one, work)):
            yield _conflict(one, policies, work)
        elif again and stored.status == "refused":
            yield Arrival(one, stored.message_id, "refused" if one.error else "accepted", error=one.error)
        else:
            yield _repeated(one, stored, policies)


def _turned_away(one: Opened, error: Unreadable, policies: Policies, work: Journal, *, again: bool) -> Arrival:
    """Refuse a message whose submitter may not speak for its sender; it is kept, under a key of its own.

    The true sender's key stays free, and the answer to the true sender's message is not given away.
    """
    stored = work.find_message(one.sender, one.recipient, receive.stranger_key(one))
    if stored is not None and not again:
        return Arrival(one, stored.message_id, "repeated", stored.answer, error)
    return Arrival(one, stored.message_id if stored else policies.ids.new("msg"), "refused", error=error)


def _repeated(one: Opened, stored: StoredMessage, policies: Policies) -> Arrival:
    """Give the stored answer once more, with what the bytes themselves say."""
    if stored.status != "accepted":
        error = one.error or Unreadable("This interchange was refused before")
        return Arrival(one, stored.message_id, "repeated", stored.answer, error)
    arrival = Arrival(one, stored.message_id, "repeated", stored.answer)
    if one.interchange is not None:
        arrival.legs = receive.leg_rows(one.interchange, policies.places)
        arrival.findings = receive.spoken_findings(one.interchange)
    return arrival


def _superseded(one: Opened, work: Journal) -> bool:
    """Tell whether other bytes were accepted under the reference since this interchange was refused."""
    stored = work.find_message(one.sender, one.recipient, one.reference)
    return stored is not None and stored.status == "accepted"


def _conflict(one: Opened, policies: Policies, work: Journal) -> Arrival:
    """Refuse other bytes under a reference already used; they are kept under a key of their own, by content."""
    text = f"The reference {one.reference} was used before for another interchange"
    error = Unreadable(text, Position(segment=1, element=5), code="26")
    stored = work.find_message(one.sender, one.recipient, conflict_key(one))
    if stored is not None:
        return Arrival(one, stored.message_id, "repeated", stored.answer, error)
    return Arrival(one, policies.ids.new("msg"), "refused", error=error)


def conflict_key(one: Opened) -> str:
    """Give the reference under which a second interchange of the same reference is kept."""
    return f"{one.reference}#{one.digest[:16]}"


def _through_the_rooms(arrivals: Sequence[Arrival], policies: Policies, work: Journal) -> None:
    """Walk accepted interchanges through the rooms as one table, and append what each room states."""
    if not arrivals:
        return
    now = policies.clock()
    received = [Received(arrival.message_id, arrival.read) for arrival in arrivals]
    declared, findings = receive.declare(
        received, places=policies.places, ids=policies.ids, received_at=now, tie_key=policies.tie_key
    )
    quality = receive.gate(declared, policies.gate)
    tally = identify.Tally()
    identified, hits = identify.identify(
        declared,
        work,
        ids=policies.ids,
        places=policies.places,
        as_of=now,
        screening=policies.screening,
        tally=tally,
    )
    identified, hits, standing = _standing(hits, identified, declared, work)
    ruleset, shadow = policies.ruleset, policies.shadow()
    assessed = assess.assess(declared, identified, standing, work, ruleset=ruleset, as_of=now, shadow=shadow)
    assigned = inspect.assign(
        assessed,
        identified,
        standing,
        declared,
        policy=policies.inspection,
        stream=policies.stream,
        today=now.date(),
        places=policies.places,
    )
    entries = committed(assigned, policies, work, now)
    shares = [
        (FactKind.DECLARED, record.cut_spoken(declared)),
        (FactKind.IDENTIFIED, record.cut(identified, declared["message_id"])),
        *(
            (kind, record.cut(table, record.owners_of(table["encounter_id"], identified, declared)))
            for kind, table in (
                (FactKind.LIST_HIT, hits),
                (FactKind.ASSESSED, assessed),
                (FactKind.ASSIGNED, assigned),
                *([(FactKind.SHADOW_FIRED, shadow.fired)] if shadow is not None else ()),
            )
        ),
    ]
    found = receive.findings_by_message(quality)
    advice = receive.advice_by_message(declared, identified, assigned)
    for arrival in arrivals:
        message_id = arrival.message_id
        arrival.legs = receive.leg_rows(arrival.read, policies.places)
        arrival.findings = receive.spoken_findings(arrival.read)
        arrival.findings += receive.unsaid(arrival.findings, [*findings[message_id], *found.get(message_id, [])])
        arrival.answer = receive.answer(arrival.opened, advice.get(message_id, []), arrival.findings, now)
        entries += _stated(arrival, now)
        entries += record.walked_entries(message_id, now, MACHINE, shares)
        entries.append(_one(FactKind.ANSWERED, message_id, now, {"message_id": message_id, "answer": arrival.answer}))
    entries.append(_screened([arrival.message_id for arrival in arrivals], tally, now))
    work.append(entries)
    work.append(list(_past_the_rooms(received, declared, identified, policies, work)))
    work.append(_met(arrivals, declared, identified, work, now))


def committed(assigned: pl.DataFrame, policies: Policies, work: Journal, now: datetime) -> list[Entry]:
    """Commit to the secret of every day that is drawn from for the first time; it is stated with the draws."""
    days = assigned["draw_day"].unique().sort().to_list()
    new = sorted(set(days) - work.draw_days(days))
    return [Entry.of_fact(deter.committed(policies.stream(day), at=now)) for day in new]


def _standing(
    hits: pl.DataFrame, identified: pl.DataFrame, declared: pl.DataFrame, work: Journal
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Tell which hits stop somebody: those of this batch that no settlement suppresses, and those known before.

    Gives ``identified`` with the check against lists as it then stands, the hits of this batch (``STANDING``), and all
    that stand (``HITS``). What was settled as no match, or is suppressed now, stays recorded and stops nobody.
    """
    if hits.is_empty() and identified["is_new"].all():  # most messages: nobody is known, and nobody was found
        return identified, empty(STANDING), hits
    fresh = identified.filter("is_new").select("encounter_id")
    known = identified.join(fresh, on="encounter_id", how="anti")["encounter_id"].unique()
    judged = _judged(hits, identified, declared, known, work)
    found, pair = identify.standing(judged), ["encounter_id", "list_id", "entry_id"]
    earlier = empty(HITS) if known.is_empty() else work.open_hits(known)
    earlier = earlier.join(judged.drop_nulls("suppressed_by"), on=pair, how="anti")
    stand = pl.concat([found, earlier]).unique([*pair, "basis"], keep="first", maintain_order=True)
    why = identify.settled_before(judged, stand["encounter_id"].unique())
    return identify.absolve(identified, why), judged, stand


def _judged(
    hits: pl.DataFrame, identified: pl.DataFrame, declared: pl.DataFrame, known: pl.Series, work: Journal
) -> pl.DataFrame:
    """Say of each hit what was settled before about the same person and entry."""
    if hits.is_empty():
        return empty(STANDING)
    links = identified.select("declaration_id", "encounter_id", "subject_id")
    said = declared.join(links, on="declaration_id", how="inner", maintain_order="left")
    subjects = dict(links.select("encounter_id", "subject_id").iter_rows())
    schema = {**DECLARED, "encounter_id": TEXT}
    told = [conform(said, schema)]
    if not known.is_empty():  # the same question as Identify asked: the answer is kept
        told.append(conform(work.earlier(known), schema))
    return identify.suppress(hits, pl.concat(told), subjects, work)


def _stated(arrival: Arrival, now: datetime) -> list[Entry]:
    message_id = arrival.message_id
    entries = [
        _one(FactKind.MESSAGE_RECEIVED, message_id, now, receive.message_row(arrival.opened, message_id, now)),
        _one(FactKind.ORIGINAL_KEPT, message_id, now, receive.original_row(arrival.opened, message_id)),
    ]
    for kind, rows in (
        (FactKind.SEALED, receive.sealed_rows(arrival.read)),
        (FactKind.QUALITY_FOUND, receive.quality_rows(message_id, arrival.findings)),
    ):
        if rows:
            entries.append(record.entry(kind, message_id, now, MACHINE, rows))
    return entries


def _screened(messages: Sequence[str], tally: identify.Tally, now: datetime) -> Entry:
    """Count what was compared with look-out lists for the messages of one walk."""
    return _one(FactKind.SCREENED, messages[0], now, {"messages": messages, **tally.counts})


def _past_the_rooms(
    received: Sequence[Received], declared: pl.DataFrame, identified: pl.DataFrame, policies: Policies, work: Journal
) -> Iterator[Entry]:
    """State who stands at a lane and who left, as lanes and close-outs tell; what stands against it is a finding."""
    closings = receive.closings(received, policies.places)
    now = policies.clock()
    seen = exits.seen(declared, identified, closings, work, now=now, actor=MACHINE)
    for message_id, findings in seen.against.items():
        yield record.entry(FactKind.QUALITY_FOUND, message_id, now, MACHINE, receive.quality_rows(message_id, findings))
    yield from map(Entry.of_fact, seen.facts)


def _met(
    arrivals: Sequence[Arrival], declared: pl.DataFrame, identified: pl.DataFrame, work: Journal, now: datetime
) -> list[Entry]:
    """Whom an officer asked about in the field stands before that officer, between ports of entry."""
    asked = {one.message_id: one.read.messages[0].extra for one in arrivals if one.opened.delivery.receiver == "field"}
    if not asked:
        return []
    rows = declared.filter(pl.col("source") == "field").select("declaration_id", "message_id", "port")
    met = rows.join(identified.select("declaration_id", "encounter_id"), on="declaration_id", maintain_order="left")
    stand = work.these(set(met["encounter_id"]))
    facts = []
    for row in met.unique("encounter_id", keep="first", maintain_order=True).iter_rows(named=True):
        said = asked[row["message_id"]]
        where = {"port": row["port"], "place": said["place"], "between_ports": True, "why": said["why"]}
        data = {"lane": None, "at": now.isoformat(), "unannounced": True, **where}
        fact = Fact(FactKind.PRESENTED, row["encounter_id"], now, said["asked_by"], data)
        facts.append(exits.whole(fact, stand[row["encounter_id"]]))
    return [Entry.of_fact(fact) for fact in facts]


def _tried(arrival: Arrival, policies: Policies) -> list[Entry]:
    """Receipt a carrier's test (UNB test indicator): it is read and judged, and nobody in it is taken to come."""
    now, message_id = policies.clock(), arrival.message_id
    arrival.legs = receive.leg_rows(arrival.read, policies.places)
    arrival.findings = [*receive.spoken_findings(arrival.read), receive.TEST]
    arrival.answer = receive.receipt(arrival.opened, now)
    answered = _one(FactKind.ANSWERED, message_id, now, {"message_id": message_id, "answer": arrival.answer})
    return [*_stated(arrival, now), answered]


def _alone(arrival: Arrival, policies: Policies, work: Journal) -> None:
    """Walk one interchange by itself; where it is the guilty one, refuse it with what went wrong."""
    try:
        with work.savepoint():
            _through_the_rooms([arrival], policies, work)
    except Exception as fault:
        logging.getLogger(__name__).exception("An interchange could not be walked; it became a dead letter")
        arrival.status = "refused"
        # What went wrong may quote somebody's record: it stands in the log, the sender is told its kind.
        arrival.error = Unreadable(f"It could be read but not walked ({type(fault).__name__})", code="18")


def _refused(arrival: Arrival, policies: Policies) -> Iterator[Entry]:
    now, error = policies.clock(), arrival.error or Unreadable("It could not be read")
    reference = conflict_key(arrival.opened) if error.code == "26" else None
    if error.code == receive.STRANGER and receive.stranger(arrival.opened) is not None:
        reference = receive.stranger_key(arrival.opened)
    arrival.answer = receive.refuse(arrival.opened, error, now)
    row = receive.refusal_row(arrival.opened, arrival.message_id, now, error, reference=reference)
    yield _one(FactKind.MESSAGE_REFUSED, arrival.message_id, now, row)
    yield _one(FactKind.ANSWERED, arrival.message_id, now, {"message_id": arrival.message_id, "answer": arrival.answer})


def _one(kind: FactKind, about: str, at: datetime, row: Mapping[str, Any]) -> Entry:
    return record.entry(kind, about, at, MACHINE, [row])
