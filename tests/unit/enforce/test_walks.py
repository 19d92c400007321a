"""Whatever officers try, in whatever order, the promises hold at every step."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.enforce import (
    Admit,
    AnswerProtection,
    Arrest,
    ClaimProtection,
    Depart,
    ReasonSeen,
    Refer,
    Refuse,
    Release,
    Seize,
    WithdrawAct,
    begin,
    decide,
    fold,
    load_law,
)
from tidewaiter.vocabulary.act import Status
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
INES, TOMAS = Officer("Ines Vallo"), Officer("Tomas Reyk")
RUTH = Officer("Ruth Amsel", frozenset({"protection-authority"}))
SAW = (ReasonSeen("document", "Altered photo page."),)


def act(name: str, moment: datetime):
    common = {"encounter_id": "enc-1", "officer": INES, "at": moment}
    adverse = {**common, "reasons_seen": SAW}
    answer = {**common, "officer": RUTH, "kind": "fear", "authority": "Asylum office"}
    return {
        "admit": lambda: Admit(**common),
        "refer": lambda: Refer(**common, reason="r"),
        "refuse": lambda: Refuse(**adverse, ground="stowaway", second_officer=TOMAS),
        "seize": lambda: Seize(**adverse, ground="failure-to-declare", what="w", quantity=1, unit="piece"),
        "arrest": lambda: Arrest(
            **adverse, ground="outstanding-warrant", rights_read=True, warrant_checked=True, handed_to="M"
        ),
        "release": lambda: Release(**common, reason="r"),
        "claim": lambda: ClaimProtection(**common, kind="fear"),
        "no need": lambda: AnswerProtection(**answer, answer="no-protection-need"),
        "need": lambda: AnswerProtection(**answer, answer="protection-need"),
        "depart": lambda: Depart(**common),
        "undo": lambda: WithdrawAct(**common),
    }[name]()


INSPECTS = {"present": (FactKind.PRESENTED, Status.ANNOUNCED), "close": (FactKind.INSPECTED, Status.REFERRED)}
NAMES = [
    *("present", "close", "admit", "refer", "refuse", "seize", "arrest", "release"),
    *("claim", "no need", "need", "depart", "undo"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=25), st.booleans(), st.sampled_from(["inbound", "outbound"]))
def test_promises_hold_on_every_walk(names, child, direction):
    encounter = {"encounter_id": "enc-1", "direction": direction, "assignment": "primary"}
    start = state = begin({**encounter, "unaccompanied_minor": child})
    history: list[Fact] = []
    lifted = load_law().protection.answers
    for step, name in enumerate(names):
        moment = START + timedelta(seconds=4 * step)
        if name in INSPECTS:
            kind, needed = INSPECTS[name]
            facts = [Fact(kind, "enc-1", moment, INES.name)] if state.status is needed else []
        else:
            try:
                facts = decide(state, act(name, moment))
            except Refusal:
                facts = []
        for fact in facts:
            if fact.kind is FactKind.REFUSED:
                assert direction == "inbound" and not child
                assert all(claim.answer and lifted[claim.answer] for claim in state.claims.values())
                assert history[-1].kind is not FactKind.REFERRED
                assert FactKind.INSPECTED in {earlier.kind for earlier in history}
            if fact.kind in {FactKind.REFUSED, FactKind.SEIZED, FactKind.ARRESTED}:
                assert facts[-1].kind is FactKind.CASE_OPENED
        history += facts
        state = fold(facts, state)
        assert state.standing.version == len(history)
    assert fold(history, start) == state, "folding at once and step by step agree"
    cases = [fact.data["case_id"] for fact in history if fact.kind is FactKind.CASE_OPENED]
    assert len(cases) == len(set(cases))
