"""The lines never crossed, one function each: it returns the words of the refusal, or None where the act may go on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tidewaiter.enforce import commands as c
from tidewaiter.enforce.cases import NEXT
from tidewaiter.enforce.law import Law
from tidewaiter.enforce.state import State
from tidewaiter.vocabulary.act import Act, Status, is_machine, is_named_human
from tidewaiter.vocabulary.facts import FactKind

UNDO = timedelta(seconds=10)
"""How long a slip of the finger may be taken back."""

PROTECTION_AUTHORITY = "protection-authority"
"""The role that answers claims of protection."""

Check = Callable[[State, Act, Law], str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its name (the refusal's code), the acts it guards, and the check."""

    name: str
    guards: tuple[type[Act], ...]
    check: Check


def _named_human(_state: State, act: Act, _law: Law) -> str | None:
    return None if is_named_human(act.officer) else "a named human officer decides; a machine suggests"


def _screened(state: State, act: Act, _law: Law) -> str | None:
    leaving = isinstance(act, c.Depart) and state.direction == "inbound"
    return None if state.screened or leaving else "nobody passes before being screened: screen first"


def _at_a_port(state: State, _act: Act, _law: Law) -> str | None:
    return "nobody is admitted between ports of entry: bring them to one" if state.between_ports else None


def _ground(_state: State, act: Act, law: Law) -> str | None:
    assert isinstance(act, c.AdverseAct)
    ground = law.grounds.get(act.ground)
    fitting = _FITTING[type(act)]
    if ground is None:
        return f"no such ground '{act.ground}' in policies/grounds"
    if ground.kind not in fitting:
        return f"ground '{ground.id}' is one of {ground.kind}; this act needs {' or '.join(fitting)}"
    if not ground.in_force(act.at.date()):
        return f"ground '{ground.id}' expired on {ground.expires_at}: its owner {ground.owner} must renew it"
    return None


def _reasons(state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.AdverseAct)
    if not act.reasons_seen or any(not reason.text.strip() for reason in act.reasons_seen):
        return "the reasons the officer saw are required, each in words"
    unknown = {reason.origin for reason in act.reasons_seen} - c.ORIGINS
    if unknown:
        return f"a reason comes from one of {', '.join(sorted(c.ORIGINS))}; not {', '.join(sorted(unknown))}"
    own = {reason.origin for reason in act.reasons_seen} & c.OFFICER_ORIGINS
    if not own:
        return "a score, a rule or a face match alone carries no act against anybody: name what an officer saw"
    if own == {"finding"} and not state.findings:
        return "a finding is named, but none is recorded: record it first"
    return None


def _two_officers(_state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.Refuse)
    if not is_named_human(act.second_officer):
        return "a second named human officer must agree"
    same = act.officer.name.strip().casefold() == act.second_officer.name.strip().casefold()
    return "the second officer must be somebody else" if same else None


def _protection(state: State, act: Act, law: Law) -> str | None:
    if isinstance(act, c.Depart) and state.direction == "outbound":
        return None
    for kind, claim in state.claims.items():
        if claim.answer is None:
            return f"claim '{kind}' waits for the competent authority's answer; nobody is turned back before it"
        if not law.protection.answers.get(claim.answer, False):
            return f"the competent authority answered '{claim.answer}' to claim '{kind}': no refusal"
    return None


def _apart(state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.Refuse)
    answered = {claim.answered_by for claim in state.claims.values() if claim.answer is not None}
    if answered & {act.officer.name, act.second_officer.name}:
        return "who answered the claim of protection takes no part in the refusal"
    return None


def _arrest_steps(_state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.Arrest)
    if not act.rights_read:
        return "the rights must be read first"
    if not act.warrant_checked:
        return "warrants must be checked first"
    return None if act.handed_to.strip() else "name the authority the person is handed over to"


