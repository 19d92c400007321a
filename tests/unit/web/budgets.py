"""The pages there are, who looks at each, and how many queries each may ask: ``query_counts.json``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.api.serving import HERE, Served

BUDGETS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
WHAT: dict[str, Callable[[Served], str]] = {
    "encounter": lambda served: served.encounter(HERE),
    "hit": lambda served: served.hit(HERE),
}
"""What stands for a name in an address."""


def address(path: str, served: Served) -> str:
    """Give the address of a page, its names replaced by what stands in this house."""
    return path.format(**{name: make(served) for name, make in WHAT.items() if f"{{{name}}}" in path})
