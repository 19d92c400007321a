"""The pages of targeting, search and rules beside each other, each shown to those whose roles open it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidewaiter.api.house import house
from tidewaiter.vocabulary.officer import Officer

TARGETING = (
    ("targeting", _("Who is coming")),
    ("targeting-hits", _("Possible matches")),
    ("targeting-second-looks", _("Second looks")),
    ("targeting-shift", _("Shift notes")),
)
RULES = (
    ("rules", _("Rules")),
    ("rule-new", _("Write a rule")),
    ("rules-review", _("To look at again")),
    ("rules-grounds", _("Protected grounds")),
    ("rules-catalogue", _("Features")),
)


def bar(officer: Officer, of: tuple[tuple[str, object], ...]) -> list[tuple[str, str, str]]:
    """Give name, words and address of the pages this officer may open."""
    found = [(name, gettext(str(words)), reverse(name)) for name, words in of]
    return [each for each in found if house().authority.opens(officer, f"GET {each[2]}")]
