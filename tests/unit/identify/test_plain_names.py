import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.identify.names import joined, plain, plain_number, telling, untitled


def apply(make, text):
    return pl.DataFrame({"t": [text]}, schema={"t": pl.String}).select(make(pl.col("t"))).item()


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("MÜLLER", "muller"),
        ("O’Neil", "oneil"),
        ("Łukasiewicz", "lukasiewicz"),
        ("Anne-Marie  du<Pont", "anne marie du pont"),
        ("İbrahim", "ibrahim"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("王小明", "王小明"),
        (" -- ", None),
        (None, None),
    ],
)
def test_names_are_compared_without_case_marks_and_punctuation(written, compared):
    assert apply(plain, written) == compared


@pytest.mark.parametrize(
    ("written", "left"),
    [("jorn mr", "jorn"), ("dr mary mrs", "mary"), ("drew", "drew"), ("msimang ann", "msimang ann")],
)
def test_titles_go_only_as_whole_words_at_the_ends(written, left):
    assert apply(untitled, written) == left


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=20))
def test_a_plain_name_is_already_plain(text):
    once = apply(plain, text)
    assert apply(plain, once) == once
    assert apply(lambda column: joined(plain(column)), text) == (once.replace(" ", "") if once else once)


@pytest.mark.parametrize("number", ["0000000", "XXXX", "A1", "ABCDEFG", "9999"])
def test_placeholders_do_not_tell_anybody_apart(number):
    assert apply(telling, number) is False


def test_a_number_is_compared_by_its_letters_and_digits():
    assert apply(plain_number, " rv-12 34<") == "RV1234" and apply(telling, "RV1234") is True
