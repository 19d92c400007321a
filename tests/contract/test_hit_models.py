"""The read models of possible matches: verdicts, claims, the queue; on every database alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.contract.test_read_models import append, encounter
from tests.unit.store.scenario import (
    AT,
    act,
    hit,
    loaded,
    manifest,
    on_hit,
    person,
    settled,
    table,
)

from tidewaiter.store import queries
from tidewaiter.store.opening import Store
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.facts import Entry, FactKind
from tidewaiter.vocabulary.hit import hit_id
from tidewaiter.vocabulary.tables import HITS, STANDING


def queue(reader: Reader, **filters: Any) -> list[dict[str, Any]]:
    return queries.hit_queue(reader.cursor, as_of=AT, before=timedelta(hours=1), **filters)


def status_of(store: Store, number: int = 1) -> tuple[str, int]:
    """The status of a person's hit, and how many hits their encounter counts."""
    with store.read() as reader:
        (row,) = [row for row in queue(reader) if row["encounter_id"] == f"enc-{number}"]
    return row["status"], encounter(store, f"enc-{number}")["hits"]


def found(number: int = 1, by: str | None = None, **more: Any) -> Entry:
    row = hit(number, suppressed_by=by, entry_digest="d", hit_id=hit_id(f"enc-{number}", "wanted", "entry-1"), **more)
    return table(FactKind.LIST_HIT, f"msg-{number}", [row], STANDING)


def test_a_verdict_of_no_match_holds_until_a_finding_that_nothing_suppresses(store: Store):
    append(store, *manifest("msg-1", [person(1)]), found(), settled(1))
    assert status_of(store) == ("not-a-match", 0)
    append(store, found(by=hit_id("enc-1", "wanted", "entry-1")))
    assert status_of(store) == ("not-a-match", 0)
    append(store, found())
    assert status_of(store) == ("open", 1)


def test_no_machine_touches_a_verdict_that_lets_a_hit_stand(store: Store):
    append(store, *manifest("msg-1", [person(1)]), found(), settled(1, "confirmed", "confirmed"), found(by="rdr-1"))
    assert status_of(store) == ("confirmed", 1)


def test_a_hit_that_falls_silent_loses_its_claim_and_moves_its_version(store: Store):
    append(
        store, *manifest("msg-1", [person(1)]), found(), on_hit(FactKind.HIT_CLAIMED, 1, until="2026-03-01T12:30:00Z")
    )
    append(store, found(by="rdr-1"))
    with store.read() as reader:
        (row,) = queue(reader)
    assert (row["status"], row["claimed_by"], row["version"]) == ("suppressed", None, 3)


def test_a_verdict_outlives_the_finding_it_is_about(store: Store):
    append(store, settled(1))
    with store.read() as reader:
        assert list(reader.verdicts(["sub-1"])) == [("sub-1", "wanted", "entry-1")]


def test_a_verdict_taken_back_opens_what_rested_on_it_for_who_still_comes(store: Store):
    by = hit_id("enc-1", "wanted", "entry-1")
    append(store, *manifest("msg-1", [person(n) for n in (1, 2, 3)]), found(), settled(1), found(2, by), found(3, by))
    append(store, act(FactKind.PRESENTED, 3, port="JFK"), act(FactKind.ADMITTED, 3, port="JFK"))
    append(store, on_hit(FactKind.HIT_REVIEWED, 1, agrees=False, status="open", reason="no"))
    assert [status_of(store, n) for n in (1, 2, 3)] == [("open", 1), ("open", 1), ("suppressed", 0)]
    with store.read() as reader:
        assert reader.verdicts(["sub-1"]) == {}


def test_the_queue_goes_by_the_clock_and_parts_what_is_overdue(store: Store):
    soon = person(2, scheduled_at=AT + timedelta(minutes=30))
    append(store, *manifest("msg-1", [person(1), soon]), found(1), found(2))
    with store.read() as reader:
        assert [row["encounter_id"] for row in queue(reader)] == ["enc-2", "enc-1"]
        assert [row["overdue"] for row in queue(reader)] == [True, False]
        assert [row["encounter_id"] for row in queue(reader, overdue=True)] == ["enc-2"]
        assert [row["encounter_id"] for row in queue(reader, overdue=False)] == ["enc-1"]
        assert queue(reader, port="IAH") == []


def test_what_an_entry_says_has_a_digest_that_its_review_does_not_change(store: Store):
    def digest() -> dict[tuple[str, str], str]:
        with store.read() as reader:
            return reader.entry_digests([("wanted", "entry-1"), ("wanted", "entry-9")])

    append(store, loaded())
    before = digest()
    append(store, loaded(version="2", review_at="2026-08-01"))
    assert digest() == before and list(before) == [("wanted", "entry-1")]
    append(store, loaded(version="3", document_number="P009"))
    assert digest() != before


def test_a_repeated_hit_is_counted_once_and_brought_up_to_date(store: Store):
    append(store, *manifest("msg-1", [person(1)]), table(FactKind.LIST_HIT, "msg-1", [hit(1), hit(1, "entry-2")], HITS))
    append(store, table(FactKind.LIST_HIT, "msg-2", [hit(1, list_version="2", list_stale=True)], HITS))
    assert encounter(store)["hits"] == 2
    with store.read() as reader:
        found = {row["entry_id"]: row for row in queue(reader, port="JFK")}
    assert (found["entry-1"]["list_version"], found["entry-1"]["list_stale"]) == ("2", True)
