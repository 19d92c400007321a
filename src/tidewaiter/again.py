"""The corridor walked once more: whom a new list entry may mean is assessed and assigned anew, by the same rooms."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from tidewaiter import assess, identify, inspect, record
from tidewaiter.vocabulary.facts import Entry, FactKind
from tidewaiter.vocabulary.tables import DECLARED, HITS, IDENTIFIED, TEXT, conform, empty
from tidewaiter.walk import MACHINE, Journal, Policies, committed

DUE = "announced"
"""The status of an encounter that is still to come: only then is anybody assigned anew."""


def find(
    people: pl.DataFrame, listings: pl.DataFrame, looked_for: pl.DataFrame, policies: Policies, tally: identify.Tally
) -> pl.DataFrame:
    """Find whom some entries may mean: HITS, with the encounter in the place of the declaration.

    ``people``: encounters as they stand, all text; ``looked_for``: ``list_id, entry_id``.
    """
    few = listings.join(looked_for, on=["list_id", "entry_id"], how="semi")
    if few.is_empty() or people.is_empty():
        return empty(HITS)
    from tidewaiter.identify.suspects import suspects  # the matcher's libraries load when they are needed

    rows = suspects(people, few, policies.screening)
    counted = identify.Tally()
    born = pl.col("birth_date").str.to_date("%Y-%m-%d", strict=False)
    asked = rows.with_columns(born, pl.col("encounter_id").alias("declaration_id"))
    hits = identify.screen(asked, listings, policy=policies.screening, tally=counted)
    mine = hits.join(looked_for, on=["list_id", "entry_id"], how="semi", maintain_order="left")
    said = counted.counts | {"declarations": people.height, "alerted": mine.height}
    tally.add(**said)
    return mine


def entries(
    found: pl.DataFrame, looked_for: pl.DataFrame, policies: Policies, work: Journal, now: datetime
) -> list[Entry]:
    """State the hits that new entries made, and, for those still to come, what follows from them.

    The hits are stated of the declarations themselves, by the very function that screens them when they come; the
    lookout goes to the port of arrival, outbound of departure, as ever.
    """
    if found.is_empty():
        return []
    said = work.earlier(found["encounter_id"].unique().sort())
    listings = work.listings(now.date())
    hits = identify.screen(said, listings, policy=policies.screening)
    hits = hits.join(looked_for, on=["list_id", "entry_id"], how="semi", maintain_order="left")
    unsaid = found.join(hits, on=["encounter_id", "list_id", "entry_id"], how="anti")
    whole = pl.concat([hits, unsaid.with_columns(declaration_id=pl.lit(None, TEXT))])
    declared, identified = conform(said, DECLARED), _identified(said, work)
    judged = identify.suppress(whole, said, dict(identified.select("encounter_id", "subject_id").iter_rows()), work)
    stand = identify.standing(judged)
    tables = [(FactKind.LIST_HIT, judged), *_anew(declared, identified, stand, policies, work, now)]
    shares = [
        (
            kind,
            record.cut(table, record.owners_of(table["encounter_id"], identified, declared).fill_null("unannounced")),
        )
        for kind, table in tables
    ]
    messages = sorted({message for _, share in shares for message in share})
    stated = [one for message in messages for one in record.walked_entries(message, now, MACHINE, shares)]
    assigned = next((table for kind, table in tables if kind is FactKind.ASSIGNED), None)
    return (committed(assigned, policies, work, now) if assigned is not None else []) + stated


def _identified(said: pl.DataFrame, work: Journal) -> pl.DataFrame:
    """Bring what was identified before into the form of the room."""
    subjects = {one: (work.encounter(one) or {}).get("subject_id") for one in said["encounter_id"].unique().to_list()}
    subject = pl.col("encounter_id").replace_strict(subjects, default=None, return_dtype=TEXT)
    return conform(said.with_columns(subject_id=subject, is_new=pl.lit(value=False)), IDENTIFIED)


def _anew(
    declared: pl.DataFrame,
    identified: pl.DataFrame,
    hits: pl.DataFrame,
    policies: Policies,
    work: Journal,
    now: datetime,
) -> list[tuple[FactKind, pl.DataFrame]]:
    """Assess and assign those still to come, with all hits that stand; nobody where policy makes nothing of a hit."""
    status = {one: (work.encounter(one) or {}).get("status") for one in identified["encounter_id"].unique().to_list()}
    due = pl.Series("encounter_id", sorted(one for one, held in status.items() if held == DUE), dtype=TEXT)
    if due.is_empty() or not policies.inspection.secondary_on_hit:
        return []
    due = due.filter(due.is_in(hits["encounter_id"].implode()))  # what was settled before stops nobody
    mine = identified.join(due.to_frame(), on="encounter_id", how="semi", maintain_order="left")
    theirs = declared.join(mine, on="declaration_id", how="semi", maintain_order="left")
    standing = pl.concat([hits, work.open_hits(due)]).unique(
        ["encounter_id", "list_id", "entry_id", "basis"], keep="first", maintain_order=True
    )
    standing = standing.join(due.to_frame(), on="encounter_id", how="semi", maintain_order="left")
    assessed = assess.assess(theirs, mine, standing, work, ruleset=policies.ruleset, as_of=now)
    assigned = inspect.assign(
        assessed,
        mine,
        standing,
        theirs,
        policy=policies.inspection,
        stream=policies.stream,
        today=now.date(),
        places=policies.places,
    )
    return [(FactKind.ASSESSED, assessed), (FactKind.ASSIGNED, assigned)]
