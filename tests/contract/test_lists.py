"""The life of a look-out list on every store: what changes is told first, what was can be put back, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.contract.conftest import MOMENT
from tests.contract.test_read_models import snapshot

from tidewaiter.store import lists, queries
from tidewaiter.store.opening import Store
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListEntry, Listing

TODAY = date(2026, 3, 1)


def entry(number: int, **said) -> ListEntry:
    name = ListedName(f"Nobody {number}")
    term = {"review_at": date(2026, 6, 1), "expires_at": date(2026, 12, 31)}
    fields = {"category": "c", "ground": "g", "owner": "desk", "names": (name,), **term, **said}
    return ListEntry(f"e{number}", "person", **fields)


def listing(version: str, *entries: ListEntry, fetched: date = TODAY, **said) -> Listing:
    term = {"review_at": date(2026, 6, 1), "expires_at": date(2026, 12, 31)}
    return Listing("L", version, "s", "desk", "g", fetched, 7, entries, **{**term, **said})


def load(store: Store, one: Listing, days: float = 0, **said) -> lists.Told:
    with store.work() as work:
        return lists.load(work, one, at=MOMENT + timedelta(days=days), **said)


def back(store: Store, to: str | None = None) -> lists.Told:
    with store.work() as work:
        return lists.rollback(work, "L", to, at=MOMENT, actor="R. Quill", reason="wrong")


def names(store: Store) -> list[str]:
    with store.read() as reader:
        return reader.listings(TODAY)["name"].to_list()


def size(store: Store) -> int:
    with store.work() as work:
        return work.head.size


def test_a_load_tells_what_it_adds_alters_and_removes(store: Store):
    load(store, listing("1", entry(1), entry(2), entry(3)))
    told = load(store, listing("2", entry(2), entry(3, sex="F"), entry(4)))
    assert (told.act, told.before, told.entries) == ("loaded", "1", 3)
    assert told.change.added == ("e4",) and told.change.removed == ("e1",)
    assert told.change.altered == {"e3": ("sex",)}
    assert [row["entry"] for row in told.change.each()] == ["Nobody 1", "Nobody 3", "Nobody 4"]
    assert names(store) == ["Nobody 2", "Nobody 3", "Nobody 4"]


def test_a_dry_run_tells_the_same_and_changes_nothing(store: Store):
    load(store, listing("1", entry(1)))
    before = size(store)
    told = load(store, listing("2", entry(1), entry(2)), dry_run=True)
    assert told.change.added == ("e2",) and not told.live
    assert names(store) == ["Nobody 1"] and size(store) == before


def test_the_same_version_again_states_nothing_and_the_same_entries_anew_only_that_they_are_fresh(store: Store):
    load(store, listing("1", entry(1), fetched=date(2026, 2, 1)))
    assert load(store, listing("1", entry(1), fetched=date(2026, 2, 1))).act == "unchanged"
    before = size(store)
    with store.read() as reader:
        assert reader.listings(TODAY)["list_stale"].to_list() == [True]
    assert load(store, listing("2", entry(1))).act == "refreshed"
    with store.work() as work:
        (stated,) = work.entries("L", after=before)
        assert len(stated.entry.rows) == 1
        assert work.listings(TODAY).select("list_version", "list_stale").rows() == [("2", False)]
        assert [row["act"] for row in lists.history(work, "L")] == ["refreshed", "loaded"]


def test_a_list_unchanged_for_half_a_year_is_stated_whole_so_that_no_purge_can_lose_it(store: Store):
    load(store, listing("1", entry(1), fetched=date(2026, 2, 1)))
    assert load(store, listing("2", entry(1)), days=200).act == "loaded"


def test_an_entry_inherits_expiry_from_a_list_that_was_refreshed(store: Store):
    inherited = entry(1)
    load(store, listing("1", inherited))
    later = {"review_at": date(2027, 6, 1), "expires_at": date(2027, 12, 31)}
    assert load(store, listing("2", replace(inherited, **later), **later)).act == "refreshed"
    with store.read() as reader:
        assert reader.listings(date(2027, 3, 1)).height == 1
        assert reader.listings(date(2028, 3, 1)).is_empty()


def test_a_version_that_loses_most_entries_is_refused_unless_it_is_meant(store: Store):
    load(store, listing("1", *(entry(n) for n in range(10))))
    with pytest.raises(Refusal, match="lacks 6 of 10"):
        load(store, listing("2", *(entry(n) for n in range(4))))
    assert len(names(store)) == 10
    assert load(store, listing("2", *(entry(n) for n in range(4))), accept_shrink=True).entries == 4


def test_a_rollback_puts_the_entries_of_before_in_force_and_an_update_does_not_undo_it(store: Store):
    load(store, listing("1", entry(1, documents=(ListedDocument("X1", "passport", "UTO"),))))
    load(store, listing("2", entry(1), entry(2)))
    told = back(store)
    assert (told.version, told.before, told.change.removed) == ("1", "2", ("e2",))
    with store.read() as reader:
        (row,) = reader.listed(TODAY).to_dicts()
        assert (row["list_version"], row["documents"][0]["number"]) == ("1", "X1")
        (first, *_) = lists.history(reader, "L")
    assert (first["act"], first["actor"], first["reason"]) == ("rolled-back", "R. Quill", "wrong")
    with pytest.raises(Refusal, match="rolled back"):
        load(store, listing("2", entry(1), entry(2)), automatic=True)
    assert load(store, listing("3", entry(1), entry(3)), automatic=True).act == "loaded"


def test_a_rollback_to_what_is_not_there_is_refused(store: Store):
    with pytest.raises(NotFound, match="no list L"):
        back(store)
    load(store, listing("1", entry(1)))
    with pytest.raises(NotFound, match="no earlier version"):
        back(store)
    with pytest.raises(NotFound, match="no version 9"):
        back(store, "9")
    with pytest.raises(Refusal, match="in force already"):
        back(store, "1")


def test_the_difference_to_any_earlier_version_can_be_asked(store: Store):
    for version, count in (("1", 1), ("2", 2), ("3", 3)):
        load(store, listing(version, *(entry(n) for n in range(count))))
    with store.read() as reader:
        assert lists.difference(reader, "L").change.added == ("e2",)
        told = lists.difference(reader, "L", "1")
    assert told.change.added == ("e1", "e2") and told.before == "1"


def test_a_rebuild_gives_lists_and_their_history_as_they_stood(store: Store):
    load(store, listing("1", entry(1)))
    load(store, listing("2", entry(1), entry(2), left_out={"schema Address": 3}))
    load(store, listing("2b", entry(1), entry(2)))
    back(store)
    load(store, replace(listing("1", entry(5)), list_id="M"))
    with store.read() as reader:
        before = snapshot(reader.cursor)
    store.rebuild()
    with store.read() as reader:
        assert snapshot(reader.cursor) == before
        assert [row["list_id"] for row in queries.lists(reader.cursor, TODAY)] == ["L", "M"]


def test_twenty_thousand_entries_take_little_of_the_journal(store: Store):
    load(store, listing("1", *(entry(n, remarks="DOB 01 Jan 1970; nationality Utopia") for n in range(20_000))))
    with store.read() as reader:
        reader.cursor.execute("SELECT MAX(LENGTH(sealed)) FROM journal_payload")
        ((kept,),) = reader.cursor.fetchall()
        assert reader.listed(TODAY).height == 20_000
    assert kept < 20_000 * 40
