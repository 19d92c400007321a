"""No rule without an owner, a ground and an end; no feature that reads what a rule may not know."""

import random
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from tidewaiter.assess import COUNTS, assess, failed_tests, load_ruleset
from tidewaiter.assess.assessing import score
from tidewaiter.assess.features import FEATURES, columns_read
from tidewaiter.assess.features.associations import FOUND, TIES
from tidewaiter.assess.features.routes import ROUTES
from tidewaiter.assess.gather import DERIVED
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.assess.trial import test_table as table_of_tests
from tidewaiter.language import compile_expression
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.tables import DECLARED, HITS, IDENTIFIED, empty

DAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
RULES = load_ruleset(as_of=DAY)
CATALOGUE = RULES.catalogue
PROTECTED = {name for name, feature in CATALOGUE.items() if feature.protected}
PROTECTED_COLUMNS = {column for name in PROTECTED for column in CATALOGUE[name].columns} - {"DECLARED.scheduled_at"}


def reasons_of_tests(rule):
    """Say the reason that each firing test of a rule would give to an officer."""
    alone = Ruleset((rule,), (), RULES.lists, RULES.bands, RULES.catalogue)
    return [reason["text"] for row in score(table_of_tests(rule, alone), alone)["reasons"] for reason in row]


def sources_of(column):
    """Name the columns that a column of the gathered table is made of."""
    return DERIVED.get(column) or (f"DECLARED.{column}",)


@pytest.mark.parametrize("rule", RULES.rules, ids=[rule.id for rule in RULES.rules])
def test_a_rule_has_an_owner_a_ground_a_review_day_and_an_end(rule):
    assert rule.owner and rule.ground and rule.title and rule.citation
    assert rule.review_at <= rule.expires_at
    assert rule.where == f"rules/{rule.id}.yaml"


def test_there_are_rules_and_every_test_of_every_rule_passes_in_both_emitters():
    assert len(RULES.rules) >= 25
    assert failed_tests(RULES) == []


def test_a_list_has_an_owner_a_ground_and_an_end():
    for entry in RULES.lists.values():
        assert entry.owner and entry.ground and entry.review_at <= entry.expires_at


def test_past_its_end_a_rule_is_off_and_told():
    later = load_ruleset(as_of=max(rule.expires_at for rule in RULES.rules) + timedelta(days=1))
    assert later.rules == ()
    assert set(later.expired) == {rule.id for rule in RULES.rules}


def test_a_rule_that_asks_a_look_out_list_speaks_of_a_possible_match():
    asking = [rule for rule in RULES.rules if any(name.startswith("hit_") for name in rule.when.features)]
    assert asking
    for rule in asking:
        said = reasons_of_tests(rule)
        assert said
        assert all(text.startswith("Possible match") for text in said)


@pytest.mark.parametrize("rule", RULES.rules, ids=[rule.id for rule in RULES.rules])
def test_a_reason_is_a_short_sentence_that_can_be_said_aloud(rule):
    for text in reasons_of_tests(rule):
        assert 10 <= len(text) <= 160
        assert "_" not in text and "{" not in text and "not stated" not in text


@pytest.mark.parametrize("name", sorted(PROTECTED))
def test_naming_a_protected_attribute_is_refused_in_so_many_words(name):
    with pytest.raises(InvalidPolicy, match="protected attribute"):
        compile_expression(f"is_missing({name})", CATALOGUE)


def test_the_protected_attributes_of_the_mission_stand_in_the_catalogue():
    never = {name for name in PROTECTED if CATALOGUE[name].protected == "never"}
    assert never >= {"race", "ethnicity", "religion", "sex", "disability", "sexual_orientation", "political_opinion"}
    assert {"nationality", "age_years", "birth_date"} <= PROTECTED


@pytest.mark.parametrize("name", sorted(FEATURES))
def test_a_feature_reads_exactly_the_columns_the_catalogue_names(name):
    read = {source for column in columns_read([name]) for source in sources_of(column)}
    assert read == set(CATALOGUE[name].columns)


def test_the_catalogue_names_only_columns_that_exist():
    tables = {"DECLARED": DECLARED, "IDENTIFIED": IDENTIFIED, "HITS": HITS, "COUNTS": COUNTS}
    tables |= {"ROUTES": ROUTES, "TIES": TIES, "FOUND": FOUND}
    for feature in CATALOGUE.values():
        for column in feature.columns:
            table, _, name = column.partition(".")
            assert name in tables[table], column


