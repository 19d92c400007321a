"""How every face writes the same thing: a value as JSON, a movement and somebody's name in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def json_text(value: Mapping[str, Any]) -> str:
    """Write one JSON object on one line; moments as ISO 8601 with Z for UTC, letters of any script as they are."""
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, set | frozenset | tuple) else str(value)


def movement(row: Mapping[str, Any], between: str = "-") -> str:
    """Write a movement for people: carrier, number and both places, or the one that is known."""
    places = [row[name] for name in ("departure", "arrival") if row[name]]
    where = between.join(places) if len(places) == 2 else f"at {places[0] if places else 'a place not known'}"
    return f"{row['carrier'] or ''}{row['number'] or ''} {where}".strip()


def who(row: Mapping[str, Any]) -> str:
    """Write who or what an encounter is about: surname and given names, else the plate."""
    name = ", ".join(str(row[part]) for part in ("surname", "given_names") if row.get(part))
    return name or row.get("plate") or "name not declared"
