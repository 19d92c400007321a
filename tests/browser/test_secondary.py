"""A day in secondary by the keyboard alone: somebody is taken up, inspected and admitted; another is refused by two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from tests.browser import pages_secondary
from tests.browser.conftest import Opened
from tests.browser.lane_world import encounter
from tests.browser.site import Site, site
from tests.unit.web.signing import account

PASSWORD = "a long word of his own"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("home"), pages_secondary.seed, samples=False) as opened:
        tomas = account("officer", port="JFK", name="Tomas Reyk")
        tomas.set_password(PASSWORD)
        tomas.save()
        yield opened


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def goes(page: Page, *keys: str) -> None:
    """Press keys, the last of which leads to another page."""
    with page.expect_navigation():
        press(page, *keys)


def send(page: Page) -> None:
    """Walk on to the form's button, and press it."""
    for _ in range(30):
        if page.evaluate("() => document.activeElement.matches('#doing form button')"):
            goes(page, "Enter")
            return
        press(page, "Tab")
    raise AssertionError("Tab never reaches the button of the form")


def heading(page: Page) -> str:
    return page.locator("#next-title").inner_text()


def status(served: Site, surname: str) -> str:
    return str(served.house.visible(pages_secondary.OWN, str(encounter(served, surname)["encounter_id"]))["status"])


def choose(page: Page, words: str) -> None:
    """Choose an option of the list that has the focus, as people do: by typing how it begins."""
    page.keyboard.type(words)


def test_an_officer_takes_somebody_up_inspects_and_admits_by_keys_alone(served: Site, opened: Opened) -> None:
    page = opened(served, "officer", "JFK")
    page.goto("/secondary")
    press(page, "j")
    with page.expect_response(lambda answer: answer.url.endswith("/secondary")):
        page.evaluate("() => document.body.dispatchEvent(new Event('live'))")
    page.wait_for_function("() => document.querySelectorAll('.htmx-request, .htmx-settling').length === 0")
    goes(page, "Enter")  # the list was loaded anew, and the row walked to stays chosen
    assert heading(page) == "Next: take the inspection up"
    goes(page, "t")
    choose(page, "Document")
    send(page)
    assert "Examined the document" in heading(page)
    goes(page, "d")
    goes(page, "d")
    goes(page, "i")
    page.keyboard.type("Maltese")
    press(page, "Tab", "Tab", "Tab")
    page.keyboard.type("Where was it issued?")
    press(page, "Tab")
    page.keyboard.type("In Valletta")
    send(page)
    assert "In Valletta" in page.locator("main").inner_text()
    goes(page, "n")
    send(page)
    assert heading(page) == "Next: record the outcome"
    goes(page, "n")
    choose(page, "Documents in")
    send(page)
    assert heading(page) == "Next: decide about them"
    goes(page, "a")
    send(page)
    assert status(served, "SECWAITING") == "admitted"
    page.goto("/secondary")
    assert "SECWAITING" not in page.locator("main").inner_text()


def test_a_refusal_is_blocked_by_a_claim_and_goes_on_with_the_second_officers_password(
    served: Site, opened: Opened
) -> None:
    page = opened(served, "officer", "JFK")
    page.goto(pages_secondary.at("SECBLOCKED")(served))
    assert "No refusal" in page.locator("main").inner_text()
    press(page, "e")
    assert page.url.endswith(str(encounter(served, "SECBLOCKED")["encounter_id"])), "the key does nothing"
    pages_secondary.answer(served, "SECBLOCKED")
    page.reload()
    goes(page, "e")
    choose(page, "Fraud")
    press(page, "Tab", "Tab")
    page.keyboard.type("The data page was replaced")
    for said in ("Tomas Reyk", PASSWORD):
        for _ in range(10):
            press(page, "Tab")
            field = "second_name" if said == "Tomas Reyk" else "second_password"
            if page.evaluate("() => document.activeElement.name") == field:
                break
        page.keyboard.type(said)
    send(page)
    assert "agreed by Tomas Reyk" in page.locator("main").inner_text()
    assert status(served, "SECBLOCKED") == "refused"


def test_a_supervisor_approves_by_one_key_and_the_paper_holds_no_button(served: Site, opened: Opened) -> None:
    page = opened(served, "supervisor", "JFK")
    page.goto("/secondary/approvals")
    goes(page, "y")
    assert "Nothing is asked" in page.locator("main").inner_text()
    page.goto(pages_secondary.at("SECREFUSED", "/print")(served))
    page.emulate_media(media="print")
    shown = page.evaluate(
        "() => [...document.querySelectorAll('button, .bar, .foot')].filter(e => e.offsetParent).length"
    )
    assert shown == 0
    assert "8 U.S.C. 1182(a)(6)(C)(i)" in page.locator("pre").inner_text(), "the notice is on the paper, opened"
