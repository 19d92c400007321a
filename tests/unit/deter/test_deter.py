from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from tidewaiter.deter import (
    Commitment,
    commit,
    committed,
    day_stream,
    detection,
    equal_risk,
    load_rates,
    revealed,
    suggest_rates,
    verify_draw,
)
from tidewaiter.deter.needs import DETECTION, DRAWN
from tidewaiter.language.policy import POLICIES
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import FactKind

DAY, AT = date(2026, 3, 2), datetime(2026, 3, 1, tzinfo=UTC)
TABLE = load_rates()
STREAM = day_stream(
    DAY, replace(TABLE, by_mode={"air": 0.3, "sea": 0.3, "land": 0.3}, by_port={"MIA": 0.1}), secret=b"q" * 32
)
PROMISED = Commitment.of_fact(committed(STREAM, at=datetime(2026, 3, 1, tzinfo=UTC)).data)


def drawn(count=200, stream=STREAM):
    rows = []
    for n in range(count):
        draw = stream.draw(f"enc-{n}")
        chosen = draw < 0.3
        label = ("secondary", "random") if chosen else ("primary", "routine")
        rows.append((f"enc-{n}", "air", "JFK", *label, draw, 0.3))
    return pl.DataFrame(rows, schema=DRAWN, orient="row")


def bent(**change):
    """The honest day with its first drawn encounter changed."""
    table = drawn()
    name = table.filter(pl.col("stream") == "random")["encounter_id"][0]
    return name, table.with_columns(
        pl.when(pl.col("encounter_id") == name).then(pl.lit(value)).otherwise(column).alias(column)
        for column, value in change.items()
    )


def test_an_honest_day_verifies():
    result = verify_draw(PROMISED, STREAM.secret, drawn())
    assert result.ok and result.checked == 200


def test_an_exchanged_secret_is_found():
    other = day_stream(DAY, TABLE, secret=b"z" * 32)
    result = verify_draw(PROMISED, other.secret, drawn(stream=other))
    assert not result.ok and "not the one committed to" in result.problems[0]


def test_a_commitment_holds_for_its_day_only():
    assert commit(DAY, b"q" * 32) != commit(date(2026, 3, 3), b"q" * 32)
    assert len(commit(DAY, b"q" * 32)) == 64


def test_a_bent_draw_is_found():
    name, table = bent(draw=0.9, assignment="primary", stream="routine")
    result = verify_draw(PROMISED, STREAM.secret, table)
    assert len(result.problems) == 1 and name in result.problems[0]


def test_somebody_drawn_and_let_through_is_found():
    name, table = bent(assignment="expedite", stream="routine")
    assert f"{name}: was drawn and not examined" in verify_draw(PROMISED, STREAM.secret, table).problems


def test_a_suspicion_dressed_as_chance_is_found():
    table = drawn().with_columns(stream=pl.lit("random"), assignment=pl.lit("secondary"))
    problems = verify_draw(PROMISED, STREAM.secret, table).problems
    assert len(problems) == drawn().filter(pl.col("draw") >= 0.3).height > 0


@pytest.mark.parametrize(
    "change",
    [
        {"rate": 0.0, "assignment": "primary", "stream": "routine"},  # the whole cover-up of a bent rate
        {"rate": None},
        {"port": "MIA"},
        {"mode": "rail"},
    ],
)
def test_a_rate_that_is_not_the_one_committed_to_is_found(change):
    name, table = bent(**change)
    problems = verify_draw(PROMISED, STREAM.secret, table).problems
    assert any(problem.startswith(f"{name}: the rate recorded is") for problem in problems)
    row = table.filter(pl.col("encounter_id") == name).row(0, named=True)
    if row["assignment"] == "primary":
        assert f"{name}: was drawn and not examined" in problems
        assert not row["draw"] < row["rate"], "whoever believes the row's own rate sees nothing wrong: the broken twin"


def test_a_draw_whose_declaration_was_destroyed_is_held_against_the_rates_there_were():
    gone = drawn().with_columns(mode=pl.lit(None, pl.String))
    assert verify_draw(PROMISED, STREAM.secret, gone).ok
    assert not verify_draw(PROMISED, STREAM.secret, gone.with_columns(rate=pl.lit(0.2))).ok


def test_what_the_random_sample_found_is_counted_by_port_with_what_targeting_had_seen():
    rows = [(f"e{n}", "air", "JFK", "secondary", "risk" if n < 2 else "random", 0.05, 0.3) for n in range(5)]
    rows += [("e9", "air", "JFK", "primary", "routine", 0.9, 0.3)]
    ended = pl.DataFrame({"encounter_id": [f"e{n}" for n in range(5)], "positive": [True, False, True, True, False]})
    table = detection(pl.DataFrame(rows, schema=DRAWN, orient="row"), ended)
    assert table.rows() == [("air", "JFK", 6, 3, 1)]


