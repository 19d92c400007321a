"""The pages of steward, commander, auditor, redress officer and traveler, full and empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.board_world import busy_port, dead_letter, decision, inquiries, inquiry, letter
from tests.browser.pages import Shown
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page


def seed(site: Site) -> None:
    """Let a letter die, a port be busy and two travelers ask."""
    dead_letter(site)
    busy_port(site)
    inquiries(site)


def drawn(page: Page, site: Site) -> None:
    page.locator("figure[data-chart] canvas").first.wait_for()


def _message(site: Site) -> str:
    with site.house.store.read() as reader:
        reader.cursor.execute("SELECT message_id FROM inbox WHERE reference = 'BOARD-1'")
        return f"/messages/{reader.cursor.fetchone()[0]}"


def proved(page: Page, site: Site) -> None:
    page.keyboard.press("v")
    page.locator("#proof .usa-alert").wait_for(timeout=60_000)


def asked(page: Page, site: Site) -> None:
    page.fill("#surname", "Quill")
    page.fill("#birth_date", "1984-05-17")
    page.fill("#document_issuer", "GBR")
    page.fill("#document_number", "P4401011")
    page.locator("form button.usa-button:not(.usa-button--unstyled)").click()
    page.locator(".control-number").wait_for()


def unknown(page: Page, site: Site) -> None:
    page.fill("#number", "TWR0000000000000")
    page.fill("#birth_date", "1984-05-17")
    page.locator("form button.usa-button:not(.usa-button--unstyled)").click()
    page.locator(".usa-alert--warning").wait_for()


PAGES = [
    Shown("lists", "/lists", role="steward"),
    Shown("list", "/lists/lookout-sample", role="steward"),
    Shown("quality", "/quality", role="steward", prepare=drawn),
    Shown("quality-feed", "/quality?sender=ZZ&carrier=ZZ", role="steward", prepare=drawn),
    Shown("quality-findings", "/quality/findings?code=missing-field", role="steward"),
    Shown("message", _message, role="steward"),
    Shown("letters", "/deadletters", role="steward"),
    Shown("letters-closed", "/deadletters?closed=yes", role="steward"),
    Shown("letter", lambda site: f"/deadletters/{letter(site)}", role="steward"),
    Shown("board", "/board?port=BOS", role="commander", prepare=drawn),
    Shown("board-empty", "/board?port=BOS&day=2020-01-01", role="commander"),
    Shown("board-rows", "/board/rows?port=BOS&figure=waiting", role="commander"),
    Shown("board-ports", "/board/ports", role="commander"),
    Shown("decisions", "/audit", role="auditor"),
    Shown("decision", lambda site: f"/audit/decisions/{decision(site)}", role="auditor"),
    Shown("readings", "/audit/readings", role="auditor"),
    Shown("unusual", "/audit/unusual", role="auditor"),
    Shown("journal-proof", "/audit/journal", role="auditor", prepare=proved),
    Shown("grounded-rules", "/audit/rules", role="auditor"),
    Shown("redress", "/redress", role="redress-officer"),
    Shown("redress-case", lambda site: f"/redress/{inquiry(site)}", role="redress-officer"),
    Shown("corner", "/corner", role=None),
    Shown("corner-redress", "/corner/redress", role=None),
    Shown("corner-asked", "/corner/redress", role=None, prepare=asked),
    Shown("corner-status", "/corner/status", role=None),
    Shown("corner-unknown", "/corner/status", role=None, prepare=unknown),
    Shown("corner-notices", "/corner/notices", role=None),
]
