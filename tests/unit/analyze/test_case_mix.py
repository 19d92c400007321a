"""Ports are compared only after adjusting for whom they see, and chance alone makes hardly any of them stand out."""

from __future__ import annotations

import random

import polars as pl

from tidewaiter.analyze.case_mix import CASES, case_mix
from tidewaiter.analyze.service_levels import ComparisonPolicy, load_service_policy

POLICY = ComparisonPolicy(days=28, smallest_port=30, smallest_expected=5, family_error=0.05, spread_from_ports=10)
RATES = {"low": 0.02, "medium": 0.2, "high": 0.7}


def row(port: str, band: str, reported: int, referred: int, **more: int) -> dict[str, object]:
    said = {"port": port, "mode": "air", "direction": "inbound", "role": "passenger", "band": band, "stream": "routine"}
    return {**said, "reported": reported, "referred": referred, "examined": 0, "found": 0, "refused": 0, **more}


def table(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=CASES, orient="row")


def house(seed: int, ports: int = 12, odd: float = 1.0) -> pl.DataFrame:
    """Ports of very different people and one practice, but for the first, whose shares are ``odd`` times as high."""
    dice = random.Random(seed)
    rows = []
    for number in range(ports):
        for band, rate in RATES.items():
            seen = dice.randint(20, 400)
            share = min(0.95, rate * (odd if number == 0 else 1.0))
            rows.append(row(f"P{number:02d}", band, seen, sum(dice.random() < share for _ in range(seen))))
    return table(*rows)


def findings(cases: pl.DataFrame, policy: ComparisonPolicy = POLICY) -> dict[str, str]:
    found = case_mix(cases, policy).filter(pl.col("finding").is_not_null() & (pl.col("measure") == "referred"))
    return dict(found.select("port", "finding").iter_rows())


def test_a_port_that_sees_riskier_people_does_not_stand_out_for_referring_more() -> None:
    cases = table(
        row("AAA", "low", 900, 18), row("AAA", "high", 100, 70),
        row("BBB", "low", 100, 2), row("BBB", "high", 900, 630),
        row("CCC", "low", 500, 10), row("CCC", "high", 500, 350),
    )  # fmt: skip
    told = {one["port"]: one for one in case_mix(cases, POLICY).filter(measure="referred").iter_rows(named=True)}
    assert told["BBB"]["crude"] > 2.5
    assert abs(told["BBB"]["ratio"] - 1) < 0.01
    assert not any(one["finding"] for one in told.values())


def test_unadjusted_the_same_ports_would_stand_out() -> None:
    """The known-broken twin: without strata the comparison accuses the port of its passengers."""
    blind = table(row("AAA", "", 1000, 88), row("BBB", "", 1000, 632), row("CCC", "", 1000, 360))
    assert findings(blind) == {"AAA": "lower", "BBB": "higher"}


def test_a_port_that_refers_half_again_as_many_of_the_same_people_stands_out() -> None:
    caught = [findings(house(seed, odd=1.5)).get("P00") for seed in range(40)]
    assert caught.count("higher") >= 36


def test_chance_alone_makes_a_port_stand_out_in_no_more_houses_than_policy_allows() -> None:
    """400 houses of one practice; at a family error of 5 %, more than 32 false alarms are a one in a hundred chance."""
    false = sum(bool(findings(house(seed, ports=6))) for seed in range(400))
    assert false <= 32


def test_small_ports_are_hidden_and_kinds_that_nobody_else_sees_are_compared_with_nobody() -> None:
    cases = table(
        row("AAA", "low", 12, 9), row("BBB", "low", 400, 40), row("CCC", "low", 400, 44), row("CCC", "high", 80, 79)
    )
    told = {one["port"]: one for one in case_mix(cases, POLICY).filter(measure="referred").iter_rows(named=True)}
    assert told["AAA"]["suppressed"]
    assert (told["AAA"]["of"], told["AAA"]["count"], told["AAA"]["ratio"]) == (None, None, None)
    assert (told["CCC"]["of"], told["CCC"]["alone"]) == (400, 80)


def test_where_ports_differ_throughout_none_is_singled_out_for_it() -> None:
    dice = random.Random(5)
    rows = [row(f"P{n:02d}", "low", 4000, round(4000 * 0.1 * dice.lognormvariate(0, 0.3))) for n in range(20)]
    strict = ComparisonPolicy(**{**{name: getattr(POLICY, name) for name in POLICY.__slots__}, "spread_from_ports": 99})
    assert len(findings(table(*rows), strict)) > 10
    assert len(findings(table(*rows))) <= 1


def test_the_interval_holds_the_ratio_and_nobody_found_gives_zero_and_not_nothing() -> None:
    cases = table(*(row(port, "low", 500, 0 if port == "AAA" else 30) for port in ("AAA", "BBB", "CCC")))
    for one in case_mix(cases, load_service_policy().comparison).filter(measure="referred").iter_rows(named=True):
        assert one["low"] - 1e-9 <= one["ratio"] <= one["high"] + 1e-9
        if one["port"] == "AAA":
            assert (one["ratio"], one["low"], one["finding"]) == (0.0, 0.0, "lower")


def test_no_cases_give_no_rows() -> None:
    assert case_mix(pl.DataFrame(schema=CASES), POLICY).is_empty()
