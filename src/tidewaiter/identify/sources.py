"""Where public lists come from, and the terms on which their entries are looked for: ``policies/list_sources.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tidewaiter.formats import lists
from tidewaiter.identify.listing import LOCAL, SEVERITIES, load_listing
from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import Listing, ListTerms

FORMATS = (*lists.FORMS, LOCAL)
_TEXTS = ("list_id", "title", "source", "licence", "owner", "ground", "category", "severity")
_NUMBERS = ("stale_after_days", "review_after_days", "expires_after_days")
_FILE = "list_sources.yaml"
_LIST_ID = re.compile(r"^(?:# *)?list_id: *[\"']?([\w.-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """One public list: its terms but for the days, where to fetch it, or which files of the house it is."""

    list_id: str
    form: str
    title: str
    source: str
    licence: str
    owner: str
    ground: str
    category: str
    severity: str
    stale_after_days: int
    review_after_days: int
    expires_after_days: int
    urls: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    fetched_at: date | None = None

    def terms(self, fetched_at: date, loaded_at: date) -> ListTerms:
        """Give the terms of a file fetched on a day and loaded on another.

        Review and expiry count from the loading: a list that is old when it is loaded is stale and says so on every
        hit; were it expired, nobody would see it.
        """
        return ListTerms(
            **{name: getattr(self, name) for name in _TEXTS},
            fetched_at=fetched_at,
            stale_after_days=self.stale_after_days,
            review_at=loaded_at + timedelta(days=self.review_after_days),
            expires_at=loaded_at + timedelta(days=self.expires_after_days),
        )

    def shipped(self) -> Listing:
        """Read the files of the house that this source is."""
        folder = POLICIES / "lists"
        files = {name: (folder / name).read_bytes() for name in self.files}
        day = self.fetched_at or date.min
        return lists.read(self.form, files, self.terms(day, day))


def load_sources(text: str | None = None) -> Mapping[str, Source]:
    """Read the sources by list. Raises ``InvalidPolicy`` with the place."""
    file = read_policy(read_file(POLICIES / _FILE) if text is None else text, _FILE, required=("sources",))
    found: dict[str, Source] = {}
    for record in file.records("sources"):
        source = _source(record)
        if source.list_id in found:
            raise record.wrong(f"two sources are named {source.list_id}", "list_id")
        found[source.list_id] = source
    return found


def source_of(form: str, name: str | None, sources: Mapping[str, Source]) -> Source:
    """Find the source of a list: the one of that name, else the first of that form, under the name given.

    Raises ``InvalidPolicy`` where the source of that name comes in another form.
    """
    if name is not None and name in sources:
        if sources[name].form != form:
            raise InvalidPolicy(f"{name} comes as {sources[name].form}, and not as {form}", where=_FILE)
        return sources[name]
    found = next((source for source in sources.values() if source.form == form), None)
    if found is None:
        raise InvalidPolicy(f"no source comes as {form}", where=_FILE)
    return replace(found, list_id=name or found.list_id, urls=(), files=())


def files_at(path: Path, form: str) -> dict[str, bytes]:
    """Give the bytes of a list by file name. Raises ``InvalidPolicy`` where a file cannot be read."""
    paths = lists.siblings(path.name) if form == "ofac-sdn" else (path.name,)
    try:
        beside = {each.name.lower(): each for each in path.parent.iterdir() if each.is_file()}
        wanted = [beside[name.lower()] for name in paths if name.lower() in beside]
        return {each.name: each.read_bytes() for each in wanted}
    except OSError as error:
        raise InvalidPolicy(f"this file cannot be read: {error}", where=path.name) from error


def list_meant(path: Path, form: str, name: str | None) -> str | None:
    """Say which list a file would be a version of, though it cannot be read; None where nothing tells."""
    if name or form != LOCAL:
        return name or source_of(form, None, load_sources()).list_id
    try:
        found = _LIST_ID.search(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return found[1] if found else None


def read_any(path: Path, form: str, name: str | None, *, fetched_at: date, loaded_at: date) -> Listing:
    """Read a list of any form; ``name`` is the list it becomes, where it is not its own.

    Of OFAC's tables the three that lie side by side are read. Raises ``InvalidPolicy`` with the place.
    """
    if form == LOCAL:
        listing = load_listing(path)
        return replace(listing, list_id=name) if name else listing
    source = source_of(form, name, load_sources())
    return lists.read(form, files_at(path, form), source.terms(fetched_at, loaded_at))


def _source(record: PolicyRecord) -> Source:
    record.only((*_TEXTS, "form", *_NUMBERS), ("urls", "files", "fetched_at"))
    record.text("severity", SEVERITIES)
    urls = record.texts("urls") if "urls" in record.fields else ()
    files = record.texts("files") if "files" in record.fields else ()
    if files and record.blank("fetched_at"):
        raise record.wrong("a list that ships says the day it was made: fetched_at", "files")
    said: dict[str, Any] = {name: record.text(name) for name in _TEXTS}
    said |= {name: record.whole_number(name) for name in _NUMBERS}
    return Source(
        **said,
        form=record.text("form", tuple(lists.FORMS)),
        urls=urls,
        files=files,
        fetched_at=None if record.blank("fetched_at") else record.day("fetched_at"),
    )
