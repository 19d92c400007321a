"""A small border story with invented people, told in journal entries; read-model tests tell parts of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from tidewaiter.identify import statement
from tidewaiter.vocabulary.act import CROSSINGS
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.hit import hit_id
from tidewaiter.vocabulary.tables import ASSESSED, ASSIGNED, DECLARED, HITS, IDENTIFIED, QUALITY, SHADOWED, conform

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MACHINE = "machine:tidewaiter"
TRIP = "QX|12|20260302|LHR|JFK"


def person(number: int, **said: Any) -> dict[str, Any]:
    """One declared row of an inbound flight, for the person of that number."""
    return {
        "declaration_id": f"dec-{number}",
        "ordinal": number,
        "kind": "person",
        "role": "passenger",
        "source": "api",
        "function": "original",
        "sender": "QXHQ",
        "received_at": AT,
        "direction": "inbound",
        "mode": "air",
        "port": "JFK",
        "trip": TRIP,
        "carrier": "QX",
        "number": "12",
        "departure": "LHR",
        "arrival": "JFK",
        "departs_at": AT + timedelta(hours=14),
        "arrives_at": AT + timedelta(hours=21),
        "scheduled_at": AT + timedelta(hours=21),
        "surname": f"MARLOW{number}",
        "given_names": "TESSA",
        "birth_date": date(1980, 5, number % 28 + 1),
        "nationality": "GBR",
        "document_kind": "P",
        "document_number": f"P00{number}",
        "document_issuer": "GBR",
        **said,
    }


def document_key(row: dict[str, Any]) -> str:
    """The key under which identify would find the row's document."""
    return f"D|{row['document_issuer']}|{row['document_number']}|{row['birth_date']}"


def received(message_id: str, reference: str | None = None, **more: Any) -> Entry:
    """A MessageReceived entry."""
    data = {
        "message_id": message_id,
        "sender": "QXHQ",
        "recipient": "HOME",
        "reference": reference or message_id,
        "digest": f"digest-{message_id}",
        "syntax": "edifact",
        "receiver": "command-line",
        "file": f"{message_id}.edi",
        "received_at": AT.isoformat(),
        "counts": {"travelers": 2, "crew": 0, "bookings": 0},
        **more,
    }
    kind = FactKind.MESSAGE_REFUSED if "error_code" in more else FactKind.MESSAGE_RECEIVED
    return Entry.of_fact(Fact(kind, message_id, AT, MACHINE, data))


def closed(message_id: str, reason: str = "the sender withdrew it") -> Entry:
    """A DeadLetterClosed entry."""
    data = {"message_id": message_id, "reason": reason}
    return Entry.of_fact(Fact(FactKind.DEAD_LETTER_CLOSED, message_id, AT, "R. Quill", data))


def walked(
    message_id: str, rows: list[dict[str, Any]], found: list[dict[str, Any]], *, at: datetime = AT
) -> list[Entry]:
    """The Declared and Identified entries of a message; ``found`` adds to what identify says by default."""
    declared = conform(
        pl.DataFrame([{**row, "message_id": message_id} for row in rows], infer_schema_length=None), DECLARED
    )
    links = [
        {
            "declaration_id": row["declaration_id"],
            "encounter_id": row["declaration_id"].replace("dec", "enc"),
            "subject_id": row["declaration_id"].replace("dec", "sub"),
            "is_new": True,
            "link_basis": "new",
            "link_score": 1.0,
            "subject_keys": [document_key(row)],
            **link,
        }
        for row, link in zip(rows, found, strict=True)
    ]
    identified = conform(pl.DataFrame(links, infer_schema_length=None), IDENTIFIED)
    return [
        Entry.of_table(FactKind.DECLARED, message_id, at, MACHINE, declared),
        Entry.of_table(FactKind.IDENTIFIED, message_id, at, MACHINE, identified),
    ]


def manifest(message_id: str, rows: list[dict[str, Any]], **link: Any) -> list[Entry]:
    """A whole accepted message as the walk states it."""
    entries = [received(message_id), *walked(message_id, rows, [link] * len(rows))]
    encounters = [row["declaration_id"].replace("dec", "enc") for row in rows]
    reasons = [{"rule": f"r{n}", "version": 1, "weight": 5.0 - n, "text": f"reason {n}"} for n in range(4)]
    assessed = [{"encounter_id": e, "score": 14.0, "band": "high", "reasons": reasons} for e in encounters]
    assigned = [
        {"encounter_id": e, "port": "JFK", "assignment": "secondary", "stream": "risk", "advice": "cleared"}
        for e in encounters
    ]
    entries.append(table(FactKind.ASSESSED, message_id, assessed, ASSESSED))
    entries.append(table(FactKind.ASSIGNED, message_id, assigned, ASSIGNED))
    entries.append(answered(message_id))
    return entries


