"""The policy of secondary: what it asks of whom, and where a wrong word in it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tidewaiter.authority import read_authority
from tidewaiter.detect.kinds import load_finding_kinds
from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.inspect.secondary import File, load_secondary_policy
from tidewaiter.inspect.secondary.state import Record
from tidewaiter.inspect.secondary.suggest import suggested
from tidewaiter.language.policy import POLICIES, read_file
from tidewaiter.vocabulary.errors import InvalidPolicy

POLICY = load_secondary_policy()


@pytest.mark.parametrize(
    ("setting", "reason", "sections"),
    [
        (File(mode="air", role="passenger"), "document", ("immigration",)),
        (File(mode="land", role="driver"), "document", ("immigration", "customs")),
        (File(mode="land", role="pedestrian"), "document", ("immigration",)),
        (File(mode="sea", role="crew"), "other", ("immigration", "customs")),
        (File(mode="air", role="passenger"), "goods", ("immigration", "customs")),
        (File(mode="air", role="passenger"), "agriculture", ("immigration", "agriculture")),
        (File(kind="conveyance", mode="land"), "vehicle", ("customs",)),
        (File(kind="conveyance", mode="sea"), "other", ("customs", "agriculture")),
    ],
)
def test_sections_have_to_close_by_kind_mode_role_and_reason(setting, reason, sections):
    assert POLICY.mandatory(setting, reason) == sections


def test_whoever_is_drawn_at_random_is_told_so():
    assert "told-random" in POLICY.checklist("random")
    assert "told-random" not in POLICY.checklist("risk")


def test_what_the_policy_names_is_known_elsewhere():
    assert set(POLICY.found) == set(load_finding_kinds())
    assert POLICY.approved_outcomes <= set(load_outcomes())
    roles = read_authority(read_file(POLICIES / "permissions.yaml")).grants
    assert {role for item in POLICY.items.values() for role in item.who} <= set(roles)


def record(words: str = "", *, random: bool = False) -> Record:
    return Record("ins-1-1", 1, datetime(2026, 8, 14, tzinfo=UTC), "Ines Vallo", words, random)


@pytest.mark.parametrize(
    ("words", "random", "encounter", "failed", "reason"),
    [
        ("anything", True, {"hits": 2, "unaccompanied_minor": True}, ["expiry"], "random"),
        ("Identity is in doubt", False, {"hits": 2}, [], "identity"),
        ("goods: two bags", False, {}, [], "goods"),
        ("Documento en duda", False, {}, [], "document"),
        ("random check", False, {}, [], "other"),
        ("looks odd", False, {"unaccompanied_minor": True, "hits": 1}, [], "child"),
        ("looks odd", False, {"hits": 1}, ["expiry"], "list-match"),
        ("looks odd", False, {}, ["lists", "expiry"], "document"),
        ("looks odd", False, {}, ["lists"], "other"),
        ("looks odd", False, {"kind": "conveyance"}, [], "vehicle"),
        ("looks odd", False, {"assignment": "secondary", "band": "high"}, [], "risk"),
    ],
)
def test_the_reason_offered_first_comes_from_the_referral_then_from_what_is_known(
    words, random, encounter, failed, reason
):
    assert suggested(record(words, random=random), encounter, failed, POLICY) == reason


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("{section: customs, kinds: [conveyance]}", "{section: custums, kinds: [conveyance]}", "custums"),
        ("reasons: [goods, vehicle, alarm]", "reasons: [goods, vehicles, alarm]", "vehicles"),
        ("code: needs-asked", "code: evidence-compared", "written twice"),
        ("grounds: [border-search, officer-safety]", "grounds: [border-search, safety]", "safety"),
        ("largest_bytes: 5242880", "largest_bytes: none", "whole number"),
        ("most: 40", "most: 40\n  least: 1", "no key here"),
        ("kinds: [prohibited-agriculture, pest,", "kinds: [currency, pest,", "two sections"),
        ('title: {en: "Customs",', "title: {", "en"),
    ],
)
def test_a_wrong_word_is_named_with_its_place(tmp_path: Path, written: str, instead: str, says: str):
    whole = read_file(POLICIES / "secondary.yaml")
    assert written in whole
    (tmp_path / "secondary.yaml").write_text(whole.replace(written, instead, 1))
    with pytest.raises(InvalidPolicy) as wrong:
        load_secondary_policy(tmp_path)
    assert says in str(wrong.value)
    assert str(wrong.value).startswith("secondary.yaml:")
