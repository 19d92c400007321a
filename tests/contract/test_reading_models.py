"""What an auditor asks of readings, on every database alike: sums by day, and records opened again and again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.contract.test_read_models import append
from tests.unit.store.scenario import AT, manifest, person

from tidewaiter.store.opening import Store
from tidewaiter.store.queries import audit
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

FIRST, LAST = AT.date(), AT.date() + timedelta(days=2)


def read(about: str, day: int = 0, *, by: str = "R. Quill", port: str | None = "JFK", **more: Any) -> Entry:
    said = {"what": "record", "purpose": "lane", "roles": ["officer"], "port": port, **more}
    return Entry.of_fact(Fact(FactKind.RECORD_READ, about, AT + timedelta(days=day), by, said))


def ask(store: Store, query: Any, *args: Any, **said: Any) -> Any:
    with store.read() as reader:
        return query(reader.cursor, *args, **said)


def test_readings_are_summed_by_reader_and_day_and_at_a_port(store: Store):
    append(store, read("enc-1"), read("enc-2", roles=["analyst"]), read("listing", encounters=["enc-1", "enc-2"]))
    append(store, read("enc-1", port=None, roles=[]), read("enc-3", 1), read("enc-3", 9), read("enc-1", by="B. Tarn"))
    told = ask(store, audit.readers, FIRST, LAST)
    assert [(row["actor"], row["day"], row["opened"], row["lists"], row["shown"]) for row in told] == [
        ("B. Tarn", FIRST.isoformat(), 1, 0, 1),
        ("R. Quill", FIRST.isoformat(), 3, 1, 5),
        ("R. Quill", (FIRST + timedelta(days=1)).isoformat(), 1, 0, 1),
    ]
    assert told[1]["roles"] == "analyst"
    assert [row["opened"] for row in ask(store, audit.readers, FIRST, FIRST, port="JFK")] == [1, 2]
    assert store.compare().ok


def test_a_record_is_opened_often_only_where_the_days_asked_for_hold_so_many_readings(store: Store):
    append(store, *manifest("msg-1", [person(1)]))
    append(store, read("enc-1"), read("enc-1"), read("enc-1", by="B. Tarn"), *[read("listing", encounters=[])] * 3)
    append(store, read("enc-1", 1), read("enc-1", 9), read("enc-1", 9))

    def often(first: date, last: date, times: int, port: str | None = None) -> list[tuple[str, str, str, int]]:
        rows = ask(store, audit.opened_often, first, last, times, port=port)
        return [(row["actor"], row["about"], row["day"], row["times"]) for row in rows]

    assert often(FIRST, LAST, 3) == [("R. Quill", "enc-1", FIRST.isoformat(), 3)]
    assert often(FIRST, LAST, 3, "JFK") != []
    assert often(FIRST, LAST, 3, "BOS") == often(FIRST, LAST, 4) == []
    # The fourth and fifth reading of all, but only two of these days.
    assert often(FIRST + timedelta(days=9), LAST + timedelta(days=9), 3) == []
    assert store.compare().ok
