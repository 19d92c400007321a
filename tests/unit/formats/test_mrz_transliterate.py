"""Names between scripts and the machine-readable zone, by the tables of Doc 9303-3 section 6."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.formats.transliterate import from_mrz, to_mrz

ARABIC_LETTERS = "ءآأؤإئابتثجحخدذرزسشصضطظعغفقكلمنهويىٹپچڈڑژکگںھہیے"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Żółć-Müller", "ZOLC<MUELLER"),
        ("Ångström", "AANGSTROEM"),
        ("Þórður Æsir", "THORDUR<AESIR"),
        ("Groß", "GROSS"),
        ("İstanbul ılık", "ISTANBUL<ILIK"),
        ("Nguyễn Thị Ánh", "NGUYEN<THI<ANH"),
        ("O'Connor", "OCONNOR"),
        ("Щербаков Юрий", "SHCHERBAKOV<IURII"),
        ("Объедкова", "OBIEEDKOVA"),
        ("Παπαδόπουλος", "PAPADOPOYLOS"),
        ("ابو بكر محمد بن زكريا الرازي", "ABW<BKR<MXHMD<BN<ZKRYA<ALRAZY"),
        ("فاطمة", "FAXTTMXAH"),
        ("محمّد", "MXHMMD"),
        ("", ""),
    ],
)
def test_names_are_written_by_the_tables(name, written):
    assert to_mrz(name) == written


@pytest.mark.parametrize(
    ("name", "language", "written"),
    [
        ("Григорій Їжак", "uk", "HRYHORII<YIZHAK"),
        ("Щастлив", "bg", "SHTASTLIV"),
        ("Ћирић Жижа", "sr", "CIRIC<ZIZA"),
        ("Ѓорѓи", "mk", "GJORGJI"),
        ("Гаўрыла", "be", "HAURYLA"),
    ],
)
def test_table_b_has_exceptions_by_language(name, language, written):
    assert to_mrz(name, language) == written


def test_a_character_no_table_knows_is_left_out_and_never_invented():
    assert to_mrz("王小明") == ""
    assert to_mrz("王明 Anna") == "ANNA"


@given(st.text(max_size=40))
def test_any_text_becomes_letters_of_the_zone(text):
    assert set(to_mrz(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")


@given(st.lists(st.text(ARABIC_LETTERS, min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join))
def test_arabic_names_come_back_letter_for_letter(name):
    assert from_mrz(to_mrz(name), "arabic") == name


def test_teh_marbuta_comes_back_from_the_middle_and_the_end():
    assert from_mrz(to_mrz("فاطمة"), "arabic") == "فاطمة"


def test_cyrillic_comes_back_as_one_likely_reading():
    assert from_mrz("SHCHERBAKOV<ZHANNA", "cyrillic") == "ЩЕРБАКОВ ЖАННА"


def test_fillers_become_blanks():
    assert from_mrz("ANNA<MARIA<<<") == "ANNA MARIA"
