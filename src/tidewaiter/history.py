"""Join what history shows to be one: a job proposes, each link explained; a named human accepts, rejects or undoes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tidewaiter.authority import Permission
from tidewaiter.fleet.history import link
from tidewaiter.identify import history, merging
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.walk import MACHINE

if TYPE_CHECKING:
    from tidewaiter.assemble import House

LEAST_WEIGHT = 4.0
"""Proposed from this weight on: log2 of the odds that two records are one person's, 16 to 1."""

VERBS: dict[str, type[merging.Verb]] = {
    "accept": merging.AcceptLink,
    "reject": merging.RejectLink,
    "undo": merging.UndoMerge,
}


def propose(house: House, least_weight: float = LEAST_WEIGHT) -> dict[str, Any]:
    """Score stored subjects against each other and state new proposals; nothing is joined.

    Gives ``records``, ``links`` scored, ``apart`` (left out: one movement carried both), ``proposed``. Raises
    ``Refusal`` with what to install where the extra is missing.
    """
    with house.store.read() as reader:
        records = history.records(queries.declared_subjects(reader.cursor))
        known = queries.proposed(reader.cursor)
    links = link(records, least_weight)
    candidates = list(history.proposals(links, (), known))
    with house.store.work() as work:
        pairs = [(one["subject_id"], one["other_id"]) for one in candidates]
        apart = queries.together(work.cursor, pairs)
        known = queries.proposed(work.cursor)
        new = list(history.proposals(links, apart, known))
        now = house.policies.clock()
        facts = [Fact(FactKind.LINK_PROPOSED, one["proposal_id"], now, MACHINE, one) for one in new]
        work.append([Entry.of_fact(fact) for fact in facts])
    counts = {"records": records.height, "links": links.height, "apart": len(apart)}
    return {**counts, "proposed": new}


def decide(house: House, proposal_id: str, verb: str, officer: Officer, reason: str) -> list[Fact]:
    """Accept, reject or undo one proposal in the name of an officer. Raises ``NotFound`` and ``Refusal``."""
    house.authority.require(officer, Permission.HOUSE_SUBJECT_LINK)
    with house.store.work() as work:
        state = queries.proposal(work.cursor, proposal_id)
        if state is None:
            raise NotFound(f"There is no proposal {proposal_id}")
        if verb == "undo":
            merged = [fact for fact in work.facts_of(proposal_id) if fact.kind is FactKind.SUBJECTS_MERGED]
            moved = merged[-1].data if merged else {"encounters": (), "keys": ()}
            state = replace(state, encounters=tuple(moved["encounters"]), keys=tuple(moved["keys"]))
        command = VERBS[verb](proposal_id, officer, house.policies.clock(), reason)
        facts = merging.decide(state, command)
        work.append([Entry.of_fact(fact) for fact in facts])
    return facts
