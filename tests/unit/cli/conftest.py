"""Reading thirty rule files costs more than most words; they are the same files for all of them."""

from __future__ import annotations

from functools import cache

import pytest

from tidewaiter import assess

_rules_once = cache(assess.load_ruleset)


@pytest.fixture(autouse=True)
def rules_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess, "load_ruleset", _rules_once)
