"""The human half of detect: an officer records a finding, in a kind and unit that add up across ports."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tidewaiter.detect.commands import RecordFinding
from tidewaiter.detect.kinds import FindingKind, load_finding_kinds
from tidewaiter.detect.state import State
from tidewaiter.vocabulary.act import Status, is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind

ALLOWED_FROM = frozenset(Status) - {Status.ANNOUNCED, Status.DEPARTED}
"""Something can be found on whoever is here: not before they report, not after they have left."""


def decide(state: State, command: RecordFinding, kinds: Mapping[str, FindingKind] | None = None) -> list[Fact]:
    """Turn a finding into a ``Found`` fact: finding_kind, quantity, unit, note.

    Raises ``Refusal`` for an actor who is no named human officer, an unknown kind, a unit the kind is not counted in,
    a quantity that is missing, not above zero or not finite; ``Stale`` when somebody acted first.
    """
    if not is_named_human(command.officer):
        raise Refusal("a finding is stated by a named human officer", code="not-an-officer")
    command.check_version(state.standing)
    if state.status not in ALLOWED_FROM:
        raise Refusal(f"the encounter is {state.status}: nobody is here to be examined", code="wrong-status")
    known = load_finding_kinds() if kinds is None else kinds
    kind = known.get(command.kind)
    if kind is None:
        raise Refusal(f"a kind of finding is required, one of: {', '.join(sorted(known))}", code="unknown-kind")
    _check_quantity(kind, command)
    if kind.note_required and not command.note.strip():
        raise Refusal(f"a finding of '{kind.code}' needs a note in words", code="note-required")
    data = {
        "finding_kind": kind.code,
        "quantity": command.quantity,
        "unit": command.unit,
        "note": command.note,
    }
    return [Fact(FactKind.FOUND, command.encounter_id, command.at, command.officer.name, data)]


def _check_quantity(kind: FindingKind, command: RecordFinding) -> None:
    if not kind.units:
        if command.quantity is not None or command.unit is not None:
            raise Refusal(f"'{kind.code}' is not counted: leave quantity and unit out", code="not-counted")
        return
    if command.unit not in kind.units:
        raise Refusal(f"'{kind.code}' is counted in: {', '.join(kind.units)}", code="wrong-unit")
    if command.quantity is None or not math.isfinite(command.quantity) or command.quantity <= 0:
        raise Refusal("a quantity above zero is required", code="wrong-quantity")
