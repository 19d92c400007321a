"""The areas of the workbench, each shown to those whose roles open its first page."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidewaiter.api.house import house
from tidewaiter.vocabulary.officer import Officer


class Area(NamedTuple):
    """One entry of the bar: its words and where it leads."""

    words: str
    address: str


AREAS = (
    ("audit", _("Audit")),
    ("lane", _("Lane")),
    ("targeting", _("Targeting")),
    ("board", _("Port board")),
    ("secondary", _("Secondary")),
    ("search", _("Search")),
    ("letters", _("Dead letters")),
    ("lists", _("Lists")),
    ("quality", _("Data quality")),
    ("rules", _("Rules")),
    ("redress", _("Redress")),
    ("fairness", _("Fairness")),
    ("glass", _("Break-glass")),
    ("accounts", _("Accounts")),
)
"""Name of each area's first address, and its words; the order of the bar."""


def areas(officer: Officer) -> list[Area]:
    """Give the areas this officer may open."""
    found = []
    for name, words in AREAS:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if house().authority.opens(officer, f"GET {address}"):
            found.append(Area(gettext(str(words)), address))
    return found


def opens(officer: Officer, name: str) -> bool:
    """Tell whether a page of that name is one this officer may open: for links within an area."""
    return house().authority.opens(officer, f"GET {reverse(name)}")
