"""Rules at the desk: analysts write them, a second person approves, and everybody sees how each came to be."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tidewaiter import walk
from tidewaiter.assess.life import (
    ApproveRule,
    DraftRule,
    KillRule,
    LifePolicy,
    PromoteRule,
    RetireRule,
    RuleAct,
    RuleState,
    Shipped,
    TestRule,
    about,
    begin,
    decide,
    digest_of,
    fold,
    load_life_policy,
)
from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.authority import Authority, Permission
from tidewaiter.desk import trials
from tidewaiter.desk.rulebook import Rulebook
from tidewaiter.language.policy import read_record
from tidewaiter.store import Store, queries, reads
from tidewaiter.store.work import Reader, Work
from tidewaiter.vocabulary.errors import InvalidPolicy, NotFound
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

RULE_NEEDED: Mapping[type[RuleAct], Permission] = {
    DraftRule: Permission.HOUSE_RULE_DRAFT,
    TestRule: Permission.HOUSE_RULE_DRAFT,
    ApproveRule: Permission.HOUSE_RULE_APPROVE,
    PromoteRule: Permission.HOUSE_RULE_PROMOTE,
    RetireRule: Permission.HOUSE_RULE_PROMOTE,
    KillRule: Permission.HOUSE_RULE_KILL,
}
"""Which permission each act on a rule needs; a guard test holds it against all there are."""

LIFE = frozenset(
    {
        FactKind.RULE_DRAFTED,
        FactKind.RULE_TESTED,
        FactKind.RULE_APPROVED,
        FactKind.RULE_PROMOTED,
        FactKind.RULE_RETIRED,
        FactKind.RULE_KILLED,
        FactKind.RULE_BACKTESTED,
    }
)


@dataclass(frozen=True, slots=True)
class RuleDesk:
    """Rules span the house: they are the same at every port."""

    store: Store
    policies: walk.Policies
    authority: Authority
    book: Rulebook

    @property
    def policy(self) -> LifePolicy:
        """Give the policy by which rules come into force."""
        return load_life_policy()

    def draft(self, text: str, officer: Officer, where: str = "draft") -> list[Fact]:
        """Put a rule before the house: it is compiled and its own tests run. Gives what was drafted and how they ended.

        Raises ``Forbidden``, ``Refusal``, and ``InvalidPolicy`` with line and column.
        """
        self.authority.require(officer, Permission.HOUSE_RULE_DRAFT)
        rule_id = read_record(text, where).text("id")
        return self.act(rule_id, DraftRule(officer=officer, at=self.policies.clock(), text=text, where=where))

    def act(self, rule_id: str, command: RuleAct) -> list[Fact]:
        """Let somebody act on a rule. Raises ``Forbidden``, ``NotFound``, ``Refusal`` or ``InvalidPolicy``."""
        self.authority.require(command.officer, RULE_NEEDED[type(command)])
        with suppress(InvalidPolicy):  # read before the write lock is taken; the kill switch works without
            self.book.base()
        with self.store.work() as work:
            state, texts = self._state(work, rule_id)
            facts = decide(state, command, policy=self.policy, book=self.book.base, texts=texts)
            work.append([Entry.of_fact(fact) for fact in facts])
        return facts

    def rules(self, reader: Officer) -> list[dict[str, Any]]:
        """List every rule with its state: of files and journal, running, on its way, expired and over."""
        self.authority.require(reader, Permission.HOUSE_RULE_READ)
        today, base = self.policies.clock().date(), self.book.base()
        with self.store.read() as opened:
            versions, known = queries.rule_versions(opened.cursor), queries.rules(opened.cursor)
        off = {row["rule_id"]: row for row in known if row["off_seq"] is not None}
        rows = [_of_file(rule, off.get(rule.id), today) for rule in base.rules]
        rows += [{"id": name, "state": "expired", "source": "file"} for name in base.expired if name not in off]
        rows += [_of_journal(row, today) for row in versions]
        return sorted(rows, key=lambda row: (row["id"], -(row.get("version") or 0)))

    def show(self, rule_id: str, reader: Officer) -> dict[str, Any]:
        """Give one rule: its versions, what its shadow fired on in numbers, its back-tests. Raises ``NotFound``."""
        found = [row for row in self.rules(reader) if row["id"] == rule_id]
        if not found:
            raise NotFound(f"There is no rule {rule_id}")
        rule = next((rule for rule in self.book.base().rules if rule.id == rule_id), None)
        with self.store.read() as opened:
            versions = queries.rule_versions(opened.cursor, rule_id)
            tested = queries.backtests(opened.cursor, rule_id)
            shadow = trials.shadow_yields(opened, rule_id)
        versions = [{**row, "shadow": shadow.get(row["version"])} for row in versions]
        tested = trials.for_reader(tested, groups=self._sees_groups(reader))
        return {"id": rule_id, "states": found, "file": _file(rule), "versions": versions, "backtests": tested}

    def tested(self, rule_id: str, backtest_id: str, reader: Officer) -> dict[str, Any]:
        """Give one back-test of a rule; rates by audited group to whom fairness is open. Raises ``NotFound``."""
        self.history(rule_id, reader)
        with self.store.read() as opened:
            tests = queries.backtests(opened.cursor, rule_id, limit=200)
        found = [test for test in tests if test["backtest_id"] == backtest_id]
        if not found:
            raise NotFound(f"There is no back-test {backtest_id} of {rule_id}")
        return trials.for_reader(found, groups=self._sees_groups(reader))[0]

    def history(self, rule_id: str, reader: Officer) -> list[dict[str, Any]]:
        """Give every step of a rule's life in the journal's order. Raises ``NotFound``."""
        self.authority.require(reader, Permission.HOUSE_RULE_READ)
        with self.store.read() as opened:
            stored = list(opened.entries(about(rule_id), LIFE))
            facts = opened.facts_of(about(rule_id))
        if not stored and not any(rule.id == rule_id for rule in self.book.base().rules):
            raise NotFound(f"There is no rule {rule_id}")
        steps = (
            {"kind": str(fact.kind), "at": fact.at.isoformat(), "officer": fact.actor, **fact.data}
            for fact in facts
            if fact.kind in LIFE
        )
        return trials.for_reader(steps, groups=self._sees_groups(reader))

    def _sees_groups(self, reader: Officer) -> bool:
        return self.authority.allows(reader, Permission.HOUSE_FAIRNESS_READ)

    def backtest(
        self,
        tried: trials.Tried,
        officer: Officer,
        snapshots: Path | None = None,
        *,
        sealed: Path | None = None,
        **asked: Any,
    ) -> dict[str, Any]:
        """Try a rule or a ruleset on the past (``trials.backtest``), and keep the result under ``backtest_id``.

        ``snapshots``: the folder, else that of the house; ``sealed``: that of the audited groups, for auditors only,
        and the reading is journaled.
        Raises ``Forbidden``, ``NotFound`` and ``Refusal``.
        """
        self.authority.require(officer, Permission.HOUSE_RULE_BACKTEST)
        if sealed is not None:
            self.authority.require(officer, Permission.HOUSE_FAIRNESS_READ)
            with self.store.work() as work:
                asked_at = self.policies.clock()
                work.append([Entry.of_fact(reads.of_record(officer, "sealed-groups", "back-test", asked_at))])
        told = trials.backtest(tried, snapshots or self.snapshots, sealed=sealed, **asked)
        backtest_id = self.policies.ids.new("bkt")
        fact = trials.stated(told, backtest_id, self.policies.clock(), officer.name)
        with self.store.work() as work:
            work.append([Entry.of_fact(fact)])
        return {"backtest_id": backtest_id, **told}

    def tried(self, rule_id: str, version: int | None = None) -> trials.Tried:
        """Give what a back-test of a rule of the house tries. Raises ``NotFound`` and ``InvalidPolicy``."""
        return trials.of_rule(self.store, rule_id, version, self.book.base(), self.policies.ruleset)

    def tried_text(self, text: str, where: str) -> trials.Tried:
        """Give what a back-test of a rule's text tries. Raises ``InvalidPolicy``."""
        return trials.of_text(text, where, self.book.base(), self.policies.ruleset)

    @property
    def snapshots(self) -> Path:
        """Give the folder in which the house keeps its snapshots."""
        return self.store.home / "snapshots"

    def review(self, reader: Officer, snapshots: Path | None = None) -> list[dict[str, Any]]:
        """List the rules that somebody should look at again (``assess.life.review``), by the journal or by snapshots.

        A version in the shadow that no longer compiles stands there too. Raises ``Forbidden`` and ``NotFound``.
        """
        self.authority.require(reader, Permission.HOUSE_RULE_READ)
        live, now, policy = self.policies.ruleset, self.policies.clock(), self.policy
        if snapshots is None:
            found = trials.reviewed(self.store, live, now, policy)
        else:
            found = trials.reviewed_snapshots(snapshots, live, now, policy)
        broken = self.book.broken().items()
        return found + [{"why": "broken", "rule": name.split(" ")[0], "text": text} for name, text in broken]

    def _state(self, work: Work, rule_id: str) -> tuple[RuleState, dict[int, str]]:
        facts = work.facts_of(about(rule_id))
        texts = {
            int(fact.data["version"]): str(fact.data["text"]) for fact in facts if fact.kind is FactKind.RULE_DRAFTED
        }
        return fold(facts, begin(rule_id, self._shipped(work, rule_id))), texts

    def _shipped(self, work: Reader, rule_id: str) -> Shipped | None:
        """Give the rule of the files; where these cannot be read, a rule of unknown text, so that it can be killed."""
        try:
            base = self.book.base()
        except InvalidPolicy:
            return Shipped(0, "")
        found = next((rule for rule in base.rules if rule.id == rule_id), None)
        return None if found is None else Shipped(found.version, digest_of(found))


