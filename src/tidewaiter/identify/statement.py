"""How a list is stated in the journal: one row for the list as a whole, then one row an entry."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson

from tidewaiter.vocabulary.facts import Entry, FactKind, canonical
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, Listing

_WHOLE = ("list_id", "version", "title", "source", "licence", "owner", "ground", "stale_after_days")
_INHERITED = ("owner", "review_at", "expires_at")
_NAME, _DOCUMENT = ListedName(""), ListedDocument("")


def rows(listing: Listing) -> list[bytes]:
    """Write each entry as one line of JSON; what it inherits from its list and what is not said is left out.

    So a list that is fetched anew, with later days of review, has the same rows where its publisher changed none.
    """
    inherited = {name: getattr(listing, name) for name in _INHERITED}
    found = []
    for entry in listing.entries:
        said = {each.name: getattr(entry, each.name) for each in fields(entry)}
        kept = {name: value for name, value in said.items() if value not in (None, ()) and inherited.get(name) != value}
        kept["names"] = [_said(name, _NAME) for name in entry.names]
        kept["documents"] = [_said(number, _DOCUMENT) for number in entry.documents]
        found.append(canonical({name: value for name, value in kept.items() if value != []}))
    return found


def head(listing: Listing, entries: Sequence[bytes]) -> dict[str, Any]:
    """Give what is said of the list as a whole; ``digest`` is equal where the entries are."""
    return {
        **{name: getattr(listing, name) for name in _WHOLE},
        "format": listing.form,
        "fetched_at": listing.fetched_at.isoformat(),
        "review_at": listing.review_at.isoformat() if listing.review_at else None,
        "expires_at": listing.expires_at.isoformat() if listing.expires_at else None,
        "files": dict(listing.files),
        "left_out": dict(listing.left_out),
        "entries": len(entries),
        "digest": digest(entries),
    }


def digest(entries: Sequence[bytes]) -> str:
    """Number the entries of a version: SHA-256 over their rows."""
    return hashlib.sha256(b"\n".join(entries)).hexdigest()


def entry(
    kind: FactKind, first: Mapping[str, Any], entries: Sequence[bytes], *, at: datetime, actor: str = "tidewaiter"
) -> Entry:
    """State a version of a list. Without ``entries`` it says that those stated before are still the publisher's."""
    return Entry(kind, str(first["list_id"]), at, actor, (canonical(first), *entries))


def parts(stated: Sequence[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Give the head and the entry rows of a stated version; also of one stated as a single row, as lists once were."""
    first: dict[str, Any] = orjson.loads(stated[0])
    held = first.get("entries")
    if isinstance(held, list):
        entries = [canonical(each) for each in held]
        return {**first, "entries": len(entries), "digest": digest(entries)}, entries
    return first, list(stated[1:])


def _said(value: ListedName | ListedDocument, default: ListedName | ListedDocument) -> dict[str, str]:
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    return {name: said for name, said in found.items() if said != getattr(default, name)}
