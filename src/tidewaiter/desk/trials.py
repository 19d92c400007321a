"""Rules held against the past: back-tests over snapshots, and the lists of rules that somebody should look at again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from tidewaiter.analyze.backtests import report
from tidewaiter.analyze.fairness import load_fairness_policy
from tidewaiter.assess import load_ruleset
from tidewaiter.assess.life import LifePolicy, about, digest_of, read_written
from tidewaiter.assess.life.review import FIRED, OUTCOMES, expired, review
from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.fleet.backtest import RulesetTrial, RuleTrial, Trial, Window, run
from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.store import Store, history, queries
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.errors import NotFound
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.proportion import with_interval
from tidewaiter.vocabulary.snapshot import parts


@dataclass(frozen=True, slots=True)
class Tried:
    """What is to be tried: ``rule_id`` and ``version`` of a rule, or the content hash of a ruleset alone."""

    trial: Trial
    digest: str
    rule_id: str | None = None
    version: int | None = None


def of_text(text: str, where: str, book: Ruleset, live: Ruleset) -> Tried:
    """Try a rule by its text. Raises ``InvalidPolicy``."""
    return _of_rule(read_written(text, book, where), live)


def of_rule(store: Store, rule_id: str, version: int | None, book: Ruleset, live: Ruleset) -> Tried:
    """Try a version of a rule: the newest drafted, else the one in force. Raises ``NotFound``."""
    with store.read() as reader:
        drafted = queries.rule_versions(reader.cursor, rule_id)
    for row in drafted:
        if version in (None, row["version"]):
            return of_text(row["text"], f"journal:{rule_id} {row['version']}", book, live)
    found = next((rule for rule in book.rules if rule.id == rule_id), None)
    if found is None or version not in (None, found.version):
        raise NotFound(f"There is no rule {rule_id}{f' {version}' if version else ''}")
    return _of_rule(found, live)


def of_folder(folder: Path, today: date) -> Tried:
    """Try the whole ruleset of a folder of policies. Raises ``InvalidPolicy``."""
    ruleset = load_ruleset(folder, as_of=today)
    return Tried(RulesetTrial(ruleset), ruleset.id)


def _of_rule(rule: Rule, live: Ruleset) -> Tried:
    stands = next((each.weight for each in live.rules if each.id == rule.id), None)
    trial = RuleTrial(rule, live.bands, live.catalogue, replaces=stands)
    return Tried(trial, digest_of(rule), rule.id, rule.version)


def backtest(
    tried: Tried,
    snapshots: Path,
    *,
    first: date | None = None,
    last: date | None = None,
    sealed: Path | None = None,
    advance: Callable[[int], object] = lambda _: None,
) -> dict[str, Any]:
    """Try it on stored snapshots and say what came of it. Raises as ``fleet.backtest.run`` does."""
    counts, window = run(tried.trial, snapshots, first=first, last=last, sealed=sealed, advance=advance)
    told = report(counts, days=window.days, policy=load_fairness_policy())
    return {**_named(tried, window), **told}


def _named(tried: Tried, window: Window) -> dict[str, Any]:
    return {
        "rule_id": tried.rule_id,
        "version": tried.version,
        "digest": tried.digest,
        "first_day": window.first.isoformat(),
        "last_day": window.last.isoformat(),
        "files": window.files,
        "data_digest": window.digest,
        "unknown_features": list(window.missing),
    }


def stated(told: dict[str, Any], backtest_id: str, at: datetime, actor: str) -> Fact:
    """Make the fact by which a back-test is kept and linked from its rule."""
    names = ("rule_id", "version", "digest", "data_digest", "first_day", "last_day", "encounters", "hits")
    said = {"backtest_id": backtest_id, **{name: told[name] for name in names}}
    kept = {name: value for name, value in told.items() if name not in names}
    subject = about(told["rule_id"]) if told["rule_id"] else f"ruleset:{told['digest']}"
    return Fact(FactKind.RULE_BACKTESTED, subject, at, actor, {**said, "report": kept})


def for_reader(rows: Iterable[dict[str, Any]], *, groups: bool) -> list[dict[str, Any]]:
    """Give back-tests (or steps of a life) as a reader may see them: rates by audited group to whom fairness is open.

    To others ``report.groups`` is None and ``report.groups_withheld`` says that there are some.
    """
    return [row if groups or not (row.get("report") or {}).get("groups") else _withheld(row) for row in rows]


def _withheld(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "report": {**row["report"], "groups": None, "groups_withheld": True}}


def reviewed(store: Store, live: Ruleset, now: datetime, policy: LifePolicy) -> list[dict[str, Any]]:
    """Make the review lists from what the journal holds of the window (``assess.life.review``)."""
    since = now - timedelta(days=policy.review_days)
    pairs: list[tuple[str, str]] = []
    assessed: set[str] = set()
    with store.read() as reader:
        for stored in reader.entries(kinds=[FactKind.ASSESSED]):
            if stored.entry.at < since:
                continue
            for row in map(orjson.loads, stored.entry.rows):
                assessed.add(row["encounter_id"])
                pairs += [(row["encounter_id"], reason["rule"]) for reason in row["reasons"] or ()]
        ended = history.outcomes(reader)
    fired = pl.DataFrame(pairs, schema=FIRED, orient="row")
    outcomes = ended.group_by("encounter_id").agg(found=pl.col("positive").fill_null(value=False).any())
    return _listed(live, fired, outcomes, len(assessed), policy, now.date())


def reviewed_snapshots(snapshots: Path, live: Ruleset, now: datetime, policy: LifePolicy) -> list[dict[str, Any]]:
    """Make the review lists from snapshots of the window. Raises ``NotFound`` where there is none."""
    files = parts(snapshots, now.date() - timedelta(days=policy.review_days), now.date())
    if not files:
        raise NotFound(f"There is no snapshot of the last {policy.review_days} days in {snapshots}")
    past = pl.scan_parquet(files, hive_partitioning=False)
    fired = (
        past.select("encounter_id", rule="live_fired").explode("rule", empty_as_null=False, keep_nulls=False).collect()
    )
    outcomes = past.filter("examined").select("encounter_id", pl.col("found").fill_null(value=False)).collect()
    count = int(past.select(pl.len()).collect().item())
    return _listed(live, fired, outcomes.select(OUTCOMES.keys()), count, policy, now.date())


def shadow_yields(reader: Reader, rule_id: str) -> dict[int, dict[str, Any]]:
    """Tell of each version how many its shadow fired on, and what was found of those examined on other grounds."""
    outcomes = [each for each in load_outcomes().values() if each.label]
    codes, positive = [each.code for each in outcomes], [each.code for each in outcomes if each.positive]
    counted = queries.shadow_counts(reader.cursor, rule_id, labels=codes, positive=positive)
    schema = dict.fromkeys(("version", "hits", "examined", "found"), pl.Int64)
    rows = with_interval(pl.DataFrame(counted, schema=schema, orient="row"), "found", "examined").to_dicts()
    return {int(row.pop("version")): row for row in rows}


def _listed(
    live: Ruleset, fired: pl.DataFrame, outcomes: pl.DataFrame, assessed: int, policy: LifePolicy, today: date
) -> list[dict[str, Any]]:
    now = live.in_force(today)
    found = review(now.rules, fired, outcomes, assessed=assessed, policy=policy, today=today)
    return found + [expired(name) for name in now.expired]
