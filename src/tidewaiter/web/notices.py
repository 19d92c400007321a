"""What every page says above its content: that this is a demonstration, that a part of the house does not run."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext


def demonstration() -> str:
    """Say that this house is shown without the second factor that it would ask for."""
    if not settings.DEMONSTRATION:
        return ""
    return gettext("Demonstration: everybody here is invented, and no second factor is asked.")


SAID: list[Callable[[], str]] = [demonstration]
"""Each gives one notice, or nothing; whoever has something to say to every page adds to it."""


def notices() -> list[str]:
    """Give the notices that hold now."""
    return [text for text in (said() for said in SAID) if text]
