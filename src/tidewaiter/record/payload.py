"""The payload of an entry: its salt and rows in one piece of bytes, before the store encrypts it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from tidewaiter.record.sealing import SALT_SIZE
from tidewaiter.vocabulary.errors import Tampered, TidewaiterError
from tidewaiter.vocabulary.facts import FactKind

OPEN_KINDS = frozenset({FactKind.PURGED, FactKind.REKEYED})
"""Kinds whose payloads stay unencrypted, so that an auditor without keys can tell a purge from a loss.

They name entries by number and hold nothing about a person.
"""


def pack(salt: bytes, rows: Sequence[bytes]) -> bytes:
    """Join salt and rows (compressed). Raises TidewaiterError (``line-end``) when a row holds a line end."""
    joined = b"\n".join(rows)
    if joined.count(b"\n") != max(len(rows) - 1, 0):
        raise TidewaiterError("a row of an entry must not contain a line end", code="line-end")
    return salt + zlib.compress(joined, 1)


def unpack(packed: bytes, count: int) -> tuple[bytes, tuple[bytes, ...]]:
    """Give salt and rows of what ``pack`` joined. Raises Tampered when they are not ``count`` rows."""
    try:
        joined = zlib.decompress(packed[SALT_SIZE:])
    except zlib.error as error:
        raise Tampered(f"the payload cannot be unpacked: {error}") from error
    rows = tuple(joined.split(b"\n")) if count else ()
    if len(rows) != count or (not count and joined):
        raise Tampered(f"the payload holds {len(rows)} rows, {count} were sealed")
    return packed[:SALT_SIZE], rows
