"""The human half of inspect: reporting at primary, and closing secondary with an outcome that is required."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tidewaiter.inspect.commands import InspectCommand, RecordSecondaryResult, ReportAtPrimary
from tidewaiter.inspect.outcomes import Outcome, load_outcomes, outcome_of
from tidewaiter.inspect.secondary import SecondaryPolicy, load_secondary_policy, may_end
from tidewaiter.inspect.state import State
from tidewaiter.vocabulary.act import Status, is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind

ALLOWED_FROM: Mapping[type[InspectCommand], frozenset[Status]] = {
    ReportAtPrimary: frozenset({Status.ANNOUNCED}),
    RecordSecondaryResult: frozenset({Status.REFERRED}),
}
"""The whole state machine: which act is possible from which status."""

_INSTEAD: Mapping[type[InspectCommand], str] = {
    ReportAtPrimary: "only who is announced and has not yet reported can report",
    RecordSecondaryResult: "only an inspection that an officer opened by referring can be closed",
}


def decide(
    state: State,
    command: InspectCommand,
    outcomes: Mapping[str, Outcome] | None = None,
    policy: SecondaryPolicy | None = None,
) -> list[Fact]:
    """Turn an officer's act into facts.

    Raises ``Refusal`` for an actor who is no named human officer, a status that does not allow the act, an outcome
    that is missing or not in ``policies/outcomes.yaml``, or a record of the inspection that is not complete; ``Stale``
    when somebody acted first.
    """
    if not is_named_human(command.officer):
        raise Refusal("a named human officer decides; a machine suggests", code="not-an-officer")
    command.check_version(state.standing)
    if state.status not in ALLOWED_FROM[type(command)]:
        raise Refusal(f"the encounter is {state.status}: {_INSTEAD[type(command)]}", code="wrong-status")
    if isinstance(command, ReportAtPrimary):
        return [_fact(command, FactKind.PRESENTED, _presented(state, command))]
    if not state.file.is_last:
        raise Refusal("an earlier inspection of them was left open: close its record first", code="left-open")
    outcome = outcome_of(outcomes or load_outcomes(), command.outcome, command.report)
    may_end(state.file.record, command, outcome, policy or load_secondary_policy())
    return [_fact(command, FactKind.INSPECTED, _inspected(state, command, outcome))]


def _presented(state: State, command: ReportAtPrimary) -> dict[str, Any]:
    port = (command.port or "").strip() or state.port
    if not port:
        raise Refusal("the port of entry is required: the encounter names none", code="port-required")
    said = {"lane": command.lane, "port": port, "unannounced": command.unannounced}
    # A flight that lands elsewhere: its people report where they are, and the port that expected them is kept.
    return {**said, "diverted_from": state.port} if state.port not in ("", port) else said


def _inspected(state: State, command: RecordSecondaryResult, outcome: Outcome) -> dict[str, Any]:
    record = state.file.record
    return {
        "outcome": outcome.code,
        "report": command.report,
        "positive": outcome.positive,
        "label": outcome.label,
        "random": state.random,
        "inspection": record.inspection_id if record else None,
    }


def _fact(command: InspectCommand, kind: FactKind, data: dict[str, Any]) -> Fact:
    return Fact(kind, command.encounter_id, command.at, command.officer.name, data)
