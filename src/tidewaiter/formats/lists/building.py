"""What every reader of a public list does alike: decode, number the file, count what is left out, close the listing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListEntry, Listing, ListTerms

Files = Mapping[str, bytes]
"""The files of one list by name, in the order in which they are read."""


def only_file(files: Files) -> tuple[str, bytes]:
    """Give the one file of a list that comes in one."""
    if len(files) != 1:
        raise InvalidPolicy(f"this list comes in one file, not in {len(files)}", where=", ".join(files))
    return next(iter(files.items()))


def decoded(raw: bytes, where: str) -> str:
    """Decode UTF-8, else Windows-1252. Raises ``InvalidPolicy`` with the line of bytes that are neither."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise InvalidPolicy(
            f"byte {raw[error.start]:#04x} is neither UTF-8 nor Windows-1252", where=where, line=line, column=column
        ) from error


class Building:
    """Collects the entries of one list and what was left out; refuses an id that stands twice."""

    def __init__(self, terms: ListTerms, form: str, files: Files) -> None:
        self.terms, self.form = terms, form
        self.left_out: Counter[str] = Counter()
        self._files = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
        self._entries: dict[str, ListEntry] = {}

    def entry(
        self, entry_id: str, kind: str, names: Sequence[ListedName], *, programmes: Iterable[str] = (), ground: str = ""
    ) -> ListEntry:
        """Begin an entry on the list's own terms; its ground names the programmes that put it there."""
        said = tuple(dict.fromkeys(programmes))
        cited = ground or ", ".join(said)
        return ListEntry(
            entry_id=entry_id,
            kind=kind,
            category=self.terms.category,
            ground=f"{self.terms.ground}: {cited}" if cited else self.terms.ground,
            owner=self.terms.owner,
            review_at=self.terms.review_at,
            expires_at=self.terms.expires_at,
            severity=self.terms.severity,
            names=unique_names(names),
            programmes=said,
        )

    def take(self, entry: ListEntry, where: str, line: int) -> None:
        """Take one entry in. Raises ``InvalidPolicy`` where it has no name, or an id that was there before."""
        if entry.entry_id in self._entries:
            raise InvalidPolicy(f"entry '{entry.entry_id}' stands twice in the list", where=where, line=line)
        if not entry.names and not entry.documents and not entry.plate:
            raise InvalidPolicy(f"entry '{entry.entry_id}' has nothing to be found by", where=where, line=line)
        self._entries[entry.entry_id] = entry

    def listing(self, where: str, *, published: date | None = None, version: str | None = None) -> Listing:
        """Close the list. Where the publisher dates it, that day is its age; its version is that date or its digest."""
        if not self._entries:
            raise InvalidPolicy("this list holds no entry at all", where=where)
        digest = hashlib.sha256("".join(self._files.values()).encode()).hexdigest()[:12]
        day = published or self.terms.fetched_at
        terms = replace(self.terms, fetched_at=min(day, self.terms.fetched_at))
        return Listing(
            list_id=terms.list_id,
            version=version or (f"{published.isoformat()}-{digest[:6]}" if published else digest),
            source=terms.source,
            owner=terms.owner,
            ground=terms.ground,
            fetched_at=terms.fetched_at,
            stale_after_days=terms.stale_after_days,
            entries=tuple(self._entries.values()),
            title=terms.title,
            licence=terms.licence,
            form=self.form,
            review_at=terms.review_at,
            expires_at=terms.expires_at,
            files=self._files,
            left_out=dict(sorted(self.left_out.items())),
        )


def unique_names(names: Iterable[ListedName]) -> tuple[ListedName, ...]:
    """Keep the first and strongest of names that are written alike."""
    kept: dict[str, ListedName] = {}
    for name in names:
        text = name.text.strip()
        if text and (text not in kept or (kept[text].quality == "weak" and name.quality == "strong")):
            kept[text] = replace(name, text=text)
    return tuple(kept.values())


def unique_documents(documents: Iterable[ListedDocument]) -> tuple[ListedDocument, ...]:
    """Keep each number once."""
    return tuple(dict.fromkeys(documents))


def parted(text: str, *, role: str = "name", quality: str = "strong") -> ListedName:
    """Make a person's name of ``SURNAME, Given``; without a comma it stays whole."""
    surname, comma, given = (part.strip() for part in text.partition(","))
    if not comma or not surname or not given:
        return ListedName(text.strip(), role, quality)
    return ListedName(text.strip(), role, quality, surname, given)
