"""Two invented languages over every page: one from right to left, one that shows every word that was not marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.browser.conftest import Opened
from tests.browser.pages import Shown, pages, seeds
from tests.browser.site import Site, site
from tests.browser.test_pictures import SIZES, keep, open_shown

LABELS = "button, label.usa-label, th[scope=col], legend, nav.areas a"
OWN_NAMES = ("Español", "English", "⟦RTL⟧", "[Ëñglîšh]")
PICTURED = ("lane-clear", "secondary-file", "targeting-hit", "board")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("home"), *seeds(), TIDEWAITER_PSEUDO="1") as served:
        yield served


def _spoken(page: Any, site: Site, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])


PLAIN = [which for which in pages() if which.prepare is None]


@pytest.mark.parametrize("which", PLAIN, ids=lambda which: which.name)
def test_a_page_reads_from_right_to_left_and_fits(foreign: Site, opened: Opened, which: Shown) -> None:
    page = open_shown(foreign, opened, which, before=lambda page: _spoken(page, foreign, "ar-xb"))
    assert page.evaluate("() => getComputedStyle(document.documentElement).direction") == "rtl"
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{size}: {wider} pixels wider than the screen"
        if which.name in PICTURED:
            keep(page, f"{which.name}-rtl-{size}")


@pytest.mark.parametrize("which", PLAIN, ids=lambda which: which.name)
def test_every_label_of_a_page_is_marked_for_translation(foreign: Site, opened: Opened, which: Shown) -> None:
    page = open_shown(foreign, opened, which, before=lambda page: _spoken(page, foreign, "en-xa"))
    said: list[str] = page.eval_on_selector_all(
        LABELS, "found => found.filter(each => each.getClientRects().length).map(each => each.innerText.trim())"
    )
    bare = [text for text in said if sum(map(str.isalpha, text)) > 2 and "[" not in text and text not in OWN_NAMES]
    assert bare == []
