from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tidewaiter.identify import Link, Unlink, decide
from tidewaiter.vocabulary.errors import Refusal, Stale
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.officer import Machine, Officer

LINK = Link("enc-1", "sub-1", "name-and-birth-date", 0.8, "why", ("D|GBR|X1|1984-05-17", "N|a|b|1984-05-17"), 4)
COMMAND = Unlink("enc-1", Officer("I. Marsh"), datetime(2026, 3, 1, tzinfo=UTC), "photographs differ", "sub-2")


def test_a_named_officer_takes_an_encounter_and_its_keys_away_from_a_subject():
    (fact,) = decide(LINK, COMMAND)
    assert fact.kind is FactKind.UNLINKED and fact.about == "enc-1" and fact.actor == "I. Marsh"
    assert fact.data["subject_id"] == "sub-2" and fact.data["from_subject_id"] == "sub-1"
    assert fact.data["keys"] == list(LINK.subject_keys) and fact.data["reason"] == "photographs differ"


@pytest.mark.parametrize(
    "change",
    [
        {"officer": Machine()},
        {"officer": Officer("  ")},
        {"reason": " "},
        {"encounter_id": "enc-2"},
        {"new_subject_id": "sub-1"},
        {"keys": ("D|NLD|Z9|1990-01-01",)},
    ],
)
def test_an_unlink_that_must_not_be_is_refused(change):
    with pytest.raises(Refusal):
        decide(LINK, replace(COMMAND, **change))


def test_a_subject_that_was_linked_to_nobody_has_nothing_to_undo():
    with pytest.raises(Refusal):
        decide(replace(LINK, basis="new"), COMMAND)


def test_who_acts_on_an_old_version_must_read_again():
    with pytest.raises(Stale):
        decide(LINK, replace(COMMAND, expected_version=3))
    assert decide(LINK, replace(COMMAND, expected_version=4))
