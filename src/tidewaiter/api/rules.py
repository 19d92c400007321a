"""Rules over HTTP: the same words as at the command line, each held to the caller's role."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tidewaiter.api.access import caller
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.api.messages import body_of_request
from tidewaiter.api.paging import Page, Rows, cut
from tidewaiter.assess import failed_tests
from tidewaiter.assess.life import ApproveRule, KillRule, PromoteRule, RetireRule, RuleAct, TestRule, read_written
from tidewaiter.vocabulary.errors import InvalidPolicy, Position, Unreadable
from tidewaiter.vocabulary.facts import Fact

router = Router(tags=["rules"])
_TEXT = {
    "requestBody": {
        "required": True,
        "description": "One rule, as in a rule file.",
        "content": {"application/yaml": {"schema": {"type": "string"}}},
    }
}
Words = str


class Asked(Schema):
    """What every act may say: which version; else the newest drafted."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(default=None, ge=1)


class Approve(Asked):
    """Agree, as a second person."""

    step: Literal["shadow", "live"]
    reason: Words = Field(min_length=1, max_length=2000)
    digest: str = Field(default="", max_length=64, description="The content hash that was read.")


class Promote(Asked):
    """Let an approved version run."""

    to: Literal["shadow", "live"]


class Retire(Asked):
    """Take it out of force; without a version all of it."""

    reason: Words = Field(min_length=1, max_length=2000)


class Kill(Schema):
    """The kill switch."""

    model_config = ConfigDict(extra="forbid")

    reason: Words = Field(min_length=1, max_length=2000)


class Backtested(Asked):
    """Which days of the house's own snapshots."""

    first: date | None = None
    last: date | None = None


class Checked(Schema):
    """A rule that compiles, and how its own tests ended."""

    rule_id: str
    version: int
    tests: int
    failed: list[dict[str, Any]]


@router.get("/rules", response={200: Rows, **documented(422)}, operation_id="list_rules")
def list_rules(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """List every rule with its state: of files and of the journal, running, on its way, expired and over."""
    return cut(wanted, house().rules.rules(caller(request)))


@router.get("/rules/review", response={200: Rows, **documented(422)}, operation_id="review_rules")
def review_rules(request: HttpRequest, wanted: Query[Page]) -> dict[str, Any]:
    """List rules to look at again: dead, without yield, duplicates, past review, ending, expired, broken."""
    return cut(wanted, house().rules.review(caller(request)))


@router.post(
    "/rules/check", response={200: Checked, **documented(411, 413, 422)}, openapi_extra=_TEXT, operation_id="check_rule"
)
def check_rule(request: HttpRequest) -> dict[str, Any]:
    """Compile a rule and run its own tests, and keep nothing; a mistake is told with its line and column."""
    base, text = house().book.base(), _text(request)
    try:
        alone = base.only(read_written(text, base, "rule"))
    except InvalidPolicy as error:
        raise _placed(error) from error
    (rule,) = alone.rules
    failed = [{"number": each.number, "expected": each.expected, "got": each.bulk} for each in failed_tests(alone)]
    return {"rule_id": rule.id, "version": rule.version, "tests": len(rule.tests), "failed": failed}


@router.get("/rules/{rule_id}", response={200: dict[str, Any], **documented(404)}, operation_id="show_rule")
def show_rule(request: HttpRequest, rule_id: str) -> dict[str, Any]:
    """Show one rule: its versions with their texts, what its shadow fired on in numbers, its back-tests."""
    return house().rules.show(rule_id, caller(request))


@router.get("/rules/{rule_id}/history", response={200: Rows, **documented(404, 422)}, operation_id="rule_history")
def rule_history(request: HttpRequest, rule_id: str, wanted: Query[Page]) -> dict[str, Any]:
    """Show every step of a rule's life, in the journal's order."""
    return cut(wanted, house().rules.history(rule_id, caller(request)))


@router.post(
    "/rules", response={200: Rows, **documented(411, 413, 422)}, openapi_extra=_TEXT, operation_id="draft_rule"
)
def draft_rule(request: HttpRequest) -> dict[str, Any]:
    """Put a rule before the house: compiled, its tests run, its text kept. Nothing runs by it yet."""
    try:
        return _told(house().rules.draft(_text(request), caller(request)))
    except InvalidPolicy as error:
        raise _placed(error) from error


@router.post("/rules/{rule_id}/acts/test", response={200: Rows, **documented(404, 409, 422)}, operation_id="test_rule")
def test_rule(request: HttpRequest, rule_id: str, body: Asked) -> dict[str, Any]:
    """Run a draft's own tests again."""
    return _act(request, rule_id, TestRule, version=body.version)


@router.post(
    "/rules/{rule_id}/acts/approve", response={200: Rows, **documented(404, 409, 422)}, operation_id="approve_rule"
)
def approve_rule(request: HttpRequest, rule_id: str, body: Approve) -> dict[str, Any]:
    """Agree, as a second person, that a version may run in the shadow, or live."""
    return _act(request, rule_id, ApproveRule, **body.model_dump())


@router.post(
    "/rules/{rule_id}/acts/promote", response={200: Rows, **documented(404, 409, 422)}, operation_id="promote_rule"
)
def promote_rule(request: HttpRequest, rule_id: str, body: Promote) -> dict[str, Any]:
    """Let an approved version run: in the shadow, or live from the next message on."""
    return _act(request, rule_id, PromoteRule, **body.model_dump())


@router.post(
    "/rules/{rule_id}/acts/retire", response={200: Rows, **documented(404, 409, 422)}, operation_id="retire_rule"
)
def retire_rule(request: HttpRequest, rule_id: str, body: Retire) -> dict[str, Any]:
    """Take a rule out of force in an orderly way."""
    return _act(request, rule_id, RetireRule, **body.model_dump())


@router.post("/rules/{rule_id}/acts/kill", response={200: Rows, **documented(404, 409, 422)}, operation_id="kill_rule")
def kill_rule(request: HttpRequest, rule_id: str, body: Kill) -> dict[str, Any]:
    """Switch a rule off at once, everywhere, in every version; one person suffices."""
    return _act(request, rule_id, KillRule, **body.model_dump())


@router.post(
    "/rules/{rule_id}/backtest", response={200: dict[str, Any], **documented(404, 422)}, operation_id="backtest_rule"
)
def backtest_rule(request: HttpRequest, rule_id: str, body: Backtested) -> dict[str, Any]:
    """Tell what a rule would have done to the past, by the house's own snapshots; the result is kept."""
    desk = house().rules
    tried = desk.tried(rule_id, body.version)
    return desk.backtest(tried, caller(request), first=body.first, last=body.last)


def _act(request: HttpRequest, rule_id: str, command: Any, **said: Any) -> dict[str, Any]:
    act: RuleAct = command(officer=caller(request), at=house().policies.clock(), **said)
    return _told(house().rules.act(rule_id, act))


def _told(facts: list[Fact]) -> dict[str, Any]:
    rows = [
        {"fact": str(fact.kind), "at": fact.at.isoformat(), "officer": fact.actor, **_without_text(fact)}
        for fact in facts
    ]
    return {"rows": rows}


def _without_text(fact: Fact) -> dict[str, Any]:
    return {name: value for name, value in fact.data.items() if name != "text"}


def _text(request: HttpRequest) -> str:
    try:
        return body_of_request(request).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("A rule is text in UTF-8", code="invalid_policy") from error


def _placed(error: InvalidPolicy) -> Unreadable:
    return Unreadable(error.text, Position(segment=error.line, element=error.column), code=error.code)
