"""Inbound journeys, each from bytes to the journal: air, sea and land."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.journey.border import OUTBOUND, Border, booking_record, lane, passenger_list, person, walker

from tidewaiter.assemble import SAMPLES
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.vocabulary.announcement import TravelDocument

ROOMS = ["MessageReceived", "Declared", "Identified", "Assessed", "Assigned", "Answered"]


def kinds(border: Border, message_id: str) -> list[str]:
    return [kind for kind, _ in border.journal(message_id) if kind in ROOMS]


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def test_a_passenger_list_walks_from_bytes_to_a_clearance_for_each_and_an_explanation(border: Border):
    (arrival,) = border.accepted(passenger_list([person("RAHIMI"), person("BRINKMANN", "JORG")], "R1"))
    assert "CUSRES" in arrival.answer
    assert all(f"ZZ-{name[:6]}" in arrival.answer for name in ("RAHIMI", "BRINKMANN")), "each has an answer"
    assert kinds(border, arrival.message_id) == ROOMS
    rahimi = border.one("Rahimi")
    assert (rahimi["port"], rahimi["direction"], rahimi["mode"]) == ("JFK", "inbound", "air")
    assert rahimi["scheduled_at"] == "2026-08-14T17:10:00.000000Z"
    assert rahimi["assignment"] in ("expedite", "primary", "secondary")
    told = border.explain(rahimi["encounter_id"])
    assert [fact["kind"] for fact in told["facts"]][:4] == ["Declared", "Identified", "Assessed", "Assigned"]
    assert all(fact["data"].get("surname") in (None, "RAHIMI") for fact in told["facts"]), "nobody else is in it"
    assert told["replayed"] and told["rules"]
    assert border.journal(rahimi["encounter_id"])[-1][0] == "RecordRead"


def test_a_booking_and_a_manifest_of_one_flight_are_one_encounter_a_person_and_their_differences_are_seen(
    border: Border,
):
    booked = [person("RAHIMI", seat="11D"), person("HALLORAN", "NIAMH")]
    (first,) = border.accepted(booking_record(booked, "B1"))
    assert "CONTRL" in first.answer
    before = {row["encounter_id"] for row in border.encounters()}
    other = TravelDocument("P", "999111222", "GBR", date(2031, 1, 1))
    border.accepted(passenger_list([person("RAHIMI", documents=[other]), booked[1]], "R1"))
    assert {row["encounter_id"] for row in border.encounters()} == before and len(before) == 2
    rahimi = border.one("Rahimi")
    assert rahimi["sources"] == "booking,api"
    assert rahimi["document_number"] == "999111222", "the manifest goes before the booking"
    assert border.differences() == [("messages", "document_number", 2, 1)]
    assert border.one("Halloran")["announced_by"][1]["differs"] is None


def test_a_manifest_that_comes_before_the_booking_makes_the_same_encounters(border: Border):
    people = [person("RAHIMI"), person("HALLORAN", "NIAMH")]
    border.accepted(passenger_list(people, "R1"))
    border.accepted(booking_record(people, "B1"))
    assert len(border.encounters()) == 2
    assert border.one("Rahimi")["sources"] == "api,booking"


def test_a_bus_list_a_ferry_manifest_and_private_vessels_walk_the_same_rooms(border: Border):
    for name, port, mode in (
        ("coach_tijuana.csv", "2504", "land"),
        ("ferry_port_angeles.json", "USCLM", "sea"),
        ("private_aircraft.csv", "GTF", "air"),
        ("yacht_ternsong.json", "USMIA", "sea"),
    ):
        (arrival,) = border.accepted(sample(f"manifests/{name}"))
        assert kinds(border, arrival.message_id) == ROOMS, name
        found = [row for row in border.encounters() if row["mode"] == mode]
        places = border.house.policies.places
        assert places[port].code in {row["port"] for row in found}, name
        assert all(row["assignment"] for row in found), name


def test_somebody_unannounced_is_screened_and_presented_at_the_lane(border: Border):
    (arrival,) = border.accepted(lane([walker("Monsivais", "G33310098")], "L1"))
    celia = border.one("Monsivais")
    assert kinds(border, arrival.message_id) == ROOMS
    assert celia["status"] == "presented" and celia["unannounced"] and celia["lane"] == "07"
    assert celia["assignment"], "nobody stands at a lane unscreened"
    assert [row["encounter_id"] for row in border.ask(queries.unannounced)] == [celia["encounter_id"]]
    assert border.house.policies.places[celia["port"]].mode == "land"


def test_somebody_on_a_look_out_list_is_a_hit_at_the_lane(border: Border):
    wanted = walker("Quennell", "G1", given_names="Tobias Arne", birth_date="1971-04-09")
    border.accepted(lane([wanted], "L1"))
    tobias = border.one("Quennell")
    assert [hit["entry_id"] for hit in tobias["possible_matches"]] == ["LS-001"]
    assert (tobias["assignment"], tobias["stream"]) == ("secondary", "risk")
    assert tobias["lookout"].startswith("possible match: outstanding-warrant")


PRESUBMITTED = b"""{"reference": "PRE-1", "sender": "TRAVELER-APP", "recipient": "BORDER", "mode": "land",
 "direction": "inbound", "legs": [{"arrival": "2504", "arrives_at": "2026-08-14T10:30"}],
 "travelers": [{"role": "driver", "surname": "Zepeda", "given_names": "Hilario", "birth_date": "1977-10-03",
 "nationality": "MEX", "presubmission": "PRE-7F3K-2291",
 "documents": [{"kind": "I", "number": "IDM4481208", "issuer": "MEX", "expires": "2029-03-03"}]}]}"""


def test_a_presubmitted_traveler_is_bound_to_their_own_announcement_at_the_lane(border: Border):
    border.accepted(PRESUBMITTED)
    announced = border.one("Zepeda")
    assert announced["status"] == "announced"
    document = [{"kind": "I", "number": "IDM4481208", "issuer": "MEX", "expires": "2029-03-03"}]
    at_lane = walker("Zepeda", "", given_names="Hilario", birth_date="1977-10-03", documents=document, role="driver")
    border.accepted(lane([at_lane], "L1"))
    here = border.one("Zepeda")
    assert here["encounter_id"] == announced["encounter_id"]
    assert here["status"] == "presented" and not here["unannounced"]
    assert border.ask(queries.unannounced) == []
    assert ("presented", "document_expires", 1, 1) not in border.differences()


def test_what_presented_itself_is_laid_beside_what_was_announced_for_the_officer_and_the_carriers_score(border: Border):
    border.accepted(PRESUBMITTED)
    document = [{"kind": "I", "number": "IDM4481208", "issuer": "MEX", "expires": "2031-03-03"}]
    border.accepted(
        lane([walker("Zepeda", "", given_names="Hilario", birth_date="1977-10-03", documents=document)], "L1")
    )
    told = border.explain(border.one("Zepeda")["encounter_id"])
    assert [
        (each["field"], each["announced"], each["presented"])
        for each in told["differences"]
        if each["kind"] == "differs"
    ] == [("document_expires", "2029-03-03", "2031-03-03")]
    assert ("presented", "document_expires", 1, 1) in border.differences()


def test_a_presubmission_number_alone_binds_a_traveler_to_their_announcement(border: Border):
    border.accepted(PRESUBMITTED)
    announced = border.one("Zepeda")
    document = [{"kind": "P", "number": "G99000111", "issuer": "MEX", "expires": "2030-03-03"}]
    at_lane = walker("Zepeda", "", given_names="Hilario", birth_date="1977-10-03", documents=document)
    at_lane["people"][0]["presubmission"] = "PRE-7F3K-2291"
    border.accepted(lane([at_lane], "L1"))
    assert border.one("Zepeda")["encounter_id"] == announced["encounter_id"]


def test_a_commuter_who_crosses_twice_a_day_is_one_subject_in_two_encounters(border: Border):
    border.accepted(lane([walker("Monsivais", "G33310098")], "L1"))
    border.accepted(lane([walker("Monsivais", "G33310098", at="2026-08-14T17:40:00-07:00")], "L2"))
    morning, evening = border.encounters()
    assert morning["subject_id"] == evening["subject_id"]
    assert morning["encounter_id"] != evening["encounter_id"]


def test_two_messages_in_one_interchange_are_one_answer_with_everybody_in_it(border: Border):
    first, second = passenger_list([person("RAHIMI")], "R1"), passenger_list([person("HALLORAN")], "R1")
    body = first[first.index(b"UNH") : first.index(b"UNZ")]
    more = second[second.index(b"UNH") : second.index(b"UNZ")].replace(b"UNH+1+", b"UNH+2+")
    more = more[: more.rindex(b"+1'")] + b"+2'" + more[more.rindex(b"+1'") + 3 :]
    whole = first[: first.index(b"UNH")] + body + more + b"UNZ+2+R1'"
    (arrival,) = border.accepted(whole)
    assert len(border.encounters()) == 2
    assert arrival.answer.count("CUSRES") == 2


def test_two_interchanges_in_one_file_are_taken_in_each_by_itself(border: Border):
    good = passenger_list([person("RAHIMI")], "R1")
    other = passenger_list([person("HALLORAN")], "R2")
    arrivals = border.accepted(good + b"\r\n" + other)
    assert [arrival.opened.reference for arrival in arrivals] == ["R1", "R2"]
    assert len(border.encounters()) == 2
    broken = passenger_list([person("LINDQVIST")], "R3").replace(b"UNH+1+PAXLST", b"UNH+1+BAPLIE")
    third, fourth = border.send(broken + passenger_list([person("FARKAS")], "R4"))
    assert (third.status, fourth.status) == ("refused", "accepted")
    assert third.error.code == "17" and third.error.position.segment == 2


def test_a_later_cancellation_takes_people_off_and_they_owe_no_report(border: Border):
    people = [person("RAHIMI"), person("HALLORAN", "NIAMH")]
    border.accepted(passenger_list(people, "R1"))
    border.clock.on(minutes=5)
    border.accepted(passenger_list(people[:1], "R2", function="cancel"))
    assert border.one("Rahimi")["cancelled"] and not border.one("Halloran")["cancelled"]
    assert [row["surname"] for row in border.ask(queries.not_reported)] == ["HALLORAN"]
    border.accepted(booking_record(people, "B1"))
    assert border.one("Rahimi")["cancelled"], "a booking pushed once more does not put anybody back on board"
    border.accepted(passenger_list(people[:1], "R3", function="update"))
    assert not border.one("Rahimi")["cancelled"], "the carrier's list does"
    assert border.proves()


def test_a_close_out_closes_the_trip_and_makes_nobody_twice(border: Border):
    border.accepted(sample("paxlst/flight_zz204.edi"))
    count = len(border.encounters())
    border.accepted(sample("paxlst/close_out_and_change.edi"))
    assert len(border.encounters()) == count
    with border.house.store.read() as reader:
        reader.cursor.execute("SELECT count(*) FROM trip WHERE closed_out")
        assert reader.cursor.fetchone()[0] == 1


def test_who_did_not_report_stands_on_a_list_crew_too(border: Border):
    crew = person("STRAND", "OTTILIE", role="crew")
    border.accepted(passenger_list([person("RAHIMI"), crew, person("HALLORAN", "NIAMH")], "R1"))
    border.clock.on(hours=16)
    here = border.one("Rahimi")
    border.act(ReportAtPrimary, here["encounter_id"], port="JFK", lane="12")
    missing = border.ask(queries.not_reported, port="JFK", as_of=border.clock() + queries.GRACE)
    assert {(row["surname"], row["role"]) for row in missing} == {("HALLORAN", "passenger"), ("STRAND", "crew")}
    (trip,) = border.ask(queries.reporting, port="JFK")
    assert (trip["announced"], trip["presented"], trip["not_reported"], trip["crew_not_reported"]) == (3, 1, 2, 1)


def test_a_child_alone_is_known_as_one_from_booking_to_lane(border: Border):
    child = replace(person("ADEYEMI", "TOLU"), unaccompanied_minor=True, birth_date=date(2017, 4, 12))
    border.accepted(booking_record([child], "B1"))
    border.accepted(passenger_list([replace(child, unaccompanied_minor=False)], "R1"))
    assert border.one("Adeyemi")["unaccompanied_minor"]


def test_crossings_that_one_file_or_one_batch_tells_of_are_encounters_each(open_border):
    morning, evening = (
        walker("Monsivais", "G33310098"),
        walker("Monsivais", "G33310098", at="2026-08-14T17:40:00-07:00"),
    )
    one_file, one_batch = open_border("file"), open_border("batch")
    one_file.accepted(lane([morning, evening], "L1"))
    one_batch.accepted(lane([morning], "L1"), lane([evening], "L2"))
    for border in (one_file, one_batch):
        found = border.encounters()
        assert [row["scheduled_at"][11:16] for row in found] == ["17:02", "00:40"]
        assert len({row["subject_id"] for row in found}) == 1
        assert {row["status"] for row in found} == {"presented"} and all(row["assignment"] for row in found)


def test_a_car_that_crosses_twice_in_one_file_is_one_subject_in_two_encounters(border: Border):
    car = {"plate": "7XLM88", "plate_issuer": "USA", "kind": "car"}
    first = {**walker("Monsivais", "G1", role="driver"), "vehicle": car}
    second = {**walker("Zepeda", "G2", role="driver", at="2026-08-14T12:40:00-07:00"), "vehicle": car}
    border.accepted(lane([first, second], "L1"))
    cars = border.ask(queries.encounters, kind="conveyance")
    assert len(cars) == 2 and len({row["subject_id"] for row in cars}) == 1


def test_a_second_presubmission_of_the_day_waits_for_the_second_crossing(border: Border):
    document = [{"kind": "I", "number": "IDM4481208", "issuer": "MEX", "expires": "2029-03-03"}]
    for turn, at in enumerate(("2026-08-14T10:20:00-07:00", "2026-08-14T18:20:00-07:00")):
        border.accepted(PRESUBMITTED.replace(b"PRE-1", b"PRE-%d" % turn))
        said = {"given_names": "Hilario", "birth_date": "1977-10-03", "documents": document, "role": "driver"}
        border.accepted(lane([walker("Zepeda", "", at=at, **said)], f"L{turn}"))
    both = border.encounters()
    assert [(row["status"], row["unannounced"], row["sources"]) for row in both] == [
        ("presented", False, "manifest,lane")
    ] * 2


def test_a_list_past_its_expiry_switches_itself_off_and_a_stale_one_is_labelled(border: Border):
    wanted = person("QUENNELL", "TOBIAS ARNE", birth_date=date(1971, 4, 9))
    border.clock.now = datetime(2028, 6, 1, tzinfo=UTC)
    border.accepted(passenger_list([wanted], "R1"))
    (hit,) = border.one("Quennell")["possible_matches"]
    assert hit["list_stale"] and "STALE" in border.one("Quennell")["lookout"]
    border.clock.now = datetime(2029, 1, 1, tzinfo=UTC)
    (_, later) = border.accepted(passenger_list([person("FARKAS")], "R2"), passenger_list([wanted], "R3", leg=OUTBOUND))
    leaving = border.one("Quennell", direction="outbound")
    assert leaving["possible_matches"] == []
    checks = [c for kind, rows in border.journal(later.message_id) if kind == "Identified" for c in rows[0]["checks"]]
    assert [c["state"] for c in checks if c["name"] == "lists"] == ["not-run"], "no list in force is never a pass"


def test_somebody_whose_given_name_is_one_letter_is_taken_in_like_anybody(border: Border):
    border.accepted(passenger_list([person("RAHIMI", "N"), person("FARKAS", "JO"), person("BRINKMANN", "")], "R1"))
    assert {row["surname"] for row in border.encounters()} == {"RAHIMI", "FARKAS", "BRINKMANN"}
