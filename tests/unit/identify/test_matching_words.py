"""How names are cut into words, how words are folded, and how dates agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.identify.matching.dates import AGREEMENTS, ListedDates, as_number
from tidewaiter.identify.matching.forms import forms
from tidewaiter.identify.matching.names import cut
from tidewaiter.identify.matching.scripts import latin, script_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AL-QASIMI, 'Abd al-Wahid", ("qasimi", "abd", "wahid")),
        ("Abdulwahid el Qasimi", ("abd", "wahid", "qasimi")),
        ("عبد الواحد القاسمي", ("~bd", "~wahd", "~kasmy")),
        ("Abdullah bin Omar", ("abdullah", "omar")),
        ("Hizb Ullah", ("hizbullah",)),
        ("Nur al-Din", ("nurdin",)),
        ("Jürgen Strauß-Øst", ("jurgen", "strauss", "ost")),
        ("司马相如", ("sima", "xiang", "ru")),
        ("O'Brien, J.R.", ("obrien", "jr")),
        ("ACME TRADING CO., L.L.C.", ("acme", "trading")),
        ("Maria de la Cruz", ("maria", "cruz")),
        ("de la", ("de", "la")),
        ("", ()),
    ],
)
def test_names_are_cut_into_the_words_that_tell(text, words):
    assert cut(text).words == words


@pytest.mark.parametrize(
    "family",
    [
        ("sergeyev", "sergeev"),
        ("yevgeny", "evgeny"),
        ("hussein", "husein"),
        ("tchaikov", "chaikov"),
        ("mokhtar", "mohtar"),
        ("djamal", "jamal"),
        ("yusuf", "yousouf"),
        ("saifuddin", "saifaldin"),
        ("abdullah", "abdallah"),
        ("hsin", "xin"),
    ],
)
def test_spellings_of_one_name_fold_together(family):
    assert len(set(forms(family).fold)) == 1


def test_bones_of_a_script_without_vowels_meet_those_of_the_latin_spelling():
    for arabic, spelt in (("محمد", "muhammad"), ("خالد", "khalid"), ("تخاری", "takhari"), ("انتصار", "intisar")):
        assert len(set(forms([latin(arabic)[0], spelt]).bone)) == 1


def test_letters_of_one_word_never_run_into_a_digraph_of_another():
    assert latin("تخ") == ["~th"]
    assert forms(["~th"]).bone[0] == "TH"


@given(st.text(min_size=1, max_size=12))
def test_every_word_gets_small_latin_letters(text):
    for word in cut(text).words:
        bare = word.lstrip("~")
        assert bare.isascii() and bare == bare.lower() and bare
        assert all(form[0] for form in forms([word])[:4])


def test_a_script_is_told_by_its_letters():
    assert [script_of(letter) for letter in "aяع漢한-"] == ["LATIN", "CYRILLIC", "ARABIC", "CJK", "HANGUL", ""]


@pytest.mark.parametrize(
    ("asked", "listed", "agreement"),
    [
        ("1961-05-27", ("1961-05-27",), "same day"),
        ("1961-05-07", ("1961-07-05",), "day and month swapped"),
        ("1961-05-27", ("1961-05-28",), "one digit differs"),
        ("1961-05-27", ("1971-05-27",), "one digit differs"),
        ("1961-05-27", ("1985-05-27",), "same day and month, another year"),
        ("1961-05-27", ("1961",), "same year, day not said"),
        ("1961", ("1961-05-27",), "same year, day not said"),
        ("1961-05", ("1961-05-27",), "same month, day not said"),
        ("1961-05-27", ("1961-11-13",), "same year, another day"),
        ("1961-05-27", ("1962-11-13",), "a year apart"),
        ("1961-05-27", ("1940-11-13",), "different"),
        ("1961-05-27", ("1940-11-13", "1961-05-27"), "same day"),
        ("1961-05-27", (), "not said"),
        (None, ("1961-05-27",), "not said"),
        ("around 1960", ("1961-05-27",), "not said"),
    ],
)
def test_birth_dates_agree_in_degrees(asked, listed, agreement):
    how, _ = ListedDates([listed]).compare(np.array([as_number(asked)], np.int32), np.zeros(1, np.int32))
    assert AGREEMENTS[how[0]].name == agreement
