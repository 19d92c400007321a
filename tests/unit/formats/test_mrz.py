"""Machine-readable zones: the standard's specimens, every layout both ways, dirt, and nothing but our own errors."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.formats import mrz
from tidewaiter.formats.mrz import Mrz, PartialDate
from tidewaiter.vocabulary.errors import TidewaiterError, Unreadable

TODAY = date(2026, 11, 21)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD1_LONG = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
MRV_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
SPECIMENS = {"TD3": TD3, "TD1": TD1, "TD2": TD2, "MRV-A": MRV_A, "MRV-B": MRV_B}


def codes(document: Mrz) -> list[str]:
    return [finding.code for finding in document.findings]


@pytest.mark.parametrize("kind", SPECIMENS)
def test_the_specimens_of_the_standard_read_and_write_back_letter_for_letter(kind):
    document = mrz.read(SPECIMENS[kind], today=TODAY)
    assert document.kind == kind
    assert (document.surname, document.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert document.valid is True
    assert document.findings == ()
    assert mrz.write(document) == SPECIMENS[kind]


def test_the_specimen_passport_says_what_it_says():
    document = mrz.read(TD3, today=TODAY)
    assert document.number == "L898902C3"
    assert (document.birth_date, document.expires, document.sex) == (date(1974, 8, 12), date(2012, 4, 15), "F")
    assert document.optional == "ZE184226B"
    assert dict(document.checks) == dict.fromkeys(mrz.CHECKS, "pass")
    paper = document.as_document()
    assert (paper.kind, paper.issuer, paper.number, paper.mrz) == ("P", "UTO", "L898902C3", TD3)


def test_a_long_number_runs_on_into_the_optional_data():
    document = mrz.read(TD1_LONG, today=TODAY)
    assert document.number == "D23145890734"
    assert document.checks["number"] == "pass"
    assert document.optional == ""
    assert mrz.write(document) == TD1_LONG


def test_a_format_without_a_composite_digit_says_not_run():
    assert mrz.read(MRV_A, today=TODAY).checks["composite"] == "not-run"


def test_a_wrong_digit_fails_its_check_and_is_positioned():
    document = mrz.read((TD3[0], TD3[1].replace("7408122", "7408123")), today=TODAY)
    assert document.checks["birth_date"] == "fail"
    assert document.checks["composite"] == "fail"
    assert document.valid is False
    found = next(f for f in document.findings if "birth_date" in f.text)
    assert (found.position.segment, found.position.element) == (2, 14)


def test_letter_o_for_zero_is_reported_and_not_mended():
    document = mrz.read((TD3[0], TD3[1].replace("L898902C3", "L8989O2C3")), today=TODAY)
    assert document.number == "L8989O2C3"
    assert document.checks["number"] == "fail"
    assert "possible-o-zero" in codes(document)


def test_letter_o_in_a_date_leaves_the_date_unknown():
    document = mrz.read((TD3[0], TD3[1].replace("740812", "74O812")), today=TODAY)
    assert document.birth_date is None
    assert "letter O may be digit 0" in next(f.text for f in document.findings if f.code == "invalid-date")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((TD3[0].lower(), TD3[1]), "mrz-lower-case"),
        ((TD3[0] + "  ", TD3[1]), "mrz-surrounding-blanks"),
        ((TD3[0], TD3[1][:10] + " " + TD3[1][10:]), "mrz-inner-blanks"),
        (("".join(TD3),), "mrz-joined-lines"),
        ((TD3[0].rstrip("<"), TD3[1]), "mrz-short-line"),
        ((TD3[0] + "<<", TD3[1]), "mrz-long-line"),
    ],
)
def test_what_scanners_do_to_lines_is_tolerated_and_recorded(lines, code):
    document = mrz.read(lines, today=TODAY)
    assert code in codes(document)
    assert document.lines == TD3


@pytest.mark.parametrize("kind", ["TD1", "TD2", "TD3"])
def test_one_joined_line_is_split_by_its_length(kind):
    assert mrz.read("".join(SPECIMENS[kind]), today=TODAY).lines == SPECIMENS[kind]


@pytest.mark.parametrize(
    ("lines", "line", "column"),
    [
        ((TD3[0], TD3[1][:20] + "*" + TD3[1][21:]), 2, 21),
        ((TD3[0].replace("ANNA", "ÄNNA"), TD3[1]), 1, 16),
        ((TD3[0], TD3[1][:-1]), 2, 43),
        ((TD1[0], TD1[1] + "1", TD1[2]), 2, 30),
        ((TD3[0],), 1, None),
        ((), 1, None),
    ],
)
def test_what_cannot_be_a_zone_is_refused_with_line_and_column(lines, line, column):
    with pytest.raises(Unreadable) as caught:
        mrz.read(lines, today=TODAY)
    assert (caught.value.position.segment, caught.value.position.element) == (line, column)


def test_unknown_parts_of_a_birth_date_stay_unknown():
    birth = PartialDate(1974, None, None)
    lines = mrz.write(
        Mrz("TD3", "P", "UTO", "ERIKSSON", "ANNA", "L898902C3", "UTO", birth, "F", PartialDate(2030, 4, 15))
    )
    document = mrz.read(lines, today=TODAY)
    assert lines[1][13:19] == "74<<<<"
    assert document.birth == birth
    assert document.birth_date is None
    assert document.as_dict()["birth_date"] == "1974-??-??"
    assert "partial-date" in codes(document)


@pytest.mark.parametrize(
    ("birth", "expiry", "years"),
    [("261121", "261122", (2026, 2026)), ("261122", "761121", (1926, 2076)), ("010101", "770101", (2001, 1977))],
)
def test_the_century_is_past_for_births_and_near_for_expiries(birth, expiry, years):
    second = f"{'L898902C3'}6UTO{birth}{mrz.check_digit(birth)}F{expiry}{mrz.check_digit(expiry)}".ljust(44, "<")
    document = mrz.read((TD3[0], second), today=TODAY)
    assert (document.birth.year, document.expiry.year) == years


def test_a_name_that_fills_its_field_is_marked_as_cut():
    lines = mrz.write(
        Mrz("TD1", "I", "UTO", "Papathanasiou-Konstantinidou", "Anastasia", birth=PartialDate(1990, 1, 1))
    )
    assert len(lines[2]) == 30
    assert lines[2].endswith("<<A")
    assert mrz.read(lines, today=TODAY).name_truncated


@pytest.mark.parametrize("code", ["D<<", "DEU", "GBN", "UNO", "XXB", "XOM", "RKS", "EUE", "UTO"])
def test_the_codes_of_the_standard_are_known(code):
    assert mrz.known_issuer(code)


def test_an_invented_code_is_unknown_and_found():
    assert not mrz.known_issuer("QQQ")
    document = mrz.read((TD3[0].replace("UTO", "QQQ"), TD3[1]), today=TODAY)
    assert "unknown-country" in codes(document)


def test_codes_lead_to_their_country():
    assert [mrz.country_of(code) for code in ("D<<", "GBO", "FRA", "UNO", "QQQ")] == ["DEU", "GBR", "FRA", None, None]


def test_a_number_the_zone_cannot_hold_is_refused_by_the_writer():
    with pytest.raises(TidewaiterError, match="does not fit"):
        mrz.write(Mrz("TD3", "P", "UTO", "ERIKSSON", "ANNA", "L898902C3456"))


names = st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=4), min_size=1, max_size=2).map(" ".join)
letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=7)


@st.composite
def documents(draw):
    kind = draw(st.sampled_from(["TD1", "TD2", "TD3", "MRV-A", "MRV-B"]))
    long = kind in {"TD1", "TD2"} and draw(st.booleans())
    birth = draw(st.dates(date(1927, 1, 1), TODAY))
    known = PartialDate(
        birth.year, *draw(st.sampled_from([(birth.month, birth.day), (birth.month, None), (None, None)]))
    )
    return Mrz(
        kind=kind,
        document_code="V"
        if kind.startswith("MRV")
        else draw(st.sampled_from(["P", "PD"] if kind == "TD3" else ["I", "C", "AC"])),
        issuer=draw(st.sampled_from(["D", "UTO", "GBR", "XXA", "ESP"])),
        surname=draw(names),
        given_names=draw(st.one_of(st.just(""), names)),
        number=draw(st.from_regex(r"[A-Z0-9]{10,12}" if long else r"[A-Z0-9]{0,9}", fullmatch=True)),
        nationality=draw(st.sampled_from(["D", "UTO", "GBR", "XXA"])),
        birth=known,
        sex=draw(st.sampled_from(["M", "F", "X"])),
        expiry=PartialDate.of(draw(st.dates(date(1977, 1, 1), date(2076, 12, 31)))),
        optional="" if long else draw(letters),
        optional_2=draw(letters) if kind == "TD1" else "",
    )


@settings(max_examples=250, deadline=None)
@given(documents())
def test_every_zone_reads_back_as_it_was_written(document):
    again = mrz.read(mrz.write(document), today=TODAY)
    assert again == document
    assert again.valid in {True, None}


def test_three_thousand_mutants_raise_only_our_errors():
    source = random.Random(20261121)
    alphabet = "AZ09<oO *é\n\x00\u0660ß"
    pool = [*SPECIMENS.values(), TD1_LONG]
    refused = 0
    for _ in range(3000):
        text = list("\n".join(source.choice(pool)))
        for _ in range(source.randint(1, 4)):
            place = source.randrange(len(text))
            action = source.randrange(3)
            text[place : place + (action > 0)] = "" if action == 1 else source.choice(alphabet)
        try:
            mrz.read("".join(text), today=TODAY)
        except TidewaiterError as error:
            refused += 1
            assert isinstance(error, Unreadable)
            assert error.position.segment is not None
    assert 300 < refused < 3000
