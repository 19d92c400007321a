"""Many leaves that ask one value are looked up together: the same answers as each alone, on every boundary."""

import math

import polars as pl
from benchmarks.rules.reference import Reference
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.language import compile_expression, explain, explainer, python, read_catalogue, with_values
from tidewaiter.language.bulk import leaf_column
from tidewaiter.language.families import LONGEST, WIDEST, families
from tidewaiter.language.nodes import leaves

CATALOGUE = read_catalogue(
    """
owner: o
review_at: 2030-01-01
features:
  n: {type: number, meaning: a number}
  m: {type: number, meaning: another number}
  s: {type: text, meaning: a text}
  d: {type: date, meaning: a day}
  e: {type: date, meaning: another day}
"""
)
LONG = {f"LONG_{at}": frozenset(map(str, range(at, LONGEST + at + 1))) for at in range(5)}
SCHEMA = {"n": pl.Float64, "m": pl.Float64, "s": pl.String}
ordered = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
bounds = st.sampled_from([-2.0, -0.0, 0.0, 0.1, 0.3, 1.0, 1e300, -1e-300])
values = st.sampled_from(["n", "m", "n / m", "n - m"])
words = st.text("ab", max_size=2).map('"{}"'.format)
leaf = st.one_of(
    st.builds("{} {} {!r}".format, values, ordered, bounds),
    st.builds("{!r} {} {}".format, bounds, ordered, values),
    st.builds("n in [{!r}, {!r}]".format, bounds, bounds),
    st.builds("s {} {}".format, st.sampled_from(["==", "!="]), words),
    st.builds("s {} [{}, {}]".format, st.sampled_from(["in", "not in"]), words, words),
)
many = st.lists(leaf, min_size=12, max_size=40)
near = bounds.flatmap(lambda bound: st.sampled_from([bound, math.nextafter(bound, 9), math.nextafter(bound, -9)]))
rows = st.lists(
    st.fixed_dictionaries(
        {
            "n": st.none() | near | st.floats(allow_nan=False),
            "m": st.none() | near,
            "s": st.none() | st.text("abc", max_size=2),
        }
    ),
    min_size=1,
    max_size=8,
)


def read(text):
    return compile_expression(text, CATALOGUE, lists=LONG)


@settings(max_examples=80, deadline=None)
@given(many, rows)
def test_leaves_looked_up_together_answer_as_each_alone_in_every_reading(texts, rows):
    expressions = [read(text) for text in texts]
    together, alone = python(expressions), [python([each]) for each in expressions]
    slow = [Reference().read(text) for text in texts]
    explained = explainer(expressions)
    for row in rows:
        answers = together(row)
        assert answers == tuple(only for ask in alone for only in ask(row))
        assert answers == tuple(ask(row) for ask in slow)
        answered, seen, _ = explained(row)
        for expression, each in zip(expressions, answered, strict=True):
            assert with_values(each, seen) == explain(expression, row)


@settings(max_examples=80, deadline=None)
@given(many, rows)
def test_a_family_says_of_a_value_what_a_table_says_of_its_column(texts, rows):
    table = pl.DataFrame(rows, schema=SCHEMA, strict=False)
    for family in families(leaf for text in texts for leaf in leaves(read(text).test)):
        told = table.select(leaf_column(leaf).alias(str(at)) for at, leaf in enumerate(family.leaves)).rows()
        if not hasattr(family.value, "name"):
            continue
        for row, said in zip(rows, told, strict=True):
            assert family.row(row[family.value.name]) == said


def test_a_family_with_its_boundary_on_the_wrong_side_is_caught():
    """The property must be able to fail: a table that takes ``n > 1`` for ``n >= 1`` is wrong at 1 alone."""
    (family,) = families(leaf for bound in range(4) for leaf in leaves(read(f"n > {bound}").test))
    assert family.row(1.0) == (True, False, False, False)
    twin = family._replace(keys=[float(bound) for bound in range(4)])
    assert twin.row(1.0) != family.row(1.0)
    assert twin.row(1.5) == family.row(1.5)


def test_a_number_written_first_is_turned_round():
    (family,) = families(leaf for bound in range(4) for leaf in leaves(read(f"{bound} < n").test))
    assert family.row(2.0) == (True, True, False, False)
    assert family.row(None) == (None,) * 4


def test_many_leaves_become_several_tables_that_do_not_grow_with_their_square():
    asked = [leaf for bound in range(1000) for leaf in leaves(read(f"n >= {bound}").test)]
    found = list(families(asked))
    assert [leaf for family in found for leaf in family.leaves] == asked
    assert all(len(family.leaves) <= WIDEST and len(family.rows) <= 2 * WIDEST + 2 for family in found)
    numbers = [-1.0, 0.0, 511.5, 998.0, 5000.0]
    assert [sum(sum(family.row(number)) for family in found) for number in numbers] == [0, 1, 512, 999, 1000]


def test_few_leaves_and_long_lists_are_asked_one_by_one():
    few = ["n > 1", "n > 2", "n > 3", "n / m > 1", "d == e", *[f"s in {name}" for name in LONG]]
    assert list(families(leaf for text in few for leaf in leaves(read(text).test))) == []
    (family,) = families(leaf for text in ("n / m > 1", "n / m > 2") for leaf in leaves(read(text).test))
    assert family.row(2.0) == (True, False)


def test_equal_leaves_keep_the_words_in_which_each_was_written():
    texts = ["n > 1", "n > 1.0", "n > 2", "n > 3", "n > 4"]
    answered, seen, _ = explainer([read(text) for text in texts])({"n": 2})
    assert [leaf.text for (leaf,) in answered] == texts
    assert [leaf.outcome for (leaf,) in answered] == [True, True, False, False, False]
    assert seen == {("n",): {"n": 2}}
