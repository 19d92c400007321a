"""Signing in by the keyboard alone: a first password, a second factor, a purpose by one key, a locked screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Opened
from tests.browser.pages_accounts import CHIEF, OWN, code_of
from tests.browser.site import Site

FIRST: dict[str, str] = {}


@pytest.fixture(scope="module")
def served(shown: Site) -> Site:
    """The site of all pages, with three accounts that nobody entered yet."""
    for name, role in (("Ana Brook", "officer"), ("Ben Clay", "analyst"), ("Cat Dell", "analyst")):
        port = "JFK" if role == "officer" else "*"
        FIRST[name] = shown.house.accounts.add(CHIEF, name, roles=[role], port=port)
    return shown


def typed(page: Page, *fields: str) -> None:
    """Type into the fields of a form in their order, and send it; the first has the focus already."""
    for number, text in enumerate(fields):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_officer_signs_in_states_a_purpose_by_one_key_locks_and_comes_back(served: Site, opened: Opened) -> None:
    page = opened(served)
    page.goto("/")
    typed(page, "Ana Brook", FIRST["Ana Brook"])
    typed(page, FIRST["Ana Brook"], OWN, OWN)
    assert page.url == f"{served.url}/lane"
    page.goto(f"/encounters/{served.encounter('JFK')}")
    with page.expect_navigation():
        page.keyboard.press("1")
    assert "/encounters/" in page.url
    with page.expect_navigation():
        page.keyboard.press("L")
    page.goto("/")
    assert "/unlock" in page.url
    typed(page, OWN)
    assert page.url == f"{served.url}/lane"


def test_an_analyst_sets_a_second_factor_up_before_the_first_page(served: Site, opened: Opened) -> None:
    page = opened(served)
    page.goto("/")
    typed(page, "Ben Clay", FIRST["Ben Clay"])
    typed(page, FIRST["Ben Clay"], OWN, OWN)
    assert "/account/factor/app" in page.url
    typed(page, code_of(page))
    assert "/account/factor/codes" in page.url
    with page.expect_navigation():
        page.keyboard.press("c")
    assert page.url == f"{served.url}/targeting"


def test_a_security_key_is_added_and_opens_the_door(served: Site, opened: Opened) -> None:
    page = opened(served)
    here = served.url.replace("127.0.0.1", "localhost")  # a key answers to a name, never to an address
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "isUserPresent": True}})
    page.goto(f"{here}/")
    typed(page, "Cat Dell", FIRST["Cat Dell"])
    typed(page, FIRST["Cat Dell"], OWN, OWN)
    page.goto(f"{here}/account/factor/keys/add")
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("k")
    assert "/account/factor/codes" in page.url
    page.goto(f"{here}/")
    assert page.url == f"{here}/targeting"
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{here}/login")
    typed(page, "Cat Dell", OWN)
    assert "/login/second" in page.url
    with page.expect_navigation():
        page.get_by_role("button", name="Use the security key").click()
    page.wait_for_url(f"{here}/targeting")


def test_pages_of_signing_in_work_without_javascript(served: Site, opened: Opened, tmp_path: Path) -> None:
    page = opened(served, java_script_enabled=False)
    page.goto("/lane?from=here")
    page.get_by_label("Name").fill("Ana Brook")
    page.get_by_label("Password").fill(OWN)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{served.url}/lane?from=here"
