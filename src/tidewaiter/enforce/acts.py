"""The decision on a human act: refuse it with the reason, or say which facts follow from it."""

from __future__ import annotations

from typing import Any

from tidewaiter.enforce import commands as c
from tidewaiter.enforce.consequences import adverse_facts, case_fact, reasons_of
from tidewaiter.enforce.law import Law, load_law
from tidewaiter.enforce.state import State
from tidewaiter.enforce.table import TABLE, Table
from tidewaiter.vocabulary.act import Act
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind


def decide(state: State, command: c.EnforceCommand, law: Law | None = None, table: Table = TABLE) -> list[Fact]:
    """Turn an officer's act into facts about the encounter; adverse acts bring ``CaseOpened`` with them.

    Raises ``Stale`` when somebody acted first, else ``Refusal`` whose code names the line that would be crossed (see
    ``lines.LINES``), ``wrong-status`` where the state machine has no such move, ``unknown-language`` for the notice.
    """
    law = law or load_law()
    if state.encounter_id and command.encounter_id != state.encounter_id:
        raise Refusal("the act is about another encounter", code="wrong-encounter")
    command.check_version(state.standing)
    if state.status not in table.moves[state.direction].get(type(command), frozenset()):
        raise Refusal(_no_move(state, command), code="wrong-status")
    for line in table.lines:
        if isinstance(command, line.guards) and (crossed := line.check(state, command, law)):
            raise Refusal(crossed, code=line.name)
    if isinstance(command, c.Refuse | c.Seize | c.Arrest):
        return adverse_facts(state, command, law)
    if isinstance(command, c.OpenCase):
        return [case_fact(state, command, law, {"reasons_seen": reasons_of(command)})]
    kind, data = _states(state, command)
    return [Fact(kind, command.encounter_id, command.at, command.officer.name, data)]


def _no_move(state: State, command: Act) -> str:
    if isinstance(command, c.Refuse) and state.direction == "inbound":
        return f"the encounter is {state.status}: refuse only after secondary was opened and closed with an outcome"
    name = type(command).__name__
    return f"the encounter is {state.direction} and {state.status}: {name} is not possible from here"


def _states(state: State, command: c.EnforceCommand) -> tuple[FactKind, dict[str, Any]]:
    """Give the fact, and its data, that states a plain act."""
    match command:
        case c.Admit(until=until, port=port):
            day = until.isoformat() if until else None
            return FactKind.ADMITTED, {"until": day, "port": port or state.port}
        case c.Refer(reason=reason, port=port):
            # The draw decides what is random: an officer cannot dress a suspicion as chance, nor chance as suspicion.
            return FactKind.REFERRED, {"reason": reason, "port": port or state.port, "random": state.random}
        case c.Release(reason=reason):
            return FactKind.RELEASED, {"reason": reason}
        case c.ClaimProtection(kind=kind, said_by=said_by):
            return FactKind.PROTECTION_CLAIMED, {"kind": kind, "said_by": said_by}
        case c.AnswerProtection(kind=kind, answer=answer, authority=authority):
            return FactKind.PROTECTION_ANSWERED, {"kind": kind, "answer": answer, "authority": authority}
        case c.Depart(port=port):
            return FactKind.DEPARTED, {"port": port or state.port}
        case c.AdvanceCase(case_id=case_id, status=status, note=note):
            return FactKind.CASE_ADVANCED, {"case_id": case_id, "status": status, "note": note}
        case c.WithdrawAct(reason=reason):
            last = state.standing.last
            undone = str(last.kind) if last else None
            # Only the last act can be taken back, so its kind and the encounter's version name it without doubt.
            return FactKind.WITHDRAWN, {"fact": undone, "version": state.standing.version, "reason": reason}
        case _:
            raise Refusal(f"enforce knows no act '{type(command).__name__}'", code="unknown-act")
