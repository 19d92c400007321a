"""The pages there are, who looks at each, and how many queries each may ask: ``query_counts.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.api.serving import HERE, Served
from tests.unit.web.board_rows import asked, decided, listed, refused, taken

from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.time import utc_now

BUDGETS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
WHAT: dict[str, Callable[[Served, str], str]] = {
    "encounter": lambda served, port: served.encounter(port),
    "encounter_id": lambda served, port: served.encounter(port),
    "hit": lambda served, port: served.hit(port),
    "hit_id": lambda served, port: served.hit(port),
    "name": lambda served, port: "nobody",
    "attachment_id": lambda served, port: "att-unknown",
    "rule_id": lambda served, port: "absent-from-booking",
    "filter_id": lambda served, port: "flt-0",
    "handover_id": lambda served, port: "hov-0",
    "run_id": lambda served, port: "0",
    "backtest_id": lambda served, port: backtested(served),
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
    "glass_id": lambda served, port: "gls-0",
}
"""What stands for a name in an address, at a port."""


def backtested(served: Served) -> str:
    """Keep a back-test of a rule that ships, once, and give its id."""
    counted = {"encounters": 10, "hits": 1, "version": 1, "digest": "d", "data_digest": "d"}
    said = {"backtest_id": "bkt-1", "rule_id": "absent-from-booking", "first_day": "2026-01-01", **counted}
    whole = {"of": 1, "counted": 0, "estimate": 0.0, "low": 0.0, "high": 0.8}
    weighted = {"effective": 0.0, "estimate": None, "low": 0.0, "high": 1.0}
    port = {"port": HERE, "hits": 1, "raised": 0, "per_day": 1.0, "per_hour": [0] * 24}
    report = {
        "not_evaluable": 0, "new_hits": 1, "hit_rate": whole, "yield": whole, "random_yield": weighted,
        "base_rate": weighted, "unknown_features": [], "days": [{"day": "2026-01-01", "hits": 1}], "overlap": [],
        "bands": [], "groups": None, "workload": [port | {"busiest": {"hour": "2026-01-01T10", "hits": 1}}],
    }  # fmt: skip
    fact = Fact(
        FactKind.RULE_BACKTESTED, "rule:absent-from-booking", utc_now(), "Ada Quill",
        {**said, "last_day": "2026-01-01", "report": report},
    )  # fmt: skip
    with served.house.store.work() as work:
        work.append([Entry.of_fact(fact)])
    return "bkt-1"


def address(path: str, served: Served, port: str = HERE) -> str:
    """Give the address of a page, its names replaced by what stands in this house. Raises ``KeyError``: add it."""
    return path.format(**{name: WHAT[name](served, port) for name in re.findall(r"{(\w+)}", path)})
