"""How a folder of policies becomes a ruleset, what is refused on the way, and when rules go off."""

import shutil
from datetime import UTC, date, datetime
from importlib.resources import as_file, files

import polars as pl
import pytest
from tests.unit.assess.assess_batches import NOW, Books, declared_rows, identified_rows

from tidewaiter.assess import assess, failed_tests, load_ruleset
from tidewaiter.assess.reasons import read_template
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.tables import HITS, empty

RULE = """\
id: many-travelers
version: 1
title: Many travelers
applies_to: {kind: person}
owner: Targeting unit
ground: Power to examine
review_at: 2027-01-01
expires_at: 2027-06-30
weight: 12
when: |
  party >= 9
  and not one_way
reason: 'Booked for {party}'
tests:
  fires:
    - {party: 9, one_way: false}
  quiet:
    - {party: 2, one_way: false}
  unknown:
    - {party: 9}
"""


@pytest.fixture
def folder(tmp_path):
    with as_file(files("tidewaiter") / "policies") as shipped:
        for name in ("features.yaml", "bands.yaml"):
            shutil.copy(shipped / name, tmp_path)
        shutil.copytree(shipped / "rules" / "lists", tmp_path / "rules" / "lists")
    return tmp_path


def put(folder, text, name="many-travelers"):
    (folder / "rules" / f"{name}.yaml").write_text(text)
    return folder


MISTAKES = [
    ("party >= 9", "partty >= 9", (11, 3), "did you mean party?"),
    ("one_way\nreason", "oneway\nreason", (12, 11), "did you mean one_way?"),
    ("party >= 9", "party >= 'nine'", (11, 3), "a number cannot be compared with a text"),
    ("party >= 9", "nationality == 'UTO'", (11, 3), "protected attribute"),
    ("weight: 12", "wieght: 12", (9, 1), "did you mean weight?"),
    ("weight: 12", "weight: 1200", (9, 9), "from 0 to 100"),
    ("owner: Targeting unit\n", "", (1, 1), "there is no owner"),
    ("ground: Power to examine", "ground: ''", (6, 9), "ground is a text"),
    ("expires_at: 2027-06-30", "expires_at: someday", (8, 13), "expires_at is a day"),
    ("expires_at: 2027-06-30", "expires_at: 2026-06-30", (8, 13), "expires_at lies before review_at"),
    ("{party}", "{partyy}", (13, None), "did you mean party?"),
    ("{party}", "{sex}", (13, None), "protected attribute"),
    ("{kind: person}", "{kind: persons}", (4, 13), "did you mean person?"),
    ("{kind: person}", "{mode: air}", (4, 13), "there is no kind"),
    ("  quiet:\n    - {party: 2, one_way: false}\n", "", (15, 3), "at least one that fires and one that is quiet"),
    ("- {party: 2, one_way: false}", "- {partie: 2}", (18, 8), "partie is no key here; did you mean party?"),
    ("weight: 12", "weight: 0", (9, 9), "above 0"),
    ("version: 1", "version: 1\nversion: 2", (3, 1), "stands here twice"),
    ("version: 1", "version: first", (2, 10), "whole number"),
    ("version: 1", "version: [1", (3, 6), "not YAML"),
    ("when: |\n  party >= 9\n  and not one_way", "when: party >= 9\n  and not one_way", (10, 7), "write when: |"),
    ("weight: 12", "weight: 12\nattribute_ground: {name: Visa law, citation: X 1}", (10, 19), "stands only in a rule"),
]


@pytest.mark.parametrize(("good", "bad", "place", "says"), MISTAKES, ids=[f"{bad[:28]!r}" for _, bad, _, _ in MISTAKES])
def test_a_mistake_in_a_rule_is_told_with_file_line_and_column(folder, good, bad, place, says):
    assert good in RULE
    with pytest.raises(InvalidPolicy) as refused:
        load_ruleset(put(folder, RULE.replace(good, bad)), as_of=NOW)
    assert says in str(refused.value)
    assert refused.value.where == "rules/many-travelers.yaml"
    assert (refused.value.line, refused.value.column) == place


def test_a_good_rule_loads_and_passes_its_own_tests(folder):
    ruleset = load_ruleset(put(folder, RULE), as_of=NOW)
    assert [rule.id for rule in ruleset.rules] == ["many-travelers"]
    assert failed_tests(ruleset) == []


def test_a_rule_that_does_not_do_what_its_tests_say_is_named(folder):
    ruleset = load_ruleset(put(folder, RULE.replace("party >= 9", "party >= 10")), as_of=NOW)
    (failure,) = failed_tests(ruleset)[:1]
    assert (failure.rule, failure.number, failure.expected, failure.bulk, failure.single) == (
        "many-travelers",
        1,
        "fires",
        "quiet",
        "quiet",
    )


def test_the_last_day_counts_and_the_next_one_does_not(folder):
    put(folder, RULE)
    assert len(load_ruleset(folder, as_of=date(2027, 6, 30)).rules) == 1
    later = load_ruleset(folder, as_of=date(2027, 7, 1))
    assert (later.rules, later.expired) == ((), ("many-travelers",))


def test_a_rule_that_expires_while_the_system_runs_goes_off_by_itself(folder):
    ruleset = load_ruleset(put(folder, RULE), as_of=NOW)
    declared = declared_rows([{"source": "booking", "party": 12, "one_way": False}])
    batch = (declared, identified_rows(declared), empty(HITS), Books())
    before = assess(*batch, ruleset=ruleset, as_of=NOW)
    after = assess(*batch, ruleset=ruleset, as_of=datetime(2027, 7, 1, tzinfo=UTC))
    assert before["reasons"][0][0]["text"] == "Booked for 12 travelers"
    assert after.select("score", "band", "features").row(0) == (0.0, "low", "{}")
    assert after["ruleset"][0] != before["ruleset"][0]


