"""Files of rules as texts by name: read from a folder, kept in the journal, and read again as if they were files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib.resources.abc import Traversable
from io import BytesIO, StringIO
from typing import IO, Any

from tidewaiter.assess.ruleset import Ruleset, load_ruleset
from tidewaiter.language.policy import read_file
from tidewaiter.vocabulary.facts import canonical

_ROOTS = ("features.yaml", "bands.yaml", "rules")
"""What a ruleset is made of, in a folder of policies."""


def texts_of(shipped: Traversable, site: Traversable | None = None) -> dict[str, str]:
    """Read the files that a ruleset is made of, under ``shipped/`` and ``site/`` by their names in these folders."""
    found: dict[str, str] = {}
    for where, folder in (("shipped", shipped), ("site", site)):
        for name in _ROOTS:
            if folder is None:
                continue
            part = folder / name
            if part.is_file():
                found[f"{where}/{name}"] = read_file(part)
            elif part.is_dir():
                found |= {f"{where}/{name}/{inner}": text for inner, text in _inside(part)}
    return found


def load_from(texts: Mapping[str, str], as_of: datetime | date) -> Ruleset:
    """Make the ruleset of a day of such texts. Raises ``InvalidPolicy``."""
    site = Shelf(texts, "site")
    return load_ruleset(Shelf(texts, "shipped"), site=site if site.is_dir() else None, as_of=as_of)


def _inside(folder: Traversable) -> Iterator[tuple[str, str]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from ((f"{item.name}/{inner}", text) for inner, text in _inside(item))
        elif item.name.endswith((".yaml", ".csv")):
            yield item.name, read_file(item)


def digest_of_texts(texts: Mapping[str, str]) -> str:
    """Give the SHA-256 of files by name and text."""
    return hashlib.sha256(canonical(dict(texts))).hexdigest()


class Shelf(Traversable):
    """A folder, or a file, of texts kept elsewhere: whatever reads policies from a folder reads them from here."""

    def __init__(self, texts: Mapping[str, str], path: str = "") -> None:
        self._texts, self._path = texts, path

    @property
    def name(self) -> str:
        """Give the last part of the path."""
        return self._path.rpartition("/")[2] or "files"

    def is_file(self) -> bool:
        """Tell whether this is a file."""
        return self._path in self._texts

    def is_dir(self) -> bool:
        """Tell whether anything stands under this path."""
        return any(name.startswith(self._under) for name in self._texts)

    def iterdir(self) -> Iterator[Shelf]:
        """Give what stands in this folder, by name."""
        inside = {name.removeprefix(self._under).split("/")[0] for name in self._texts if name.startswith(self._under)}
        return (Shelf(self._texts, self._under + each) for each in sorted(inside))

    def joinpath(self, *descendants: Any) -> Shelf:
        """Give what stands under further names."""
        return Shelf(self._texts, "/".join([*([self._path] if self._path else []), *map(str, descendants)]))

    def __truediv__(self, child: Any) -> Shelf:
        return self.joinpath(child)

    def read_bytes(self) -> bytes:
        """Give a file's bytes. Raises ``FileNotFoundError`` where this is none."""
        if not self.is_file():
            raise FileNotFoundError(self._path)
        return self._texts[self._path].encode()

    def read_text(self, encoding: str | None = None) -> str:
        """Give a file's text."""
        return self.read_bytes().decode(encoding or "utf-8")

    def open(self, mode: str = "r", *args: Any, **kwargs: Any) -> IO[Any]:
        """Open a file for reading."""
        return BytesIO(self.read_bytes()) if "b" in mode else StringIO(self.read_text())

    @property
    def _under(self) -> str:
        return f"{self._path}/" if self._path else ""
