"""What every page says above its content: that this is a demonstration, that a part of the house does not run."""

from __future__ import annotations

from collections.abc import Callable

SAID: list[Callable[[], str]] = []
"""Each gives one notice, or nothing; whoever has something to say to every page adds to it."""


def notices() -> list[str]:
    """Give the notices that hold now."""
    return [text for text in (said() for said in SAID) if text]
