"""Documents over several journeys: what was found stands on a list for a human, and survives a rebuild."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.journey.border import INBOUND, Border, passenger_list, person

from tidewaiter.store import queries
from tidewaiter.vocabulary.announcement import TravelDocument


def flight(border: Border, days: int, *people, reference: str) -> None:
    leg = replace(
        INBOUND,
        departs_local=INBOUND.departs_local + timedelta(days=days),
        arrives_local=INBOUND.arrives_local + timedelta(days=days),
    )
    border.clock.on(hours=1)
    border.accepted(passenger_list(people, reference, leg=leg))


def passport(number: str) -> list[TravelDocument]:
    return [TravelDocument("P", number, "GBR", date(2032, 9, 1))]


def test_one_passport_of_two_people_and_two_passports_of_one_are_listed_with_both_values(border: Border):
    flight(border, 0, person("ASHWORTH", documents=passport("AA1000001")), reference="F1")
    flight(border, 1, person("ASHWORTH", documents=passport("AA1000002")), reference="F2")
    assert border.ask(queries.document_findings) == []
    flight(border, 2, person("ASHWORTH", documents=passport("AA1000001")), reference="F3")
    flight(
        border,
        3,
        person("QUARMBY", "THADDEUS", documents=passport("AA1000002"), birth_date=date(1961, 2, 3)),
        reference="F4",
    )
    found = {row["name"]: row for row in border.ask(queries.document_findings, port="JFK")}
    assert set(found) == {"one-document", "one-holder"}
    assert "GBR AA1000001 and GBR AA1000002 are both in use" in found["one-document"]["detail"]
    assert "QUARMBY THADDEUS 1961-02-03" in found["one-holder"]["detail"]
    assert "ASHWORTH NOOR 1984-06-23" in found["one-holder"]["detail"]
    assert border.ask(queries.document_findings, port="SEA") == []
    assert border.proves()


def test_an_unlinked_document_takes_its_uses_with_it(border: Border):
    flight(border, 0, person("ASHWORTH", documents=passport("AA1000001")), reference="U1")
    flight(border, 1, person("ASHWORTH", documents=passport("AA1000002")), reference="U2")
    second = max(border.encounters(), key=lambda row: row["scheduled_at"])["encounter_id"]
    from tidewaiter.vocabulary.officer import Officer

    border.house.unlink(second, Officer("Ana List", frozenset({"analyst"})), "two people of one name")
    flight(border, 2, person("ASHWORTH", documents=passport("AA1000001")), reference="U3")
    assert border.ask(queries.document_findings) == [], "each of the two has one passport"
    assert border.proves()
