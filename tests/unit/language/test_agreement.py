"""Both emitters, the explanation and a third, slow reading agree on every expression and row, nulls included."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from benchmarks.rules.reference import Reference
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.language import (
    Every,
    Questions,
    Surely,
    compile_expression,
    compiled,
    explain,
    explainer,
    polars,
    python,
    read_catalogue,
    read_reference_table,
    with_values,
)
from tidewaiter.language.bulk import leaf_column
from tidewaiter.language.nodes import Either, Negation, leaves

CATALOGUE = read_catalogue(
    """
owner: o
review_at: 2030-01-01
features:
  n: {type: number, meaning: a number}
  m: {type: number, meaning: another number}
  s: {type: text, meaning: a text}
  u: {type: text, meaning: another text}
  f: {type: flag, meaning: a flag}
  g: {type: flag, meaning: another flag}
  d: {type: date, meaning: a day}
  e: {type: date, meaning: another day}
  t: {type: time, meaning: a moment}
  w: {type: time, meaning: another moment}
  l: {type: texts, meaning: several texts}
"""
)
LISTS = {"KNOWN": frozenset({"a", "b", "ab", "ba", "bb", "aab"})}
HEAD = (
    "owner: o\n# ground: g\n# source: s\n# title: t\n# version: 1\n# review_at: 2030-01-01\n# expires_at: 2030-01-01\n"
)
TABLES = {
    "R": read_reference_table(
        f"# name: R\n# {HEAD}# key: k\n# columns: x number, y text, z flag, day date\n"
        "k,x,y,z,day\na,1,b,true,2001-02-03\nb,-2.5,a,false,\nab,,ab,,2030-01-01\nba,0,,true,1999-12-31\n",
        "tables/R.csv",
    ),
    "EMPTY": read_reference_table(
        f"# name: EMPTY\n# {HEAD}# key: k\n# columns: x number\nk,x\na,\n", "tables/EMPTY.csv"
    ),
}
CELLS = {
    name: {
        key: {column: cells.cells.get(key) for column, cells in table.columns.items()}
        for key in {key for cells in table.columns.values() for key in cells.cells}
    }
    for name, table in TABLES.items()
}
REFERENCE = Reference(LISTS, CELLS)
SCHEMA = {
    **dict.fromkeys(("n", "m"), pl.Float64),
    **dict.fromkeys(("s", "u"), pl.String),
    **dict.fromkeys(("f", "g"), pl.Boolean),
    **dict.fromkeys(("d", "e"), pl.Date),
    **dict.fromkeys(("t", "w"), pl.Datetime("us", "UTC")),
    "l": pl.List(pl.String),
}

numbers = st.one_of(st.integers(-3, 3), st.floats(-1e300, 1e300, allow_nan=False), st.sampled_from([0.0, -0.0, 0.5]))
texts = st.text("ab", max_size=3)
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
VALUES = {
    **dict.fromkeys(("n", "m"), numbers),
    **dict.fromkeys(("s", "u"), texts),
    **dict.fromkeys(("f", "g"), st.booleans()),
    **dict.fromkeys(("d", "e"), days),
    **dict.fromkeys(("t", "w"), moments),
    "l": st.lists(texts, max_size=3),
}
rows = st.lists(st.fixed_dictionaries({name: st.none() | value for name, value in VALUES.items()}), min_size=1)


def quoted(value):
    return f'"{value}"'


def listed(values):
    return f"[{', '.join(values)}]"


literals = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, 1e300, -1e-300])).map(repr)
spans = st.one_of(
    # A product has no unit, so that days may stand beside hours: what has one is a case of its own below.
    st.builds("(days({}, {}) * 1)".format, st.sampled_from("detw"), st.sampled_from("detw")),
    st.builds("(hours({}, {}) * 1)".format, st.sampled_from("tw"), st.sampled_from("tw")),
    st.builds("{}({})".format, st.sampled_from(["weekday", "month"]), st.sampled_from("detw")),
    st.builds("hour({})".format, st.sampled_from("tw")),
    st.sampled_from(["count(l)", "month(R[s].day)", "R[s].x", "R[R[u].y].x", "EMPTY[u].x", "abs(R[u].x)"]),
)
amounts = st.recursive(
    st.sampled_from("nm") | spans,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), st.one_of(inner, literals))
        .filter(lambda text: "/ 0)" not in text)
        .map(str)
        | inner.map("(-{})".format)
        | inner.map("abs({})".format)
    ),
    max_leaves=4,
)
order = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
quoted_texts = texts.map(quoted)
leaf = st.one_of(
    st.sampled_from(["f", "g", "R[s].z", "R[R[s].y].z"]),
    st.builds("{} {} {}".format, st.sampled_from(["days(d, t)", "hours(t, w)"]), order, literals),
    st.builds("R[{}].day {} {}".format, st.sampled_from("su"), order, days.map(lambda day: f'"{day}"') | st.just("e")),
    st.builds("{} {} {}".format, st.sampled_from("su"), st.sampled_from(["==", "!="]), st.just("R[u].y")),
    st.builds("R[{}].y {} [{}]".format, st.sampled_from("su"), st.sampled_from(["in", "not in"]), st.just('"a", "ab"')),
    st.builds("contains(R[{}].y, {})".format, st.sampled_from("su"), st.sampled_from("ab").map(quoted)),
    st.sampled_from(["is_missing(R[s].x)", "is_missing(EMPTY[s].x)", "is_missing(R[u].z)"]),
    st.builds("{} {} {}".format, amounts, order, amounts | literals),
    st.builds("{} {} {} {} {}".format, literals, order, amounts, order, literals),
    st.builds("{} {} {}".format, st.sampled_from("su"), st.sampled_from(["==", "!="]), quoted_texts | st.just("u")),
    st.builds("{} {} {}".format, days.map(lambda day: f'"{day}"'), order, st.sampled_from("de")),
    st.builds("{} {} {}".format, st.sampled_from("de"), order, days.map(lambda day: f'"{day}"') | st.just("e")),
    st.builds("{} {} {}".format, st.just("t"), order, moments.map(lambda moment: f'"{moment.isoformat()}"')),
    st.builds(
        "{} {} {}".format,
        st.sampled_from("su"),
        st.sampled_from(["in", "not in"]),
        st.lists(quoted_texts, min_size=1, max_size=3).map(listed) | st.just("KNOWN"),
    ),
    st.builds("{} in {}".format, amounts, st.lists(literals, min_size=1, max_size=3).map(listed)),
    st.builds(
        "intersects(l, {})".format, st.lists(quoted_texts, min_size=1, max_size=6).map(listed) | st.just("KNOWN")
    ),
    st.builds("{} in l".format, quoted_texts),
    st.builds(
        "{}({}, {})".format,
        st.sampled_from(["startswith", "endswith", "contains"]),
        st.sampled_from("su"),
        st.text("ab", min_size=1, max_size=2).map(quoted),
    ),
    st.sampled_from(sorted(VALUES)).map("is_missing({})".format),
)
tests = st.recursive(
    leaf,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: f"({' and '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: f"({' or '.join(parts)})"),
    ),
    max_leaves=8,
)


def read(text):
    return compile_expression(text, CATALOGUE, lists=LISTS, tables=TABLES)


def table_of(rows):
    return pl.DataFrame(rows, schema=SCHEMA, strict=False)


def kleene(test, outcomes):
    """Put a tree's outcome together from those of its leaves, left to right."""
    match test:
        case Every(parts) | Either(parts):
            said = [kleene(part, outcomes) for part in parts]
            stop = isinstance(test, Either)
            return stop if stop in said else None if None in said else not stop
        case Negation(part):
            said = kleene(part, outcomes)
            return None if said is None else not said
    return next(outcomes)


