"""The files of rules, kept as texts: read again they make the very same ruleset, a site's own folder included."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.journey.test_life_of_a_rule import RULE

from tidewaiter.assess import load_ruleset
from tidewaiter.assess.life.shelf import Shelf, digest_of_texts, load_from, texts_of
from tidewaiter.language.policy import POLICIES

DAY = date(2026, 12, 1)


def test_texts_kept_make_the_ruleset_that_the_files_made(tmp_path: Path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.yaml").write_text(RULE)
    shipped, both = texts_of(POLICIES), texts_of(POLICIES, tmp_path)
    assert load_from(shipped, DAY).id == load_ruleset(as_of=DAY).id
    ours = load_ruleset(site=tmp_path, as_of=DAY)
    assert load_from(both, DAY).id == ours.id != load_ruleset(as_of=DAY).id
    assert digest_of_texts(both) != digest_of_texts(shipped)
    assert set(both) - set(shipped) == {"site/rules/ours.yaml"}


def test_a_shelf_is_a_folder_to_whoever_reads_from_one():
    shelf = Shelf({"a/b.yaml": "x", "a/c/d.csv": "y"})
    assert [item.name for item in (shelf / "a").iterdir()] == ["b.yaml", "c"]
    assert (shelf / "a" / "c" / "d.csv").read_text() == "y"
    assert (shelf / "a").is_dir() and not (shelf / "a").is_file() and not (shelf / "z").is_dir()
    with (shelf / "a").joinpath("b.yaml").open("rb") as file:
        assert file.read() == b"x"
    with pytest.raises(FileNotFoundError):
        (shelf / "a").read_bytes()
