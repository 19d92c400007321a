"""Possible matches from the message to the verdict: who may settle them, what follows, and who is not stopped again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.journey.border import INBOUND, INES, OUTBOUND, TOMAS, Border, booking_record, passenger_list, person

from tidewaiter.desk import HitDesk
from tidewaiter.enforce import Refuse
from tidewaiter.identify.hits import ClaimHit, EscalateHit, ReleaseHit, ReviewHit, SettleHit
from tidewaiter.store import queries
from tidewaiter.vocabulary.announcement import Leg, Person
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, Stale
from tidewaiter.vocabulary.officer import Machine, Officer

ANALYST = frozenset({"analyst"})
MIRA = Officer("Mira Okafor", ANALYST, "JFK", "hits")
SVEN = Officer("Sven Halder", ANALYST, "*", "hits")
ELSEWHERE = Officer("Lou Penrose", ANALYST, "BOS", "hits")
REDRESS = Officer("Jana Firth", frozenset({"redress-officer"}), "*", "redress")
LATER = Leg("ZZ", "204", "LHR", "JFK", datetime(2026, 8, 20, 10, 5), datetime(2026, 8, 20, 13, 10), crossing=True)


def namesake(**said: Any) -> Person:
    """Somebody who bears the name and birth date of an entry of the sample list."""
    return person("QUENNELL", "TOBIAS ARNE", "P7654321", **{"birth_date": date(1971, 4, 9), **said})


def hit_of(border: Border, **filters: Any) -> dict[str, Any]:
    (found,) = border.house.hits.queue(SVEN, **filters)
    return found


def settle(border: Border, hit: str, verdict: str = "not-a-match", officer: Officer = SVEN, **said: Any) -> None:
    desk, at = border.house.hits, border.clock()
    desk.act(ClaimHit(hit_id=hit, officer=officer, at=at))
    reason = "the photographs differ"
    desk.act(SettleHit(hit_id=hit, officer=officer, at=at, verdict=verdict, reason=reason, **said))


def refused(desk: HitDesk, act: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        desk.act(act)
    return refusal.value.code


@pytest.fixture
def quennell(border: Border) -> str:
    """The hit of a namesake on a flight, among others who match nobody."""
    border.accepted(passenger_list([namesake(), person("HALLORAN", "NIAMH")], "R1"))
    return str(hit_of(border)["hit_id"])


def test_a_hit_waits_in_the_queue_with_its_clock_and_both_sides(border: Border, quennell: str):
    found = hit_of(border)
    assert (found["port"], found["status"], found["overdue"], found["claimed"]) == ("JFK", "open", False, False)
    assert found["minutes_to_arrival"] == 15 * 60 + 10
    sides = {side["field"]: (side["declared"], side["listed"]) for side in found["sides"]}
    assert sides["birth date"] == ("1971-04-09", "1971-04-09")
    assert "QUENNELL" in sides["name"][0] and "Quennell" in sides["name"][1]
    assert border.one("Quennell")["assignment"] == "secondary"
    assert "possible match" in border.one("Quennell")["lookout"]


def test_a_claim_locks_a_hit_until_it_lapses_and_the_refusal_says_who_holds_it(border: Border, quennell: str):
    desk = border.house.hits
    desk.act(ClaimHit(hit_id=quennell, officer=MIRA, at=border.clock()))
    with pytest.raises(Refusal, match=r"Mira Okafor holds it until 2026-08-14 02:30 UTC"):
        desk.act(ClaimHit(hit_id=quennell, officer=SVEN, at=border.clock()))
    assert refused(desk, ReleaseHit(hit_id=quennell, officer=SVEN, at=border.clock())) == "claimed"
    assert [row["hit_id"] for row in desk.queue(MIRA, mine=True)] == [quennell]
    assert desk.queue(SVEN, mine=True) == []
    border.clock.on(minutes=31)
    verdict = {"verdict": "not-a-match", "reason": "another"}
    assert refused(desk, SettleHit(hit_id=quennell, officer=MIRA, at=border.clock(), **verdict)) == "not-claimed"
    desk.act(ClaimHit(hit_id=quennell, officer=SVEN, at=border.clock()))
    desk.act(ReleaseHit(hit_id=quennell, officer=SVEN, at=border.clock()))
    assert hit_of(border)["claimed"] is False


def test_a_verdict_names_its_officer_and_reason_and_stands_on_what_was_seen(border: Border, quennell: str):
    desk, at = border.house.hits, border.clock()
    desk.act(ClaimHit(hit_id=quennell, officer=SVEN, at=at))
    version = hit_of(border)["version"]
    act = SettleHit(hit_id=quennell, officer=SVEN, at=at, verdict="not-a-match", reason=" ")
    assert refused(desk, act) == "reason-required"
    assert refused(desk, replace(act, reason="so", verdict="guilty")) == "verdict"
    assert refused(desk, replace(act, reason="so", officer=Machine())) == "not-an-officer"  # type: ignore[arg-type]
    with pytest.raises(Stale):
        desk.act(replace(act, reason="so", expected_version=version - 1))
    with pytest.raises(Forbidden):
        desk.act(replace(act, reason="so", officer=replace(INES, port="JFK")))
    (fact,) = desk.act(replace(act, reason="the photographs differ", expected_version=version))
    assert fact.data["compared"]["birth_dates"] == ["1971-04-09"] and fact.data["entry_digest"]
    told = desk.record(quennell, SVEN)
    assert [(one["kind"], one["officer"]) for one in told["acts"]] == [
        ("HitClaimed", "Sven Halder"),
        ("HitSettled", "Sven Halder"),
    ]
    assert border.proves()


def test_another_port_neither_sees_nor_settles_a_hit_inbound_or_outbound(border: Border):
    border.accepted(passenger_list([namesake()], "R1"), passenger_list([namesake()], "R2", leg=OUTBOUND))
    desk = border.house.hits
    assert {(row["port"], row["direction"]) for row in desk.queue(MIRA)} == {("JFK", "inbound"), ("JFK", "outbound")}
    assert desk.queue(ELSEWHERE) == []
    hit = desk.queue(MIRA)[0]["hit_id"]
    with pytest.raises(NotFound) as away:
        desk.record(hit, ELSEWHERE)
    with pytest.raises(NotFound) as nowhere:
        desk.record("hit-0", ELSEWHERE)
    assert str(away.value).replace(hit, "") == str(nowhere.value).replace("hit-0", "")
    with pytest.raises(NotFound):
        desk.act(ClaimHit(hit_id=hit, officer=ELSEWHERE, at=border.clock()))
    with pytest.raises(NotFound):
        desk.queue(ELSEWHERE, port="JFK")


def test_the_queue_and_a_hit_are_read_in_the_readers_name(border: Border, quennell: str):
    border.house.hits.record(quennell, MIRA)
    reads = [rows[0] for kind, rows in border.journal() if kind == "RecordRead"]
    assert [(read["what"], read["purpose"]) for read in reads] == [("hits", "hits"), (f"hit {quennell}", "hits")]
    assert reads[0]["encounters"] == [border.one("Quennell")["encounter_id"]]
    with pytest.raises(Forbidden) as unsaid:
        border.house.hits.record(quennell, replace(MIRA, purpose=""))
    assert unsaid.value.code == "purpose-required"


def test_no_match_gives_the_encounter_what_it_would_have_been_without_the_hit(border: Border, quennell: str):
    border.accepted(passenger_list([person("QUENBY", "TOBIAS ARNE", "P7654320")], "R2"))
    before, other = border.one("Quennell"), border.one("Quenby")
    settle(border, quennell)
    after = border.one("Quennell")
    assert (before["assignment"], before["advice"]) == ("secondary", "contact-authority")
    for name in ("assignment", "stream", "advice", "lookout", "score", "band", "reasons", "hits"):
        assert after[name] == other[name], name
    checks = border.ask(queries.screening, [after["encounter_id"]])[after["encounter_id"]]
    assert "lists" not in checks["failed"]
    assert border.proves()


def test_a_match_holds_after_a_second_officer_looked_and_a_wrong_one_opens_again(border: Border, quennell: str):
    desk = border.house.hits
    settle(border, quennell, "confirmed")
    assert hit_of(border)["status"] == "second-look"
    look = ReviewHit(hit_id=quennell, officer=SVEN, at=border.clock(), agrees=True, reason="I looked")
    assert refused(desk, look) == "second-officer"
    desk.act(replace(look, officer=MIRA, agrees=False))
    assert hit_of(border)["status"] == "open"
    settle(border, quennell, "confirmed")
    desk.act(replace(look, officer=MIRA))
    assert desk.queue(SVEN, unsettled=True) == []
    found = border.one("Quennell")
    assert (found["assignment"], found["status"], found["possible_matches"][0]["status"]) == (
        "secondary",
        "announced",
        "confirmed",
    )
    with pytest.raises(Refusal):  # a hit decides nothing: a refusal needs what it always needs
        border.act(Refuse, found["encounter_id"], ground="none", reasons_seen=(), second_officer=TOMAS)
    assert border.proves()


def test_who_cannot_tell_gives_the_hit_on_to_another_officer(border: Border, quennell: str):
    desk, at = border.house.hits, border.clock()
    settle(border, quennell, "cannot-tell")
    assert hit_of(border)["status"] == "escalated"
    assert refused(desk, ClaimHit(hit_id=quennell, officer=SVEN, at=at)) == "second-officer"
    settle(border, quennell, "cannot-tell", MIRA)
    found = border.one("Quennell")
    assert (found["possible_matches"][0]["status"], found["assignment"]) == ("cannot-tell", "secondary")
    assert refused(desk, EscalateHit(hit_id=quennell, officer=MIRA, at=at, reason="more")) == "wrong-status"


def test_a_hit_nobody_settled_is_overdue_and_never_leaves_the_queue(border: Border, quennell: str):
    border.clock.now = datetime(2026, 8, 14, 16, 11, tzinfo=UTC)  # arrival is 17:10 UTC, an hour is left
    assert hit_of(border, overdue=True)["hit_id"] == quennell
    border.clock.on(days=40)
    assert hit_of(border, unsettled=True)["overdue"] is True
    (whole, *_) = border.house.hits.report()
    assert (whole["hits"], whole["settled"], whole["overdue"]) == (1, 0, 1)
    settle(border, quennell)
    assert border.house.hits.queue(SVEN, overdue=True) == []


def again(border: Border, reference: str, someone: Person, leg: Leg = LATER) -> dict[str, Any]:
    """Let somebody come a second time, and give the encounter."""
    border.accepted(passenger_list([someone], reference, leg=leg))
    (found,) = [row for row in border.encounters() if row["scheduled_at"] > "2026-08-20"]
    return dict(border.ask(queries.encounter, found["encounter_id"]))


def test_a_settled_false_match_is_recorded_and_stops_nobody(border: Border, quennell: str):
    settle(border, quennell)
    found = again(border, "R2", namesake())
    (hit,) = found["possible_matches"]
    assert (hit["status"], hit["suppressed_by"]) == ("suppressed", quennell)
    assert (found["hits"], found["lookout"], found["advice"]) == (0, None, "cleared")
    assert found["assignment"] == "expedite"
    stated = [row for kind, rows in border.journal() if kind == "ListHit" for row in rows]
    assert [row["suppressed_by"] for row in stated] == [None, quennell]
    checks = next(f for f in border.explain(found["encounter_id"])["facts"] if f["kind"] == "Identified")["data"][
        "checks"
    ]
    (lists,) = [check for check in checks if check["name"] == "lists"]
    assert lists["state"] == "pass" and quennell in lists["detail"]
    (whole, *_) = border.house.hits.report()
    assert (whole["repeat_stops_before"], whole["repeat_stops_after"], whole["repeat_stops_drop"]) == (1, 0, 1.0)
    assert border.proves()


@pytest.mark.parametrize(
    "change",
    [
        {"number": "P1111111"},
        {"surname": "QUENNEL L"},  # compared letter by letter: the same to the list
        {"documents": []},
    ],
    ids=["another-document", "the-same-name-otherwise-spaced", "no-document"],
)
def test_the_subject_side_is_compared_by_what_it_says(border: Border, quennell: str, change: dict[str, Any]):
    settle(border, quennell)
    number, surname = change.pop("number", "P7654321"), change.pop("surname", "QUENNELL")
    someone = person(surname, "TOBIAS ARNE", number, birth_date=date(1971, 4, 9), **change)
    found = again(border, "R2", someone)
    same = surname != "QUENNELL"
    assert (found["hits"], found["assignment"]) == ((0, "expedite") if same else (1, "secondary"))


def alter(border: Border, tmp_path: Path, **change: str) -> None:
    """Load the sample list anew with one entry altered."""
    source = Path(__file__).parents[2] / "src/tidewaiter/policies/lists/lookout-sample.yaml"
    text = source.read_text(encoding="utf-8").replace('version: "2026-1"', 'version: "2026-2"')
    for old, new in change.values():  # type: ignore[misc]
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "lookout-sample.yaml"
    path.write_text(text, encoding="utf-8")
    border.house.lists.load(path)


def test_an_entry_that_is_altered_stops_again_and_one_only_reviewed_later_does_not(
    border: Border, quennell: str, tmp_path: Path
):
    settle(border, quennell)
    alter(border, tmp_path, other=("surname: Vasarhelyi", "surname: Vasarhely"), term=("2026-12-01", "2027-12-01"))
    assert again(border, "R2", namesake())["hits"] == 0
    alter(border, tmp_path, ground=("ground: sample order 2025000", "ground: sample order 2025999"))
    border.accepted(passenger_list([namesake()], "R3", leg=LATER, function="update"))
    (found,) = [row for row in border.encounters() if row["scheduled_at"] > "2026-08-20"]
    assert (found["hits"], found["assignment"]) == (1, "secondary")
    assert border.proves()


def test_a_message_that_changes_the_person_opens_a_settled_hit_again(border: Border, quennell: str):
    settle(border, quennell)
    border.accepted(passenger_list([namesake()], "R2", function="update"))
    assert border.one("Quennell")["possible_matches"][0]["status"] == "not-a-match"
    other = booking_record([person("QUENNELL", "TOBIAS ARNE", "P9999999", birth_date=date(1971, 4, 9))], "R3")
    border.accepted(other)
    found = border.one("Quennell")
    assert (found["possible_matches"][0]["status"], found["assignment"]) == ("open", "secondary")
    assert border.proves()


def test_the_latest_verdict_counts_and_a_verdict_taken_back_stops_those_who_still_come(border: Border, quennell: str):
    settle(border, quennell)
    resting = again(border, "R2", namesake())
    assert resting["hits"] == 0
    review = ReviewHit(hit_id=quennell, officer=MIRA, at=border.clock(), agrees=False, reason="I know him")
    suppressed = resting["possible_matches"][0]["hit_id"]
    assert refused(border.house.hits, replace(review, hit_id=suppressed)) == "wrong-status"
    border.house.hits.act(review)
    for scheduled in ("2026-08-14", "2026-08-20"):
        known = [row for row in border.encounters() if row["surname"] == "QUENNELL"]
        (row,) = [row for row in known if row["scheduled_at"].startswith(scheduled)]
        assert (row["hits"], row["assignment"]) == (1, "secondary")
    assert border.proves()


def test_an_unlinked_encounter_takes_its_verdict_along(border: Border, quennell: str):
    settle(border, quennell)
    first = border.one("Quennell")["encounter_id"]
    again(border, "R2", namesake())
    second = next(row for row in border.encounters() if row["scheduled_at"] > "2026-08-20")["encounter_id"]
    border.house.unlink(second, SVEN, "not the same person")
    kept = border.ask(queries.hits_by_id, [quennell])[0]
    assert kept["subject_id"] == border.ask(queries.encounter, first)["subject_id"]
    assert border.proves()


# Redress.


@pytest.fixture
def number(border: Border, quennell: str) -> str:
    """The number of a case that is resolved on the settled hit."""
    settle(border, quennell)
    opened = border.house.redress.open(
        REDRESS,
        surname="Quennell",
        given_names="Tobias Arne",
        birth_date=date(1971, 4, 9),
        document_issuer="GB",
        document_number="p 7654321",
        hits=(quennell,),
    )
    border.house.redress.resolve(REDRESS, opened.data["number"], reason="not the one sought")
    return str(opened.data["number"])


def stranger(number: str | None, **said: Any) -> Person:
    """The same person as the house does not know him: another spelling makes another subject of a new document."""
    return namesake(redress_number=number, **said)


def test_a_redress_number_that_agrees_suppresses_for_a_subject_nobody_settled(border: Border, number: str):
    with border.house.store.work() as work:  # as if the verdict had fallen due and were gone
        work.cursor.execute("UPDATE hit SET subject_id = NULL")
    found = again(border, "R2", stranger(f"{number[:3]}-{number[3:9]}-{number[9:]}".lower()))
    (hit,) = found["possible_matches"]
    assert hit["suppressed_by"].startswith("rdr-") and "agrees on document and birth date" in hit["redress"]
    assert (found["hits"], found["lookout"]) == (0, None)
    assert "agrees" in border.house.hits.record(hit["hit_id"], SVEN)["redress"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"number": "P1111111"}, "does not agree on documents"),
        ({"documents": []}, "does not agree on documents: declared nothing"),
        ({"redress": "TWR0000000000000"}, "not one of ours"),
        ({"redress": "1234567"}, "not one of ours"),
    ],
)
def test_a_redress_number_that_does_not_agree_suppresses_nothing_and_is_shown(
    border: Border, number: str, said: dict[str, Any], words: str
):
    with border.house.store.work() as work:
        work.cursor.execute("UPDATE hit SET subject_id = NULL")
    passport = said.pop("number", "P7654321")
    carried = said.pop("redress", number)
    someone = person("QUENNELL", "TOBIAS ARNE", passport, birth_date=date(1971, 4, 9), redress_number=carried, **said)
    found = again(border, "R2", someone)
    assert (found["hits"], found["assignment"]) == (1, "secondary")
    (hit,) = [row for row in border.house.hits.queue(SVEN) if row["encounter_id"] == found["encounter_id"]]
    assert words in hit["redress"]


def test_an_open_case_suppresses_nothing_and_needs_a_settled_hit_to_be_resolved(border: Border, quennell: str):
    asked = {"surname": "Quennell", "given_names": "Tobias", "birth_date": date(1971, 4, 9)}
    with pytest.raises(Refusal) as blank:
        border.house.redress.open(REDRESS, **asked, document_issuer="GBR", document_number=" ")
    assert blank.value.code == "document-required"
    fact = border.house.redress.open(
        REDRESS, **asked, document_issuer="GBR", document_number="P7654321", hits=(quennell,)
    )
    with pytest.raises(Refusal) as early:
        border.house.redress.resolve(REDRESS, fact.about, reason="because")
    assert early.value.code == "hit-not-settled"
    with pytest.raises(Forbidden):
        border.house.redress.resolve(SVEN, fact.about, reason="because")
    found = again(border, "R2", namesake(redress_number=fact.data["number"]))
    assert found["hits"] == 1 and "not resolved" in found["possible_matches"][0]["redress"]


def test_the_public_is_told_the_same_whatever_was_found(border: Border, number: str):
    nothing = border.house.redress.open(
        REDRESS,
        surname="Halloran",
        given_names="Niamh",
        birth_date=date(1984, 6, 23),
        document_issuer="GBR",
        document_number="P0000777",
    )
    other = nothing.data["number"]
    assert border.house.redress.status(other)["state"] == "received"
    border.house.redress.resolve(REDRESS, other, reason="there is nothing to set right")
    matched, unmatched = border.house.redress.status(number), border.house.redress.status(other)
    assert matched["text"] == unmatched["text"] and matched["state"] == unmatched["state"] == "completed"
    assert "neither confirm nor deny" in matched["text"]
    assert border.house.redress.status("TWR0000000000000")["state"] == "unknown"
    assert other != number and len(number) == 16
    assert border.proves()


def test_the_yield_of_a_list_counts_verdicts_and_not_what_was_suppressed(border: Border, quennell: str):
    settle(border, quennell)
    again(border, "R2", namesake())
    (listed,) = [row for row in border.house.yields() if row["id"] == "lookout-sample"]
    assert (listed["fired"], listed["examined"], listed["confirmed"]) == (1, 1, 0)


Open = Callable[[str], Border]


def test_a_rebuild_after_settling_claiming_and_redress_gives_the_same_tables(open_border: Open):
    border = open_border("one")
    border.accepted(passenger_list([namesake()], "R1"), passenger_list([namesake()], "R2", leg=INBOUND))
    hit = hit_of(border)["hit_id"]
    border.house.hits.act(ClaimHit(hit_id=hit, officer=MIRA, at=border.clock()))
    border.house.hits.act(EscalateHit(hit_id=hit, officer=MIRA, at=border.clock(), reason="a colleague knows more"))
    assert border.proves()
