"""An analyst's day by the keyboard alone: twenty hits settled, two dismissed together, a rule shipped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser import pages_targeting
from tests.browser.conftest import Opened
from tests.browser.pages_rules import RULE
from tests.browser.site import Site, site

SETTLED = 20
STATUS = "SELECT status, COUNT(*) FROM hit GROUP BY status"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("home"), pages_targeting.seed) as served:
        yield served


def hits(port: Site) -> dict[str, int]:
    with port.house.store.read() as reader:
        reader.cursor.execute(STATUS)
        return {str(status): int(count) for status, count in reader.cursor.fetchall()}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def onward(page: Page, *keys: str) -> None:
    """Press keys of which the last leads to another page."""
    press(page, *keys[:-1])
    with page.expect_navigation():
        press(page, keys[-1])


def test_an_analyst_settles_twenty_hits_by_two_keys_each_and_takes_a_slip_back(port: Site, opened: Opened) -> None:
    page, before = opened(port, "analyst", "JFK"), hits(port)
    assert before.get("not-a-match", 0) == 0 and before["open"] > SETTLED + 2
    page.goto("/targeting/hits")
    onward(page, "n")
    seen = set()
    for number in range(SETTLED):
        expect(page.get_by_role("heading", name="Both sides")).to_be_visible()
        seen.add(page.url.split("?")[0])
        onward(page, "n", "2")
        if number == 4:  # the wrong key: back to it, and on
            onward(page, "z")
            assert page.url.split("?")[0] in seen
            onward(page, "n", "2")
    assert len(seen) == SETTLED
    assert hits(port) == before | {"not-a-match": SETTLED, "open": before["open"] - SETTLED}


def test_two_hits_are_ticked_and_dismissed_together_without_a_mouse(port: Site, opened: Opened) -> None:
    page, before = opened(port, "analyst", "JFK"), hits(port)
    page.goto("/targeting/hits")
    press(page, "j", "x", "j", "x", "d")
    expect(page.get_by_role("dialog")).to_be_visible()
    onward(page, "1")
    expect(page.get_by_text("2 hits were dismissed")).to_be_visible()
    assert hits(port)["not-a-match"] == before.get("not-a-match", 0) + 2


def test_the_queue_is_walked_by_keys_and_a_traveler_opened_from_it(port: Site, opened: Opened) -> None:
    page = opened(port, "analyst", "JFK")
    page.goto("/targeting")
    press(page, "j", "j")
    onward(page, "Enter")
    expect(page.get_by_role("heading", name="Why assessed so")).to_be_visible()
    onward(page, "f")
    expect(page.get_by_text("this traveler")).to_be_visible()


def test_a_rule_is_written_checked_as_typed_and_shipped_by_two_analysts_and_a_supervisor(
    port: Site, opened: Opened
) -> None:
    author, second, head = (
        opened(port, "analyst"),
        opened(port, "analyst", "JFK"),
        opened(port, "supervisor"),
    )
    author.goto("/rules/new")
    press(author, "/", "Control+a")
    author.keyboard.insert_text(RULE.replace("party >= 9\n", "partyy >= 9\n"))
    expect(author.locator("#check")).to_contain_text("did you mean party?")
    press(author, "Control+a")
    author.keyboard.insert_text(RULE)
    expect(author.locator("#check")).to_contain_text("its tests come out as expected")
    press(author, "Escape")
    onward(author, "d")
    expect(author.get_by_text("You wrote it: another person approves it.")).to_be_visible()
    address = author.url
    for step, stands in (("in the shadow", "in the shadow"), ("live", "live")):
        _approve(second, address, f"read it; may run {step}")
        head.goto(address)
        onward(head, "p")
        expect(head.locator(".head")).to_contain_text(stands)
    with port.house.store.read() as reader:
        reader.cursor.execute("SELECT stage, shadow_approved_by, live_approved_by FROM rule_version")
        ((stage, *approved),) = reader.cursor.fetchall()
    assert (stage, set(approved)) == ("live", {"Analyst of JFK"})


def _approve(page: Page, address: str, reason: str) -> Any:
    page.goto(address)
    press(page, "a")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type(reason)
    onward(page, "Enter")


def test_one_search_answers_a_typed_name_with_its_sources(port: Site, opened: Opened) -> None:
    page = opened(port, "analyst", "JFK")
    page.goto("/search")
    press(page, "/")
    page.keyboard.type("halloran vasc")
    onward(page, "Enter")
    expect(page.get_by_role("heading", name="HALLORAN-VASCONCELLOS")).to_be_visible()
    expect(page.get_by_text("PAXLST of ZZ").first).to_be_visible()


def test_a_page_without_javascript_still_settles_a_hit(port: Site, opened: Opened) -> None:
    page = opened(port, "analyst", "JFK", java_script_enabled=False)
    page.goto("/targeting/hits")
    page.locator("tbody input.tick").first.check()
    page.get_by_label("No match, because").fill("another document")
    page.locator("noscript button, .filter button").last.click()
    expect(page.get_by_text("1 hit was dismissed")).to_be_visible()
