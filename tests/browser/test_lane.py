"""A lane by the keyboard alone in a real browser: a hundred travelers by a script, every keystroke counted.

A reader types the document with Enter at its end, which counts as one keystroke; every key an officer presses as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from statistics import median

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Opened
from tests.browser.lane_world import announce, claim, drive_up, encounter, landing, leaving, sought, traveler, typed
from tests.browser.site import Site, site
from tests.journey.border import booking_record

from tidewaiter.cli.demo import load_lists
from tidewaiter.receive import Delivery
from tidewaiter.store import queries
from tidewaiter.vocabulary.announcement import Person, TravelDocument

ON_BOARD = 113
SCRIPT = {
    **dict.fromkeys((3, 67), "refer"),  # bear the name and birth date of somebody sought
    17: "refer",  # on a document of a stolen series
    **dict.fromkeys((29, 41, 71), "refer"),  # said on the way that they are afraid to go back
    **dict.fromkeys((53, 83), "refer"),  # on documents that have expired
    11: "failed",  # holds another passport than the one announced
    59: "incomplete",  # the reader is broken: typed by hand
}
LINES = {
    "clear": "Nothing stands in the way: you may admit",
    "refer": "Refer to secondary",
    "failed": "A check failed: refer, or check it again by hand",
    "incomplete": "Checks incomplete: refer, or run them again by hand",
}


def passengers() -> list[Person]:
    """Those on board, ten of whom the script has something to say of."""
    people = [traveler(number) for number in range(ON_BOARD)]
    for number in (53, 83):
        people[number] = replace(
            people[number], documents=[replace(people[number].documents[0], expires=date(2026, 8, 1))]
        )
    people[3], people[67] = sought(3), sought(67)
    people[17] = replace(people[17], documents=[TravelDocument("P", "ZZ9100003", "GBR", date(2035, 9, 1))])
    return people


PEOPLE = passengers()
ALONE = traveler(113, birth_date=date(2014, 3, 2), unaccompanied_minor=True)
AWAY = traveler(200, surname="OUTWARD")


def _seed(served: Site) -> None:
    load_lists(served.house, "test")
    flight = landing()
    announce(served, [*PEOPLE, ALONE], "LANE-DAY", flight)
    (booked,) = served.house.ingest(
        [Delivery(booking_record([ALONE], "LANE-BOOKED", leg=flight), "test", "booked.edi")]
    )
    assert booked.accepted, booked.error
    announce(served, [AWAY], "LANE-AWAY", leaving())
    for number in (29, 41, 71):
        claim(served, str(PEOPLE[number].surname))
    drive_up(served)


@pytest.fixture(scope="module")
def lane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("home"), _seed, samples=False) as served:
        yield served


class Officer:
    """Somebody at the lane who touches nothing but keys, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def read(self, text: str) -> None:
        """A reader types a document and its Enter: one keystroke of the officer's time."""
        self.pressed += 1
        self.page.keyboard.press(text[0])  # the first character finds the field; the others come too fast to tell apart
        self.page.keyboard.insert_text(text[1:])
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, key: str, *, goes_on: bool = True) -> None:
        self.pressed += 1
        if not goes_on:
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def line(self) -> str:
        return self.page.locator("#verdict").inner_text()


def test_a_hundred_travelers_by_the_keyboard_alone(lane: Site, opened: Opened) -> None:
    clean = [number for number in range(ON_BOARD) if number not in SCRIPT][:90]
    script = {number: SCRIPT.get(number, "clear") for number in sorted([*clean, *SCRIPT])}
    page = opened(lane, "officer", "JFK")
    page.goto("/lane")
    officer, told, keys, taken = Officer(page), {}, {}, []
    for number, word in script.items():
        before, who = officer.pressed, PEOPLE[number]
        passport = str(who.documents[0].number)
        held = replace(who, documents=[replace(who.documents[0], number="P9999999")]) if number == 11 else who
        officer.read(passport if number == 59 else typed(held))
        taken.append(page.evaluate("() => performance.getEntriesByType('navigation')[0].domComplete"))
        told[number] = next((each for each, line in LINES.items() if line == officer.line()), officer.line())
        if told[number] == "clear":
            officer.press("a")
        else:
            assert page.locator("[data-key=a]").count() == 0, f"{word} offers to admit"
            officer.press("r", goes_on=False)
            officer.press("0")
        keys[number] = officer.pressed - before
    assert told == script
    assert Counter(told.values()) == {"clear": 90, "refer": 8, "failed": 1, "incomplete": 1}
    assert max(keys[number] for number in clean) == 2
    assert max(keys.values()) == 3
    with lane.house.store.read() as reader:
        rows = queries.encounters(reader.cursor, port="JFK", limit=1000)
    stands = Counter(row["status"] for row in rows)
    assert (stands["admitted"], stands["referred"]) == (90, 10)
    taken.sort()
    print(f"\nprimary screen in the browser: p50 {median(taken):.0f} ms, p95 {taken[int(0.95 * len(taken))]:.0f} ms")


