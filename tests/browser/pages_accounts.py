"""Signing in and what belongs to it: the door, first password, second factor, lock, proof, purpose, accounts, glass."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.pages import Shown
from tests.browser.site import Site

from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHIEF = Officer("Bo Tarn", frozenset({"administrator"}))
OWN = "a long sentence of my own"
PEOPLE = {"Ada Quill": "officer", "Cy Fern": "analyst", "Hal Birch": "administrator"}
LONG = "Wilhelmina Alexandra Charlotte van der Steenhoven-Wachtmeister"
FIRST: dict[str, str] = {}


def seed(site: Site) -> None:
    """Open accounts, and let an officer of another port break two glasses."""
    for name, role in PEOPLE.items():
        site.house.accounts.add(CHIEF, name, roles=[role], port="JFK" if role == "officer" else "*", password=OWN)
    FIRST[LONG] = site.house.accounts.add(CHIEF, LONG, roles=["officer", "steward"], port="*")
    theirs = [row["encounter_id"] for row in site.encounters("IAH")]
    away = Officer("Ed Moor", frozenset({"officer"}), "JFK")
    for which, why in (
        (theirs[0], "a child of this group is missing here"),
        (theirs[-1], "the ambulance asks who it is"),
    ):
        glass = site.house.glass.open(away, which, why)
    supervisor = Officer("Jo Lund", frozenset({"supervisor"}))
    site.house.glass.review(supervisor, glass.data["glass_id"], justified=False, reason="no ambulance was called")


def enter(name: str, password: str = OWN) -> Callable[[Page, Site], None]:
    """Sign in by typing."""

    def prepare(page: Page, site: Site) -> None:
        page.goto("/login")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password or FIRST[name])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)

    return prepare


def then(first: Callable[[Page, Site], None], path: str) -> Callable[[Page, Site], None]:
    """Do this, then open that page."""

    def prepare(page: Page, site: Site) -> None:
        first(page, site)
        page.goto(path)

    return prepare


def code_of(page: Page) -> str:
    """Read the key from the page of setting up, and give the code that an app would show."""
    from allauth.mfa.totp.internal.auth import format_hotp_value

    return format_hotp_value(_hotp(page.locator("code").last.inner_text().strip()))


def _hotp(secret: str) -> int:
    import base64
    import hashlib
    import hmac
    import struct

    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return int((struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6)


def _wrong(page: Page, site: Site) -> None:
    page.get_by_label("Name").fill("Ada Quill")
    page.get_by_label("Password").fill("not mine")
    page.keyboard.press("Enter")
    page.get_by_text("do not open an account").wait_for()


def _locked(page: Page, site: Site) -> None:
    enter("Ada Quill")(page, site)
    page.keyboard.press("Escape")  # out of the lane's field, which takes what is typed
    page.keyboard.press("L")
    page.wait_for_url("**/unlock")


def _open_form(page: Page, site: Site) -> None:
    page.keyboard.press("a")
    page.get_by_label("steward").first.wait_for()


PAGES = [
    Shown("sign-in", "/login", role=None),
    Shown("sign-in-wrong", "/login", role=None, prepare=_wrong),
    Shown("first-password", "/login", role=None, prepare=then(enter(LONG, ""), "/")),
    Shown("second-factor", "/login", role=None, prepare=enter("Cy Fern")),
    Shown("locked", "/login", role=None, prepare=_locked),
    Shown("account", "/login", role=None, prepare=then(enter("Ada Quill"), "/account")),
    Shown("proof", "/login", role=None, prepare=then(enter("Ada Quill"), "/account/proof")),
    Shown("factor-none", "/login", role=None, prepare=then(enter("Ada Quill"), "/account/factor")),
    Shown("security-key", "/login", role=None, prepare=then(enter("Ada Quill"), "/account/factor/keys/add")),
    Shown("purpose", "/login", role=None, prepare=then(enter("Ada Quill"), "/purpose")),
    Shown("accounts", "/accounts", role="administrator"),
    Shown("accounts-add", "/accounts", role="administrator", prepare=_open_form),
    Shown("glass", "/glass", role="supervisor"),
    Shown("glass-all", "/glass?show=all", role="supervisor"),
    Shown("glass-break", "/glass/break?encounter=enc-0", role="officer", port="JFK"),
    Shown("password", "/login", role=None, prepare=then(enter("Ada Quill"), "/account/password")),
]
