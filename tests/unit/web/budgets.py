"""The pages there are, who looks at each, and how many queries each may ask: ``query_counts.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.api.serving import HERE, Served

BUDGETS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
WHAT: dict[str, Callable[[Served, str], str]] = {
    "encounter": lambda served, port: served.encounter(port),
    "encounter_id": lambda served, port: served.encounter(port),
    "hit": lambda served, port: served.hit(port),
    "hit_id": lambda served, port: served.hit(port),
    "name": lambda served, port: "nobody",
    "glass_id": lambda served, port: "gls-0",
}
"""What stands for a name in an address, at a port."""


def address(path: str, served: Served, port: str = HERE) -> str:
    """Give the address of a page, its names replaced by what stands in this house. Raises ``KeyError``: add it."""
    return path.format(**{name: WHAT[name](served, port) for name in re.findall(r"{(\w+)}", path)})
