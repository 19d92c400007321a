"""WCAG 2.2 AA by axe-core: what is wrong on a page as it stands in the browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Preloading reads every style sheet once more, for rules that are not asked for (orientation locks, sounds).
ASKED = "tags => axe.run({runOnly: tags, resultTypes: ['violations'], preload: false})"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    if not SOURCE.exists():
        raise RuntimeError("axe-core is not installed: python tools/assets.py --with-dev")
    return SOURCE.read_text()


def violations(page: Page) -> list[str]:
    """Give each violation with the elements it was found at; empty where there is none."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(ASKED, TAGS)
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: "
        + "; ".join(node["html"][:160] for node in each["nodes"][:4])
        for each in found["violations"]
    ]
