"""Sentences of rooms, policies and the journal are read back by their patterns and told in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.unit.api.serving import serving

from tidewaiter.vocabulary.errors import Position, Unreadable


@pytest.fixture(scope="module", autouse=True)
def spanish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with serving(tmp_path_factory.mktemp("home")):
        from django.utils import translation

        with translation.override("es"):
            yield


def test_what_was_filled_in_is_filled_in_again() -> None:
    from tidewaiter.web.telling import told

    assert told("There is no rule heavy-bags") == "No existe la regla heavy-bags"
    assert told("entry 12 was altered") == "la entrada 12 fue alterada"
    assert told("Ada Quill holds it until 2026-11-22 10:00 UTC") == "Ada Quill la tiene hasta 2026-11-22 10:00 UTC"


def test_a_count_is_told_with_its_unit_and_a_code_by_its_words() -> None:
    from tidewaiter.web.telling import told

    said = told("Paid in cash, one way, booked 1 day before departure")
    assert said == "Pagado con efectivo, solo ida, reservado 1 día antes de la salida"
    assert told("4 occupants declared, 1 of them not listed") == "4 ocupantes declarados, 1 de ellos sin constar"
    assert told("a claim is one of: fear, protection") == "una solicitud es una de: temor, protección"


def test_sentences_within_a_sentence_are_told_too() -> None:
    from tidewaiter.web.telling import told

    said = told("the inspection was taken up before; Bo Tarn holds it: take it over")
    assert said == "la inspección ya se empezó antes; Bo Tarn la lleva: tómela a su cargo"


def test_the_words_of_an_administrations_own_rule_stand_as_they_were_written() -> None:
    from tidewaiter.web.telling import told

    for own in ("Three vans of one firm within the hour", "Drei Wagen einer Firma", "ORD/7: see the order", ""):
        assert told(own) == own
    assert told(None) == ""


def test_a_mistake_in_a_file_is_told_with_its_place() -> None:
    from tidewaiter.web.telling import problem

    wrong = Unreadable("this port and hour stand twice", Position(segment=4, element=2))
    assert problem(wrong) == "este puesto y esta hora figuran dos veces (línea 4, columna 2)"


def _shape(message: str) -> str:
    """Two that say the same around what is filled in are one; blanks that touch cannot be told apart, nor need to."""
    return re.sub(r"({\w+})+", "{}", message)


def test_every_pattern_is_read_back_from_a_sentence_made_by_it() -> None:
    from tidewaiter.web.telling import patterns, read

    astray = []
    for pattern in patterns("es"):
        made = pattern.message
        for number, blank in enumerate(pattern.blanks):
            made = made.replace(f"{{{blank}}}", f"X{number}")
        found = read("es", made)
        if found is None or _shape(found[0].message) != _shape(pattern.message):
            astray.append((pattern.message, found and found[0].message))
    assert len(patterns("es")) > 200
    assert astray == []


def test_in_english_nothing_is_touched() -> None:
    from django.utils import translation

    from tidewaiter.web.telling import told

    with translation.override("en"):
        assert told("There is no rule heavy-bags") == "There is no rule heavy-bags"
