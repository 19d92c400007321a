"""Why somebody may not be refused now, and what would clear it: read before an officer tries."""

from __future__ import annotations

from dataclasses import dataclass

from tidewaiter.enforce.law import Law, load_law
from tidewaiter.enforce.state import State


@dataclass(frozen=True, slots=True)
class Block:
    """One claim that stands against a refusal. ``state``: ``waiting`` for the authority, ``upheld`` by its answer."""

    kind: str
    meaning: str
    state: str
    recorded_by: str
    answer: str
    clears: tuple[str, ...]

    @property
    def text(self) -> str:
        """Say it in words."""
        if self.state == "waiting":
            by = ", ".join(self.clears)
            return f"claim '{self.kind}' waits for the competent authority; a refusal goes on after one of: {by}"
        return f"the competent authority answered '{self.answer}' to claim '{self.kind}': no refusal"


def blocks(state: State, law: Law | None = None) -> tuple[Block, ...]:
    """List the claims that block a refusal, as the line ``protection`` does; empty where none does."""
    law = law or load_law()
    lifting = tuple(code for code, lifts in law.protection.answers.items() if lifts)
    found = []
    for kind, claim in state.claims.items():
        if claim.answer is not None and law.protection.answers.get(claim.answer, False):
            continue
        waits = claim.answer is None
        meaning = law.protection.claims.get(kind, kind)
        told = "waiting" if waits else "upheld"
        found.append(Block(kind, meaning, told, claim.recorded_by, claim.answer or "", lifting if waits else ()))
    return tuple(found)
