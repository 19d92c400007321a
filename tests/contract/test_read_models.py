"""What the read models promise on every store: the journal alone makes them, and they answer rooms and faces."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from tests.unit.store.scenario import (
    AT,
    TRIP,
    act,
    answered,
    closed,
    document_key,
    left,
    loaded,
    manifest,
    person,
    quality,
    received,
    story,
    walked,
)

from tidewaiter import reports
from tidewaiter.receive.gate import Filing
from tidewaiter.store import access, queries, reads
from tidewaiter.store.opening import Store
from tidewaiter.store.projections import _MACHINE, _SINGLE, TABLES, UNPROJECTED, project
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Entry, FactKind
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.tables import DECLARED


def append(store: Store, *entries: Entry) -> None:
    with store.work() as work:
        work.append(list(entries))


def snapshot(cursor: Any) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for name in TABLES:
        cursor.execute(f"SELECT * FROM {name}")
        found[name] = sorted(cursor.fetchall(), key=repr)
    return found


def encounter(store: Store, encounter_id: str = "enc-1") -> dict[str, Any]:
    with store.read() as reader:
        found = reader.encounter(encounter_id)
    assert found is not None
    return found


def test_every_kind_of_fact_has_a_projection_or_is_named_as_having_none():
    assert set(_MACHINE) | set(_SINGLE) | UNPROJECTED == set(FactKind)
    assert {entry.kind for entry in story()} >= (set(_MACHINE) | set(_SINGLE))


def test_a_rebuild_gives_the_tables_that_stood_before(store: Store):
    for entry in story():
        append(store, entry)
    with store.read() as reader:
        before = snapshot(reader.cursor)
    assert all(before[name] for name in TABLES if name != "waiting")
    store.rebuild()
    with store.read() as reader:
        assert snapshot(reader.cursor) == before


def test_the_tables_do_not_depend_on_how_the_journal_is_cut_into_calls(store: Store):
    append(store, *story())
    dice = random.Random(7)
    with store.work() as work:
        stored, expected = list(work.entries()), snapshot(work.cursor)
        for _ in range(12):
            for name in TABLES:
                work.cursor.execute(f"DELETE FROM {name}")
            start = 0
            while start < len(stored):
                end = start + dice.randint(1, 9)
                project(work.cursor, stored[start:end])
                start = end
            assert snapshot(work.cursor) == expected


def test_a_broken_projection_is_noticed_by_the_comparison(store: Store):
    append(store, *story())
    with store.work() as work:
        expected = snapshot(work.cursor)
        work.cursor.execute("UPDATE encounter SET version = version + 1 WHERE encounter_id = 'enc-1'")
        assert snapshot(work.cursor) != expected


def test_the_migrations_make_the_tables_of_the_models(store: Store):
    from django.core.management import call_command

    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_a_manifest_becomes_encounters_with_three_reasons_and_a_trip(store: Store):
    append(store, *manifest("msg-1", [person(1), person(2)]))
    with store.read() as reader:
        rows = queries.encounters(reader.cursor, port="JFK", band="high", assignment="secondary", status="announced")
        reader.cursor.execute("SELECT trip, people, api_messages, booking_messages, first_api_at FROM trip")
        trips = reader.cursor.fetchall()
    assert [row["encounter_id"] for row in rows] == ["enc-1", "enc-2"]
    assert [reason["text"] for reason in rows[0]["reasons"]] == ["reason 0", "reason 1", "reason 2"]
    assert rows[0]["scheduled_at"] == "2026-03-02T09:00:00.000000Z"
    assert trips == [(TRIP, 2, 1, 0, "2026-03-01T12:00:00.000000Z")]


@pytest.mark.parametrize("first", ["api", "booking"])
def test_a_booking_never_overwrites_what_a_manifest_said(store: Store, first: str):
    api = person(1, surname="MARLOWE")
    booking = person(2, source="booking", surname="MARLOW", seat="4A", locator="ABC123", document_number=None)
    link = {"encounter_id": "enc-1", "subject_id": "sub-1", "subject_keys": []}
    messages = {"api": walked("msg-a", [api], [link]), "booking": walked("msg-b", [booking], [link])}
    append(store, *messages.pop(first))
    append(store, *next(iter(messages.values())))
    found = encounter(store)
    assert (found["surname"], found["document_number"]) == ("MARLOWE", "P001")
    assert (found["seat"], found["locator"]) == ("4A", "ABC123")
    assert set(found["sources"].split(",")) == {"api", "booking"}


def test_a_later_manifest_corrects_an_earlier_one(store: Store):
    append(store, *walked("msg-1", [person(1)], [{}]))
    again = {"encounter_id": "enc-1", "subject_id": "sub-1", "is_new": False}
    append(store, *walked("msg-2", [person(2, surname="CORRECTED", seat=None)], [again]))
    found = encounter(store)
    assert (found["surname"], found["sources"], found["version"]) == ("CORRECTED", "api", 0)


def test_declared_rows_wait_when_their_identities_come_in_a_later_call(store: Store):
    declared, identified = walked("msg-1", [person(1)], [{}])
    append(store, declared)
    with store.read() as reader:
        assert reader.encounter("enc-1") is None
    append(store, identified)
    assert encounter(store)["surname"] == "MARLOW1"
    with store.read() as reader:
        reader.cursor.execute("SELECT count(*) FROM waiting")
        assert reader.cursor.fetchone() == (0,)


def test_the_first_claim_to_a_subject_key_stands(store: Store):
    append(store, *walked("msg-1", [person(1)], [{}]))
    append(store, *walked("msg-2", [person(2)], [{"subject_keys": [document_key(person(1))]}]))
    with store.read() as reader:
        found = reader.subjects(pl.Series([document_key(person(1)), "D|GBR|NOBODY|1"]))
    assert found.rows() == [(document_key(person(1)), "sub-1")]


def test_unlinking_moves_the_encounter_and_its_keys_to_another_subject(store: Store):
    key = document_key(person(1))
    append(store, *walked("msg-1", [person(1)], [{}]), act(FactKind.ADMITTED, 1))
    append(store, act(FactKind.UNLINKED, 1, encounter_id="enc-1", subject_id="sub-9", keys=[key]))
    with store.read() as reader:
        assert reader.subjects(pl.Series([key]))["subject_id"].to_list() == ["sub-9"]
        assert reader.counts(pl.Series(["sub-1"]), AT + timedelta(days=9)).is_empty()
        assert reader.counts(pl.Series(["sub-9"]), AT + timedelta(days=9))["crossings_365d"].to_list() == [1]
    assert encounter(store)["subject_id"] == "sub-9"


def test_a_stored_answer_is_found_under_its_inbox_key(store: Store):
    append(store, received("msg-1", "REF7"), answered("msg-1", "UNB+é'\r\n"))
    with store.read() as reader:
        found = reader.find_message("QXHQ", "HOME", "REF7")
        assert reader.find_message("QXHQ", "HOME", "REF8") is None
    assert found == ("msg-1", "digest-msg-1", "accepted", "UNB+é'\r\n")


def test_of_an_accepted_and_a_refused_message_under_one_key_the_accepted_is_found(store: Store):
    append(store, received("msg-1", "REF7"), received("msg-2", "REF7", error_code="26", error_text="used"))
    with store.read() as reader:
        found = reader.find_message("QXHQ", "HOME", "REF7")
    assert found is not None
    assert found.message_id == "msg-1"


def test_two_accepted_messages_cannot_share_a_key(store: Store):
    from django.db import IntegrityError

    append(store, received("msg-1", "REF7"))
    with pytest.raises(IntegrityError):
        append(store, received("msg-2", "REF7"))


def test_a_dead_letter_shows_reason_and_position_until_its_replay_is_accepted(store: Store):
    append(store, received("msg-1", error_code="13", error_text="no UNH", position={"segment": 2}))
    with store.read() as reader:
        (letter,) = queries.deadletters(reader.cursor)
    assert (letter["error_code"], letter["error_text"], letter["error_position"]) == ("13", "no UNH", {"segment": 2})
    append(store, received("msg-1"))
    with store.read() as reader:
        assert queries.deadletters(reader.cursor) == []
        (row,) = queries.messages(reader.cursor)
    assert (row["status"], row["error_code"], row["replays"]) == ("accepted", None, 1)


def test_a_closed_letter_waits_no_longer_and_says_who_closed_it_and_why(store: Store):
    refused = [received(name, error_code="13", error_text="no UNH", position={"segment": 2}) for name in ("m-1", "m-2")]
    append(store, *refused, closed("m-1"), received("m-3"), closed("m-3"))
    with store.read() as reader:
        assert [letter["message_id"] for letter in queries.deadletters(reader.cursor)] == ["m-2"]
        (letter,) = queries.deadletters(reader.cursor, closed=True)
        states = [queries.letter_status(reader.cursor, name) for name in ("m-1", "m-2", "m-3", "m-4")]
    told = (letter["message_id"], letter["closed_by"], letter["closed_reason"])
    assert told == ("m-1", "R. Quill", "the sender withdrew it")
    assert states == ["closed", "refused", "accepted", None]


def test_readings_are_found_from_the_announcement_on_and_a_token_keeps_its_senders(store: Store):
    reader_of = Officer("R. Quill", frozenset({"officer"}), "JFK", "a look")
    append(store, *manifest("msg-1", [person(1)]))
    shown = [
        reads.of_listing(reader_of, "encounters", "a look", [{"encounter_id": f"enc-{n}"}], {}, AT) for n in (1, 2)
    ]
    append(store, *map(Entry.of_fact, [*shown, reads.of_record(reader_of, "enc-1", "record", AT)]))
    with store.read() as reader:
        assert [row["what"] for row in reads.of_encounter(reader, "enc-1")] == ["encounters", "record"]
        assert reads.of_encounter(reader, "enc-3") == []
    said = {"name": "QX feed", "role": "carrier", "port": "*", "days": 1, "by": "admin", "now": AT}
    with store.work() as work:
        token, grant = access.issue(work, **said, senders=["QX:ZZ", "QY", "QX:ZZ"])
    with store.read() as reader:
        assert access.holder(reader.cursor, token, AT) == grant
        assert [each.senders for each in access.officers(reader.cursor, "QX feed", AT)] == [("QX:ZZ", "QY")]
    with store.work() as work, pytest.raises(Refusal):
        access.issue(work, **said, senders=[":ZZ"])


def test_acts_move_the_status_and_count_the_version(store: Store):
    append(store, *walked("msg-1", [person(1)], [{}]))
    append(
        store, act(FactKind.PRESENTED, 1, lane="7", port="JFK"), act(FactKind.REFERRED, 1, 1, reason="r", port="JFK")
    )
    append(store, act(FactKind.INSPECTED, 1, 2, outcome="no-finding", report=""))
    found = encounter(store)
    assert (found["status"], found["version"], found["outcome"], found["lane"]) == ("inspected", 3, "no-finding", "7")
    append(store, act(FactKind.SEIZED, 1, 3, ground="g", case_id="c"), act(FactKind.ADMITTED, 1, 4, port="JFK"))
    assert (encounter(store)["status"], encounter(store)["version"]) == ("admitted", 5)


def test_a_withdrawn_admission_gives_back_the_status_and_leaves_no_crossing_or_stay(store: Store):
    append(store, *walked("msg-1", [person(1)], [{}]), act(FactKind.PRESENTED, 1, port="JFK"))
    append(
        store,
        act(FactKind.ADMITTED, 1, 1, until="2026-03-09T00:00:00Z"),
        act(FactKind.WITHDRAWN, 1, 1.1, fact="Admitted"),
    )
    found = encounter(store)
    assert (found["status"], found["version"]) == ("presented", 3)
    with store.read() as reader:
        assert queries.open_stays(reader.cursor) == []
        assert reader.counts(pl.Series(["sub-1"]), AT + timedelta(days=9)).is_empty()


def test_an_exit_on_the_same_document_closes_the_stay(store: Store):
    back = person(2, document_number="P001", birth_date=person(1)["birth_date"], direction="outbound")
    append(store, *walked("msg-1", [person(1)], [{}]), act(FactKind.ADMITTED, 1, until="2026-03-09T00:00:00Z"))
    append(store, *walked("msg-2", [back], [{}]), left(2, 5000, by=1))
    with store.read() as reader:
        assert queries.open_stays(reader.cursor) == []
        assert queries.overstays(reader.cursor, AT + timedelta(days=90)) == []
        assert queries.unmatched_exits(reader.cursor) == []


def test_a_stay_past_its_date_and_an_exit_without_a_stay_are_lists_for_a_human(store: Store):
    stranger = person(2, direction="outbound")
    append(store, *walked("msg-1", [person(1)], [{}]), act(FactKind.ADMITTED, 1, until="2026-03-09T00:00:00Z"))
    append(store, *walked("msg-2", [stranger], [{}]), left(2, 5000))
    with store.read() as reader:
        assert queries.overstays(reader.cursor, AT + timedelta(days=2)) == []
        last_day_in_hawaii = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        assert queries.overstays(reader.cursor, last_day_in_hawaii) == []
        assert len(queries.overstays(reader.cursor, last_day_in_hawaii + timedelta(hours=3))) == 1
        (over,) = queries.overstays(reader.cursor, AT + timedelta(days=30))
        (gap,) = queries.unmatched_exits(reader.cursor)
    assert (over["encounter_id"], over["surname"]) == ("enc-1", "MARLOW1")
    assert (over["standing"], over["document_number"], over["birth_date"]) == ("past-date", "P001", "1980-05-02")
    assert (gap["encounter_id"], gap["source"]) == ("enc-2", "officer")
    assert gap["note"] == "no stay with this document, issuer and birth date is known"


def test_an_exit_known_before_its_entry_closes_the_stay_all_the_same(store: Store):
    append(store, left(2, 5000, by=1), act(FactKind.ADMITTED, 1, until="2026-03-09T00:00:00Z"))
    with store.read() as reader:
        assert queries.open_stays(reader.cursor) == queries.unmatched_exits(reader.cursor) == []
        told = queries.exit_matching(reader.cursor)
    assert told == {"exits": 1, "matched": 1, "share": 1.0, "by_source": {"officer": 1}}


def test_an_exit_taken_back_opens_the_stay_again_for_the_exit_that_remains(store: Store):
    append(store, act(FactKind.ADMITTED, 1), left(2, 50, by=1, source="lane"), left(3, 90, by=1, source="close-out"))
    with store.read() as reader:
        (second,) = queries.unmatched_exits(reader.cursor)
        told = queries.exit_matching(reader.cursor)
    assert (second["encounter_id"], second["note"]) == ("enc-3", "an earlier exit already closed this stay")
    assert told == {"exits": 2, "matched": 1, "share": 0.5, "by_source": {"close-out": 1, "lane": 1}}
    append(store, act(FactKind.WITHDRAWN, 2, 91, fact="Departed"))
    with store.read() as reader:
        assert queries.open_stays(reader.cursor) == queries.unmatched_exits(reader.cursor) == []
        before = snapshot(reader.cursor)
    store.rebuild()
    with store.read() as reader:
        assert snapshot(reader.cursor) == before


def test_the_stay_before_a_missed_exit_is_a_gap_and_not_closed_by_a_later_exit(store: Store):
    again = act(FactKind.ADMITTED, 2, 60, until="2026-03-10", encounter={"document_key": document_key(person(1))})
    append(store, act(FactKind.ADMITTED, 1, until="2026-03-09"), again, left(3, 90, by=1), left(4, 95, by=1))
    with store.read() as reader:
        (over,) = queries.overstays(reader.cursor, AT + timedelta(days=30))
        (second,) = queries.unmatched_exits(reader.cursor)
    assert (over["encounter_id"], over["standing"]) == ("enc-1", "data-gap")
    assert second["encounter_id"] == "enc-4"


def test_a_car_and_who_was_turned_back_are_no_unmatched_exits(store: Store):
    car, back = {"kind": "conveyance", "direction": "outbound", "document_key": None}, {"direction": "inbound"}
    for number, who in ((5, car), (6, back)):
        append(store, act(FactKind.DEPARTED, number, encounter=who))
    with store.read() as reader:
        assert queries.unmatched_exits(reader.cursor) == []
        reader.cursor.execute("SELECT count(*) FROM crossing WHERE outcome = 'departed'")
        assert reader.cursor.fetchone()[0] == 2


def test_encounters_are_found_by_movement_and_subject_together(store: Store):
    append(store, *walked("msg-1", [person(1), person(2)], [{}, {}]))
    pairs = pl.DataFrame({"trip": [TRIP, "QX|99", TRIP], "subject_id": ["sub-1", "sub-2", "sub-7"]})
    with store.read() as reader:
        assert reader.encounters(pairs).rows() == [(TRIP, "sub-1", "enc-1")]


def test_what_earlier_messages_declared_is_read_back_as_it_was_said(store: Store):
    booking = person(11, source="booking", booking_places=["LHR", "JFK"], party=2)
    append(store, *walked("msg-1", [booking, person(12)], [{"encounter_id": "enc-1", "link_score": 0.9}, {}]))
    append(store, *walked("msg-2", [person(1)], [{}]))
    with store.read() as reader:
        found = reader.earlier(pl.Series(["enc-1", "enc-404"]))
        nothing = reader.earlier(pl.Series(["enc-404"]))
    assert found["declaration_id"].to_list() == ["dec-11", "dec-1"]
    assert found["link_score"].to_list() == [0.9, 1.0]
    assert found["booking_places"].to_list() == [["LHR", "JFK"], None]
    assert {name: found.schema[name] for name in DECLARED} == DECLARED
    assert nothing.is_empty()
    assert nothing.schema == found.schema


def test_the_latest_push_of_a_booking_is_the_one_received_last_whatever_its_id(store: Store):
    # A walker whose clock runs ahead gives ids that sort behind those of everybody who comes later.
    before, after = (person(n, source="booking", seat=seat) for n, seat in ((11, "4A"), (12, "9C")))
    link = {"encounter_id": "enc-1"}
    append(store, received("msg-9", kinds=["pnrgov"]), *walked("msg-9", [before], [link]))
    append(store, received("msg-2", kinds=["pnrgov"]), *walked("msg-2", [after], [link]))
    append(store, received("msg-1", kinds=["paxlst"]), *walked("msg-1", [person(1)], [{}]))
    with store.read() as reader:
        found = reader.earlier(pl.Series(["enc-1"]))
    assert found["message_id"].to_list() == ["msg-2", "msg-1"], "oldest first, and of one kind the latest alone"
    assert found["seat"].to_list() == ["9C", None]


def test_of_several_encounters_on_a_movement_the_one_announced_last_counts_whatever_its_id(store: Store):
    append(store, *walked("msg-1", [person(7)], [{}]))
    again = {"encounter_id": "enc-2", "subject_id": "sub-7"}
    append(store, *walked("msg-2", [person(8, received_at=AT + timedelta(hours=1))], [again]))
    with store.read() as reader:
        pairs = pl.DataFrame({"trip": [TRIP], "subject_id": ["sub-7"]})
        assert reader.encounters(pairs)["encounter_id"].to_list() == ["enc-2"]


def test_history_counts_only_what_happened_before(store: Store):
    append(store, *walked("msg-1", [person(1)], [{}]), act(FactKind.ADMITTED, 1))
    append(store, act(FactKind.FOUND, 1, 1, finding_kind="currency", quantity=1, unit="USD"))
    append(store, act(FactKind.SEIZED, 1, 2, ground="g", case_id="c"), act(FactKind.REFUSED, 1, 3, ground="g"))
    subjects = pl.Series(["sub-1", "sub-1", "sub-404"])
    with store.read() as reader:
        before = reader.counts(subjects, AT)
        after = reader.counts(subjects, AT + timedelta(days=30))
        long_after = reader.counts(subjects, AT + timedelta(days=500))
        much_later = reader.counts(subjects, AT + timedelta(days=1900))
    assert before.is_empty()
    assert after.rows() == [("sub-1", *[1] * 8, AT + timedelta(hours=21))]
    assert [much_later[name].item() for name in ("refusals", "refusals_5y", "findings", "findings_5y")] == [1, 0, 1, 0]
    assert long_after["crossings_365d"].to_list() == [0]


def test_more_people_than_one_statement_names_are_answered(store: Store):
    rows = [person(n) for n in range(1, 1202)]
    append(store, *walked("msg-1", rows, [{}] * len(rows)))
    with store.read() as reader:
        keys = pl.Series([document_key(row) for row in rows])
        assert reader.subjects(keys).height == len(set(keys))
        assert reader.earlier(pl.Series([f"enc-{n}" for n in range(1, 1202)])).height == len(rows)


def test_only_the_latest_version_of_a_list_is_in_force(store: Store):
    append(
        store,
        loaded(),
        loaded("other"),
        loaded(version="2", entry_id="entry-2", surname="DOE", birth_date="1970-01-02"),
    )
    with store.read() as reader:
        found = reader.listings(date(2026, 3, 1))
    assert found.select("list_id", "list_version", "entry_id").rows() == [
        ("other", "1", "entry-1"),
        ("wanted", "2", "entry-2"),
    ]
    assert found["birth_date"].to_list() == [None, date(1970, 1, 2)]


def test_a_stale_list_is_labelled_and_an_expired_entry_is_off(store: Store):
    append(store, loaded(fetched="2026-02-01"), loaded("short", expires_at="2026-02-28"), loaded("fresh"))
    with store.read() as reader:
        found = reader.listings(date(2026, 3, 1))
    assert found.select("list_id", "list_stale").rows() == [("fresh", False), ("wanted", True)]


def test_everyone_announced_either_reported_or_is_listed(store: Store):
    rows = [person(1), person(2, role="crew"), person(3, function="cancel"), person(4)]
    append(store, *manifest("msg-1", rows), act(FactKind.PRESENTED, 1, port="JFK"))
    append(store, act(FactKind.PRESENTED, 9, port="JFK"))  # about nobody the store knows: changes nothing
    with store.read() as reader:
        (trip,) = queries.reporting(reader.cursor, port="JFK")
        missing = queries.not_reported(reader.cursor, trip=TRIP)
    counted = {
        name: trip[name] for name in ("announced", "presented", "not_reported", "crew_not_reported", "cancelled")
    }
    assert counted == {"announced": 3, "presented": 1, "not_reported": 2, "crew_not_reported": 1, "cancelled": 1}
    assert [row["encounter_id"] for row in missing] == ["enc-2", "enc-4"]


def test_who_presents_unannounced_is_listed(store: Store):
    append(store, *walked("msg-1", [person(1, source="lane")], [{}]))
    append(store, act(FactKind.PRESENTED, 1, lane="7", port="JFK", unannounced=True))
    with store.read() as reader:
        assert [row["encounter_id"] for row in queries.unannounced(reader.cursor, port="JFK")] == ["enc-1"]
        (trip,) = queries.reporting(reader.cursor, port="JFK")
    assert (trip["announced"], trip["presented"], trip["unannounced"]) == (0, 0, 1)


def test_late_and_missing_manifests_are_told_apart(store: Store):
    filings = [Filing("air", "inbound", "api", "departs_at", 60 * 24, "a rule")]
    append(store, *walked("msg-1", [person(1)], [{}]))
    append(store, *walked("msg-2", [person(2, source="booking", trip="QX|77")], [{}]))
    with store.read() as reader:
        found = queries.late_manifests(reader.cursor, filings, AT + timedelta(hours=3))
        early = queries.late_manifests(reader.cursor, filings, AT - timedelta(days=3))
    assert {row["trip"]: (row["state"], row["minutes_late"]) for row in found} == {
        TRIP: ("late", 600.0),
        "QX|77": ("missing", 780.0),
    }
    assert early == []


def test_feeds_are_scored_by_sender_carrier_and_field(store: Store):
    late = (None, "late-filing", "received_at")
    append(store, *manifest("msg-1", [person(1), person(2)]))
    append(store, quality("msg-1", (1, "missing-field", "sex"), (2, "impossible-date", "birth_date"), late))
    with store.read() as reader:
        rows = {row["field"]: row for row in queries.feeds(reader.cursor)}
    assert (rows["sex"]["sender"], rows["sex"]["carrier"], rows["sex"]["completeness"]) == ("QXHQ", "QX", 0.5)
    assert rows["birth_date"]["validity"] == 0.5
    assert (rows[None]["timeliness"], rows[None]["completeness"], rows[None]["findings"]) == (0.0, 0.5, 3)


def test_where_sources_contradict_each_other_is_counted_by_carrier_and_field(store: Store):
    append(
        store,
        *walked("msg-1", [person(1), person(2)], [{"differs_from": ["surname", "seat"]}, {"differs_from": ["seat"]}]),
    )
    with store.read() as reader:
        found = [(row["carrier"], row["field"], row["differing"]) for row in reports.differences(reader)]
    assert found == [("QX", "seat", 2), ("QX", "surname", 1)]


def test_explain_tells_the_whole_story_of_one_encounter_and_of_nobody_else(store: Store):
    append(store, *story())
    with store.read() as reader:
        told = queries.explain(reader, "enc-1")
        assert queries.explain(reader, "enc-404") is None
    assert told is not None
    kinds = [fact["kind"] for fact in told["facts"]]
    assert kinds[:4] == ["Declared", "Identified", "Assessed", "Assigned"]
    assert kinds[-1] == "CaseAdvanced"
    assert {"dec-1", "dec-11"} == {
        fact["data"]["declaration_id"] for fact in told["facts"] if fact["kind"] == "Declared"
    }
    assert not any(fact["data"].get("encounter_id", "enc-1") != "enc-1" for fact in told["facts"])
    assert [finding["finding_kind"] for finding in told["encounter"]["findings"]] == ["currency"]


def test_cases_keep_their_clocks(store: Store):
    append(store, *story())
    with store.read() as reader:
        (case,) = queries.cases(reader.cursor, kind="seize")
    assert (case["status"], case["due_at"], case["officer"]) == ("closed", "2026-04-01T00:00:00.000000Z", "R. Quill")


def test_the_committed_draw_stands_when_its_secret_is_revealed(store: Store):
    append(store, *story())
    with store.read() as reader:
        reader.cursor.execute("SELECT day, commitment, secret, rate FROM draw")
        assert reader.cursor.fetchall() == [("2026-03-02", "c", "s3cret", 0.1)]


def test_lists_come_in_pages(store: Store):
    append(store, *manifest("msg-1", [person(n) for n in range(1, 6)]))
    with store.read() as reader:
        pages = [queries.encounters(reader.cursor, day=date(2026, 3, 2), limit=2, offset=n) for n in (0, 2, 4)]
        none = queries.encounters(reader.cursor, day=date(2026, 3, 3))
    assert [row["encounter_id"] for page in pages for row in page] == [f"enc-{n}" for n in range(1, 6)]
    assert none == []


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"document_number": "P002"}, "encounter_document"),
        ({"surname": "MARLOW2", "birth_date": date(1980, 5, 3)}, "encounter_name"),
        ({"plate": "TW4711"}, "encounter_plate"),
        ({"subject_id": "sub-2"}, "encounter_subject"),
        ({"trip": "QX|9"}, "encounter_trip"),
    ],
)
def test_a_traveler_is_looked_up_by_an_index(store: Store, asked: dict[str, Any], index: str):
    append(store, *manifest("msg-1", [person(1), person(2, plate="TW4711", trip="QX|9"), person(3)]))
    with store.read() as reader:
        assert [row["encounter_id"] for row in queries.encounters(reader.cursor, **asked)] == ["enc-2"]
        if reader.cursor.db.vendor == "sqlite":
            condition = " AND ".join(f"{name} = '{value}'" for name, value in asked.items())
            reader.cursor.execute(f"EXPLAIN QUERY PLAN SELECT * FROM encounter WHERE {condition}")
            assert index in str(reader.cursor.fetchall())
