import pytest
from tests.unit.assess.assess_batches import NOW

from tidewaiter.assess import load_ruleset


@pytest.fixture(scope="session")
def ruleset():
    """The rules shipped, as in force on the day of the tests."""
    return load_ruleset(as_of=NOW)