def table(kind: FactKind, about: str, rows: list[dict[str, Any]], schema: Any) -> Entry:
    """An entry of some rows of a table."""
    return Entry.of_table(kind, about, AT, MACHINE, conform(pl.DataFrame(rows, infer_schema_length=None), schema))


def answered(message_id: str, answer: str = "UNB+UNOA'") -> Entry:
    """The answer a message was given."""
    data = {"message_id": message_id, "answer": answer}
    return Entry.of_fact(Fact(FactKind.ANSWERED, message_id, AT, MACHINE, data))


def hit(number: int, entry_id: str = "entry-1", **more: Any) -> dict[str, Any]:
    """A possible match of one person with a list."""
    return {
        "encounter_id": f"enc-{number}",
        "declaration_id": f"dec-{number}",
        "list_id": "wanted",
        "list_version": "1",
        "list_stale": False,
        "entry_id": entry_id,
        "category": "wanted",
        "basis": "document",
        "score": 1.0,
        "declared_value": "P001",
        "listed_value": "P001",
        "ground": "warrant",
        **more,
    }


def on_hit(fact_kind: FactKind, number: int, /, **data: Any) -> Entry:
    """Something an analyst said of the hit of a person with the entry of ``loaded``."""
    key = (f"enc-{number}", "wanted", "entry-1")
    said = {"hit_id": hit_id(*key), "list_id": key[1], "entry_id": key[2], **data}
    return Entry.of_fact(Fact(fact_kind, key[0], AT, "R. Quill", said))


def settled(number: int, verdict: str = "not-a-match", status: str = "not-a-match") -> Entry:
    """A verdict."""
    said = {"verdict": verdict, "status": status, "reason": "photographs", "subject_id": f"sub-{number}"}
    return on_hit(FactKind.HIT_SETTLED, number, **said, entry_digest="d", compared={"documents": ["GBR|P001"]})


def shifts() -> list[Entry]:
    """Filters kept and dropped, and a note from one shift to the next."""
    kept = {"name": "Night", "page": "hits", "query": {"overdue": "true"}, "shared": True, "port": "JFK"}
    note = {"port": "JFK", "text": "two are at the desk", "left": {"waiting": 2}}
    return [
        Entry.of_fact(Fact(FactKind.FILTER_SAVED, "flt-1", AT, "R. Quill", kept)),
        Entry.of_fact(Fact(FactKind.FILTER_SAVED, "flt-2", AT, "R. Quill", kept | {"shared": False})),
        Entry.of_fact(Fact(FactKind.FILTER_DROPPED, "flt-2", AT, "R. Quill", {"name": "Night"})),
        Entry.of_fact(Fact(FactKind.HANDOVER_NOTED, "hov-1", AT, "R. Quill", note)),
        Entry.of_fact(Fact(FactKind.HANDOVER_TAKEN, "hov-1", AT, "B. Tarn", {"from": "R. Quill"})),
    ]


def redress(fact_kind: FactKind, **data: Any) -> Entry:
    """A redress case opened or resolved."""
    said = {"case_id": "rdr-1", "number": "TWR0000000000001", "surname": "MARLOW1", "birth_date": "1980-05-02"}
    return Entry.of_fact(Fact(fact_kind, "rdr-1", AT, "R. Quill", {**said, "documents": ["GBR|P001"], **data}))


def act(fact_kind: FactKind, number: int, minutes: float = 0, /, **data: Any) -> Entry:
    """An officer's act about one encounter, some minutes after the flight came in; ``encounter`` says whose it is."""
    at = AT + timedelta(hours=21, minutes=minutes)
    who = {"subject_id": f"sub-{number}", "kind": "person", "direction": "inbound", "port": "JFK"}
    if fact_kind in CROSSINGS:
        who["document_key"] = document_key(person(number))
    data["encounter"] = who | data.get("encounter", {})
    return Entry.of_fact(Fact(fact_kind, f"enc-{number}", at, "R. Quill", data))


