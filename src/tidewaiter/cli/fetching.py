"""Fetch the files of public lists over HTTPS: whole or not at all, with size and checksum of what came."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tidewaiter.vocabulary.errors import TidewaiterError

LIMIT = 512 * 1024 * 1024
"""Bytes of one file at most; the largest public list of today has a third of it."""
WAIT = 60.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file as it came; ``modified`` is when its publisher last changed it, where the server says so."""

    url: str
    name: str
    raw: bytes
    sha256: str
    modified: datetime | None


def fetch(url: str, limit: int = LIMIT) -> Fetched:
    """Fetch one file. Raises TidewaiterError (``not-fetched``): no answer, not HTTPS, too large, or broken off."""
    _safe(url)
    asked = Request(url, headers={"User-Agent": "tidewaiter", "Accept-Encoding": "identity"})
    try:
        with urlopen(asked, timeout=WAIT) as answer:
            _safe(answer.geturl())
            raw = _read(answer, limit, url)
            stated, changed = answer.headers.get("Content-Length"), answer.headers.get("Last-Modified")
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise _failed(url, str(getattr(error, "reason", error))) from error
    if stated is not None and stated.isdigit() and int(stated) != len(raw):
        raise _failed(url, f"{len(raw)} of {stated} bytes came")
    if not raw:
        raise _failed(url, "the file is empty")
    name = urlsplit(url).path.rpartition("/")[2] or "list"
    return Fetched(url, name, raw, hashlib.sha256(raw).hexdigest(), _moment(changed))


def _read(answer: object, limit: int, url: str) -> bytes:
    pieces, size = [], 0
    while piece := answer.read(_PIECE):  # type: ignore[attr-defined]
        size += len(piece)
        if size > limit:
            raise _failed(url, f"it is larger than {limit} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _safe(url: str) -> None:
    """A list decides about people: nobody on the way may alter it. Only this machine may be asked without TLS."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise _failed(url, "lists are fetched over https only")


def _failed(url: str, why: str) -> TidewaiterError:
    return TidewaiterError(f"{url} was not fetched: {why}", code="not-fetched")


def _moment(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