@settings(max_examples=150, deadline=None)
@given(st.lists(tests, min_size=1, max_size=4), rows)
def test_both_emitters_and_a_slow_reading_agree_on_every_expression_and_row(texts, rows):
    expressions = [read(text) for text in texts]
    table = table_of(rows)
    bulk = table.select(polars(each).alias(str(place)) for place, each in enumerate(expressions)).rows()
    single = python(expressions)
    slow = [REFERENCE.read(text) for text in texts]
    assert bulk == [single(row) for row in rows]
    assert bulk == [tuple(ask(row) for ask in slow) for row in rows]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(tests, tests), min_size=1, max_size=4), rows, st.booleans())
def test_questions_asked_together_answer_as_each_alone(pairs, rows, many):
    """As in a ruleset, ``applies`` that is unknown counts as false; many rows make texts into numbers first."""
    asked = {
        f"rule {place}": Every((Surely(read(applies).test), read(when).test))
        for place, (applies, when) in enumerate(pairs)
    }
    if many:
        rows = (rows * 2000)[: max(2000, len(rows))]
    answers = Questions(asked).answers(table_of(rows))
    assert answers.columns == list(asked)
    alone = table_of(rows).select(
        (polars(read(applies)).fill_null(value=False) & polars(read(when))).alias(f"rule {place}")
        for place, (applies, when) in enumerate(pairs)
    )
    assert answers.equals(alone)
    single = compiled(list(asked.values()))
    assert answers.rows()[:20] == [single(row) for row in rows[:20]]