def left(number: int, minutes: float = 0, /, *, by: int | None = None, **data: Any) -> Entry:
    """An exit of a person, on the document of the person ``by``."""
    who = {"direction": "outbound", "document_key": document_key(person(by or number))}
    return act(FactKind.DEPARTED, number, minutes, encounter=who, **data)


def loaded(list_id: str = "wanted", version: str = "1", *, fetched: str = "2026-02-27", **entry: Any) -> Entry:
    """A list with one entry."""
    listed = {
        "entry_id": "entry-1",
        "kind": "document",
        "category": "wanted",
        "ground": "warrant 7",
        "owner": "warrants desk",
        "review_at": "2026-06-01",
        "expires_at": "2026-12-31",
        "document_number": "P001",
        "document_issuer": "GBR",
        "birth_date": None,
        "severity": "refer",
        **entry,
    }
    data = {
        "list_id": list_id,
        "version": version,
        "source": "own",
        "owner": "warrants desk",
        "ground": "statute",
        "fetched_at": fetched,
        "stale_after_days": 7,
        "entries": [listed],
    }
    return Entry.of_fact(Fact(FactKind.LIST_LOADED, list_id, AT, MACHINE, data))


def rolled_back(list_id: str = "wanted") -> Entry:
    """The first version of ``loaded``, put in force again."""
    first, rows = statement.parts(loaded(list_id).rows)
    said = {**first, "reason": "the second was wrong", "change": {"added": 0, "altered": 1, "removed": 0}}
    return statement.entry(FactKind.LIST_ROLLED_BACK, said, rows, at=AT, actor="R. Quill")


def quality(message_id: str, *found: tuple[int, str, str]) -> Entry:
    """Quality findings ``(traveler, code, field)`` of a message."""
    rows = [
        {"message_id": message_id, "traveler": n, "code": code, "severity": "error", "field": field, "text": code}
        for n, code, field in found
    ]
    return table(FactKind.QUALITY_FOUND, message_id, rows, QUALITY)


def rule(kind: FactKind, version: int = 1, actor: str = "R. Quill", **said: Any) -> Entry:
    """A step in the life of a rule."""
    data = {"rule_id": "late-and-cash", "version": version, "digest": f"d{version}", **said}
    return Entry.of_fact(Fact(kind, "rule:late-and-cash", AT, actor, data))


def drafted(version: int = 1) -> list[Entry]:
    """A rule drafted whose tests passed."""
    said = {"text": f"id: late-and-cash {version}", "title": "Late and cash", "owner": "o", "weight": 5.0}
    term = {"review_at": "2027-06-30", "expires_at": "2027-12-31", "attribute_ground": ""}
    return [
        rule(FactKind.RULE_DRAFTED, version, **said, **term),
        rule(FactKind.RULE_TESTED, version, MACHINE, tests=2, failed=[]),
    ]


def promoted(to: str, version: int = 1, *supersedes: int) -> list[Entry]:
    """A version approved for a step, and taken to it."""
    ended = [{"version": each, "digest": f"d{each}"} for each in supersedes]
    return [
        rule(FactKind.RULE_APPROVED, version, "B. Tarn", step=to, reason="seen", author="R. Quill"),
        rule(FactKind.RULE_PROMOTED, version, "C. Lindh", to=to, supersedes=ended, approved_by="B. Tarn"),
    ]


def lives_of_rules() -> list[Entry]:
    """A rule that goes live twice and is retired, one of a file that is killed, and what shadow and back-test saw."""
    counted = {"data_digest": "w", "first_day": "2026-01-01", "last_day": "2026-02-01", "encounters": 9, "hits": 1}
    ended = {"versions": [{"version": 2, "digest": "d2"}], "shipped": None, "reason": "over"}
    kill = {"rule_id": "of-a-file", "versions": [], "shipped": {"version": 1, "digest": "x"}, "reason": "floods"}
    return [
        Entry.of_fact(Fact(FactKind.RULEBOOK_STATED, "rulebook", AT, MACHINE, {"digest": "f", "files": {"a": "b"}})),
        *drafted(),
        *promoted("shadow"),
        table(
            FactKind.SHADOW_FIRED,
            "msg-1",
            [{"encounter_id": "enc-1", "rule": "late-and-cash", "version": 1}],
            SHADOWED,
        ),
        rule(FactKind.RULE_BACKTESTED, backtest_id="bkt-1", **counted, report={"hits": 1}),
        *promoted("live"),
        *drafted(2),
        *promoted("shadow", 2),
        *promoted("live", 2, 1),
        rule(FactKind.RULE_RETIRED, 2, **ended),
        Entry.of_fact(Fact(FactKind.RULE_KILLED, "rule:of-a-file", AT, "C. Lindh", kill)),
    ]


