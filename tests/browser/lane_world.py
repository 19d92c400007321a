"""People and vehicles that stand at lanes just now: all invented, announced in messages like any others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.browser.site import Site
from tests.journey.border import lane, passenger_list, walker
from tests.journey.travelers import car, somebody, zone

from tidewaiter import enforce, inspect
from tidewaiter.formats import mrz
from tidewaiter.receive import Delivery
from tidewaiter.vocabulary.announcement import Leg, Person, TravelDocument
from tidewaiter.vocabulary.officer import Officer

NEW_YORK, PACIFIC = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
VALID = date(2035, 9, 1)
COLLEAGUE = Officer("Tomas Reyk", frozenset({"officer"}), "JFK", "inspection at primary")


def landing(ago: timedelta = timedelta(minutes=20), number: str = "204") -> Leg:
    """A flight that landed at JFK a while ago, by the local clock."""
    here = (datetime.now(UTC) - ago).astimezone(NEW_YORK).replace(tzinfo=None, second=0, microsecond=0)
    return Leg("ZZ", number, "LHR", "JFK", here - timedelta(hours=3), here, crossing=True)


def leaving(ahead: timedelta = timedelta(hours=2), number: str = "203") -> Leg:
    """A flight that leaves JFK in a while, by the local clock."""
    departs = (datetime.now(UTC) + ahead).replace(second=0, microsecond=0)
    there = departs + timedelta(hours=7)
    local = [departs.astimezone(NEW_YORK), there.astimezone(ZoneInfo("Europe/London"))]
    return Leg("ZZ", number, "JFK", "LHR", *(each.replace(tzinfo=None) for each in local), crossing=True)


def traveler(number: int, **said: object) -> Person:
    """One of those on board, with a passport that is good for years."""
    return replace(somebody(number, expires=VALID), **said)  # type: ignore[arg-type]


def sought(number: int) -> Person:
    """Somebody who bears the name and birth date of an entry of the sample list."""
    return traveler(number, surname="QUENNELL", given_names="TOBIAS ARNE", birth_date=date(1971, 4, 9))


def typed(who: Person) -> str:
    """What a reader types of somebody's passport: both lines, no break between them."""
    passport = who.documents[0]
    born, ends = mrz.PartialDate.of(who.birth_date), mrz.PartialDate.of(passport.expires)
    lines = zone(str(who.surname), str(who.given_names), str(passport.number), birth=born, expiry=ends)
    return lines.replace("\n", "")


def announce(site: Site, people: Sequence[Person], reference: str, leg: Leg | None = None) -> None:
    """Take a flight's list in."""
    raw = passenger_list(people, reference, leg=leg or landing())
    (arrival,) = site.house.ingest([Delivery(raw, "test", f"{reference}.edi")])
    assert arrival.accepted, arrival.error


def drive_up(site: Site, reference: str = "V-LANE") -> None:
    """Let a car stand at lane 07 of San Ysidro, with three people and one more than that counted."""
    at = datetime.now(PACIFIC).isoformat(timespec="seconds")
    family = [walker("ARROYO", "G1111111"), walker("BELMONTE-CASTELLANOS", "G2222222"), walker("CRUZ", "G3333333")]
    crossing = {**car("7ABC123", *family, occupants=4), "at": at}
    (arrival,) = site.house.ingest([Delivery(lane([crossing], reference), "test", f"{reference}.json")])
    assert arrival.accepted, arrival.error


def encounter(site: Site, surname: str, port: str = "JFK") -> dict[str, object]:
    """Give the latest encounter of somebody, or the vehicle of a plate."""
    with site.house.store.read() as reader:
        reader.cursor.execute(
            "SELECT encounter_id, version, stream FROM encounter WHERE port = %s AND (surname = %s OR (plate = %s AND"
            " kind = 'conveyance')) ORDER BY scheduled_at DESC LIMIT 1",
            [port, surname, surname],
        )
        row = reader.cursor.fetchone()
    assert row is not None, surname
    return dict(zip(("encounter_id", "version", "stream"), row, strict=True))


def crossed_before(site: Site, who: Person) -> None:
    """Let somebody have been admitted a while ago, so that there is a past to show."""
    announce(site, [who], f"PAST-{who.surname}", landing(timedelta(hours=30), "118"))
    about, now = str(encounter(site, str(who.surname))["encounter_id"]), site.house.policies.clock()
    site.house.act(inspect.ReportAtPrimary(encounter_id=about, officer=COLLEAGUE, at=now))
    site.house.act(enforce.Admit(encounter_id=about, officer=COLLEAGUE, at=now))


def claim(site: Site, surname: str) -> None:
    """Record that somebody said on the way that they are afraid."""
    about, now = str(encounter(site, surname)["encounter_id"]), site.house.policies.clock()
    site.house.act(enforce.ClaimProtection(encounter_id=about, officer=COLLEAGUE, at=now, kind="fear"))


__all__ = [
    "TravelDocument", "announce", "claim", "crossed_before", "drive_up", "encounter", "landing", "sought", "traveler",
    "typed",
]  # fmt: skip
