"""Ten mistakes an analyst makes, each told with file, line, column and what to write instead."""

import shutil
from datetime import date

import pytest

from tidewaiter.assess import load_ruleset
from tidewaiter.language.policy import POLICIES
from tidewaiter.vocabulary.errors import InvalidPolicy

RULE = """\
id: planted
version: 1
title: Planted
applies_to: {kind: person}
owner: Targeting unit
ground: Power to examine
review_at: 2027-01-01
expires_at: 2027-06-30
weight: 12
when: |
  party >= 9 and one_way
  and MISTAKE
reason: 'Booked for {party}'
tests:
  fires:
    - {party: 9, one_way: true}
  quiet:
    - {party: 2, one_way: true}
"""
PLANTED = {
    "unknown name": ("stay_nigths > 3", 7, "did you mean stay_nights?"),
    "misspelt list": ("departure in watched_transit_place", 20, "did you mean watched_transit_places?"),
    "protected attribute": (
        "sex == 'F'",
        7,
        "protected attribute; sex (sex) is no risk factor and no rule may name it",
    ),
    "wrong type": ("party >= '9'", 7, "a number cannot be compared with a text: write the number without quotes"),
    "bad date": ("document_expires < '31.12.2026'", 26, "is not a date as in ISO 8601, such as 2027-11-30"),
    "= for ==": ("payment_form = 'CA'", 20, "= sets nothing here; write == to compare"),
    "unbalanced parenthesis": ("(party > 3 or one_way", 7, "'(' was never closed"),
    "text ordered": ("port > 'JFK'", 7, "texts have no order: write == or != or in"),
    "division by zero": ("bag_weight_kg / 0 > 3", 23, "this divides by zero: write what the amount is to be shared by"),
    "units mixed": (
        "days_booked_before_departure < hours_ticketed_before_departure",
        7,
        "a number of days beside a number of hours: multiply the days by 24",
    ),
    "word of another language": ("party > 3 && one_way", 17, "write and"),
    "capitals": ("party > 3 OR one_way", 17, "and, or, not and in are written in small letters"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("policies")
    shutil.copytree(POLICIES / "rules" / "lists", made / "rules" / "lists")
    return made


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_told_with_its_place_and_what_to_write(folder, name):
    mistake, column, says = PLANTED[name]
    (folder / "rules" / "planted.yaml").write_text(RULE.replace("MISTAKE", mistake))
    with pytest.raises(InvalidPolicy) as refused:
        load_ruleset(folder, as_of=date(2026, 12, 1))
    assert says in refused.value.text
    assert (refused.value.where, refused.value.line, refused.value.column) == ("rules/planted.yaml", 12, column)


def test_without_the_mistake_the_rule_loads(folder):
    (folder / "rules" / "planted.yaml").write_text(RULE.replace("MISTAKE", "party > 3"))
    ruleset = load_ruleset(folder, as_of=date(2026, 12, 1))
    assert [rule.id for rule in ruleset.rules] == ["planted"]
