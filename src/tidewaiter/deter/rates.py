"""The rates of random examination: policy data with an owner and a ground, made into the stream of one day."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.place import MODES
from tidewaiter.vocabulary.stream import RandomStream

SECRET_BYTES = 32


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
    """Read ``random.yaml`` (the shipped one when no path is given); raises InvalidPolicy with file and line."""
    source = files("tidewaiter") / "policies" / "random.yaml" if path is None else path
    source = Path(source) if isinstance(source, str) else source
    try:
        text = source.read_text(encoding="utf-8")
        read = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InvalidPolicy(f"not YAML: {error.problem}", where=source.name, line=line) from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InvalidPolicy(f"cannot read the rates: {error}", where=source.name) from error

    def wrong(name: str, said: str) -> InvalidPolicy:
        lines = enumerate(text.splitlines(), 1)
        line = next((number for number, one in lines if one.strip().startswith(f"{name}:")), None)
        return InvalidPolicy(f"{name} {said}", where=source.name, line=line)

    return _table(read, wrong)


def _table(read: object, wrong: Callable[[str, str], InvalidPolicy]) -> RateTable:
    if not isinstance(read, dict):
        raise wrong("the file", "must be a mapping of fields")
    for name, kind in {"owner": str, "ground": str, "review_at": date, "expires_at": date, "version": int}.items():
        if not isinstance(read.get(name), kind) or read[name] == "":
            raise wrong(name, f"is missing or not of the right kind ({kind.__name__})")
    for name in ("by_mode", "by_port"):
        shares = read.get(name)
        if not isinstance(shares, dict):
            raise wrong(name, "must be a mapping of shares")
        for key, share in shares.items():
            if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
                raise wrong(str(key), "must be a share between 0 and 1")
    missing = [mode for mode in MODES if mode not in read["by_mode"]]
    if missing or len(read["by_mode"]) != len(MODES):
        raise wrong("by_mode", f"must name {', '.join(MODES)} and nothing else")
    return RateTable(
        owner=read["owner"],
        ground=read["ground"],
        review_at=read["review_at"],
        expires_at=read["expires_at"],
        by_mode={key: float(share) for key, share in read["by_mode"].items()},
        by_port={str(key): float(share) for key, share in read["by_port"].items()},
        version=read["version"],
    )
