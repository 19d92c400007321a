"""One served house for all tests of the API; those that change it open their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.api.serving import TWO_PORTS, Served, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        yield opened
