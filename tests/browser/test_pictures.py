"""Every page in both colour schemes at two sizes: no violation of WCAG 2.2 AA in any, and a picture if wanted."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page
from tests.browser.axe import violations
from tests.browser.conftest import Opened
from tests.browser.pages import Shown, pages
from tests.browser.site import Site

SIZES = {"wide": (1280, 720), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
LONGEST = 1600
KEPT = os.environ.get("TIDEWAITER_PICTURES")


@pytest.mark.parametrize("which", pages(), ids=lambda which: which.name)
def test_a_page_is_readable_by_everybody_in_both_schemes_at_both_sizes(
    shown: Site, opened: Opened, which: Shown
) -> None:
    page = open_shown(shown, opened, which)
    found = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{size} {scheme}: {each}" for each in violations(page)]
            keep(page, f"{which.name}-{size}-{scheme}")
        overflow = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            found.append(f"{size}: the page is {overflow} pixels wider than the screen")
    assert found == []


def test_a_sabotaged_page_is_caught(shown: Site, opened: Opened) -> None:
    page = open_shown(shown, opened, Shown("twin", "/"))
    assert violations(page) == []
    page.evaluate("""() => {
        document.documentElement.removeAttribute('lang');
        document.querySelector('main').insertAdjacentHTML('beforeend', '<p id="faint">faint</p><button></button>');
        const faint = document.getElementById('faint');
        faint.style.color = '#ddd'; faint.style.background = '#eee';
    }""")
    caught = {each.split(" ", 1)[0] for each in violations(page)}
    assert {"html-has-lang", "button-name", "color-contrast"} <= caught


def open_shown(
    shown: Site, opened: Opened, which: Shown, *, before: Callable[[Page], None] = lambda page: None
) -> Page:
    """Open a page as whoever looks at it, in the state that is shown; ``before`` sets the browser up."""
    page = opened(shown, which.role, which.port)
    before(page)
    answer = page.goto(which.address(shown))
    assert answer is not None and answer.status < 400, f"{which.name} answers {answer and answer.status}"
    if which.prepare:
        which.prepare(page, shown)
    return page


def keep(page: Page, name: str) -> None:
    """Keep a picture of a page, small enough to be kept with the source, where ``TIDEWAITER_PICTURES`` says so."""
    if not KEPT:
        return
    Path(KEPT).mkdir(parents=True, exist_ok=True)
    tall = min(LONGEST, int(page.evaluate("() => document.documentElement.scrollHeight")))
    size = page.viewport_size or {"width": 1280, "height": 720}
    clip = {"x": 0, "y": 0, "width": size["width"], "height": max(tall, size["height"])}
    raw = page.screenshot(full_page=True, clip=clip)
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(96).save(Path(KEPT) / f"{name}.png", optimize=True)
