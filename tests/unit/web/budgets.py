"""The pages there are, who looks at each, and how many queries each may ask: ``query_counts.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.api.serving import HERE, Served
from tests.unit.web.board_rows import asked, decided, listed, refused, taken

BUDGETS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
WHAT: dict[str, Callable[[Served, str], str]] = {
    "encounter": lambda served, port: served.encounter(port),
    "encounter_id": lambda served, port: served.encounter(port),
    "hit": lambda served, port: served.hit(port),
    "hit_id": lambda served, port: served.hit(port),
    "name": lambda served, port: "nobody",
    "alarm_id": lambda served, port: "alarm-unknown",
    "decision": lambda served, port: str(decided(served, port)),
    "letter": lambda served, port: refused(served),
    "list": lambda served, port: listed(served),
    "list_id": lambda served, port: "no-list",
    "inquiry": lambda served, port: asked(served),
    "message": lambda served, port: taken(served),
    "message_id": lambda served, port: "msg-unknown",
    "number": lambda served, port: "TWR0000000000000",
    "seq": lambda served, port: str(decided(served, port)),
}
"""What stands for a name in an address, at a port."""


def address(path: str, served: Served, port: str = HERE) -> str:
    """Give the address of a page, its names replaced by what stands in this house. Raises ``KeyError``: add it."""
    return path.format(**{name: WHAT[name](served, port) for name in re.findall(r"{(\w+)}", path)})
