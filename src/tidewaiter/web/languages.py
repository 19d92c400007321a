"""The languages of the pages, and which of them a person has read through."""

from __future__ import annotations

import os

LANGUAGES = [("en", "English"), ("es", "Español")]
REVIEWED = frozenset({"en"})
"""A language that is not in here was translated by a machine, and every page of it says so."""

PSEUDO = [("en-xa", "[Ëñglîšh]"), ("ar-xb", "⟦RTL⟧")] if os.environ.get("TIDEWAITER_PSEUDO") else []
"""Two invented languages for looking at the layout: longer words, and from right to left (``tools/catalogs.py``)."""

RIGHT_TO_LEFT = ["ar", "ar-xb", "fa", "he", "ur"]


def offered() -> list[tuple[str, str]]:
    """Give code and own name of every language that can be chosen."""
    return [*LANGUAGES, *PSEUDO]


def reviewed(code: str) -> bool:
    """Tell whether a person has read a language's catalogue through."""
    return code in REVIEWED or code in dict(PSEUDO)