def test_one_key_takes_back_and_the_countdown_ends_it(lane: Site, opened: Opened) -> None:
    page = opened(lane, "officer", "JFK")
    page.goto("/lane")
    officer = Officer(page)
    officer.read(typed(PEOPLE[110]))
    if page.locator("[data-key=a]").count() == 0:
        pytest.fail(f"not open: {page.locator('main').inner_text()}")
    officer.press("a")
    assert int(page.locator("[data-left]").first.inner_text()) <= 10
    officer.press("u")
    assert "stands at the lane" in page.locator(".lane-who").inner_text()
    officer.press("a")
    page.locator("[data-key=u]").wait_for(state="detached", timeout=15_000)
    page.keyboard.press("u")  # there is nothing left that it presses: it lands in the field
    assert page.locator("#q").input_value() == "u"


def test_a_reader_that_ends_every_line_with_enter_sends_once(lane: Site, opened: Opened) -> None:
    page = opened(lane, "officer", "JFK")
    page.goto("/lane")
    text = typed(PEOPLE[111])
    page.keyboard.type(f"{text[:44]}\n")
    assert page.url.endswith("/lane") and page.locator("#q").input_value().strip() == text[:44]
    with page.expect_navigation():
        page.keyboard.type(f"{text[44:]}\n")
    assert str(PEOPLE[111].documents[0].number) in page.locator(".lane-who").inner_text()


def test_nothing_scrolls_at_the_lanes_own_size(lane: Site, opened: Opened) -> None:
    page = opened(lane, "officer", "JFK")
    for who in (PEOPLE[3], PEOPLE[17], PEOPLE[112]):
        page.goto("/lane")
        Officer(page).read(typed(who))
        tall = page.evaluate("() => document.documentElement.scrollHeight")
        assert tall <= 720, f"{who.surname} needs {tall} pixels"


def test_a_vehicle_is_settled_by_keys_from_its_plate_on(lane: Site, opened: Opened) -> None:
    page = opened(lane, "officer", "2504")
    page.goto("/lane")
    officer = Officer(page)
    officer.read("7abc123")
    assert "4 people were counted in it and 3 are listed" in page.locator("main").inner_text()
    officer.press("1", goes_on=False)  # refer the first
    page.locator("dialog[open]").wait_for()
    officer.press("3")
    assert "referred" in page.locator(".lane-inside li").first.inner_text()
    assert encounter(lane, "ARROYO", "2504")["version"] == 2


def test_who_leaves_is_let_leave_by_the_same_two_keys(lane: Site, opened: Opened) -> None:
    page = opened(lane, "officer", "JFK")
    page.goto("/lane")
    officer = Officer(page)
    officer.read(typed(AWAY))
    said = page.locator("main").inner_text()
    assert "Letting leave records the exit" in said
    assert page.locator("[data-key=a]").inner_text().startswith("Let leave")
    assert page.locator("#until").count() == 0, "no stay begins"
    officer.press("a")
    assert officer.pressed == 2
    assert _status(lane, "OUTWARD") == "departed"


def test_a_child_alone_is_said_to_be_one_and_no_key_admits(lane: Site, opened: Opened) -> None:
    page = opened(lane, "officer", "JFK")
    page.goto("/lane")
    officer = Officer(page)
    officer.read(typed(ALONE))
    assert officer.line() == LINES["refer"]
    assert "A child who may be alone: the authority for children comes first" in page.locator("main").inner_text()
    assert page.locator("[data-key=a]").count() == 0
    here = page.url
    officer.press("a", goes_on=False)
    assert (page.url, _status(lane, str(ALONE.surname))) == (here, "announced"), "the key found nothing to press"
    page.goto(here)
    officer.press("r", goes_on=False)
    officer.press("7")  # somebody may need help or protection
    assert _status(lane, str(ALONE.surname)) == "referred"


def _status(served: Site, surname: str) -> str:
    with served.house.store.read() as reader:
        (row,) = queries.encounters(reader.cursor, port="JFK", surname=surname)
    return str(row["status"])
