"""Both emitters give the same answer to every expression on every row, nulls included."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.language import compile_expression, explain, polars, python, read_catalogue

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
    st.builds("days({}, {})".format, st.sampled_from("detw"), st.sampled_from("detw")),
    st.builds("hours({}, {})".format, st.sampled_from("tw"), st.sampled_from("tw")),
)
amounts = st.recursive(
    st.sampled_from("nm") | spans,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), st.one_of(inner, literals))
        .filter(lambda text: "/ 0)" not in text)
        .map(str)
        | inner.map("(-{})".format)
    ),
    max_leaves=4,
)
order = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
quoted_texts = texts.map(quoted)
leaf = st.one_of(
    st.sampled_from(["f", "g"]),
    st.builds("{} {} {}".format, amounts, order, amounts | literals),
    st.builds("{} {} {} {} {}".format, literals, order, amounts, order, literals),
    st.builds("{} {} {}".format, st.sampled_from("su"), st.sampled_from(["==", "!="]), quoted_texts | st.just("u")),
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


@settings(max_examples=250, deadline=None)
@given(st.lists(tests, min_size=1, max_size=4), rows)
def test_both_emitters_agree_on_every_expression_and_row(texts, rows):
    expressions = [compile_expression(text, CATALOGUE, lists=LISTS) for text in texts]
    table = pl.DataFrame(rows, schema=SCHEMA, strict=False)
    bulk = table.select(polars(each).alias(str(place)) for place, each in enumerate(expressions)).rows()
    single = python(expressions)
    assert bulk == [single(row) for row in rows]


@settings(max_examples=60, deadline=None)
@given(tests, rows)
def test_categorical_texts_answer_like_plain_ones(text, rows):
    expression = compile_expression(text, CATALOGUE, lists=LISTS)
    table = pl.DataFrame(rows, schema=SCHEMA, strict=False)
    grouped = table.with_columns(pl.col("s", "u").cast(pl.Categorical))
    assert table.select(a=polars(expression)).equals(grouped.select(a=polars(expression)))


@settings(max_examples=60, deadline=None)
@given(leaf, rows)
def test_an_explanation_comes_out_as_the_expression_does(text, rows):
    expression = compile_expression(text, CATALOGUE, lists=LISTS)
    whole = python([expression])
    for row in rows:
        outcomes = [each.outcome for each in explain(expression, row)]
        if " not in " in text:
            outcomes = [None if outcome is None else not outcome for outcome in outcomes]
        together = False if False in outcomes else None if None in outcomes else True
        assert whole(row) == (together,)


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
