"""Rules and the one search: a rule that stands, one drafted, a back-test over two weeks, a mistake while typing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from tests.browser.pages import Shown
from tests.browser.site import Site

from tidewaiter.assess.life import ApproveRule, PromoteRule
from tidewaiter.store import queries
from tidewaiter.vocabulary import snapshot
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from playwright.sync_api import Page

ADA = Officer("Ada Quill", frozenset({"analyst"}))
BO = Officer("Bo Tarn", frozenset({"analyst"}))
CORA = Officer("Cora Lindh", frozenset({"supervisor"}))
RULE = """\
id: large-party-late
version: 1
title: Large party booked late
applies_to: {kind: person}
owner: Targeting unit, passenger bookings
ground: General power to examine people, baggage and vehicles that cross the border
citation: {text: "19 U.S.C. 1467", verified: false}
review_at: 2027-11-30
expires_at: 2028-11-30
weight: 8
when: |
  party >= 9
  and days_booked_before_departure <= 2
reason: '{party} on one booking, made {days_booked_before_departure} before departure'
tests:
  fires:
    - {party: 9, days_booked_before_departure: 1}
  quiet:
    - {party: 9, days_booked_before_departure: 30}
"""
DAYS = 14


def seed(site: Site) -> None:
    """Draft a rule, let it run in the shadow, and try it on two weeks of made-up snapshots."""
    desk, clock = site.house.rules, site.house.policies.clock
    desk.draft(RULE, ADA)
    desk.act("large-party-late", ApproveRule(officer=BO, at=clock(), step="shadow", reason="read it"))
    desk.act("large-party-late", PromoteRule(officer=CORA, at=clock(), to="shadow"))
    today = clock().date()
    for back in range(DAYS):
        _day(site, today - timedelta(days=DAYS - back), 40 + back * 7 % 31)
    desk.backtest(desk.tried("large-party-late"), ADA)


def _day(site: Site, day: date, count: int) -> None:
    folder = site.house.store.home / "snapshots" / f"day={day.isoformat()}"
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {**snapshot.WHICH, **snapshot.LIVE, **snapshot.OUTCOME}
    blank: dict[str, Any] = {name: pl.Series(name, [None] * count, dtype=kind) for name, kind in kinds.items()}
    pl.DataFrame(blank).with_columns(
        pl.Series("encounter_id", [f"enc-{day}-{n}" for n in range(count)]),
        pl.Series("assessed_at", [f"{day}T{n * 5 % 24:02d}:00:00Z" for n in range(count)]).str.to_datetime(
            time_zone="UTC"
        ),
        pl.Series("port", [("JFK", "IAH", "2504")[n % 3] for n in range(count)]),
        pl.Series("live_fired", [["changed-very-often"] if n % 5 == 0 else [] for n in range(count)]),
        pl.Series("party", [float(n % 12) for n in range(count)]),
        live_score=pl.lit(20.0),
        live_band=pl.lit("low"),
        examined=pl.lit(value=False),
        days_booked_before_departure=pl.lit(1.0),
        kind=pl.lit("person"),
    ).write_parquet(folder / "part-0.parquet")


def backtest(site: Site) -> str:
    """Give where the result of the back-test stands."""
    with site.house.store.read() as reader:
        (found, *_) = queries.backtests(reader.cursor, "large-party-late")
    return f"/rules/large-party-late/backtests/{found['backtest_id']}"


def fired(site: Site) -> str:
    """Give the page of the rule that fired most."""
    with site.house.store.read() as reader:
        reader.cursor.execute("SELECT rule_id FROM fired GROUP BY rule_id ORDER BY COUNT(*) DESC, rule_id LIMIT 1")
        return f"/rules/{reader.cursor.fetchone()[0]}"


def _mistype(page: Page, _site: Site) -> None:
    page.fill("#source", RULE.replace("party >= 9\n", "partyy >= 9\n"))
    page.locator("#check .excerpt").wait_for()


def _approve(page: Page, _site: Site) -> None:
    page.keyboard.press("a")
    page.get_by_role("dialog").wait_for()


PAGES = [
    Shown("rules", "/rules", role="analyst"),
    Shown("rules-none-fits", "/rules?q=zzz", role="analyst"),
    Shown("rule", "/rules/large-party-late", role="analyst"),
    Shown("rule-approving", "/rules/large-party-late", role="analyst", prepare=_approve),
    Shown("rule-that-fired", fired, role="analyst"),
    Shown("rule-editor", "/rules/new", role="analyst"),
    Shown("rule-editor-mistake", "/rules/new", role="analyst", prepare=_mistype),
    Shown("rule-backtest", backtest, role="analyst"),
    Shown("rules-review", "/rules/review", role="analyst"),
    Shown("rules-grounds", "/rules/grounds", role="auditor"),
    Shown("rules-features", "/rules/features?q=booking", role="analyst"),
    Shown("search", "/search", role="analyst"),
    Shown("search-name", "/search?q=Quennell", role="analyst"),
    Shown("search-flight", "/search?q=ZZ204", role="officer", port="JFK"),
    Shown("search-nothing", "/search?q=Zzyzx", role="officer", port="JFK"),
]
