"""What enforce must know of an encounter to accept an act, folded from its facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tidewaiter.vocabulary.act import Standing, Status
from tidewaiter.vocabulary.facts import Fact, FactKind

CHILD = "unaccompanied-child"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of protection: who recorded it, and the authority's answer so far."""

    recorded_by: str = ""
    answer: str | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """One encounter as enforce sees it.

    ``claims`` are keyed by kind, ``cases`` give each case's status. ``screened``: the walk assigned it; ``random``:
    its examination was drawn, not suspected.
    """

    encounter_id: str = ""
    direction: str = "inbound"
    port: str = ""
    person: str = ""
    screened: bool = False
    between_ports: bool = False
    random: bool = False
    standing: Standing = field(default_factory=Standing)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    cases: Mapping[str, str] = field(default_factory=dict)
    findings: int = 0

    @property
    def status(self) -> Status:
        """Where the encounter stands."""
        return self.standing.status


def begin(encounter: Mapping[str, Any]) -> State:
    """Start from the encounter as announced and assigned (see ``needs.EnforceNeeds.encounter``).

    An encounter flagged as an unaccompanied minor starts with that claim open: nobody has to say it first.
    """
    names = (encounter.get("given_names"), encounter.get("surname"))
    return State(
        encounter_id=encounter["encounter_id"],
        direction=encounter.get("direction") or "inbound",
        port=encounter.get("port") or "",
        person=" ".join(name for name in names if name),
        screened=encounter.get("assignment") is not None,
        random=encounter.get("stream") == "random",
        claims={CHILD: Claim()} if encounter.get("unaccompanied_minor") else {},
    )


def fold(facts: Iterable[Fact], start: State | None = None) -> State:
    """Build the state from the encounter's facts, oldest first, upon what ``begin`` gave."""
    state = start or State()
    for fact in facts:
        state = _after(state, fact)
    return state


def _after(state: State, fact: Fact) -> State:
    state = replace(state, standing=state.standing.after(fact))
    data = fact.data
    match fact.kind:
        case FactKind.FOUND:
            return replace(state, findings=state.findings + 1)
        case FactKind.PRESENTED:
            between = bool(data.get("between_ports"))
            return replace(state, port=data.get("port") or state.port, between_ports=between)
        case FactKind.PROTECTION_CLAIMED:
            return replace(state, claims={**state.claims, data["kind"]: Claim(fact.actor)})
        case FactKind.PROTECTION_ANSWERED:
            claim = state.claims.get(data["kind"], Claim())
            answered = replace(claim, answer=data["answer"], answered_by=fact.actor)
            return replace(state, claims={**state.claims, data["kind"]: answered})
        case FactKind.CASE_OPENED:
            return replace(state, cases={**state.cases, data["case_id"]: data.get("status", "opened")})
        case FactKind.CASE_ADVANCED:
            return replace(state, cases={**state.cases, data["case_id"]: data["status"]})
        case _:
            return state
