"""A short run of the kill harness, with its broken twin."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parts.kills import harness


@pytest.mark.parts
@pytest.mark.parametrize("twin", [False, True])
def test_kills_lose_and_double_nothing_and_the_broken_twin_is_caught(tmp_path: Path, twin: bool):
    outcome = harness(tmp_path / "home", kills=8, messages=400, twin=twin)
    assert outcome.lost == 0
    assert outcome.proven
    assert (outcome.doubled > 0) is twin
