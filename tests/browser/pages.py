"""Which pages there are to be looked at: each area states its own in ``pages_<area>.py``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Shown(NamedTuple):
    """A page in one state: its name (the pictures' file name), who looks at it, where it stands.

    ``prepare`` is done once the page is open: what a person would type to reach the state that is shown.
    """

    name: str
    path: str | Callable[[Site], str]
    role: str | None = "officer"
    port: str = "*"
    prepare: Callable[[Page, Site], Any] | None = None

    def address(self, site: Site) -> str:
        """Give where the page stands on this site."""
        return self.path if isinstance(self.path, str) else self.path(site)


def areas() -> list[Any]:
    """Give the modules that state pages, each with ``PAGES`` and, where it needs more than the samples, ``seed``."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("pages_*.py"))
    return [import_module(f"tests.browser.{name}") for name in names]


def pages() -> list[Shown]:
    """Give every page of every area."""
    return [page for area in areas() for page in area.PAGES]


def seeds() -> list[Callable[[Site], None]]:
    """Give what is sown before the site is served."""
    return [area.seed for area in areas() if hasattr(area, "seed")]