@settings(max_examples=60, deadline=None)
@given(tests, rows)
def test_categorical_texts_answer_like_plain_ones(text, rows):
    expression = read(text)
    table = table_of(rows)
    grouped = table.with_columns(pl.col("s", "u").cast(pl.Categorical))
    assert table.select(a=polars(expression)).equals(grouped.select(a=polars(expression)))


@settings(max_examples=60, deadline=None)
@given(st.lists(tests, min_size=1, max_size=3), rows)
def test_an_explanation_is_made_of_what_the_emitters_say(texts, rows):
    expressions = [read(text) for text in texts]
    together = explainer(expressions)
    for expression, place in zip(expressions, range(len(texts)), strict=True):
        whole = table_of(rows).select(polars(expression)).to_series()
        parts = table_of(rows).select(
            leaf_column(leaf).alias(str(at)) for at, leaf in enumerate(leaves(expression.test))
        )
        for row, outcome, said in zip(rows, whole, parts.rows(), strict=True):
            explained = explain(expression, row)
            assert tuple(leaf.outcome for leaf in explained) == said
            assert kleene(expression.test, iter(said)) is outcome
            answered, seen, _ = together(row)
            assert explained == with_values(answered[place], seen)
            assert all(leaf.values == {name: row.get(name) for name in leaf.values} for leaf in explained)


def test_a_twin_without_three_valued_logic_is_caught():
    """The property must be able to fail: a row function that reads unknown as false disagrees with the columns."""
    expression = compile_expression("not (n > 1)", CATALOGUE)
    twin = lambda row: not (row["n"] is not None and row["n"] > 1)  # noqa: E731
    table = pl.DataFrame([{"n": None}], schema={"n": pl.Float64})
    assert table.select(polars(expression)).item() is None
    assert twin({"n": None}) is True


def test_division_by_zero_is_unknown_in_both():
    expression = compile_expression("n / m > 1 or n / m <= 1", CATALOGUE)
    table = pl.DataFrame([{"n": 1.0, "m": 0.0}])
    assert table.select(polars(expression)).item() is None
    assert python([expression])({"n": 1, "m": 0}) == (None,)


def test_hours_keep_their_fraction_and_days_are_those_of_the_calendar():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    row = {"t": late, "w": late + timedelta(hours=1)}
    expressions = [compile_expression(text, CATALOGUE) for text in ("hours(t, w) == 1", "days(t, w) == 1")]
    assert python(expressions)(row) == (True, True)