def test_every_feature_a_rule_may_name_is_computed_and_no_protected_one_by_the_way():
    usable = {name for name, feature in CATALOGUE.items() if feature.protected != "never"}
    assert set(FEATURES) == usable


def test_walking_the_catalogue_no_unprotected_feature_reads_a_protected_column():
    assert {"DECLARED.sex", "DECLARED.nationality", "DECLARED.birth_date", "DECLARED.surname"} <= PROTECTED_COLUMNS
    for name in set(FEATURES) - PROTECTED:
        read = {source for column in columns_read([name]) for source in sources_of(column)}
        assert not read & PROTECTED_COLUMNS, name


def test_evidence_of_identity_never_reaches_the_assessment():
    """Evidence holds nationality and sex where a list entry does: rules may know that there is a hit, not its words."""
    of_hits = {column for feature in CATALOGUE.values() for column in feature.columns if column.startswith("HITS.")}
    assert of_hits == {f"HITS.{name}" for name in ("basis", "category", "list_id", "list_stale")}


def test_no_rule_shipped_reads_a_protected_attribute():
    assert RULES.grounded == ()
    assert not set(RULES.features) & PROTECTED


class NoHistory:
    def earlier(self, encounter_ids):
        return empty({**DECLARED, "encounter_id": pl.String()})

    def counts(self, subject_ids, as_of):
        return empty(COUNTS)


def random_table(schema, height, draw, closed):
    """Fill every column of a schema by its type, with nulls; ``closed`` gives the words of some text columns."""

    def value(name, kind):
        if draw.random() < 0.15:
            return None
        if name in closed:
            return draw.choice(closed[name])
        match kind:
            case pl.String():
                return draw.choice("ABCD")
            case pl.Boolean():
                return draw.random() < 0.5
            case pl.UInt32():
                return draw.randint(0, 12)
            case pl.Float64():
                return draw.uniform(0, 90)
            case pl.Date():
                return DAY + timedelta(days=draw.randint(-400, 400))
            case pl.Datetime():
                return NOW + timedelta(hours=draw.randint(-400, 400))
            case _:
                return [draw.choice(["PTY", "A", "B", "document_number"]) for _ in range(draw.randint(0, 3))]

    return pl.DataFrame(
        {name: pl.Series(name, [value(name, kind) for _ in range(height)], kind) for name, kind in schema.items()}
    )


def tainted_batch():
    draw, height = random.Random(11), 1200
    closed = {name: sorted(CATALOGUE[name].values) for name in ("kind", "role", "mode", "direction")}
    closed["source"] = ["api", "booking", "manifest", "lane"]
    declared = random_table(DECLARED, height, draw, closed)
    declared = declared.with_columns(declaration_id=pl.int_range(pl.len()).cast(pl.String))
    plain = {name: kind for name, kind in IDENTIFIED.items() if name != "checks"}
    identified = random_table(plain, height, draw, {}).with_columns(
        declaration_id=declared["declaration_id"],
        encounter_id=(pl.int_range(pl.len()) // 2).cast(pl.String),
        checks=pl.Series([[]] * height, dtype=IDENTIFIED["checks"]),
    )
    return declared, identified


def test_shuffling_every_protected_column_changes_nothing_in_the_assessment():
    declared, identified = tainted_batch()
    columns = sorted(column.removeprefix("DECLARED.") for column in PROTECTED_COLUMNS)
    shuffled = declared.with_columns(declared[name].shuffle(seed=number) for number, name in enumerate(columns))
    assert all(not declared[name].equals(shuffled[name]) for name in columns)
    before, after = (
        assess(table, identified, empty(HITS), NoHistory(), ruleset=RULES, as_of=NOW) for table in (declared, shuffled)
    )
    assert before["reasons"].list.len().sum() > 300
    assert before.equals(after)


def test_the_taint_test_sees_a_feature_that_does_leak():
    """Its known-broken twin: shuffling columns that rules do read must change the assessment."""
    declared, identified = tainted_batch()
    shuffled = declared.with_columns(declared["payment_form", "document_number"].select(pl.all().shuffle(seed=1)))
    before, after = (
        assess(table, identified, empty(HITS), NoHistory(), ruleset=RULES, as_of=NOW) for table in (declared, shuffled)
    )
    assert not before.equals(after)
