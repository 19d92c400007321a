"""Read look-out lists from files: each entry with owner, ground, review date and expiry, or it is not read at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.listing import ListEntry, Listing

_LIST_TEXT = ("list_id", "version", "source", "owner", "ground")
_INHERITED = ("owner", "ground", "review_at", "expires_at")
_ENTRY_TEXT = ("entry_id", "kind", "category", "ground", "owner")
_OPTIONAL = (*("surname", "given_names", "document_number", "document_issuer", "plate", "plate_issuer", "severity"),)
_DATES = ("review_at", "expires_at", "birth_date")
_IDENTIFYING = {
    "person": ("surname", "given_names", "birth_date"),
    "document": ("document_number",),
    "plate": ("plate",),
}
"""What an entry of each kind must hold to be found exactly."""

SEVERITIES = ("refer", "urgent", "inform")


class _Lined(dict[str, Any]):
    """A mapping that knows its line and the lines of its values."""

    line: int
    lines: dict[str, int]


def shipped() -> list[Traversable]:
    """Give the list files that ship with the package, by name."""
    folder = files("tidewaiter") / "policies" / "lists"
    return sorted((one for one in folder.iterdir() if one.name.endswith((".yaml", ".csv"))), key=lambda one: one.name)


def load_listing(path: str | Path | Traversable) -> Listing:
    """Read one list from YAML, or from CSV with the list's own fields in leading ``# key: value`` lines.

    Raises InvalidPolicy with file and line for whatever is missing, unknown or written wrongly; nothing is skipped.
    """
    source = Path(path) if isinstance(path, str) else path
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidPolicy(f"cannot read the list: {error}", where=source.name) from error
    head = _from_csv(text, source.name) if source.name.endswith(".csv") else _from_yaml(text, source.name)
    return _listing(head, source.name)


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


def _listing(head: _Lined, where: str) -> Listing:
    wanted = {*_LIST_TEXT, "fetched_at", "stale_after_days", "entries", *_INHERITED, "title"}
    _only(head, wanted, where)
    values = {name: _text(head, name, where) for name in _LIST_TEXT}
    stale = head.get("stale_after_days")
    if isinstance(stale, str) and stale.isdigit():
        stale = int(stale)
    if isinstance(stale, bool) or not isinstance(stale, int) or stale < 1:
        raise _wrong(head, "stale_after_days", "must be a whole number of days, 1 or more", where)
    rows = head.get("entries")
    if not isinstance(rows, list):
        raise _wrong(head, "entries", "must be a list of entries", where)
    entries = tuple(_entry(row, head, where) for row in rows)
    seen: set[str] = set()
    for entry, row in zip(entries, rows, strict=True):
        if entry.entry_id in seen:
            raise _wrong(row, "entry_id", f"'{entry.entry_id}' stands twice in the list", where)
        seen.add(entry.entry_id)
    fetched = _date(head, "fetched_at", where)
    return Listing(**values, fetched_at=fetched, stale_after_days=stale, entries=entries)


def _entry(row: object, head: _Lined, where: str) -> ListEntry:
    if not isinstance(row, _Lined):
        raise InvalidPolicy("an entry must be a mapping of fields", where=where, line=head.lines.get("entries"))
    _only(row, {*_ENTRY_TEXT, *_OPTIONAL, *_DATES}, where)
    for name in _INHERITED:
        if row.get(name) in (None, "") and head.get(name) not in (None, ""):
            row[name] = head[name]
    kind = _text(row, "kind", where)
    if kind not in _IDENTIFYING:
        raise _wrong(row, "kind", f"'{kind}' must be one of {', '.join(_IDENTIFYING)}", where)
    for name in _IDENTIFYING[kind]:
        if row.get(name) in (None, ""):
            raise _wrong(row, name, f"is missing: a {kind} cannot be found without it", where)
    review, expires = _date(row, "review_at", where), _date(row, "expires_at", where)
    if expires < review:
        raise _wrong(row, "expires_at", "lies before review_at", where)
    severity = row.get("severity") or "refer"
    if severity not in SEVERITIES:
        raise _wrong(row, "severity", f"'{severity}' must be one of {', '.join(SEVERITIES)}", where)
    optional = {name: _text(row, name, where) for name in _OPTIONAL[:-1] if row.get(name) not in (None, "")}
    birth = _date(row, "birth_date", where) if row.get("birth_date") not in (None, "") else None
    required = {name: _text(row, name, where) for name in _ENTRY_TEXT}
    return ListEntry(**required, review_at=review, expires_at=expires, birth_date=birth, severity=severity, **optional)


def _text(row: _Lined, name: str, where: str) -> str:
    value = row.get(name)
    if value in (None, ""):
        raise _wrong(row, name, "is missing", where)
    if not isinstance(value, str):
        raise _wrong(row, name, "must be text; put it in quotes", where)
    return value.strip()


def _date(row: _Lined, name: str, where: str) -> date:
    value = row.get(name)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise _wrong(row, name, "must be a date, YYYY-MM-DD", where) from error


def _only(row: _Lined, wanted: set[str], where: str) -> None:
    for name in row:
        if name not in wanted:
            raise _wrong(row, name, "is no field of a look-out list", where)


def _wrong(row: _Lined, name: str, text: str, where: str) -> InvalidPolicy:
    return InvalidPolicy(f"{name} {text}", where=where, line=row.lines.get(name, row.line))


def _from_yaml(text: str, where: str) -> _Lined:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        read = _built(node, yaml.SafeLoader("")) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise InvalidPolicy(f"not YAML: {error.problem}", where=where, line=line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidPolicy(f"not YAML: {error}", where=where) from error
    if not isinstance(read, _Lined):
        raise InvalidPolicy("a list must be a mapping of fields", where=where, line=1)
    return read


def _built(node: yaml.Node, loader: yaml.SafeLoader) -> object:
    if isinstance(node, yaml.MappingNode):
        read = _Lined()
        read.line, read.lines = node.start_mark.line + 1, {}
        for key, value in node.value:
            name = str(key.value)
            read.lines[name] = key.start_mark.line + 1
            read[name] = _built(value, loader)
        return read
    if isinstance(node, yaml.SequenceNode):
        return [_built(one, loader) for one in node.value]
    return loader.construct_object(node)


def _from_csv(text: str, where: str) -> _Lined:
    head = _Lined()
    head.line, head.lines = 1, {}
    lines = text.splitlines()
    start = 0
    for start, line in enumerate(lines):
        if not line.startswith("#"):
            break
        name, mark, value = line[1:].partition(":")
        if not mark:
            raise InvalidPolicy("expected '# key: value'", where=where, line=start + 1)
        head[name.strip()], head.lines[name.strip()] = value.strip(), start + 1
    head["entries"], head.lines["entries"] = list(_rows(lines[start:], start, where)), start + 1
    return head


def _rows(lines: list[str], offset: int, where: str) -> Iterator[_Lined]:
    reader = csv.DictReader(io.StringIO("\n".join(lines)), strict=True)
    try:
        for fields in reader:
            line = offset + reader.line_num
            if None in fields or None in fields.values():
                raise InvalidPolicy("the row has not as many fields as the header", where=where, line=line)
            yield _lined(fields, line)
    except csv.Error as error:
        raise InvalidPolicy(f"not CSV: {error}", where=where, line=offset + reader.line_num) from error


def _lined(fields: Mapping[str, Any], line: int) -> _Lined:
    row = _Lined({name: value for name, value in fields.items() if value != ""})
    row.line, row.lines = line, {}
    return row
