"""Who read more, or otherwise, than their work explains: a list for an auditor to ask about, never a verdict."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MANY_AT_LEAST = 20
"""Fewer records than these on one day are nobody's excess."""
MANY_TIMES = 4
"""So many times the median of colleagues in the same roles on the same day is worth a question."""
SAME_RECORD = 6
"""One record opened so often by somebody who did nothing about it is worth a question."""
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Unusual:
    """One thing to ask a reader about: ``kind`` is much, again or namesake; ``text`` says why in words."""

    actor: str
    kind: str
    text: str
    day: str | None = None
    encounter_id: str | None = None


def unusual(
    readers: Sequence[Mapping[str, Any]],
    often: Iterable[Mapping[str, Any]],
    namesakes: Iterable[Mapping[str, Any]],
) -> list[Unusual]:
    """Find what to ask about: rows of ``queries.audit``: ``readers``, ``opened_often`` and ``opened_namesakes``.

    Much: far more records in a day than colleagues. Again: one record many times without an act. Namesake: a record
    that bears the reader's own surname, opened without an act.
    """
    found = _much(readers)
    for kind, rows in (("again", often), ("namesake", namesakes)):
        found += [
            Unusual(row["actor"], kind, _WHY[kind].format(row["times"]), row["day"], row["about"])
            for row in rows
            if not row["acted"]
        ]
    return sorted(found, key=lambda one: (one.day or "", one.actor, one.kind), reverse=True)


_WHY = {
    "again": "opened one record {} times and did nothing about it",
    "namesake": "opened the record of somebody of their own surname",
}


def surnames(actors: Iterable[str]) -> dict[str, str]:
    """Give the surname, in capitals as it is declared, of each reader who is named in words."""
    named = {actor: _WORD.findall(actor) for actor in actors}
    return {actor: words[-1].upper() for actor, words in named.items() if len(words) > 1}


def _much(readers: Sequence[Mapping[str, Any]]) -> list[Unusual]:
    peers: dict[tuple[Any, Any], list[Mapping[str, Any]]] = defaultdict(list)
    for row in readers:
        peers[row["day"], row["roles"]].append(row)
    found = []
    for (day, _), rows in peers.items():
        counts = sorted(int(row["opened"]) for row in rows)
        for row in rows:
            others = len(counts) > 1
            usual = _median_without(counts, int(row["opened"])) if others else 0
            if row["opened"] >= max(MANY_AT_LEAST, MANY_TIMES * usual):
                beside = f"colleagues opened {usual:g}" if others else "no colleague worked in these roles that day"
                found.append(Unusual(row["actor"], "much", f"opened {row['opened']} records; {beside}", day=day))
    return found


def _median_without(ordered: Sequence[int], one: int) -> float:
    """Give the median of sorted values but for one of them, without sorting the others again."""
    place, rest = bisect_left(ordered, one), len(ordered) - 1
    low, high = (ordered[at + (at >= place)] for at in ((rest - 1) // 2, rest // 2))
    return (low + high) / 2
