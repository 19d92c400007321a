"""One Chromium for all tests of the browser; Debian's own, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.browser.pages import seeds
from tests.browser.site import Site, site
from xdist.scheduler.loadscope import LoadScopeScheduling

# Playwright's synchronous face runs an event loop in this thread; nothing of Django's runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
Opened = Callable[..., Page]
ON_THE_SHARED_SITE = ("test_keys.py", "test_languages.py", "test_pictures.py")


class ByHouse(LoadScopeScheduling):
    """Keeps the tests of one house in one process: a day is told in order, and a house takes long to fill."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::", 1)[0]
        return nodeid if module.endswith(ON_THE_SHARED_SITE) else module


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByHouse:
    """Share the tests out by house, whichever way ``--dist`` names."""
    return ByHouse(config, log)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, or say which package is missing."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("The browser tests need Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--font-render-hinting=none"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the site that every page is looked at on; the invented languages are spoken there, but not on pictures."""
    spoken = {} if os.environ.get("TIDEWAITER_PICTURES") else {"TIDEWAITER_PSEUDO": "1"}
    with site(tmp_path_factory.mktemp("shown"), *seeds(), **spoken) as served:
        yield served


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """Give pages of fresh contexts; whatever the browser complains of (scripts, the content policy) fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(site: Site, role: str | None = None, port: str = "*", **more: Any) -> Page:
        headers = site.headers(role, port) if role else {}
        context = chromium.new_context(
            base_url=site.url, viewport={"width": 1280, "height": 720}, extra_http_headers=headers, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