def _measured(_state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.Seize)
    if not act.what.strip() or not act.unit.strip():
        return "say what is seized, and its unit"
    return None if math.isfinite(act.quantity) and act.quantity > 0 else "a quantity above zero is required"


def _claim_kind(_state: State, act: Act, law: Law) -> str | None:
    assert isinstance(act, c.ClaimProtection)
    known = law.protection.claims
    return None if act.kind in known else f"a claim is one of: {', '.join(known)}"


def _competent(state: State, act: Act, law: Law) -> str | None:
    assert isinstance(act, c.AnswerProtection)
    claim = state.claims.get(act.kind)
    if PROTECTION_AUTHORITY not in act.officer.roles or not act.authority.strip():
        return "only a named officer of the competent authority answers a claim of protection"
    if claim is None:
        return f"there is no claim '{act.kind}' to answer"
    if claim.recorded_by == act.officer.name:
        return "who recorded the claim does not answer it"
    known = law.protection.answers
    return None if act.answer in known else f"an answer is one of: {', '.join(known)}"


def _own_and_fresh(state: State, act: Act, _law: Law) -> str | None:
    last = state.standing.last
    if last is not None and last.kind is FactKind.DEPARTED and is_machine(last.actor):
        return None  # a machine only says what it saw: a human who knows better says so, whenever
    if last is None or last.kind not in {FactKind.ADMITTED, FactKind.REFERRED}:
        return "only the last act, an admission, a referral or an exit stated by a machine, can be taken back"
    if last.actor != act.officer.name:
        return "an officer takes back only their own act"
    late = not timedelta(0) <= act.at - last.at <= UNDO
    return f"an act can be taken back for {UNDO.seconds} seconds; decide anew instead" if late else None


def _case_moves(state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.AdvanceCase)
    now = state.cases.get(act.case_id)
    if now is None:
        return f"this encounter has no case '{act.case_id}'"
    if act.status not in NEXT[now]:
        return f"a case that is {now} can become: {', '.join(sorted(NEXT[now])) or 'nothing more'}"
    return None


def _in_words(_state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.Refer | c.Release)
    return None if act.reason.strip() else "a reason in words is required"


def _why_no_exit(state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.WithdrawAct)
    left = state.status is Status.DEPARTED
    return "say in words why they have not left" if left and not act.reason.strip() else None


def _stay_ends_later(_state: State, act: Act, _law: Law) -> str | None:
    assert isinstance(act, c.Admit)
    past = act.until is not None and act.until < act.at.date()
    return "the last day of stay lies in the past" if past else None


_FITTING: dict[type[Act], tuple[str, ...]] = {
    c.Refuse: ("refusal",),
    c.Seize: ("seizure",),
    c.Arrest: ("arrest", "detention"),
    c.OpenCase: ("penalty",),
}

LINES: tuple[Line, ...] = (
    Line("not-an-officer", (Act,), _named_human),
    Line("not-screened", (c.Admit, c.Depart), _screened),
    Line("between-ports", (c.Admit,), _at_a_port),
    Line("ground", (c.AdverseAct,), _ground),
    Line("reasons", (c.AdverseAct,), _reasons),
    Line("second-officer", (c.Refuse,), _two_officers),
    Line("protection", (c.Refuse, c.Depart), _protection),
    Line("protection-apart", (c.Refuse,), _apart),
    Line("arrest-steps", (c.Arrest,), _arrest_steps),
    Line("seizure-measured", (c.Seize,), _measured),
    Line("claim-kind", (c.ClaimProtection,), _claim_kind),
    Line("competent-authority", (c.AnswerProtection,), _competent),
    Line("undo", (c.WithdrawAct,), _own_and_fresh),
    Line("exit-in-words", (c.WithdrawAct,), _why_no_exit),
    Line("case", (c.AdvanceCase,), _case_moves),
    Line("reason-in-words", (c.Refer, c.Release), _in_words),
    Line("stay", (c.Admit,), _stay_ends_later),
)
