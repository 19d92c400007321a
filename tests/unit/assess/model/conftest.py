from datetime import UTC, datetime

import pytest

from tidewaiter.assess.model.training import train, windows
from tidewaiter.assess.ruleset import load_ruleset
from tidewaiter.world.planted import FIRST_DAY, planted

EXPIRES = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def catalogue():
    return load_ruleset(as_of=FIRST_DAY).catalogue


@pytest.fixture(scope="session")
def border():
    """A planted border, small enough for every day."""
    return planted(60_000, 3)


@pytest.fixture(scope="session")
def cut(border):
    return windows(border.snapshot)


@pytest.fixture(scope="session")
def scorer(cut, catalogue):
    return train(cut, catalogue, expires_at=EXPIRES)
