"""Runs inside the peer's own environment, which ``peers.py`` makes: scores candidates with nomenklatura's logic-v2.

Reads one JSON object a line: ``queries``, pairs of name and birth date, and ``candidates``, for each of them
entities as schema, names and birth date. Answers each with ``seconds`` of processor time that comparing took, ``pairs``
compared, and ``alerted``, the queries with a score of ``THRESHOLD`` or more.
Entities are made before the clock starts.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from followthemoney import EntityProxy  # type: ignore[import-not-found, unused-ignore]
from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found, unused-ignore]
from nomenklatura.matching.types import ScoringConfig  # type: ignore[import-not-found, unused-ignore]

THRESHOLD = 0.7


def entity(key: str, schema: str, names: list[str], date: str | None) -> Any:
    """Make what the peer compares."""
    said = {"name": names} | ({"birthDate": [date]} if date else {})
    return EntityProxy.from_dict({"id": key, "schema": schema, "properties": said})


def main() -> None:
    """Answer line by line until the input ends."""
    algorithm, config = get_algorithm("logic-v2"), ScoringConfig.defaults()
    for line in sys.stdin:
        asked = json.loads(line)
        rounds = [
            (
                entity(f"q{at}", "Person", [name], date),
                [entity(f"c{at}-{to}", *candidate) for to, candidate in enumerate(candidates)],
            )
            for at, ((name, date), candidates) in enumerate(zip(asked["queries"], asked["candidates"], strict=True))
        ]
        started, alerted = time.process_time(), 0
        for query, candidates in rounds:
            best = max((algorithm.compare(query, one, config).score for one in candidates), default=0.0)
            alerted += best >= THRESHOLD
        seconds = time.process_time() - started
        pairs = sum(len(candidates) for _, candidates in rounds)
        sys.stdout.write(json.dumps({"seconds": seconds, "pairs": pairs, "alerted": alerted}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
