"""What follows from an act against somebody: the fact, a case with its clocks, and a notice to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tidewaiter.enforce import commands as c
from tidewaiter.enforce.cases import case_id, opened
from tidewaiter.enforce.law import Law
from tidewaiter.enforce.state import State
from tidewaiter.vocabulary.facts import Fact, FactKind

_SHAPE: Mapping[type[c.AdverseAct], tuple[FactKind, str]] = {
    c.Refuse: (FactKind.REFUSED, "refusal"),
    c.Seize: (FactKind.SEIZED, "seizure"),
    c.Arrest: (FactKind.ARRESTED, "arrest"),
}


def adverse_facts(state: State, command: c.Refuse | c.Seize | c.Arrest, law: Law) -> list[Fact]:
    """Give the act's fact (ground, case_id, reasons_seen, notice, language and its own keys), then ``CaseOpened``."""
    kind, template = _SHAPE[type(command)]
    own, printed = _own(state, command)
    case = case_fact(state, command, law, {})
    data = {
        "ground": command.ground,
        "case_id": case.data["case_id"],
        "reasons_seen": reasons_of(command),
        "language": command.language,
        **own,
    }
    data["notice"] = law.notices.render(
        template,
        command.language,
        law.grounds[command.ground],
        command.at,
        case=case.data["case_id"],
        person=state.person,
        port=state.port,
        officer=command.officer.name,
        reasons="\n".join(f"  - {reason.text}" for reason in command.reasons_seen),
        **printed,
    )
    return [Fact(kind, command.encounter_id, command.at, command.officer.name, data), case]


def case_fact(state: State, command: c.AdverseAct, law: Law, extra: Mapping[str, Any]) -> Fact:
    """Give the ``CaseOpened`` fact of an adverse act."""
    name = case_id(command.encounter_id, len(state.cases))
    data = opened(name, command.encounter_id, law.grounds[command.ground], command.at)
    return Fact(FactKind.CASE_OPENED, command.encounter_id, command.at, command.officer.name, {**data, **extra})


def reasons_of(command: c.AdverseAct) -> list[dict[str, str | None]]:
    """Give the reasons seen as JSON values."""
    return [
        {"origin": reason.origin, "text": reason.text, "reference": reason.reference} for reason in command.reasons_seen
    ]


def _own(state: State, command: c.Refuse | c.Seize | c.Arrest) -> tuple[dict[str, Any], dict[str, str]]:
    """Give what this kind of act adds to its fact, and what it fills into the notice."""
    if isinstance(command, c.Refuse):
        return {"second_officer": command.second_officer.name}, {"second_officer": command.second_officer.name}
    if isinstance(command, c.Seize):
        taken = {"what": command.what, "quantity": command.quantity, "unit": command.unit}
        return taken, {"what": f"{command.what}: {command.quantity:g} {command.unit}"}
    steps: dict[str, Any] = {
        "rights_read": command.rights_read,
        "warrant_checked": command.warrant_checked,
        "warrant": command.warrant,
        "handed_to": command.handed_to,
        # Custody answers no claim: what is open travels with the person to whoever takes over.
        "open_claims": sorted(kind for kind, claim in state.claims.items() if claim.answer is None),
    }
    return steps, {"handed_to": command.handed_to}
