"""What follows from a command about a rule: facts, or a refusal that says what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tidewaiter.assess.life.book import digest_of, read_written
from tidewaiter.assess.life.commands import (
    ApproveRule,
    DraftRule,
    KillRule,
    PromoteRule,
    RetireRule,
    RuleAct,
    TestRule,
)
from tidewaiter.assess.life.policy import LifePolicy
from tidewaiter.assess.life.state import OVER, RUNNING, RuleState, Stage, Version, about
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.trial import failed_tests
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import NotFound, Refusal, Stale
from tidewaiter.vocabulary.facts import Fact, FactKind

RULE_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")
MACHINE = "machine:tidewaiter"

Book = Callable[[], Ruleset]
"""Gives the rules of the files: asked only where a text is compiled, so that the kill switch works without it."""
Texts = Mapping[int, str]


def decide(state: RuleState, command: RuleAct, *, policy: LifePolicy, book: Book, texts: Texts) -> list[Fact]:
    """Give the facts of one command, in order. ``texts``: the text of each version drafted so far.

    Raises ``Refusal``, ``Stale`` for a text that is not the one seen, ``NotFound`` for a rule or version that is none,
    and ``InvalidPolicy`` for a draft that does not compile.
    """
    if not is_named_human(command.officer):
        raise Refusal("a named human decides about a rule", code="not-an-officer")
    if isinstance(command, DraftRule):
        return _draft(state, command, policy, book())
    if not state.known:
        raise NotFound(f"There is no rule {state.rule_id}")
    match command:
        case TestRule():
            return [_test(state, command, book(), texts)]
        case ApproveRule():
            return [_approve(state, command, policy)]
        case PromoteRule():
            return [_promote(state, command, policy, book, texts)]
        case RetireRule():
            return [_retire(state, command)]
        case KillRule():
            return [_kill(state, command)]
    raise Refusal(f"Nothing is known of the command {type(command).__name__}")


def _draft(state: RuleState, command: DraftRule, policy: LifePolicy, book: Ruleset) -> list[Fact]:
    rule = read_written(command.text, book, command.where)
    if rule.id != state.rule_id:
        raise Refusal(f"this is the rule {rule.id}, not {state.rule_id}", code="another-rule")
    if not RULE_ID.fullmatch(rule.id):
        raise Refusal(f"{rule.id!r} is no name for a rule: small letters, digits and hyphens", code="rule-id")
    if rule.version <= state.newest:
        text = f"{rule.id} has a version {state.newest}; give this one a higher number: every version is kept"
        raise Refusal(text, code="version-stands")
    today = command.at.date()
    if rule.expires_at < today:
        raise Refusal(f"{rule.id} expired on {rule.expires_at}", code="expired")
    if rule.expires_at > today + timedelta(days=policy.longest_term_days):
        raise Refusal(f"a rule stands for at most {policy.longest_term_days} days", code="term-too-long")
    digest, failed = digest_of(rule), _failed(command.text, book, rule.id)
    said = {
        "rule_id": rule.id,
        "version": rule.version,
        "digest": digest,
        "text": command.text,
        "title": rule.title,
        "owner": rule.owner,
        "weight": rule.weight,
        "review_at": rule.review_at.isoformat(),
        "expires_at": rule.expires_at.isoformat(),
        "attribute_ground": rule.attribute_ground,
    }
    drafted = Fact(FactKind.RULE_DRAFTED, about(rule.id), command.at, command.officer.name, said)
    outcome = {"rule_id": rule.id, "version": rule.version, "digest": digest, "tests": len(rule.tests)}
    tested = Fact(FactKind.RULE_TESTED, about(rule.id), command.at, MACHINE, {**outcome, "failed": failed})
    return [drafted, tested]


def _test(state: RuleState, command: TestRule, book: Ruleset, texts: Texts) -> Fact:
    version = _version(state, command.version)
    if version.stage not in (Stage.DRAFTED, Stage.TESTED):
        raise _wrong_stage(state, version, "tested anew")
    rule = read_written(texts[version.number], book, f"{state.rule_id} {version.number}")
    failed = _failed(texts[version.number], book, state.rule_id)
    return _fact(FactKind.RULE_TESTED, state, command, version, tests=len(rule.tests), failed=failed)


def _approve(state: RuleState, command: ApproveRule, policy: LifePolicy) -> Fact:
    version = _version(state, command.version)
    _said(command.reason)
    if version.stage is Stage.DRAFTED:
        raise Refusal(f"the tests of {_named(state, version)} do not pass", code="untested")
    if version.stage in OVER or version.stage is Stage.LIVE:
        raise _wrong_stage(state, version, "approved")
    if command.digest and not version.digest.startswith(command.digest):
        raise Stale(f"{_named(state, version)} is {version.digest[:12]}, not {command.digest}", code="other-text")
    if _same(version.author, command.officer.name):
        raise Refusal("whoever wrote a rule does not approve it: a second person does", code="second-person")
    if command.step in version.approved:
        text = f"{_named(state, version)} is approved for {command.step} by {version.approved[command.step]}"
        raise Refusal(text, code="already-approved")
    if command.step == "live" and version.stage is not Stage.SHADOW and policy.least_shadow_days is not None:
        raise Refusal(f"{_named(state, version)} goes live by way of the shadow; it is {version.stage}", code="shadow")
    return _fact(
        FactKind.RULE_APPROVED, state, command, version, step=command.step, reason=command.reason.strip(),
        author=version.author,
    )  # fmt: skip


def _promote(state: RuleState, command: PromoteRule, policy: LifePolicy, book: Book, texts: Texts) -> Fact:
    version = _version(state, command.version)
    if version.stage in OVER or version.stage.value == command.to:
        raise _wrong_stage(state, version, f"promoted to {command.to}")
    if command.to == "shadow" and version.stage is Stage.LIVE:
        raise _wrong_stage(state, version, "put in the shadow")
    by = _approval(version, command, policy)
    if by is None:
        text = f"{_named(state, version)} is not approved for {command.to} by a second person"
        raise Refusal(text, code="not-approved")
    if version.expires_at < command.at.date():
        raise Refusal(f"{_named(state, version)} expired on {version.expires_at}", code="expired")
    if command.to == "live":
        _long_enough(state, version, command, policy)
    rule = read_written(texts[version.number], book(), f"{state.rule_id} {version.number}")
    if digest_of(rule) != version.digest:
        raise Refusal(f"the text kept of {_named(state, version)} is not the one approved", code="other-text")
    stage = Stage(command.to)
    replaced = [_ref(each) for each in state.at(stage)]
    return _fact(FactKind.RULE_PROMOTED, state, command, version, to=command.to, supersedes=replaced, approved_by=by)


def _approval(version: Version, command: PromoteRule, policy: LifePolicy) -> str | None:
    own = version.approved.get(command.to)
    if own is None and command.to == "live" and not policy.live_needs_own_approval:
        return version.approved.get("shadow")
    return own


def _long_enough(state: RuleState, version: Version, command: PromoteRule, policy: LifePolicy) -> None:
    if policy.least_shadow_days is None:
        return
    if version.shadow_at is None:
        raise Refusal(f"{_named(state, version)} was never in the shadow", code="shadow")
    due = version.shadow_at + timedelta(days=policy.least_shadow_days)
    if command.at < due:
        raise Refusal(f"{_named(state, version)} stays in the shadow until {due:%Y-%m-%d %H:%M} UTC", code="shadow")


def _retire(state: RuleState, command: RetireRule) -> Fact:
    _said(command.reason)
    if command.version is None:
        ended = [each for each in state.versions.values() if each.stage not in OVER]
        shipped = state.shipped is not None and not state.off
    else:
        named = state.shipped is not None and not state.off and command.version == state.shipped.version
        ended = [] if named else [_version(state, command.version)]
        shipped = named
    if not shipped and not [each for each in ended if each.stage not in OVER]:
        raise Refusal(f"nothing of {state.rule_id} is in force or on its way", code="already-off")
    return _off(FactKind.RULE_RETIRED, state, command, ended, command.reason, shipped=shipped)


def _kill(state: RuleState, command: KillRule) -> Fact:
    _said(command.reason)
    running = [each for each in state.versions.values() if each.stage not in OVER]
    shipped = state.shipped is not None and not state.off
    if not running and not shipped:
        raise Refusal(f"nothing of {state.rule_id} is in force or on its way", code="already-off")
    return _off(FactKind.RULE_KILLED, state, command, running, command.reason, shipped=shipped)


def _off(
    kind: FactKind, state: RuleState, command: RuleAct, ended: list[Version], reason: str, *, shipped: bool
) -> Fact:
    said: dict[str, Any] = {
        "rule_id": state.rule_id,
        "versions": [_ref(each) for each in ended],
        "shipped": {"version": state.shipped.version, "digest": state.shipped.digest}
        if shipped and state.shipped
        else None,
        "reason": reason.strip(),
    }
    return Fact(kind, about(state.rule_id), command.at, command.officer.name, said)


def _fact(kind: FactKind, state: RuleState, command: RuleAct, version: Version, **said: Any) -> Fact:
    data = {"rule_id": state.rule_id, **_ref(version), **said}
    return Fact(kind, about(state.rule_id), command.at, command.officer.name, data)


def _ref(version: Version) -> dict[str, Any]:
    return {"version": version.number, "digest": version.digest}


def _version(state: RuleState, number: int | None) -> Version:
    """Give the version asked for; without a number the newest that was drafted."""
    if number is None and state.versions:
        number = max(state.versions)
    if number is None or number not in state.versions:
        if state.shipped is not None and number in (None, state.shipped.version):
            text = f"{state.rule_id} {state.shipped.version} ships as a file and is in force: retire or kill it"
            raise Refusal(text, code="shipped")
        raise NotFound(f"There is no version {number} of {state.rule_id}")
    return state.versions[number]


def _failed(text: str, book: Ruleset, where: str) -> list[dict[str, Any]]:
    """Run a rule's tests alone, through both emitters."""
    found = failed_tests(book.only(read_written(text, book, where)))
    return [
        {"number": each.number, "expected": each.expected, "bulk": each.bulk, "single": each.single} for each in found
    ]


def _wrong_stage(state: RuleState, version: Version, what: str) -> Refusal:
    return Refusal(f"{_named(state, version)} is {version.stage}, it cannot be {what}", code="stage")


def _named(state: RuleState, version: Version) -> str:
    return f"{state.rule_id} {version.number}"


def _said(reason: str) -> None:
    if not reason.strip():
        raise Refusal("say why, in words", code="reason")


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


__all__ = ["RULE_ID", "RUNNING", "decide"]
