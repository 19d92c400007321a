"""What the pages of secondary share: leading on after a form, and reading numbers that people typed."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tidewaiter.vocabulary.errors import Refusal


class _SeeOther(HttpResponseRedirect):
    """Lead elsewhere by GET, whatever was sent here."""

    status_code = 303


def onward(name: str, *values: str, anchor: str = "", **asked: str) -> HttpResponse:
    """Lead to a page after a form was taken, so that loading it anew sends nothing twice."""
    query = f"?{urlencode(asked)}" if asked else ""
    place = f"#{anchor}" if anchor else ""
    return _SeeOther(reverse(name, args=values) + query + place)


def whole(text: str | None) -> int:
    """Give a whole number from zero; zero for whatever is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def version(text: str | None) -> int | None:
    """Give the version that was on the screen, None where the form does not say."""
    return whole(text) if text else None


def amount(text: str) -> float | None:
    """Give a quantity, None for a blank. Raises ``Refusal`` for what is no number."""
    said = text.strip().replace(",", ".")
    if not said:
        return None
    try:
        return float(said)
    except ValueError:
        raise Refusal(_("A quantity is a number, such as 2 or 0.5."), code="wrong-quantity") from None


def day(text: str) -> date | None:
    """Give a day, None for a blank. Raises ``Refusal`` for what is no day."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(_("A day is written as 2027-02-14."), code="wrong-day") from None
