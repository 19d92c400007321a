"""Compiling rule files for a look: whole folders of policies, single files, and the rules of the files there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.time import utc_now

if TYPE_CHECKING:
    from tidewaiter.assess import Ruleset


def files_ruleset() -> Ruleset:
    """Give the rules of the files: those that ship, and the house's own. Raises ``InvalidPolicy``."""
    from tidewaiter import assess
    from tidewaiter.site import site_policies

    return assess.load_ruleset(site=site_policies(), as_of=utc_now().date())


def checked(paths: Sequence[Path], wrong: list[dict[str, Any]] | None = None) -> list[Ruleset]:
    """Compile what files and folders hold; no paths mean the rules of the files there are.

    A folder with ``rules`` in it is read as a folder of policies, any other as one of rule files. Mistakes are put into
    ``wrong`` as ``file, line, column, text``; without it the first is raised.
    """
    if not paths:
        return [files_ruleset()]
    found = []
    for path in _each(paths):
        try:
            found.append(_ruleset(path))
        except InvalidPolicy as error:
            if wrong is None:
                raise
            place = {"line": error.line, "column": error.column}
            wrong.append({"file": error.where or str(path), **place, "text": error.text})
    return found


def failed_of(ruleset: Ruleset) -> list[dict[str, Any]]:
    """Run the rules' own tests and give those that failed."""
    from tidewaiter.assess import failed_tests

    return [asdict(each) for each in failed_tests(ruleset)]


def _each(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not (path / "rules").is_dir():
            yield from sorted(path.glob("*.yaml"))
        else:
            yield path


def _ruleset(path: Path) -> Ruleset:
    from tidewaiter.assess import load_ruleset
    from tidewaiter.assess.life import read_written
    from tidewaiter.language.policy import read_file

    if path.is_dir():
        return load_ruleset(path, as_of=utc_now().date())
    base = files_ruleset()
    return base.only(read_written(read_file(path), base, str(path)))
