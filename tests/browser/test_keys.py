"""Single keys switched off (WCAG 2.1.4): none acts and none is shown, while Enter, Tab, Escape and the reader go on."""

from __future__ import annotations

from playwright.sync_api import Page
from tests.browser.conftest import Opened
from tests.browser.pages_lane import FAMILY, at, typed
from tests.browser.site import Site

SURNAME = str(FAMILY[3].surname)


def switch(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def hints(page: Page) -> int:
    return page.locator("kbd:visible").count()


def test_no_single_key_acts_or_is_shown_once_they_are_off_and_all_do_again_once_on(shown: Site, opened: Opened) -> None:
    page = opened(shown, "officer", "JFK")
    page.goto(at(SURNAME)(shown))
    dialog, here = page.locator("dialog[open]"), page.url
    assert hints(page) > 0
    page.keyboard.press("r")
    dialog.wait_for()
    page.keyboard.press("Escape")
    switch(page, "Switch single keys off")
    assert (page.url, hints(page)) == (here, 0)
    for key in ("r", "a", "?", "1"):
        page.locator("h1, main").first.focus()
        page.keyboard.press(key)
        assert (page.url, dialog.count()) == (here, 0), f"{key} acts"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement !== document.body")
    page.locator("[data-scan]").fill("")
    page.locator("main").focus()
    page.keyboard.type(typed(FAMILY[2]) + "\n")  # a reader types where nothing has the focus
    page.wait_for_url(lambda url: url != here and "/lane/enc-" in url)
    switch(page, "Switch single keys on")
    assert hints(page) > 0
    page.locator("main").focus()
    page.keyboard.press("r")
    dialog.wait_for()


def test_rows_are_not_walked_by_letters_once_they_are_off(shown: Site, opened: Opened) -> None:
    page = opened(shown, "officer", "JFK")
    page.goto("/secondary")
    switch(page, "Switch single keys off")
    page.keyboard.press("j")
    assert page.locator("[aria-selected=true]").count() == 0
    page.locator("[data-row] a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_they_are_switched_before_signing_in_too(shown: Site, opened: Opened) -> None:
    page = opened(shown)
    page.goto("/login")
    switch(page, "Switch single keys off")
    page.locator("main").focus()
    page.keyboard.press("?")
    assert (page.locator("dialog[open]").count(), hints(page)) == (0, 0)
    switch(page, "Switch single keys on")
    page.locator("main").focus()
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
