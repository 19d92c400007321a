"""What analysts ask of the store, on every database alike: arrivals, seats, filters, notes, yields, search."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.contract.test_read_models import append
from tests.unit.store.scenario import AT, act, hit, manifest, on_hit, person, settled, shifts, table

from tidewaiter.store import queries
from tidewaiter.store.opening import Store
from tidewaiter.store.queries import search
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.tables import ASSESSED, HITS

WINDOW = {"first": AT - timedelta(days=2), "last": AT + timedelta(days=2)}


def ask(store: Store, query: Any, *args: Any, **said: Any) -> Any:
    with store.read() as reader:
        return query(reader.cursor, *args, **said)


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["encounter_id"] for row in rows]


def booked(number: int, **more: Any) -> dict[str, Any]:
    return person(number, **{"locator": "ABC123", "seat": f"{number}A", "contact_digests": ["ff00"], **more})


def sown(store: Store) -> None:
    elsewhere = booked(3, port="BOS", trip="QX|9", document_number="P0019", locator="XYZ999")
    vessel = person(4, kind="conveyance", surname=None, given_names=None, document_number=None, birth_date=None,
                    conveyance_name="MAREN TIDE", plate="QX 12-AB", trip="QX|8")  # fmt: skip
    append(
        store, *manifest("msg-1", [booked(1), booked(2, surname="Quarles")]), *manifest("msg-2", [elsewhere, vessel])
    )
    append(store, table(FactKind.LIST_HIT, "msg-1", [hit(1)], HITS))


def test_arrivals_are_filtered_within_a_window_and_a_port(store: Store):
    sown(store)
    assert ids(ask(store, queries.arrivals, **WINDOW, port="JFK")) == ["enc-1", "enc-2", "enc-4"]
    assert ids(ask(store, queries.arrivals, **WINDOW, port="JFK", hit=True)) == ["enc-1"]
    assert ids(ask(store, queries.arrivals, **WINDOW, port="JFK", hit=False, limit=1)) == ["enc-2"]
    assert ids(ask(store, queries.arrivals, **WINDOW, rule="r3", port="BOS")) == ["enc-3"]
    assert ask(store, queries.arrivals, **WINDOW, rule="r9") == []
    assert ask(store, queries.arrivals, first=AT + timedelta(days=9), last=AT + timedelta(days=10)) == []
    assert ids(ask(store, queries.arrivals, **WINDOW, port="BOS", band="high", everyone=True)) == ["enc-3"]
    assert ask(store, queries.rules_fired, ["enc-1"]) == {"enc-1": ["r0", "r1", "r2", "r3"]}
    assert ask(store, queries.rules_fired, []) == {}


def test_whoever_shares_a_booking_or_a_contact_is_listed_once_and_of_ones_own_port_alone(store: Store):
    sown(store)
    (found,) = ask(store, queries.companions, "enc-1", port="JFK")
    assert (found["encounter_id"], [each["kind"] for each in found["shares"]]) == ("enc-2", ["booking", "contact"])
    assert sorted(ids(ask(store, queries.companions, "enc-1"))) == ["enc-2", "enc-3"]
    assert ask(store, queries.companions, "enc-4") == []
    assert ids(ask(store, queries.aboard, found["trip"], port="JFK")) == ["enc-1", "enc-2"]
    (source,) = ask(store, queries.sources, ["enc-2"])["enc-2"]
    assert (source["message_id"], source["sender"]) == ("msg-1", "QXHQ")


def test_what_is_typed_finds_by_beginnings_and_at_ones_port(store: Store):
    sown(store)
    by = {"port": "JFK", "limit": 9}
    assert ids(ask(store, search.by_column, "surname", ["QU", "Qu"], **by)) == ["enc-2"]
    assert ids(ask(store, search.by_column, "document_number", ["P00"], port=None, limit=9)) != []
    assert ask(store, search.by_column, "document_number", ["P0019"], **by) == []
    assert ids(ask(store, search.by_column, "conveyance_name", ["MAREN"], **by)) == ["enc-4"]
    assert ids(ask(store, search.by_column, "plate", ["QX 12"], **by)) == ["enc-4"]
    assert ask(store, search.by_column, "nationality", ["G"], **by) == []
    assert ask(store, search.by_column, "plate", [], **by) == []
    assert ids(ask(store, search.by_ids, ["enc-3", "enc-1"], port="JFK")) == ["enc-1"]
    assert [row["surname"] for row in ask(store, search.names_like, ["Qu"], **by)] == ["Quarles"]
    assert ask(store, search.list_entries, []) == {}


def test_cases_and_inspections_stand_with_whom_they_are_about(store: Store):
    sown(store)
    case = {"case_id": "case-1-1", "encounter_id": "enc-1", "kind": "seize", "ground": "g"}
    append(
        store,
        act(FactKind.INSPECTED, 1, 9, outcome="no-finding", report="fine"),
        act(FactKind.FOUND, 1, 9, finding_kind="currency", quantity=1, unit="USD", note=""),
        act(FactKind.CASE_OPENED, 1, 10, **case, due_at="2026-04-01T00:00:00Z"),
    )
    found = ask(store, search.inspections, ["enc-1", "enc-2"], limit=5)
    assert sorted((row["kind"], row["said"]) for row in found) == [
        ("finding", "currency"),
        ("inspection", "no-finding"),
    ]
    for asked in ((["enc-1"], None), ([], "case-1")):
        assert [row["case_id"] for row in ask(store, search.cases, *asked, port="JFK", limit=5)] == ["case-1-1"]
        assert ask(store, search.cases, *asked, port="BOS", limit=5) == []


def test_a_rule_is_counted_by_day_with_what_inspections_found(store: Store):
    sown(store)
    append(store, act(FactKind.INSPECTED, 1, 9, outcome="finding"), act(FactKind.INSPECTED, 2, 9, outcome="clean"))
    said = {"since": AT - timedelta(days=1), "labels": ["finding", "clean"], "positive": ["finding"]}
    (day,) = ask(store, queries.fired_by_day, "r0", **said)
    assert day == {"day": AT.date().isoformat(), "fired": 4, "examined": 2, "found": 1}
    assert ask(store, queries.fired_by_day, "r0", **said | {"since": AT + timedelta(days=1)}) == []


def test_what_was_inspected_before_a_rule_fired_counts_and_what_was_taken_back_does_not(store: Store):
    sown(store)
    append(store, act(FactKind.INSPECTED, 1, 9, outcome="finding"), act(FactKind.INSPECTED, 1, 10, outcome="clean"))
    late = {"rule": "late", "version": 1, "weight": 1.0, "text": "seen anew"}
    again = {"encounter_id": "enc-1", "score": 1.0, "band": "low", "reasons": [late, late]}
    append(store, table(FactKind.ASSESSED, "msg-1", [again], ASSESSED))
    append(store, table(FactKind.ASSESSED, "msg-1", [again], ASSESSED))
    said = {"since": AT - timedelta(days=1), "labels": ["finding", "clean"], "positive": ["finding"]}
    counted = {"day": AT.date().isoformat(), "fired": 1, "examined": 1, "found": 1}
    assert ask(store, queries.fired_by_day, "late", **said) == [counted]
    append(store, act(FactKind.WITHDRAWN, 1, 11, fact="Inspected"))
    append(store, act(FactKind.WITHDRAWN, 1, 12, fact="Inspected"))
    assert ask(store, queries.fired_by_day, "late", **said) == [counted | {"examined": 0, "found": 0}]
    assert store.compare().ok


def test_filters_and_notes_stand_for_their_port(store: Store):
    append(store, *shifts())
    (kept,) = ask(store, queries.filters, "B. Tarn", port="JFK")
    assert (kept["name"], kept["query"], kept["shared"]) == ("Night", {"overdue": "true"}, True)
    assert ask(store, queries.filters, "B. Tarn", port="BOS") == []
    assert ask(store, queries.filters, "R. Quill", port="BOS", page="arrivals") == []
    assert ask(store, queries.filters_kept, "R. Quill") == 1
    (note,) = ask(store, queries.handovers, port="JFK")
    assert (note["officer"], note["taken_by"], note["left_open"]) == ("R. Quill", "B. Tarn", {"waiting": 2})
    assert ask(store, queries.handovers, port="BOS") == []


def test_what_waits_is_counted_up_to_a_bound(store: Store):
    sown(store)
    append(store, table(FactKind.LIST_HIT, "msg-2", [hit(2), hit(3)], HITS))
    assert ask(store, queries.waiting, due=AT + timedelta(days=3), port="JFK") == {"waiting": 2, "overdue": 2}
    assert ask(store, queries.waiting, due=AT - timedelta(days=3), most=2) == {"waiting": 2, "overdue": 0}


def test_a_drawn_dismissal_waits_for_another_until_it_is_looked_at_or_taken_back(store: Store):
    sown(store)
    dismissal = settled(1)
    append(store, on_hit(FactKind.HIT_SETTLED, 1, **_said(dismissal), sampled=True))

    def looks(officer: str) -> list[str]:
        asked = {"as_of": AT, "before": timedelta(hours=1), "second_look_for": officer}
        return ids(ask(store, queries.hit_queue, **asked))

    assert (looks("R. Quill"), looks("B. Tarn")) == ([], ["enc-1"])
    append(store, on_hit(FactKind.HIT_REVIEWED, 1, agrees=True, status="not-a-match", reason="so it is"))
    assert looks("B. Tarn") == []
    append(store, on_hit(FactKind.HIT_SETTLED, 1, **_said(dismissal), sampled=True))
    append(store, on_hit(FactKind.HIT_TAKEN_BACK, 1, status="open", reason="a slip"))
    assert looks("B. Tarn") == []
    with store.read() as reader:
        assert reader.verdicts(["sub-1"]) == {}
    assert store.compare().ok


def _said(entry: Any) -> dict[str, Any]:
    import orjson

    said = orjson.loads(entry.rows[0])
    return {name: value for name, value in said.items() if name not in ("hit_id", "list_id", "entry_id")}
