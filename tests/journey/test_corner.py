"""The traveler's corner: an inquiry is taken in, its state is told, and neither tells whether anybody is on a list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.journey.border import Border, passenger_list, person
from tests.journey.test_hits import namesake

from tidewaiter.desk.corner import CornerDesk
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.redress import is_redress_number

NIA = Officer("Nia Orr", frozenset({"redress-officer"}), "*", "redress")
ASKED: dict[str, Any] = {
    "surname": "Quill", "given_names": "Ada", "birth_date": date(1984, 5, 17), "document_issuer": "GBR",
    "document_number": "P4401011", "account": "I was stopped  three times.",
}  # fmt: skip


class Statements:
    """Counts what is asked of the database, by its first words: the shape of the work behind an answer."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.said.append(" ".join(sql.split()[:4]))
        return execute(sql, params, many, context)


def asked(desk: CornerDesk, **said: Any) -> tuple[dict[str, str], list[str]]:
    from django.db import connections

    told = Statements()
    with connections["default"].execute_wrapper(told):
        answer = desk.status(**said) if "number" in said else desk.ask(**{**ASKED, **said})
    return answer, told.said


def test_an_inquiry_gets_a_number_nobody_can_guess_and_waits_for_an_officer(border: Border) -> None:
    desk = CornerDesk.of(border.house)
    told = desk.ask(**ASKED)
    assert is_redress_number(told["number"])
    assert told["state"] == "received"
    (case,) = border.house.redress.cases(NIA)
    assert (case["opened_by"], case["account"], case["status"]) == ("traveler", "I was stopped three times.", "open")
    assert case["documents"] == ["GBR|P4401011"]
    assert border.proves()


def test_a_listed_and_an_unlisted_person_get_the_same_words_by_the_same_steps(border: Border) -> None:
    """One of the two stands on the sample list, has a possible match that is open, and asks by the very document."""
    border.accepted(passenger_list([namesake(), person("ALDER", seat="2A")], "1"))
    (listed,) = border.ask(queries.hit_queue, as_of=border.clock(), before=timedelta(hours=1))
    desk = CornerDesk.of(border.house)
    desk.ask(**ASKED)  # the first of the day makes the day's key
    met = border.ask(queries.encounter, listed["encounter_id"])
    said = {name: met[name] for name in ("surname", "given_names", "document_issuer", "document_number")}
    one, first = asked(desk, **said, birth_date=date.fromisoformat(met["birth_date"]))
    two, second = asked(desk, surname="Nobody", given_names="At All")
    assert {**one, "number": ""} == {**two, "number": ""}
    assert first == second
    told, third = asked(desk, number=one["number"], birth_date=date.fromisoformat(met["birth_date"]))
    also, fourth = asked(desk, number=two["number"], birth_date=ASKED["birth_date"])
    assert {**told, "number": ""} == {**also, "number": ""}
    assert third == fourth


def test_status_is_told_to_number_and_birth_date_together_and_a_wrong_date_is_an_unknown_number(border: Border) -> None:
    desk = CornerDesk.of(border.house)
    number = desk.ask(**ASKED)["number"]
    known, right = asked(desk, number=f" {number[:7]}-{number[7:].lower()}", birth_date=ASKED["birth_date"])
    wrong, one = asked(desk, number=number, birth_date=date(1984, 5, 18))
    none, two = asked(desk, number="TWR0000000000000", birth_date=ASKED["birth_date"])
    case_id = border.ask(queries.redress_cases)[0]["case_id"]
    by_id, _ = asked(desk, number=case_id, birth_date=ASKED["birth_date"])
    assert known["state"] == "received"
    assert {wrong["state"], none["state"], by_id["state"]} == {"unknown"}
    assert wrong["text"] == none["text"]
    assert right == one == two


def test_a_resolved_inquiry_says_that_it_is_completed_and_not_what_was_found(border: Border) -> None:
    desk = CornerDesk.of(border.house)
    number = desk.ask(**ASKED)["number"]
    border.house.redress.resolve(NIA, number, reason="compared, not the one meant", hits=())
    told = desk.status(number, ASKED["birth_date"])
    assert told["state"] == "completed"
    assert "not the one" not in told["text"]
    assert "neither confirm nor deny" in told["text"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"surname": " ", "given_names": ""}, "name-required"),
        ({"birth_date": date(1899, 12, 31)}, "birth-date"),
        ({"birth_date": date(2030, 1, 1)}, "birth-date"),
        ({"document_number": "--"}, "document-required"),
        ({"document_issuer": ""}, "document-required"),
        ({"document_number": "9" * 300}, "document-required"),
    ],
)
def test_what_no_officer_could_work_with_is_refused(border: Border, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        CornerDesk.of(border.house).ask(**{**ASKED, **wrong})
    assert refused.value.code == code
    assert border.house.redress.cases(NIA) == []


def test_a_long_account_is_kept_as_far_as_an_officer_would_read(border: Border) -> None:
    CornerDesk.of(border.house).ask(**{**ASKED, "account": "word " * 5000})
    (case,) = border.house.redress.cases(NIA)
    assert len(case["account"]) == 4000