def test_the_commitment_is_stated_before_and_the_secret_after():
    before, after = committed(STREAM, at=AT), revealed(STREAM, at=AT)
    assert before.kind is FactKind.DRAW_COMMITTED and after.kind is FactKind.DRAW_REVEALED
    assert STREAM.secret.hex() not in str(before.data)
    assert commit(DAY, bytes.fromhex(after.data["secret"])) == before.data["commitment"]
    assert before.data["rate"] == 0.3 and before.data["day"] == after.data["day"] == "2026-03-02"


def test_each_day_has_its_own_secret():
    assert day_stream(DAY, TABLE).secret != day_stream(DAY, TABLE).secret
    assert len(day_stream(DAY, TABLE).secret) == 32


def test_an_expired_table_of_rates_switches_the_stream_off_and_says_so():
    late = day_stream(date(2030, 1, 1), TABLE)
    assert late.rate("air", "JFK") == 0.0 and "expired" in late.note


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("air: 0.010", "air: 1.5", "10:8: air is a number from 0 to 1"),
        ("air: 0.010", "air: .nan", "10:8: air is a number"),
        ("air: 0.010", "air: true", "10:8: air is a number"),
        ("  sea: 0.010\n", "", "10:3: there is no sea"),
        ("  sea: 0.010\n", "  sea: 0.010\n  space: 0.1\n", "12:3: space is no key here"),
        ("owner: deterrence-board", "owner: ''", "4:8: owner is a text"),
        ("by_port: {}", "by_port: {JFK: many}", "13:16: JFK is a number"),
        ("by_port: {}", "by_ports: {}", "13:1: by_ports is no key here; did you mean by_port?"),
        ("expires_at: 2028-03-01", "expires_at: 2027-02-01", "8:13: expires_at lies before review_at"),
        ("by_mode:", "by_mode: [", "11:6: this is not YAML"),
    ],
)
def test_a_broken_table_of_rates_is_refused_with_its_place(tmp_path, before, after, says):
    text = (POLICIES / "random.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "r.yaml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InvalidPolicy) as caught:
        load_rates(tmp_path / "r.yaml")
    assert str(caught.value).startswith(f"r.yaml:{says}")


def test_a_port_that_examines_less_than_the_rest_stands_out_and_a_small_one_does_not():
    rows = [("e", "air", "JFK", "secondary" if n < 100 else "primary", "routine", 0.5, 0.01) for n in range(1000)]
    rows += [("e", "sea", "MIA", "secondary" if n < 10 else "primary", "routine", 0.5, 0.01) for n in range(1000)]
    rows += [("e", "land", "ELP", "primary", "routine", 0.5, 0.01) for n in range(5)]
    rates = equal_risk(pl.DataFrame(rows, schema=DRAWN, orient="row"))
    by_port = {row["port"]: row for row in rates.iter_rows(named=True)}
    assert (by_port["JFK"]["differs"], by_port["MIA"]["differs"], by_port["ELP"]["differs"]) == (True, True, False)
    assert by_port["MIA"]["low"] < 0.01 < by_port["MIA"]["high"] and by_port["ELP"]["estimate"] == 0.0


def test_suggested_rates_level_detection_and_keep_the_budget():
    table = pl.DataFrame(
        [("air", "JFK", 10_000, 40, 30), ("sea", "MIA", 10_000, 40, 26), ("land", "ELP", 10_000, 40, 28)],
        schema=DETECTION,
        orient="row",
    )
    suggested = suggest_rates(table, 6000, ceiling=1.0)
    assert suggested["examinations"].sum() == pytest.approx(6000, rel=1e-6)
    assert suggested["detection"].max() - suggested["detection"].min() < 1e-6
    assert suggested.sort("seen")["rate"].is_sorted(descending=True), "where targeting sees less, chance must do more"


def test_no_rate_leaves_its_bounds_however_rich_the_budget():
    table = pl.DataFrame([("air", "JFK", 100, 0, 0), ("sea", "MIA", 100, 9, 9)], schema=DETECTION, orient="row")
    suggested = suggest_rates(table, 1e9, floor=0.01, ceiling=0.1)
    assert suggested["rate"].to_list() == [0.1, 0.1]
    assert suggest_rates(table, 0, floor=0.01, ceiling=0.1)["rate"].to_list() == [0.01, 0.01]
