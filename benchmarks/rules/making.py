"""Invented travelers and invented rules: a table of 27 columns, and 300 rules of 950 predicates, 563 of them distinct.

The mix: comparisons, sums and quotients, lists of 2 to 60, beginnings, ends and parts of texts, differences of
dates, aggregates, a list score and a model's score. Four columns have 1 to 3 % nulls. Nothing protected is a column.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.rules.reference import Reference

RULES, PREDICATES, DISTINCT = 300, 950, 563
AIM = 0.009
"""Share of rule and record pairs in which the rule fires."""
FEEBLE = ("model_score",)
NULLS = {"bag_count": 0.02, "bag_weight_kg": 0.03, "stay_nights": 0.01, "model_score": 0.02}
DATES = ("booked_on", "departs_on", "document_expires")
_TEXTS = {"mode": 3, "port": 60, "departure": 200, "arrival": 60, "carrier": 80, "agency": 300, "payment_form": 5}
_TEXTS |= {"document_kind": 5, "remark": 40}
_FLAGS = {"one_way": 0.3, "booking_split": 0.1, "contact_missing": 0.15}
_FIRST = date(2026, 1, 1).toordinal()


def travelers(height: int, seed: int = 11) -> pl.DataFrame:
    """Make the table: ``row_id`` and 27 columns, one for each feature of the catalogue below."""
    draw = np.random.default_rng(seed)
    columns: dict[str, pl.Series] = {
        "row_id": pl.int_range(height, eager=True),
        "kind": pl.repeat("person", height, eager=True),
    }
    for name, count in _TEXTS.items():
        words = pl.Series(vocabulary(name, count))
        columns[name] = words.gather(pl.Series(np.minimum(draw.geometric(3 / count, height) - 1, count - 1)))
    columns["document_number"] = pl.Series(draw.integers(10**8, 10**9, height)).cast(pl.String)
    for name, share in _FLAGS.items():
        columns[name] = pl.Series(draw.random(height) < share)
    for name, values in _numbers(draw, height).items():
        nulls = NULLS.get(name, 0)
        columns[name] = pl.DataFrame({"n": values, "gone": draw.random(height) < nulls}).select(
            pl.when(~pl.col("gone")).then("n") if nulls else "n"
        )["n"]
    booked = draw.integers(0, 330, height)
    departs = booked + np.minimum(draw.geometric(0.03, height), 300)
    expires = departs + draw.integers(-30, 3000, height)
    for name, days in zip(DATES, (booked, departs, expires), strict=True):
        columns[name] = pl.Series(days.astype(np.int32) + _FIRST - date(1970, 1, 1).toordinal()).cast(pl.Date)
    return pl.DataFrame({name: column.alias(name) for name, column in columns.items()})


def _numbers(draw: np.random.Generator, height: int) -> dict[str, np.ndarray]:
    return {
        "party": draw.geometric(0.5, height).astype(float),
        "bag_count": draw.poisson(1.2, height).astype(float),
        "bag_weight_kg": np.round(draw.gamma(3, 7, height), 1),
        "ticket_price": np.round(draw.gamma(2, 250, height), 2),
        "stay_nights": draw.geometric(0.08, height).astype(float),
        "trips_30d": draw.poisson(0.4, height).astype(float),
        "trips_365d": draw.poisson(3, height).astype(float),
        "refusals_5y": (draw.random(height) < 0.02).astype(float),
        "list_score": np.round(draw.beta(1, 12, height), 4),
        "model_score": np.round(draw.beta(1, 9, height), 4),
    }


@cache
def vocabulary(name: str, count: int) -> list[str]:
    """Give the words of a text column: some share beginnings and ends, as places and carriers do."""
    draw = random.Random(name)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(draw.choices("ABCDEFGHKLMNPRST", k=3 if count <= 80 else 5))] = None
    return list(found)


def rules(sample: pl.DataFrame, seed: int = 12) -> list[str]:
    """Make the texts of the rules; how predicates are joined is chosen on a sample so that they fire about as aimed."""
    draw = random.Random(seed)
    pool = _pool(draw)
    rows = sample.to_dicts()
    reference = Reference()
    said = {text: np.array([ask(row) is True for row in rows]) for text in pool for ask in [reference.read(text)]}
    usable = [text for text in pool if 0.02 <= said[text].mean() <= 0.3][:DISTINCT]
    assert len(usable) == DISTINCT, len(usable)
    slots = usable + draw.choices(usable, k=PREDICATES - DISTINCT)
    # The rarer a predicate, the fewer others stand beside it: so short and long rules fire about as often.
    slots.sort(key=lambda text: said[text].mean() * draw.uniform(0.7, 1.4))
    sizes = [2, 3, 3, 4] * (RULES // 4)
    for at in range(PREDICATES - sum(sizes)):
        sizes[at * 3] += 1
    texts = []
    for size in sorted(sizes):
        taken = list(dict.fromkeys(slots[:size]))
        slots = slots[size:]
        texts.append(_joined(taken, said))
    return texts


def _joined(parts: Sequence[str], said: dict[str, np.ndarray]) -> str:
    """Join predicates by and, the first few by or where they would otherwise fire too seldom."""
    best, nearest = "", np.inf
    for either in range(1, len(parts) + 1):
        some = np.any([said[part] for part in parts[:either]], axis=0)
        rate = float(np.all([some, *(said[part] for part in parts[either:])], axis=0).mean())
        off = abs(np.log((rate + 1e-5) / (AIM * 0.5)))  # a mean lies above the middle
        if off < nearest:
            group = parts[0] if either == 1 else f"({' or '.join(parts[:either])})"
            best, nearest = " and ".join([group, *parts[either:]]), off
    return best


def _pool(draw: random.Random) -> list[str]:
    makers = (_compared, _compared, _calculated, _listed, _listed, _text, _dates, _aggregate, _scored, _flag)
    found: dict[str, None] = {}
    turn = 0
    while len(found) < 3 * DISTINCT:
        found[makers[turn % len(makers)](draw)] = None
        turn += 1
    pool = list(found)
    draw.shuffle(pool)
    return pool


def _compared(draw: random.Random) -> str:
    match draw.randrange(4):
        case 0:
            return f"ticket_price {draw.choice(['>', '<='])} {draw.randrange(100, 1400, 5)}"
        case 1:
            return f"bag_weight_kg >= {draw.randrange(10, 45)}.5"
        case 2:
            return f"stay_nights {draw.choice(['<', '>'])} {draw.randrange(2, 30)}"
        case _:
            return f"party >= {draw.randrange(2, 6)}"


def _calculated(draw: random.Random) -> str:
    match draw.randrange(3):
        case 0:
            return f"bag_weight_kg / bag_count > {draw.randrange(8, 40)}"
        case 1:
            return f"ticket_price / party < {draw.randrange(40, 400, 5)}"
        case _:
            return f"trips_365d - trips_30d * 12 > {draw.randrange(-6, 6)}"


def _listed(draw: random.Random) -> str:
    name = draw.choice([name for name in _TEXTS if name != "mode"])
    words = vocabulary(name, _TEXTS[name])
    chosen = draw.sample(words[: max(5, len(words) // 2)], min(draw.randint(2, 60), max(2, len(words) // 3)))
    return f"{name} in [{', '.join(repr(word) for word in sorted(chosen))}]".replace("'", '"')


def _text(draw: random.Random) -> str:
    match draw.randrange(3):
        case 0:
            return f'startswith(document_number, "{draw.randrange(1, 10)}")'
        case 1:
            name = draw.choice(["departure", "agency", "carrier"])
            return f'endswith({name}, "{draw.choice("ABCDEFGHKLMNPRST")}")'
        case _:
            name = draw.choice(["document_number", "agency", "remark"])
            signs = "0123456789" if name == "document_number" else "ABCDEFGHKLMNPRST"
            return f'contains({name}, "{draw.choice(signs)}")'


def _dates(draw: random.Random) -> str:
    if draw.random() < 0.5:
        return f"days(booked_on, departs_on) {draw.choice(['<=', '>'])} {draw.randrange(2, 90)}"
    return f"days(departs_on, document_expires) < {draw.randrange(60, 1500, 10)}"


def _aggregate(draw: random.Random) -> str:
    return draw.choice(
        [f"trips_365d >= {draw.randrange(3, 8)}", f"trips_30d >= {draw.randrange(1, 4)}", "refusals_5y > 0"]
    )


def _scored(draw: random.Random) -> str:
    return f"{draw.choice(['list_score', 'model_score'])} >= 0.{draw.randrange(30, 300):03}"


def _flag(draw: random.Random) -> str:
    return draw.choice([*_FLAGS, f'mode == "{draw.choice(vocabulary("mode", 3))}"'])


def weight(number: int) -> float:
    """Give the weight of a rule by its number."""
    return 3.0 + number % 23 * 1.5


def write(folder: Path, texts: Sequence[str]) -> None:
    """Write catalogue, bands and rules as a policies folder."""
    head = "owner: Benchmark\nreview_at: 2036-01-01\n"
    kinds = dict.fromkeys(["kind", "document_number", *_TEXTS], "text") | dict.fromkeys(_FLAGS, "flag")
    kinds |= dict.fromkeys(_numbers(np.random.default_rng(), 1), "number") | dict.fromkeys(DATES, "date")
    lines = [
        f"  {name}: {{type: {kind}, meaning: invented{', sole_ground: no' if name in FEEBLE else ''}}}\n"
        for name, kind in kinds.items()
    ]
    (folder / "rules").mkdir(parents=True)
    (folder / "features.yaml").write_text(f"{head}features:\n{''.join(lines)}")
    bands = "bands:\n  - {band: low, from: 0}\n  - {band: medium, from: 60}\n  - {band: high, from: 150}\n"
    (folder / "bands.yaml").write_text(f"{head}ground: invented\n{bands}")
    for number, text in enumerate(texts):
        (folder / "rules" / f"r{number:03}.yaml").write_text(
            f"id: r{number:03}\nversion: 1\ntitle: Rule {number}\napplies_to: {{kind: person}}\n{head}"
            f"ground: invented\nexpires_at: 2036-01-01\nweight: {weight(number)}\nreason: Invented\nwhen: |\n  {text}\n"
            "tests:\n  fires: [{party: 1}]\n  quiet: [{party: 1}]\n"
        )
