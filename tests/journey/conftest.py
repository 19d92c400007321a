"""Opens a border for every journey: a copy of one home that was made once, so that a journey costs milliseconds."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.journey.border import Border, Clock

from tidewaiter import assess
from tidewaiter.assemble import SAMPLES, open_house
from tidewaiter.vocabulary.ids import Ids


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with tables, keys and the sample look-out lists, and nothing else."""
    home = tmp_path_factory.mktemp("home")
    (home / "keys").mkdir(mode=0o700)
    (home / "keys" / "draw.key").write_bytes(bytes(range(32)))  # the same people are drawn in every run
    house = open_house(home, clock=Clock())
    for path in sorted((SAMPLES.parent / "policies" / "lists").glob("lookout-sample*")):
        house.lists.load(path)
    house.make_ready()  # the files of rules are journaled once
    house.store.close()
    return home


_rules_once = cache(assess.load_ruleset)
"""Reading thirty rule files costs more than most journeys; they are the same files for all of them."""


@pytest.fixture
def open_border(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Border]]:
    """Open any number of borders in homes of their own, for journeys that compare two."""
    opened: list[Border] = []
    monkeypatch.setattr(assess, "load_ruleset", _rules_once)

    def border(name: str = "home") -> Border:
        shutil.copytree(empty_home, tmp_path / name)
        clock = Clock()
        ids = Ids(lambda: round(clock().timestamp() * 1000), random.Random(name).randbytes)
        opened.append(Border(open_house(tmp_path / name, clock=clock, ids=ids), clock))
        return opened[-1]

    yield border
    for one in opened:
        one.house.store.close()


@pytest.fixture
def border(open_border: Callable[[str], Border]) -> Border:
    """Open a border."""
    return open_border("home")