def ruleset_rows(base: Ruleset, today: date) -> list[dict[str, Any]]:
    """List the rules of the files alone, as where there is no house."""
    rows = [_of_file(rule, None, today) for rule in base.rules]
    return rows + [{"id": name, "state": "expired", "source": "file"} for name in base.expired]


def _file(rule: Rule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    names = ("version", "title", "owner", "ground", "citation", "weight", "attribute_ground", "where")
    said = {name: getattr(rule, name) for name in names} | {"digest": digest_of(rule), "when": rule.when.text}
    return {**said, "review_at": rule.review_at.isoformat(), "expires_at": rule.expires_at.isoformat()}


def _of_file(rule: Rule, off: Mapping[str, Any] | None, today: date) -> dict[str, Any]:
    state = str(off["off_how"]) if off else "expired" if rule.expires_at < today else "shipped"
    names = ("id", "version", "weight", "owner", "ground", "title", "attribute_ground")
    said = {"state": state, "source": "file", **{name: getattr(rule, name) for name in names}}
    said |= {"review_at": rule.review_at.isoformat(), "expires_at": rule.expires_at.isoformat()}
    return {**said, "digest": digest_of(rule), "reason": off["off_reason"] if off else None}


def _of_journal(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    over = row["stage"] in ("superseded", "retired", "killed")
    state = "expired" if not over and row["expires_at"] < today.isoformat() else row["stage"]
    names = (
        *("version", "weight", "owner", "title", "attribute_ground", "review_at", "expires_at", "digest"),
        *("drafted_by", "shadow_hits"),
    )
    return {
        "id": row["rule_id"],
        "state": state,
        "source": "journal",
        **{name: row[name] for name in (*names, "reason")},
    }