def broken_glass() -> list[Entry]:
    """One record of another port opened in an emergency, and reviewed."""
    until, due = "2026-03-01T13:00:15+00:00", "2026-03-04T12:30:15+00:00"
    said = {
        "glass_id": "gls-1",
        "port": "JFK",
        "officer_port": "BOS",
        "roles": ["officer"],
        "reason": "a missing child",
    }
    found = {"glass_id": "gls-1", "justified": True, "reason": "the group was split"}
    return [
        Entry.of_fact(
            Fact(FactKind.BREAK_GLASS_OPENED, "enc-11", AT, "F. Marsh", {**said, "until": until, "review_due": due})
        ),
        Entry.of_fact(Fact(FactKind.BREAK_GLASS_REVIEWED, "enc-11", AT, "C. Lindh", found)),
    ]


def life_of_a_model() -> list[Entry]:
    """Give a model that was trained, measured, back-tested, promoted and taken out."""
    measured = {"recall": [0.6, 0.5, 0.7], "rules_recall": [0.2, 0.1, 0.3], "ece": 0.003}
    expires = {"expires_at": "2026-08-01T00:00:00+00:00"}
    card = {"model": "ab" * 32, **expires, "test": measured, "leak_audit": {"passed": True}}
    days = {"data_digest": "w", "first_day": "2026-01-01", "last_day": "2026-02-01"}
    tried = {"backtest_id": "bkt-2", "digest": "ab" * 32, **days, "encounters": 9, "hits": 2, "report": {"line": 0.1}}
    steps = (
        (FactKind.MODEL_TRAINED, "R. Quill", card),
        (FactKind.MODEL_EVALUATED, "R. Quill", {**measured, "ece": 0.01}),
        (FactKind.MODEL_BACKTESTED, "R. Quill", tried),
        (FactKind.MODEL_PROMOTED, "B. Tarn", {"reason": "read the card"}),
        (FactKind.MODEL_RETIRED, "B. Tarn", {"reason": "it drifted"}),
    )
    return [Entry.of_fact(Fact(kind, "ab" * 32, AT, actor, said)) for kind, actor, said in steps]


def in_secondary(number: int) -> list[Entry]:
    """One inspection that was taken up, worked on, left behind and closed, and amended."""
    named = {"inspection": f"ins-{number}-1"}
    asked = {"number": 1, "what": "outcome", "code": "inadmissible", "words": "please look"}
    file = {"title": "data page", "name": "a.jpg", "media_type": "image/jpeg", "size": 3, "digest": "d"}
    steps: list[tuple[FactKind, dict[str, Any]]] = [
        (FactKind.INSPECTION_OPENED, {"reason": "stay", "origin": "officer", "mandatory": [], "checklist": []}),
        (FactKind.INSPECTION_TAKEN_OVER, {"from": "A. Moss", "why": "end of the shift"}),
        (FactKind.CHECK_TICKED, {"item": "stay-asked", "section": "immigration", "done": True, "note": ""}),
        (FactKind.INTERVIEW_HELD, {"section": "immigration", "language": "es", "answers": []}),
        (
            FactKind.SEARCH_MADE,
            {"section": "customs", "kind": "baggage", "ground": "border-search", "words": "nothing"},
        ),
        (FactKind.ATTACHED, {"section": "immigration", "attachment_id": f"att-{number}", **file}),
        (FactKind.SECTION_CLOSED, {"section": "immigration", "result": "nothing-found", "words": ""}),
        (FactKind.SECTION_REOPENED, {"section": "immigration", "why": "a question was left out"}),
        (FactKind.APPROVAL_ASKED, asked),
        (FactKind.APPROVAL_ANSWERED, {"number": 1, "granted": True, "words": ""}),
        (FactKind.INSPECTION_CLOSED, {"outcome": "inadmissible", "report": "no visa"}),
        (FactKind.INSPECTION_AMENDED, {"section": "", "words": "a letter came", "why": "it came late"}),
    ]
    return [act(kind, number, 61 + place / 100, **named, **said) for place, (kind, said) in enumerate(steps, 1)]


