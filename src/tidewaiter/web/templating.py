"""The pages' Jinja2 environment: everything is escaped, and values are written the same way on every page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from tidewaiter.vocabulary import wording
from tidewaiter.web.accounts.issuers import issuers
from tidewaiter.web.languages import offered, reviewed
from tidewaiter.web.navigation import areas, opens
from tidewaiter.web.notices import notices
from tidewaiter.web.single_keys import keys_on
from tidewaiter.web.telling import part, told


def environment(**options: Any) -> Environment:
    """Make the environment that Django asks for."""
    said: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True}
    made: Any = Environment(**{**options, **said, "extensions": ["jinja2.ext.i18n"]})
    made.install_gettext_callables(
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals.update(url=lambda name, *values: reverse(name, args=values), asset=asset, movement=movement, who=who)
    made.globals.update(
        areas=areas, opens=opens, notices=notices, language=translation.get_language, direction=direction
    )
    made.globals.update(languages=offered, reviewed=reviewed, keys_on=keys_on)
    made.globals.update(issuers=issuers)
    made.filters.update(plain_json=plain_json, drawing=drawing, minute=minute, share=share, until=until, words=words)
    made.filters.update(told=told, counted=part)
    return made


def movement(row: Mapping[str, Any], between: str = "-") -> str:
    """Write a movement for people, as ``vocabulary/wording.py`` does, a place alone in the reader's language."""
    places = [row[name] for name in ("departure", "arrival") if row[name]]
    if len(places) == 2:
        return wording.movement(row, between)
    where = (
        translation.gettext("at %(place)s") % {"place": places[0]}
        if places
        else translation.gettext("at no known place")
    )
    return f"{row['carrier'] or ''}{row['number'] or ''} {where}".strip()


def who(row: Mapping[str, Any]) -> str:
    """Write who or what an encounter is about; a name that nobody declared in the reader's language."""
    said = wording.who(row)
    return said if row.get("plate") or row.get("surname") or row.get("given_names") else translation.gettext(said)


def direction() -> str:
    """Give the direction in which the page's language is written, for ``dir``."""
    return "rtl" if translation.get_language_bidi() else "ltr"


def plain_json(value: Any) -> str:
    """Write what a page hands to its script; it is escaped as any other text."""
    return DjangoJSONEncoder().encode(value)


def drawing(svg: str) -> Markup:
    """Put a drawing of our own into the page itself; the content policy lets none in as data."""
    return Markup(svg.partition("?>")[2] if svg.startswith("<?xml") else svg)


@cache
def asset(name: str) -> str:
    """Give the address of a static file, with its digest so that a changed file is fetched anew."""
    digest = hashlib.sha256((settings.STATIC_ROOT / name).read_bytes()).hexdigest()[:12]
    return f"{settings.STATIC_URL}{name}?v={digest}"


def minute(text: str | None) -> str:
    """Write a moment to the minute, UTC."""
    return f"{text[:10]} {text[11:16]} UTC" if text else translation.gettext("time unknown")


def until(text: str | None, now: datetime) -> str:
    """Write how long until a moment, or how long ago it was."""
    if not text:
        return translation.gettext("time unknown")
    minutes = round((datetime.fromisoformat(text).astimezone(UTC) - now).total_seconds() / 60)
    days, rest = divmod(abs(minutes), 1440)
    hours, left = divmod(rest, 60)
    span = f"{days} d {hours} h" if days else f"{hours} h {left} min" if hours else f"{left} min"
    told = translation.gettext("in %(span)s") if minutes >= 0 else translation.gettext("%(span)s ago")
    return told % {"span": span}


def share(value: float | None) -> str:
    """Write a share as per cent; a share that could not be measured says so."""
    return translation.gettext("not measured") if value is None else f"{100 * value:.0f} %"


def words(name: str | None) -> str:
    """Write a code, or several between commas, as words, in the reader's language where ``web/words.py`` has it."""
    if not name:
        return ""
    if ", " in name:
        return ", ".join(map(words, name.split(", ")))
    return translation.gettext(_INNER.sub(_lowered, name).replace("_", " ").replace("-", " "))


_INNER = re.compile(r"(?<=[a-z])[A-Z]")


def _lowered(letter: re.Match[str]) -> str:
    return f" {letter[0].lower()}"
