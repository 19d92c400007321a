"""Evidence in words: never a bare figure, and what was not compared says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.api.serving import serving


@pytest.fixture(scope="module", autouse=True)
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with serving(tmp_path_factory.mktemp("home")):
        yield


def test_words_of_a_name_are_said_to_be_alike_or_not_without_figures() -> None:
    from tidewaiter.web.targeting.words import beside

    words = [["tobias", "tobias", 1.0], ["arne", "arno", 0.84], ["quennell", "quenneville", 0.73], ["a", "x", 0.0]]
    said = {"name": {"asked": "A", "listed": "B", "words": words, "only_asked": [], "only_listed": ["de"]}}
    (row,) = beside({"evidence": said, "sides": [], "basis": "name"})
    assert row["agreement"] == (
        "tobias the same; arne / arno much alike; quennell / quenneville somewhat alike; a / x not alike;"
        " only the entry has de"
    )


def test_a_field_that_nobody_compared_says_so_and_one_side_alone_too() -> None:
    from tidewaiter.web.targeting.words import beside

    sides = [
        {"field": "document", "declared": "GBR P1", "listed": None},
        {"field": "nationality", "declared": "GBR", "listed": "MEX"},
    ]
    rows = beside({"evidence": None, "sides": sides, "basis": "name"})
    assert [row["agreement"] for row in rows] == ["only one side says it", "not compared by this check"]


def test_seats_are_laid_out_by_row_and_letter_and_whoever_has_none_stands_apart() -> None:
    from tidewaiter.web.targeting.encounters import seat_map

    def one(encounter: str, seat: str | None, **more: object) -> dict[str, object]:
        blank = {"locator": None, "hits": 0, "band": "low", "role": "passenger"}
        return {"encounter_id": encounter, "seat": seat, **blank, **more}

    rows = [
        one("a", "011D", locator="X"),
        one("b", "11d", locator="X", hits=1),
        one("c", None, role="crew"),
        one("d", "B4"),
    ]
    told = seat_map(rows, rows[0])
    assert told["letters"] == ["D"] and list(told["grid"]) == [11]
    assert [[words for _, words in each["marks"]] for each in told["grid"][11]["D"]] == [
        ["this traveler"],
        ["same booking", "possible match"],
    ]
    assert [each["encounter_id"] for each in told["unseated"]] == ["c", "d"]
