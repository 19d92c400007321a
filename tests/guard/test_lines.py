"""The lines never crossed: every state times every adverse act times every way to cross a line, and none passes.

The same harness is then turned on sabotaged tables, one line broken in each, and must catch every one of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from tidewaiter.enforce import (
    Arrest,
    Depart,
    OpenCase,
    ReasonSeen,
    Refuse,
    Seize,
    State,
    begin,
    decide,
    load_law,
)
from tidewaiter.enforce.state import CHILD, Claim
from tidewaiter.enforce.table import TABLE, Table
from tidewaiter.vocabulary.act import Standing, Status
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Machine, Officer

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST, SECOND = Officer("Ines Vallo"), Officer("Tomas Reyk")
AUTHORITY = "Ruth Amsel"
SAW = (ReasonSeen("document", "The visa page is not the one that was issued."),)
GOOD = {
    "encounter_id": "enc-1",
    "officer": FIRST,
    "at": AT,
    "reasons_seen": SAW,
}
ADVERSE = {
    Refuse: Refuse(**GOOD, ground="fraud-or-misrepresentation", second_officer=SECOND),
    Seize: Seize(**GOOD, ground="failure-to-declare", what="watches", quantity=3, unit="piece"),
    Arrest: Arrest(
        **GOOD,
        ground="outstanding-warrant",
        rights_read=True,
        warrant_checked=True,
        handed_to="Marshals, district office",
    ),
    OpenCase: OpenCase(**GOOD, ground="failure-to-declare-penalty"),
}
DEPART = Depart(encounter_id="enc-1", officer=FIRST, at=AT)


def seen(*origins: str) -> dict[str, tuple[ReasonSeen, ...]]:
    return {"reasons_seen": tuple(ReasonSeen(origin, f"what the {origin} says") for origin in origins)}


HAZARDS: list[tuple[str, tuple[type, ...], dict[str, object]]] = [
    *((f"only {origin}", tuple(ADVERSE), seen(origin)) for origin in ("score", "face", "model", "rule")),
    ("score, rules and face together", tuple(ADVERSE), seen("score", "rule", "model", "face")),
    ("no reason", tuple(ADVERSE), {"reasons_seen": ()}),
    ("a reason without words", tuple(ADVERSE), {"reasons_seen": (ReasonSeen("document", " "),)}),
    ("an invented kind of reason", tuple(ADVERSE), seen("instinct", "document")),
    ("a machine acts", (*ADVERSE, Depart), {"officer": Machine()}),
    ("an officer without a name acts", (*ADVERSE, Depart), {"officer": Officer("  ")}),
    ("no such ground", tuple(ADVERSE), {"ground": "because"}),
    ("a ground of another kind", (Refuse, Seize, OpenCase), {"ground": "outstanding-warrant"}),
    ("a ground of another kind", (Arrest,), {"ground": "failure-to-declare"}),
    ("an expired ground", tuple(ADVERSE), {"at": datetime(2031, 1, 1, tzinfo=UTC)}),
    ("the second officer is a machine", (Refuse,), {"second_officer": Machine()}),
    ("the second officer is the first", (Refuse,), {"second_officer": Officer("ines vallo ")}),
    ("the authority refuses", (Refuse,), {"officer": Officer(AUTHORITY)}),
    ("the authority seconds", (Refuse,), {"second_officer": Officer(AUTHORITY)}),
    ("rights not read", (Arrest,), {"rights_read": False}),
    ("warrants not checked", (Arrest,), {"warrant_checked": False}),
    ("handed over to nobody", (Arrest,), {"handed_to": ""}),
]
LIFTED = Claim("Ana", "no-protection-need", AUTHORITY)
CLAIMS: dict[str, dict[str, Claim]] = {
    "none": {},
    "fear answered": {"fear": LIFTED},
    "fear open": {"fear": Claim("Ana")},
    "protection open beside an answered fear": {"fear": LIFTED, "protection": Claim("Ana")},
    "child open": {CHILD: Claim()},
    "child in care": {CHILD: Claim("Ana", "care-of-child-authority", AUTHORITY)},
    "protection found": {"protection": Claim("Ana", "protection-need", AUTHORITY)},
    "answer nobody knows": {"protection": Claim("Ana", "whatever", AUTHORITY)},
}
LETS_PASS = {"none", "fear answered"}


def states():
    """Every state there can be, reachable or not: a superset of what facts could bring about."""
    for direction, status, claims, findings, screened in product(
        ("inbound", "outbound"), Status, CLAIMS, (0, 1), (False, True)
    ):
        state = State(
            "enc-1",
            direction,
            screened=screened,
            standing=Standing(status, 5),
            claims=CLAIMS[claims],
            findings=findings,
        )
        yield claims, state


def passes(state, command, table) -> bool:
    """Anything but a Refusal counts as a crossing, a crash too: nothing may lean on luck."""
    try:
        decide(state, command, load_law(), table)
    except Refusal:
        return False
    except Exception:
        return True
    return True


def crossings(table: Table) -> set[str]:
    """Name every line that something crossed."""
    found = set()
    for claims, state in states():
        for name, kinds, change in HAZARDS:
            if name.startswith("the authority") and claims != "fear answered":
                continue
            found |= {
                f"{name}: {kind.__name__}"
                for kind in kinds
                if passes(state, replace(ADVERSE.get(kind, DEPART), **change), table)
            }
        if not state.findings and any(
            passes(state, replace(act, **seen("finding")), table) for act in ADVERSE.values()
        ):
            found.add("a finding that nobody recorded")
        refusal = passes(state, ADVERSE[Refuse], table)
        turned_back = state.direction == "inbound" and passes(state, DEPART, table)
        if claims not in LETS_PASS and (refusal or turned_back):
            found.add(f"turned back with {claims}")
        if refusal and state.status is not Status.INSPECTED:
            found.add("refused without secondary")
        if state.direction == "outbound" and not state.screened and passes(state, DEPART, table):
            found.add("departed unscreened")
    return found


def test_no_adverse_act_crosses_a_line_from_any_state():
    assert crossings(TABLE) == set()


def test_every_adverse_act_passes_where_nothing_speaks_against_it():
    able = {kind for _, state in states() for kind, act in ADVERSE.items() if passes(state, act, TABLE)}
    assert able == set(ADVERSE), "a harness in which everything is refused proves nothing"
    assert any(passes(state, DEPART, TABLE) for _, state in states())


@pytest.mark.parametrize(
    "line",
    [
        "not-an-officer",
        "not-screened",
        "ground",
        "reasons",
        "second-officer",
        "protection",
        "protection-apart",
        "arrest-steps",
    ],
)
def test_the_harness_catches_a_table_with_this_line_broken(line: str):
    assert line in {each.name for each in TABLE.lines}
    broken = tuple(replace(each, check=lambda *_: None) if each.name == line else each for each in TABLE.lines)
    assert crossings(replace(TABLE, lines=broken))


def test_the_harness_catches_a_state_machine_that_refuses_at_primary():
    inbound = {**TABLE.moves["inbound"], Refuse: frozenset({Status.PRESENTED, Status.INSPECTED})}
    broken = replace(TABLE, moves={**TABLE.moves, "inbound": inbound})
    assert crossings(broken) == {"refused without secondary"}


def test_the_harness_catches_a_reasons_line_that_lets_a_face_match_pass():
    def trusting(state, act, law):
        face = [reason for reason in act.reasons_seen if reason.origin == "face"]
        return None if face else honest(state, act, law)

    honest = next(line.check for line in TABLE.lines if line.name == "reasons")
    broken = tuple(replace(each, check=trusting) if each.name == "reasons" else each for each in TABLE.lines)
    assert "only face: Refuse" in crossings(replace(TABLE, lines=broken))


def test_an_encounter_flagged_as_an_unaccompanied_child_starts_with_the_claim_open():
    child = begin({"encounter_id": "enc-1", "unaccompanied_minor": True, "assignment": "secondary"})
    inspected = replace(child, standing=Standing(Status.INSPECTED, 3))
    with pytest.raises(Refusal) as refusal:
        decide(inspected, ADVERSE[Refuse])
    assert refusal.value.code == "protection"