def life_of_a_board() -> list[Entry]:
    """Staffing declared, an alarm from its figure to its end, a record opened and a list read."""
    figure = {
        "level": "wait",
        "port": "JFK",
        "measured": 71.0,
        "threshold": 60.0,
        "counted": 24,
        "roles": ["commander"],
    }
    read = {"purpose": "inspection", "what": "record", "roles": ["officer"], "port": "JFK"}
    steps: tuple[tuple[FactKind, str, str, dict[str, Any]], ...] = (
        (FactKind.STAFFED, "staffing:july", "E. Marsh", {"port": "JFK", "hour": "2026-03-02T10", "officers": 4}),
        (FactKind.STAFFED, "staffing:mended", "E. Marsh", {"port": "JFK", "hour": "2026-03-02T10", "officers": 6}),
        (FactKind.ALARM_RAISED, "alarm-1", MACHINE, figure),
        (FactKind.ALARM_SHOWN, "alarm-1", "C. Holm", {"port": "JFK"}),
        (FactKind.ALARM_ANSWERED, "alarm-1", "C. Holm", {"answer": "two lanes more"}),
        (FactKind.ALARM_ENDED, "alarm-1", MACHINE, {"measured": 12.0}),
        (FactKind.RECORD_READ, "enc-3", "R. Quill", read),
        (FactKind.RECORD_READ, "listing", "R. Quill", {**read, "what": "encounters", "encounters": ["enc-1", "enc-2"]}),
    )
    return [Entry.of_fact(Fact(kind, about, AT, actor, said)) for kind, about, actor, said in steps]


