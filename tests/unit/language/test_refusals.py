"""What the language refuses, and where and how it says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.language import compile_expression, python, read_catalogue
from tidewaiter.vocabulary.errors import InvalidPolicy, TidewaiterError

CATALOGUE = read_catalogue(
    """
owner: o
review_at: 2030-01-01
features:
  party: {type: number, meaning: travelers on the booking}
  mode: {type: text, meaning: way of crossing, values: [air, sea]}
  one_way: {type: flag, meaning: no way back}
  via: {type: texts, meaning: places}
  booked_on: {type: date, meaning: day of booking}
  sold_at: {type: time, meaning: moment of sale}
  wages: {type: number, meaning: for planning only, use: [planning]}
  sex: {type: text, meaning: sex, protected: never}
  nationality: {type: text, meaning: nationality, protected: ground}
"""
)
LISTS = {"watched": frozenset({"PTY"})}

REFUSED = [
    ("partty > 1", 1, "did you mean party?"),
    ("party > 1 and mod == 'air'", 15, "did you mean mode?"),
    ("mode == 'aire'", 9, "did you mean air?"),
    ("mode in ['air', 'zee']", 17, "never 'zee'"),
    ("intersects(via, wached)", 17, "did you mean watched?"),
    ("startwith(mode, 'a')", 1, "did you mean startswith?"),
    ("party > 'x'", 1, "a number cannot be compared with a text"),
    ("mode > 'air'", 1, "texts have no order"),
    ("one_way == True", 12, "write a flag by itself"),
    ("one_way == 1", 1, "a flag cannot be compared"),
    ("party", 1, "compare it with something"),
    ("party == None", 10, "is_missing"),
    ("party is None", 1, "is_missing"),
    ("1 < 2", 1, "compares no feature"),
    ("party / 0 > 1", 9, "divides by zero"),
    ("party > 1e999", 9, "too large"),
    ("booked_on > '2026-13-01'", 13, "ISO 8601"),
    ("sold_at > '2026-01-01T10:00'", 11, "no time zone"),
    ("days(party, booked_on) > 1", 6, "a date or a time"),
    ("hours(booked_on, sold_at) > 1", 7, "a time here"),
    ("booked_on - sold_at > 1", 1, "days(a, b)"),
    ("mode in []", 9, "at least one value"),
    ("mode in ['air' 'sea']", 16, "comma missing"),
    ("mode in [None]", 10, "is_missing"),
    ("via == 'PTY'", 1, "cannot be compared"),
    ("party > 1 # or so", 11, "comment"),
    ("mode == 'a\\x69r'", 11, "backslash"),
    ("party >", 1, "cannot be read"),
    ("", 1, "empty"),
    ("contains(mode, '')", 16, "not empty"),
    ("is_missing(party + 1)", 12, "name of a feature"),
    ("wages > 1", 1, "may not be used for assess"),
    ("watched", 1, "write x in watched"),
    ("__import__('os').system('true')", 1, "no test"),
    ("().__class__ == 1", 1, "not part of the language"),
    ("[x for x in via]", 1, "no test"),
    ("(lambda: 1)()", 1, "no test"),
    ("(party := 3) > 1", 2, "not part of the language"),
    ("f'{party}' == mode", 1, "not part of the language"),
    ("party ** 9 > 1", 1, "not part of the language"),
    ("party if one_way else 1", 1, "no test"),
]


@pytest.mark.parametrize(("text", "column", "says"), REFUSED, ids=[text for text, _, _ in REFUSED])
def test_a_mistake_is_refused_with_its_place_and_a_hint(text, column, says):
    with pytest.raises(InvalidPolicy) as refused:
        compile_expression(text, CATALOGUE, lists=LISTS, where="rules/x.yaml", line=7)
    assert says in str(refused.value)
    assert (refused.value.where, refused.value.line, refused.value.column) == ("rules/x.yaml", 7, column)


def test_a_mistake_on_a_further_line_is_pointed_at_there():
    with pytest.raises(InvalidPolicy) as refused:
        compile_expression("party > 1\nand (\n  prty < 9)", CATALOGUE, line=10, column=3)
    assert (refused.value.line, refused.value.column) == (12, 5)


@pytest.mark.parametrize("text", ["sex == 'M'", "not is_missing(sex)", "party > 1 and sex in ['F']"])
def test_a_protected_attribute_is_refused_by_name_whatever_is_cited(text):
    for cited in (False, True):
        with pytest.raises(InvalidPolicy, match="protected attribute; sex"):
            compile_expression(text, CATALOGUE, ground_cited=cited)


def test_nationality_needs_a_named_legal_ground():
    with pytest.raises(InvalidPolicy, match="protected attribute; nationality"):
        compile_expression("nationality == 'UTO'", CATALOGUE)
    assert compile_expression("nationality == 'UTO'", CATALOGUE, ground_cited=True).features == {"nationality"}


def test_a_hint_never_suggests_a_protected_name():
    with pytest.raises(InvalidPolicy) as refused:
        compile_expression("sexx == 'M'", CATALOGUE)
    assert "did you mean" not in str(refused.value)


@pytest.mark.parametrize("text", ["not " * 900 + "one_way", "(" * 900 + "one_way", "-" * 900 + "party > 1", "x" * 9000])
def test_a_monstrous_text_is_refused_and_not_fatal(text):
    with pytest.raises(InvalidPolicy):
        compile_expression(text, CATALOGUE)


@settings(max_examples=400, deadline=None)
@given(st.text("party mode one_way via in not and or <>=()[]'\",.:+-*/#\\\n0123456789", max_size=40))
def test_no_text_whatever_raises_anything_but_our_own_error(text):
    try:
        expression = compile_expression(text, CATALOGUE, lists=LISTS)
    except TidewaiterError:
        return
    assert python([expression])({})[0] in (True, False, None)


def test_the_names_an_expression_reads_are_told():
    expression = compile_expression("party > 1 or intersects(via, watched)", CATALOGUE, lists=LISTS)
    assert (expression.features, expression.lists) == ({"party", "via"}, {"watched"})


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("  x: {type: wood, meaning: y}", (4, 13), "type cannot be 'wood'"),
        ("  x: {type: text}", (4, 6), "there is no meaning"),
        ("  x: {type: text, meaning: ''}", (4, 28), "meaning is a text"),
        ("  x: {type: text, meaning: y, colour: z}", (4, 31), "colour is no key here; did you mean columns?"),
        ("  x: {type: text, meaning: y, protected: often}", (4, 42), "known are never, ground"),
        ("  x: {type: text, meaning: y, values: [NO]}", (4, 40), "quote NO"),
        ("  x: {type: text, meaning: y}\n  x: {type: text, meaning: y}", (5, 3), "x stands here twice"),
        ("  - x", (4, 3), "features is a mapping"),
        ("  x: y", (4, 6), "x is a mapping"),
        ("  a b: {type: text, meaning: y}", (4, 3), "cannot be a feature's name"),
        ("  x: [", (5, 1), "not YAML"),
    ],
)
def test_a_wrong_catalogue_is_refused_with_its_place(text, place, says):
    with pytest.raises(InvalidPolicy) as refused:
        read_catalogue(f"owner: o\nreview_at: 2030-01-01\nfeatures:\n{text}\n")
    assert says in refused.value.text
    assert (refused.value.line, refused.value.column) == place
