"""The lane in each of its states: the field, one traveler of every verdict, a vehicle, several, nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.browser.chance import DRAWN_AT
from tests.browser.lane_world import (
    announce,
    claim,
    crossed_before,
    drive_up,
    encounter,
    landing,
    sought,
    traveler,
    typed,
)
from tests.browser.pages import Shown
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = "VAN DER STEENHOVEN-WACHTMEISTER"
FAMILY = [traveler(number, locator="FAMILY") for number in range(4)]
FAMILY[1] = replace(FAMILY[1], surname=LONG, given_names="WILHELMINA ALEXANDRA CHARLOTTE")


def seed(site: Site) -> None:
    """Land a flight, drive a car up, and let one of them have been here before."""
    crossed_before(site, FAMILY[0])
    others = [sought(10), traveler(11), traveler(12), traveler(13)]
    announce(site, [*FAMILY, *others], "LANE-PAGES")
    claim(site, str(others[1].surname))
    announce(site, [traveler(14)], "LANE-DRAWN", replace(landing(), arrival=DRAWN_AT))
    drive_up(site)


def scan(number: int) -> Callable[[Page, Site], None]:
    """Type somebody's passport into the field as a reader does."""

    def prepare(page: Page, site: Site) -> None:
        page.keyboard.type(typed(FAMILY[number]) + "\n")
        page.wait_for_url("**/lane/enc-*")

    return prepare


def type_in(text: str) -> Callable[[Page, Site], None]:
    def prepare(page: Page, site: Site) -> None:
        with page.expect_navigation():
            page.keyboard.type(text + "\n")

    return prepare


def reasons(page: Page, site: Site) -> None:
    page.keyboard.press("r")
    page.locator("dialog[open]").wait_for()


def admitted(page: Page, site: Site) -> None:
    scan(2)(page, site)
    if page.locator("[data-key=a]").count():
        with page.expect_navigation():
            page.keyboard.press("a")


def stand(page: Page, site: Site) -> None:
    page.locator("#lane").wait_for()


def at(surname: str, port: str = "JFK") -> Callable[[Site], str]:
    return lambda site: f"/lane/{encounter(site, surname, port)['encounter_id']}"


WRONG = typed(FAMILY[3])[:53] + "0" + typed(FAMILY[3])[54:]
PAGES = [
    Shown("lane", "/lane", port="JFK"),
    Shown("lane-nowhere", "/lane", prepare=stand),
    Shown("lane-clear", "/lane", port="JFK", prepare=scan(0)),
    Shown("lane-long-name", "/lane", port="JFK", prepare=scan(1)),
    Shown("lane-match", at("QUENNELL"), port="JFK"),
    Shown("lane-claim", at("LANEABB"), port="JFK"),
    Shown("lane-drawn", at("LANEABE", DRAWN_AT), port=DRAWN_AT),
    Shown("lane-incomplete", at("LANEABC"), port="JFK"),
    Shown("lane-reasons", at("LANEABC"), port="JFK", prepare=reasons),
    Shown("lane-several", "/lane", port="JFK", prepare=type_in("lane")),
    Shown("lane-nobody", "/lane", port="JFK", prepare=type_in("nobody at all")),
    Shown("lane-wrong-digit", "/lane", port="JFK", prepare=type_in(WRONG)),
    Shown("lane-vehicle", at("7ABC123", "2504"), port="2504"),
    Shown("lane-waiting", "/lane", port="2504"),
    Shown("lane-done", "/lane", port="JFK", prepare=admitted),
]
