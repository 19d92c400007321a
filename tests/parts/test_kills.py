"""A short run of the kill harness, with its broken twin."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parts.kills import harness, hunt


@pytest.mark.parts
def test_kills_lose_double_and_halve_nothing(tmp_path: Path):
    outcome = harness(tmp_path / "home", kills=6, messages=600, twin=False)
    assert outcome.faults == {}
    assert outcome.kills == 6


@pytest.mark.parts
def test_a_house_that_commits_its_inbox_before_its_facts_is_caught(tmp_path: Path):
    assert not hunt(tmp_path / "home", kills=15, messages=200).clean
