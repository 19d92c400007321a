"""The lane's one field: a reader that types like a keyboard, and whatever a hand types."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.formats import mrz, wedge
from tidewaiter.vocabulary.errors import Unreadable

TODAY = date(2026, 8, 14)
KINDS: tuple[mrz.Kind, ...] = ("TD1", "TD2", "TD3", "MRV-A", "MRV-B")


def lines(kind: mrz.Kind) -> tuple[str, ...]:
    code = "V" if kind.startswith("MRV") else "P" if kind == "TD3" else "I"
    whole = mrz.Mrz(
        kind, code, "GBR", "RAHIMI", "NOOR", "P7000001", "GBR", mrz.PartialDate(1984, 6, 23), "F",
        mrz.PartialDate(2032, 9, 1),
    )  # fmt: skip
    return mrz.write(whole)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("between", ["\n", "\r\n", "\r", " ", ""])
def test_a_reader_may_type_every_zone_with_or_without_breaks(kind: mrz.Kind, between: str) -> None:
    typed = wedge.read(between.join(lines(kind)) + "\n", today=TODAY)
    assert typed.zone is not None
    assert (typed.zone.number, typed.zone.surname, typed.zone.valid) == ("P7000001", "RAHIMI", True)
    assert wedge.wrong_digits(typed.zone) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_zone_of_which_lines_are_missing_says_which_one_is_awaited(kind: mrz.Kind) -> None:
    whole = lines(kind)
    for come in range(1, len(whole)):
        with pytest.raises(Unreadable) as told:
            wedge.read("\n".join(whole[:come]), today=TODAY)
        assert (told.value.code, told.value.position.segment) == ("more-lines", come + 1)


def test_a_wrong_digit_is_named_with_its_place():
    first, second = lines("TD3")
    typed = wedge.read(f"{first}\n{second[:9]}{(int(second[9]) + 1) % 10}{second[10:]}", today=TODAY)
    assert typed.zone is not None
    (number, place), (composite, _) = wedge.wrong_digits(typed.zone)
    assert (number, composite) == ("number", "composite")
    assert (place.segment, place.element) == (2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p7000001", {"number": "P7000001", "locator": "P7000001"}),
        (" 8KQT-204 ", {"number": "8KQT204"}),
        ("r2jx6c", {"number": "R2JX6C", "locator": "R2JX6C"}),
        ("zz204 11d", {"seat": ("ZZ", "204", "11D")}),
        ("ZZ 0204/011D", {"seat": ("ZZ", "204", "11D")}),
        ("Müller, Anna Lena", {"names": ("MUELLER<<ANNA<LENA",)}),
        ("de la Cruz", {"names": ("DE<<LA<CRUZ", "DE<LA<CRUZ", "CRUZ<<DE<LA")}),
        ("RAHIMI", {"names": ("RAHIMI",), "locator": "RAHIMI"}),
        ("O'Hara", {"names": ("OHARA",)}),
    ],
)
def test_what_a_hand_types_is_taken_for_all_that_it_may_be(text: str, expected: dict[str, object]) -> None:
    typed = wedge.read(text, today=TODAY)
    told = {name: getattr(typed, name) for name in ("zone", "number", "locator", "seat", "names")}
    assert {name: value for name, value in told.items() if value} == expected


def test_too_little_and_too_much_are_refused_with_words():
    for text in ("", " a ", "x" * 401):
        with pytest.raises(Unreadable):
            wedge.read(text, today=TODAY)


@given(st.text(max_size=120))
def test_whatever_is_typed_is_read_or_refused_with_a_position(text: str) -> None:
    try:
        typed = wedge.read(text, today=TODAY)
    except Unreadable as error:
        assert error.position
    else:
        assert typed.zone or typed.number or typed.locator or typed.seat or typed.names is not None


def test_a_name_is_one_key_in_every_script_and_a_plain_one_takes_the_short_way():
    assert wedge.name_key("Müller", "Anna-Lena") == wedge.name_key("MUELLER", "ANNA LENA") == "MUELLER<<ANNA<LENA"
    assert wedge.name_key("Петров") == "PETROV<<"
    assert wedge.name_key("O'Hara", "J. R.") == "OHARA<<J<R"
    assert wedge.name_key(None, "Noor") is wedge.name_key(" ") is None
