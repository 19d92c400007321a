"""A steward and an auditor at work in a real browser, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.board_world import busy_port, decision
from tests.browser.conftest import Opened
from tests.browser.lane_world import landing, traveler
from tests.browser.site import Site, site
from tests.journey.border import passenger_list

from tidewaiter.receive import Delivery
from tidewaiter.store import access
from tidewaiter.vocabulary.sender import Submitter
from tidewaiter.vocabulary.time import utc_now


def seed(made: Site) -> None:
    """Let a port be busy, and a list come from a carrier whose token does not name its sender yet."""
    busy_port(made)
    raw = passenger_list([traveler(80), traveler(81)], "STRANGER", leg=landing())
    (arrival,) = made.house.ingest([Delivery(raw, "http", "gate-9.edi", by=Submitter("Zed Air", frozenset()))])
    assert not arrival.accepted


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("home"), seed) as opened:
        yield opened


def go(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_steward_replays_a_dead_letter_after_a_fix_by_keyboard_alone(served: Site, opened: Opened) -> None:
    page = opened(served, "steward")
    page.goto("/deadletters")
    page.keyboard.press("j")
    go(page, "Enter")
    assert "Refused" in page.inner_text("h1")
    assert page.inner_text(".original mark") != ""
    go(page, "r")
    assert "refused again" in page.inner_text("main")
    with served.house.store.work() as work:  # the fix: the carrier's token names its sender
        said: dict[str, Any] = {"name": "Zed Air", "role": "carrier", "port": "*", "days": 1, "senders": ("ZZ",)}
        access.issue(work, **said, by="test", now=utc_now())
    go(page, "r")
    assert "It walked and was accepted" in page.inner_text("main")
    assert page.locator(".steps .done").count() >= 5
    page.goto("/deadletters")
    assert "No dead letter is here" in page.inner_text("main")


def test_an_auditor_replays_a_refusal_by_keyboard_alone(served: Site, opened: Opened) -> None:
    page = opened(served, "auditor")
    page.goto("/audit?kind=Refused")
    page.keyboard.press("j")
    go(page, "Enter")
    assert page.url.endswith(f"/audit/decisions/{decision(served)}")
    said = page.inner_text("main")
    assert "Refused: HAZEL" in said
    assert "give the same score, band and reasons" in said
    assert "The data page was replaced" in said
    assert "Bo Tarn" in said  # the second officer
    go(page, "b")
    go(page, "2")
    assert "HAZEL" in page.inner_text("tbody")
    go(page, "4")
    page.keyboard.press("v")
    page.get_by_text("Nothing was changed, lost or inserted.").wait_for(timeout=60_000)


def test_a_commander_goes_from_an_alarm_to_the_rows_and_answers_it(served: Site, opened: Opened) -> None:
    page = opened(served, "commander", "BOS")
    page.goto("/board")
    page.locator("figure[data-chart] canvas").first.wait_for()
    waiting = page.locator("a[href*='figure=waiting']").first
    count = waiting.inner_text()
    assert _swapped_by_a_change(page) is True
    waiting.focus()
    go(page, "Enter")
    assert page.inner_text("h1").endswith(f": {count}")
    assert page.locator("tr[data-row]").count() == int(count)
    go(page, "b")
    page.locator("input[name=answer]").first.focus()
    assert _swapped_by_a_change(page) is False, "what somebody types would be lost"
    page.keyboard.type("lane 4 is opened")
    go(page, "Enter")
    assert "lane 4 is opened" in page.inner_text(".alarm")


def _swapped_by_a_change(page: Page) -> bool:
    """Tell whether the board would be drawn anew now, if the journal grew."""
    swapped: bool = page.evaluate("""() => {
        const detail = {
            requestConfig: {triggeringEvent: new Event("live")}, target: document.getElementById("now"),
            shouldSwap: true, xhr: {status: 200},
        };
        document.body.dispatchEvent(new CustomEvent("htmx:beforeSwap", {detail, bubbles: true}));
        return detail.shouldSwap;
    }""")
    return swapped


def test_the_board_stands_as_tables_where_no_script_runs(served: Site, opened: Opened) -> None:
    page = opened(served, "commander", "BOS", java_script_enabled=False)
    page.goto("/board")
    assert page.locator("figure[data-chart]:visible").count() == 0
    assert page.locator("table").first.is_visible()