def test_a_rule_over_an_expired_list_is_off_with_its_list(folder):
    rule = RULE.replace("party >= 9\n  and not one_way", "intersects(via, watched_transit_places) or party >= 9")
    rule = rule.replace("2027-06-30", "2030-06-30").replace("  unknown:\n    - {party: 9}\n", "")
    put(folder, rule)
    assert load_ruleset(folder, as_of=date(2028, 11, 30)).expired == ()
    assert load_ruleset(folder, as_of=date(2028, 12, 1)).expired == ("many-travelers",)


def test_the_id_covers_what_decides_and_not_the_tests(folder):
    first = load_ruleset(put(folder, RULE), as_of=NOW).id
    assert load_ruleset(put(folder, RULE.replace("{party: 2,", "{party: 3,")), as_of=NOW).id == first
    assert load_ruleset(put(folder, RULE.replace("weight: 12", "weight: 13")), as_of=NOW).id != first
    put(folder, RULE)
    bands = folder / "bands.yaml"
    bands.write_text(bands.read_text().replace("from: 30", "from: 31"))
    assert load_ruleset(folder, as_of=NOW).id != first


def test_two_rules_may_not_share_an_id(folder):
    put(folder, RULE, "another")
    with pytest.raises(InvalidPolicy, match="too"):
        load_ruleset(put(folder, RULE), as_of=NOW)


def test_a_rule_past_its_review_day_is_listed(folder):
    ruleset = load_ruleset(put(folder, RULE), as_of=NOW)
    assert ruleset.overdue(date(2027, 1, 1)) == ()
    assert ruleset.overdue(date(2027, 1, 2)) == ("many-travelers",)


def test_a_rule_may_read_age_on_a_named_ground_and_is_then_listed_for_auditors(folder):
    rule = RULE.replace("party >= 9\n  and not one_way", "age_years < 18 and party == 1")
    rule = rule.replace("{party: 9, one_way: false}", "{party: 1, age_years: 9}").replace(
        "{party: 2, one_way: false}", "{party: 1, age_years: 30}"
    )
    rule = rule.replace("  unknown:\n    - {party: 9}\n", "").replace(
        "weight: 12", "weight: 12\nattribute_ground: {name: Child protection act, citation: section 3}"
    )
    ruleset = load_ruleset(put(folder, rule), as_of=NOW)
    assert [each.attribute_ground for each in ruleset.grounded] == ["Child protection act (section 3)"]
    rows = [{"party": 1, "birth_date": date(2008, 12, 3)}, {"party": 1, "birth_date": date(2008, 12, 2)}]
    declared = declared_rows(rows)  # both travel on 2 December 2026
    table = assess(declared, identified_rows(declared), empty(HITS), Books(), ruleset=ruleset, as_of=NOW)
    assert table["score"].to_list() == [12.0, 0.0]
    assert '"age_years":17.0' in table["features"][0]


@pytest.mark.parametrize(
    "bands",
    [
        "[{band: low, from: 0}, {band: high, from: 70}]",
        "[{band: low, from: 1}, {band: medium, from: 30}, {band: high, from: 70}]",
        "[{band: low, from: 0}, {band: medium, from: 80}, {band: high, from: 70}]",
        "[{band: low}]",
        "5",
    ],
)
def test_bands_that_make_no_ladder_are_refused(folder, bands):
    text = (folder / "bands.yaml").read_text()
    (folder / "bands.yaml").write_text(text[: text.index("bands:")] + f"bands: {bands}\n")
    with pytest.raises(InvalidPolicy, match=r"band|from") as refused:
        load_ruleset(folder, as_of=NOW)
    assert str(refused.value).startswith("bands.yaml:6:")


def test_a_list_with_an_unquoted_no_is_refused(folder):
    place = folder / "rules" / "lists" / "watched_transit_places.yaml"
    place.write_text(place.read_text().replace('"ADD"', "NO"))
    with pytest.raises(InvalidPolicy, match=r"watched_transit_places.yaml:9:10: .*quote NO"):
        load_ruleset(folder, as_of=NOW)


def test_a_reason_says_numbers_with_their_unit_days_in_words_and_codes_aloud(ruleset):
    template = read_template(
        "{party}; {bag_weight_kg}; {document_expires}; {payment_form}; {differs_from}; {one_way}; {port}",
        ruleset.catalogue,
    )
    rows = pl.DataFrame(
        {
            "party": [1.0, 2.0, None],
            "bag_weight_kg": [1.0, 23.25, 2.0],
            "document_expires": [date(2026, 3, 1), None, None],
            "payment_form": ["CA", "ZZ", None],
            "differs_from": [["document_number", "seat"], [], None],
            "one_way": [True, False, None],
            "port": ["JFK", "JFK", "JFK"],
        }
    )
    said = rows.select(template.said(pl.lit(value=True))).to_series().to_list()
    assert said == [
        "1 traveler; 1 kg; 1 March 2026; cash; document number, seat; yes; JFK",
        "2 travelers; 23.2 kg; not stated; ZZ; ; no; JFK",
        "not stated; 2 kg; not stated; not stated; not stated; not stated; JFK",
    ]


@pytest.mark.parametrize("text", ["{party:.1f}", "{party!r}", "{party.x}", "{0}", "{", ""])
def test_a_template_that_does_more_than_name_features_is_refused(ruleset, text):
    with pytest.raises(InvalidPolicy):
        read_template(text, ruleset.catalogue)
