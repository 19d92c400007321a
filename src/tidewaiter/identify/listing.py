"""Read look-out lists from files: each entry with owner, ground, review date and expiry, or it is not read at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_record, read_table
from tidewaiter.vocabulary.listing import (
    KINDS,
    ListedDocument,
    ListedName,
    ListEntry,
    Listing,
    birth_span,
)

LOCAL = "local"
"""The form of our own lists."""

_LIST_TEXT = ("list_id", "version", "source", "owner", "ground")
_INHERITED = ("owner", "ground", "review_at", "expires_at")
_ENTRY_TEXT = ("entry_id", "category", "ground", "owner")
_OPTIONAL_TEXT = ("surname", "given_names", "document_number", "document_issuer", "plate", "plate_issuer")
_IDENTIFYING = {
    "person": ("surname", "given_names", "name"),
    "document": ("document_number",),
    "plate": ("plate",),
    **dict.fromkeys(("organisation", "party", "vessel", "aircraft"), ("name",)),
}
"""What an entry of each kind must hold to be found at all; a ``name`` stands for surname and given names."""

SEVERITIES = ("refer", "urgent", "inform")
_MORE_NAMES = (
    ("aliases", "alias", "strong"),
    ("weak_aliases", "alias", "weak"),
    ("former_names", "former", "strong"),
    ("original_names", "original-script", "strong"),
)
_MORE = ("name", "birth_dates", "nationalities", "countries", "sex", "documents", "remarks")
_LIST_KEYS = (*_LIST_TEXT, "fetched_at", "stale_after_days", "entries")
_ENTRY_KEYS = (*_OPTIONAL_TEXT, "birth_date", "severity", *_INHERITED, *_MORE, *(key for key, *_ in _MORE_NAMES))


def shipped() -> list[Path]:
    """Give the list files that ship with the package, by name."""
    return sorted(one for one in (POLICIES / "lists").iterdir() if one.name.endswith((".yaml", ".csv")))


def load_listing(path: str | Path | Traversable) -> Listing:
    """Read one list from YAML, or from CSV with the list's own fields in leading ``# key: value`` lines.

    Raises InvalidPolicy with file and line for whatever is missing, unknown or written wrongly; nothing is skipped.
    """
    source = Path(path) if isinstance(path, str) else path
    text = read_file(source)
    if source.name.endswith(".csv"):
        return _listing(read_table(text, source.name, rows="entries"))
    return _listing(read_record(text, source.name))


def _listing(head: PolicyRecord) -> Listing:
    head.only(_LIST_KEYS, (*_INHERITED, "title", "licence"))
    rows = head.records("entries")
    entries = tuple(_entry(row, head) for row in rows)
    seen: set[str] = set()
    for entry, row in zip(entries, rows, strict=True):
        if entry.entry_id in seen:
            raise row.wrong(f"entry_id '{entry.entry_id}' stands twice in the list", "entry_id")
        seen.add(entry.entry_id)
    texts: dict[str, Any] = {name: head.text(name) for name in _LIST_TEXT}
    return Listing(
        **texts,
        fetched_at=head.day("fetched_at"),
        stale_after_days=head.whole_number("stale_after_days"),
        entries=entries,
        title=head.optional_text("title") or "",
        licence=head.optional_text("licence") or "",
        form=LOCAL,
        review_at=None if head.blank("review_at") else head.day("review_at"),
        expires_at=None if head.blank("expires_at") else head.day("expires_at"),
    )


def _entry(row: PolicyRecord, head: PolicyRecord) -> ListEntry:
    row.only(("entry_id", "kind", "category"), _ENTRY_KEYS)
    inherited = {name: head.fields[name] for name in _INHERITED if row.blank(name) and not head.blank(name)}
    entry = replace(row, fields={**row.fields, **inherited})
    kind = entry.text("kind", KINDS)
    _findable(entry, kind)
    review_at, expires_at = entry.term()
    texts: dict[str, Any] = {name: entry.text(name) for name in _ENTRY_TEXT}
    texts |= {name: entry.text(name) for name in _OPTIONAL_TEXT if not entry.blank(name)}
    return ListEntry(
        **texts,
        kind=kind,
        review_at=review_at,
        expires_at=expires_at,
        birth_date=None if entry.blank("birth_date") else entry.day("birth_date"),
        severity=entry.optional_text("severity", SEVERITIES) or "refer",
        names=tuple(_names(entry)),
        birth_dates=_births(entry),
        nationalities=_several(entry, "nationalities"),
        countries=_several(entry, "countries"),
        sex=entry.optional_text("sex", ("M", "F")),
        documents=_documents(entry),
        remarks=entry.optional_text("remarks"),
    )


def _findable(entry: PolicyRecord, kind: str) -> None:
    """Refuse an entry that nothing could ever match."""
    needed = _IDENTIFYING[kind]
    if "name" in needed and not entry.blank("name"):
        return
    if kind == "person" and not (entry.blank("surname") or entry.blank("given_names")):
        return
    missing = next((name for name in needed if entry.blank(name)), None)
    if missing:
        raise entry.wrong(f"{missing} is missing: a {kind} cannot be found without it", missing)


def _names(entry: PolicyRecord) -> Iterator[ListedName]:
    if name := entry.optional_text("name"):
        yield ListedName(name)
    for key, role, quality in _MORE_NAMES:
        yield from (ListedName(text, role, quality) for text in _several(entry, key))


def _births(entry: PolicyRecord) -> tuple[str, ...]:
    found = _several(entry, "birth_dates")
    for text in found:
        if birth_span(text) is None:
            raise entry.wrong(f"'{text}' is no birth date such as 1971-04-09, 1971, 1971~ or 1968/1973", "birth_dates")
    return found


def _documents(entry: PolicyRecord) -> tuple[ListedDocument, ...]:
    found = []
    for each in entry.records("documents") if not entry.blank("documents") else ():
        each.only(("number",), ("kind", "issuer"))
        kind = each.optional_text("kind") or "document"
        found.append(ListedDocument(each.text("number"), kind, each.optional_text("issuer")))
    return tuple(found)


def _several(entry: PolicyRecord, key: str) -> tuple[str, ...]:
    """Give the texts under a key: a list, or one text with semicolons, as the cells of a table have it."""
    if entry.blank(key):
        return ()
    if isinstance(entry.get(key), str):
        return tuple(part.strip() for part in entry.text(key).split(";") if part.strip())
    return entry.texts(key)
