"""Two invented languages over every page: one from right to left, one that shows every word that was not marked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Opened
from tests.browser.pages import Shown, pages
from tests.browser.site import Site
from tests.browser.test_pictures import SIZES, keep, open_shown

LABELS = "button, label.usa-label, th[scope=col], legend, nav.areas a"
PICTURED = ("secondary-file", "targeting-hit")
OWN_NAMES = ("Español", "English", "⟦RTL⟧", "[Ëñglîšh]")


def _spoken(page: Page, site: Site, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])


PLAIN = [which for which in pages() if which.prepare is None]


@pytest.mark.parametrize("which", PLAIN, ids=lambda which: which.name)
def test_a_page_fits_from_right_to_left_and_every_label_is_marked_for_translation(
    shown: Site, opened: Opened, which: Shown
) -> None:
    page = open_shown(shown, opened, which, before=lambda page: _spoken(page, shown, "ar-xb"))
    assert page.evaluate("() => getComputedStyle(document.documentElement).direction") == "rtl"
    wider = {}
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        wider[size] = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if which.name in PICTURED:
            keep(page, f"{which.name}-rtl-{size}")
    assert {size: pixels for size, pixels in wider.items() if pixels > 0} == {}
    _spoken(page, shown, "en-xa")
    page.goto(page.url)
    said: list[str] = page.eval_on_selector_all(
        LABELS, "found => found.filter(each => each.getClientRects().length).map(each => each.innerText.trim())"
    )
    assert page.evaluate("() => document.documentElement.lang") == "en-xa"
    bare = [text for text in said if sum(map(str.isalpha, text)) > 2 and "[" not in text and text not in OWN_NAMES]
    assert bare == []
