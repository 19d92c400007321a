"""The register of places: airports, land and sea ports, offices, as seen from a home country."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tidewaiter.store import reference
from tidewaiter.store.reference import places


def test_an_airport_is_found_by_its_iata_and_its_icao_code():
    assert places()["KJFK"] is places()["JFK"]
    assert (places()["JFK"].kind, places()["LHR"].kind) == ("port-of-entry", "foreign")


def test_sea_ports_are_found_by_national_code_too():
    assert places()["2704"].code == "USLAX"
    assert places()["2504"].mode == "land"


def test_there_are_at_least_sixty_land_and_sea_ports_of_entry_each_with_a_source_and_a_real_zone():
    ports = [place for place in places().ports_of_entry() if place.mode != "air"]
    assert len(ports) >= 60
    for place in ports:
        assert place.source
        assert place.zone
        assert ZoneInfo(place.zone)
        assert place.latitude is not None
        assert -90 <= place.latitude <= 90


def test_every_office_that_a_port_reports_to_is_a_place():
    offices = {place.office for place in places().ports_of_entry() if place.office}
    assert offices
    assert all(places()[office].kind == "office" for office in offices)


def test_no_code_means_two_places():
    codes = list(places())
    aliases = [row["aliases"].split(";") for _, row in reference._rows("ports.csv")]
    flat = [alias for part in aliases for alias in part if alias]
    assert len(set(codes)) == len(codes)
    assert len(set(flat)) == len(flat)
    assert not set(flat) & set(codes)


def test_territories_count_as_home_so_that_no_border_is_seen_within_it():
    assert places().country("GUM") == places().country("SJU") == "US"
    assert places("GU").country("GUM") == "GU"


def test_a_small_airport_at_home_is_domestic_not_a_port_of_entry():
    assert places()["OCA"].kind == "domestic"


def test_another_home_sees_its_own_ports_and_calls_ours_foreign():
    mexico = places("MX")
    assert mexico["MXTIJ"].kind == "port-of-entry"
    assert mexico["2504"].kind == mexico["JFK"].kind == "foreign"
    assert mexico["MEX"].kind == "port-of-entry"
    assert not [place for place in map(mexico.__getitem__, mexico) if place.kind == "office"]


def test_an_unknown_code_has_no_country():
    assert places().country("ZZZZZ") is None
