"""The rates of random examination: policy data with an owner and a ground, made into the stream of one day."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy
from tidewaiter.vocabulary.place import MODES
from tidewaiter.vocabulary.stream import RandomStream

SECRET_BYTES = 32
_KEYS = ("id", "version", "ground", "verified", "expires_at", "by_mode", "by_port")


@dataclass(frozen=True, slots=True)
class RateTable:
    """Shares of encounters to examine at random, 0..1, by mode and, where it differs, by port."""

    owner: str
    ground: str
    review_at: date
    expires_at: date
    by_mode: Mapping[str, float]
    by_port: Mapping[str, float] = field(default_factory=dict)
    version: int = 1


def day_stream(
    day: date,
    table: RateTable,
    *,
    secret: bytes | None = None,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> RandomStream:
    """Make the random stream of a day, with a fresh 256-bit secret unless the day already has one.

    An expired table switches the stream off: all rates are nought and ``note`` says why.
    """
    key = random_bytes(SECRET_BYTES) if secret is None else secret
    if day > table.expires_at:
        return RandomStream(day, key, {}, {}, f"the table of random rates expired on {table.expires_at.isoformat()}")
    return RandomStream(day, key, dict(table.by_mode), dict(table.by_port))


def load_rates(path: str | Path | Traversable | None = None) -> RateTable:
    """Read ``random.yaml`` (the shipped one when no path is given); raises InvalidPolicy with its place."""
    source = POLICIES / "random.yaml" if path is None else Path(path) if isinstance(path, str) else path
    file = read_policy(read_file(source), source.name, required=_KEYS)
    file.text("id")
    file.flag("verified")
    review_at, expires_at = file.term()
    file.mapping("by_mode").only(MODES)
    return RateTable(
        owner=file.owner,
        ground=file.text("ground"),
        review_at=review_at,
        expires_at=expires_at,
        by_mode=_shares(file.mapping("by_mode")),
        by_port=_shares(file.mapping("by_port")),
        version=file.whole_number("version"),
    )


def _shares(table: PolicyRecord) -> dict[str, float]:
    return {key: table.number(key, least=0, most=1) for key in table.fields}
