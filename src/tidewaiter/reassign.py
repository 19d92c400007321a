"""A short walk: when what stands of possible matches changed, assess and inspect speak anew about who still comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from tidewaiter import assess, identify, inspect, walk
from tidewaiter.vocabulary.facts import Entry, FactKind


class Journal(walk.Journal, Protocol):
    """What the short walk asks beyond the long one."""

    def awaited(self, encounter_ids: Sequence[str]) -> list[str]:
        """Give those of the encounters about which no officer has decided anything yet."""
        ...

    def last_assessed(self, encounter_ids: Sequence[str]) -> pl.DataFrame:
        """Give the last assessment of encounters (``ASSESSED``)."""
        ...


SETTLED = "an officer settled every possible match"


def reassign(
    encounter_ids: Sequence[str], policies: walk.Policies, work: Journal, *, why: str = SETTLED
) -> list[Entry]:
    """Assess and assign encounters anew by the hits that stand now, and append it: lookouts come or are withdrawn.

    ``why`` says, of those left without a hit, why none stands any more. Encounters that an officer has decided about,
    or of which nothing is kept any more, are left as they are. What else was assessed stays as it was.
    """
    awaited = work.awaited(encounter_ids)
    if not awaited:
        return []
    now, ids = policies.clock(), pl.Series(awaited, dtype=pl.String)
    said, standing, last = work.earlier(ids), work.open_hits(ids), work.last_assessed(awaited)
    said = said.join(last, on="encounter_id", how="semi")
    if said.is_empty():
        return []
    free = set(awaited) - set(standing["encounter_id"])
    said = identify.absolve(said, dict.fromkeys(free, why))
    assessed = assess.assess_again(last, said, standing, ruleset=policies.ruleset, as_of=now)
    assigned = inspect.assign(
        assessed,
        said.select("encounter_id", "declaration_id", "checks"),
        standing,
        said.drop("encounter_id"),
        policy=policies.inspection,
        stream=policies.stream,
        today=now.date(),
        places=policies.places,
    )
    entries = walk.committed(assigned, policies, work, now)
    for kind, table in ((FactKind.ASSESSED, assessed), (FactKind.ASSIGNED, assigned)):
        for (about,), rows in table.partition_by("encounter_id", as_dict=True, maintain_order=True).items():
            entries.append(Entry.of_table(kind, str(about), now, walk.MACHINE, rows))
    work.append(entries)
    return entries