def story() -> list[Entry]:
    """Everything at once: messages, repeats, a refusal, hits, acts of every kind, a draw, an unlinking."""
    one, two, three = person(1), person(2, role="crew"), person(3, function="cancel")
    booking = [
        person(11, source="booking", surname="MARLOW", document_number=None, seat="4A", locator="ABC123"),
    ]
    home = [person(21, document_number="P001", birth_date=one["birth_date"], direction="outbound", trip="QX|13")]
    committed = {"day": "2026-03-02", "commitment": "c", "rate": 0.1}
    case = {"case_id": "case-1", "encounter_id": "enc-1", "kind": "seize", "ground": "31-5317"}
    undone = {"encounter_id": "enc-2", "subject_id": "sub-9", "keys": [document_key(two)]}
    secret = {"day": "2026-03-02", "secret": "s3cret"}
    link = {"encounter_id": "enc-1", "subject_id": "sub-1", "is_new": False, "differs_from": ["surname"]}
    pairs = {"declarations": 2, "names": 2, "considered": 5, "scored": 3, "alerted": 1}
    pair = {"subject_id": "sub-1", "other_id": "sub-3", "weight": 9.5}
    proposal = {"proposal_id": "pair-1", **pair, "probability": 0.99, "evidence": []}
    moved = {**pair, "reason": "one passport book", "encounters": ["enc-3"], "keys": [document_key(three)]}
    read = [{"name": "lists", "state": "pass", "detail": None}]
    reported = [{"name": "lost-or-stolen", "state": "fail", "detail": "reported lost"}]
    due = {"trip": "QX|7", "carrier": "QX", "number": "7", "port": "JFK", "scheduled_at": "2026-03-02T17:00:00Z"}
    return [
        loaded(),
        Entry.of_fact(Fact(FactKind.SCHEDULED, "schedule:summer.csv", AT, MACHINE, due)),
        Entry.of_fact(Fact(FactKind.DRAW_COMMITTED, "2026-03-02", AT, MACHINE, committed)),
        received("msg-0", error_code="13", error_text="no UNH", position={"segment": 2}),
        answered("msg-0", "CONTRL"),
        *manifest("msg-1", [one, two, three]),
        table(FactKind.LIST_HIT, "msg-1", [hit(1), hit(2, list_stale=True)], HITS),
        on_hit(FactKind.HIT_CLAIMED, 1, until="2026-03-01T12:30:00+00:00"),
        on_hit(FactKind.HIT_RELEASED, 1),
        on_hit(FactKind.HIT_ESCALATED, 1, reason="a colleague knows more"),
        settled(1, "confirmed", "second-look"),
        on_hit(FactKind.HIT_REVIEWED, 1, agrees=False, status="open", reason="not so sure"),
        settled(2),
        on_hit(FactKind.HIT_TAKEN_BACK, 2, status="open", reason="a slip"),
        settled(2),
        *shifts(),
        redress(FactKind.REDRESS_OPENED, hits=["hit-1"]),
        redress(FactKind.REDRESS_RESOLVED, pairs=[{"list_id": "wanted", "entry_id": "entry-1"}], reason="cleared"),
        quality("msg-1", (1, "missing-field", "sex"), (2, "impossible-date", "birth_date")),
        received("msg-2"),
        *walked("msg-2", booking, [link]),
        table(FactKind.LIST_HIT, "msg-2", [hit(1, list_version="2")], HITS),
        *manifest("msg-3", home, checks=reported),
        received("msg-4"),
        Entry.of_fact(Fact(FactKind.SEALED, "msg-4", AT, MACHINE, {"kind": "meal", "value": "x"})),
        act(FactKind.PRESENTED, 1, 1, lane="7", port="JFK", unannounced=False),
        act(FactKind.CHECKED, 1, 0.5, how="reader", checks=[{"name": "expiry", "state": "pass", "detail": None}]),
        act(FactKind.PRESENTED, 2, 1, lane="8", port="JFK", unannounced=True),
        act(FactKind.CHECKED, 1, 1.5, how="reader", lane="7", note=None, port="JFK", checks=read),
        act(FactKind.REFERRED, 1, 2, reason="possible match", port="JFK"),
        act(FactKind.INSPECTED, 1, 9, outcome="no-finding", report="fine"),
        act(FactKind.FOUND, 1, 9, finding_kind="currency", quantity=12000, unit="USD", note="undeclared"),
        act(FactKind.SEIZED, 1, 10, ground="31-5317", case_id="case-1", what="currency", quantity=2000, unit="USD"),
        act(FactKind.CASE_OPENED, 1, 10, **case, due_at="2026-04-01T00:00:00Z"),
        act(FactKind.ADMITTED, 1, 11, until="2026-03-20T00:00:00+00:00", port="JFK"),
        act(FactKind.PROTECTION_CLAIMED, 2, 3, kind="fear"),
        act(FactKind.PROTECTION_ANSWERED, 2, 60, answer="not-found", authority="asylum office"),
        act(FactKind.REFERRED, 2, 61, reason="interview", port="JFK"),
        *in_secondary(2),
        act(FactKind.REFUSED, 2, 62, ground="212a7", case_id="case-2", notice="you may appeal"),
        act(FactKind.ARRESTED, 2, 63, ground="warrant", case_id="case-2"),
        act(FactKind.RELEASED, 2, 64),
        act(FactKind.CASE_ADVANCED, 1, 70, case_id="case-1", status="closed"),
        act(FactKind.ADMITTED, 3, 1, port="JFK"),
        act(FactKind.WITHDRAWN, 3, 1.1, fact="Admitted"),
        left(21, 600, by=1, port="JFK"),
        *broken_glass(),
        Entry.of_fact(Fact(FactKind.DRAW_REVEALED, "2026-03-02", AT, MACHINE, secret)),
        *lives_of_rules(),
        *life_of_a_model(),
        *life_of_a_board(),
        Entry.of_fact(Fact(FactKind.LINK_PROPOSED, "pair-1", AT, MACHINE, proposal)),
        Entry.of_fact(Fact(FactKind.SUBJECTS_MERGED, "pair-1", AT, "R. Quill", moved)),
        Entry.of_fact(Fact(FactKind.MERGE_UNDONE, "pair-1", AT, "R. Quill", moved)),
        Entry.of_fact(Fact(FactKind.LINK_REJECTED, "pair-2", AT, "R. Quill", {**pair, "reason": "two people"})),
        Entry.of_fact(Fact(FactKind.UNLINKED, "enc-2", AT, "R. Quill", undone)),
        loaded(version="2"),
        rolled_back(),
        Entry.of_fact(Fact(FactKind.LIST_FAILED, "other", AT, MACHINE, {"error": "bad-policy", "text": "line 3"})),
        Entry.of_fact(Fact(FactKind.SCREENED, "msg-3", AT, MACHINE, {"messages": ["msg-3"], **pairs})),
        Entry.of_fact(Fact(FactKind.RESCREENED, "wanted", AT, MACHINE, {"stated": 9, "done": True, **pairs})),
        received("msg-5", error_code="23", error_text="a stranger", position={"segment": 1}),
        closed("msg-5"),
    ]  # fmt: skip
