"""Read look-out lists from files: each entry with owner, ground, review date and expiry, or it is not read at all."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from importlib.resources.abc import Traversable
from pathlib import Path

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_record, read_table
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.listing import ListEntry, Listing

_LIST_TEXT = ("list_id", "version", "source", "owner", "ground")
_INHERITED = ("owner", "ground", "review_at", "expires_at")
_ENTRY_TEXT = ("entry_id", "category", "ground", "owner")
_OPTIONAL_TEXT = ("surname", "given_names", "document_number", "document_issuer", "plate", "plate_issuer")
_IDENTIFYING = {
    "person": ("surname", "given_names", "birth_date"),
    "document": ("document_number",),
    "plate": ("plate",),
}
"""What an entry of each kind must hold to be found exactly."""

SEVERITIES = ("refer", "urgent", "inform")
_LIST_KEYS = (*_LIST_TEXT, "fetched_at", "stale_after_days", "entries")
_ENTRY_KEYS = (*_OPTIONAL_TEXT, "birth_date", "severity", *_INHERITED)


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


def listing_fact(listing: Listing, *, at: datetime | None = None, actor: str = "tidewaiter") -> Fact:
    """State that a list was loaded; from this fact the store keeps its entries. ``at`` defaults to the day of fetch."""
    entries = [{name: _plain(value) for name, value in asdict(entry).items()} for entry in listing.entries]
    data = {
        "list_id": listing.list_id,
        "version": listing.version,
        "source": listing.source,
        "owner": listing.owner,
        "ground": listing.ground,
        "fetched_at": listing.fetched_at.isoformat(),
        "stale_after_days": listing.stale_after_days,
        "entries": entries,
    }
    fetched = datetime(listing.fetched_at.year, listing.fetched_at.month, listing.fetched_at.day, tzinfo=UTC)
    return Fact(FactKind.LIST_LOADED, listing.list_id, at or fetched, actor, data)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _listing(head: PolicyRecord) -> Listing:
    head.only(_LIST_KEYS, (*_INHERITED, "title"))
    rows = head.records("entries")
    entries = tuple(_entry(row, head) for row in rows)
    seen: set[str] = set()
    for entry, row in zip(entries, rows, strict=True):
        if entry.entry_id in seen:
            raise row.wrong(f"entry_id '{entry.entry_id}' stands twice in the list", "entry_id")
        seen.add(entry.entry_id)
    return Listing(
        **{name: head.text(name) for name in _LIST_TEXT},
        fetched_at=head.day("fetched_at"),
        stale_after_days=head.whole_number("stale_after_days"),
        entries=entries,
    )


def _entry(row: PolicyRecord, head: PolicyRecord) -> ListEntry:
    row.only(("entry_id", "kind", "category"), _ENTRY_KEYS)
    inherited = {name: head.fields[name] for name in _INHERITED if row.blank(name) and not head.blank(name)}
    entry = replace(row, fields={**row.fields, **inherited})
    kind = entry.text("kind", tuple(_IDENTIFYING))
    for name in _IDENTIFYING[kind]:
        if entry.blank(name):
            raise entry.wrong(f"{name} is missing: a {kind} cannot be found without it", name)
    review_at, expires_at = entry.term()
    return ListEntry(
        **{name: entry.text(name) for name in _ENTRY_TEXT},
        **{name: entry.text(name) for name in _OPTIONAL_TEXT if not entry.blank(name)},
        kind=kind,
        review_at=review_at,
        expires_at=expires_at,
        birth_date=None if entry.blank("birth_date") else entry.day("birth_date"),
        severity=entry.optional_text("severity", SEVERITIES) or "refer",
    )
