"""What humans said before of possible matches: verdicts on a subject and an entry, and redress cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Pair = tuple[str, str]
"""A list and an entry."""


class Settled(NamedTuple):
    """A verdict on one subject and one entry: ``status`` as in ``HitStatus``, ``at`` as text."""

    hit_id: str
    encounter_id: str
    status: str
    entry_digest: str | None
    compared: Mapping[str, list[str]]
    at: str


@dataclass(frozen=True, slots=True)
class Case:
    """One redress case. ``pairs``: the entries the person was found not to be, with what each said then."""

    case_id: str
    number: str
    status: str  # open | resolved
    documents: frozenset[str] = frozenset()
    birth_dates: frozenset[str] = frozenset()
    pairs: Mapping[Pair, str | None] = field(default_factory=dict)
    resolved_at: str = ""


Verdicts = Mapping[tuple[str, str, str], Sequence[Settled]]
"""The verdicts by subject, list and entry, the latest last. Namesakes may have been taken for one subject: each verdict
speaks of what was compared, and of nobody else."""

Digests = Mapping[Pair, str]
