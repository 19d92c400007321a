"""The page of features says what the catalogue says; whom one is tied to is never a ground alone."""

from pathlib import Path

from tidewaiter.assess import load_ruleset
from tidewaiter.assess.features import FEATURES
from tidewaiter.assess.features.anew import usable
from tidewaiter.assess.features.associations import ASSOCIATIONS
from tidewaiter.assess.features.listing import page
from tidewaiter.vocabulary.snapshot import SEALED, snapshot_schema
from tidewaiter.vocabulary.time import utc_now

CATALOGUE = load_ruleset(as_of=utc_now()).catalogue
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "features.md"


def test_the_page_of_features_is_the_catalogue():
    assert PAGE.read_text() == page(CATALOGUE), "tidewaiter features list --markdown > docs/reference/features.md"


def test_no_association_is_a_ground_alone():
    assert {name for name, feature in CATALOGUE.items() if feature.sensitivity == "association"} == set(ASSOCIATIONS)
    assert not any(CATALOGUE[name].sole_ground for name in ASSOCIATIONS)


def test_a_snapshot_has_every_unprotected_feature_and_nothing_of_the_sealed_table():
    schema = snapshot_schema(usable(CATALOGUE))
    protected = {name for name, feature in CATALOGUE.items() if feature.protected}
    assert set(FEATURES) - protected <= set(schema)
    assert not (protected | set(SEALED)) - {"encounter_id"} & set(schema)


def test_no_rule_shipped_makes_the_walk_ask_about_ties_or_routes():
    """Their cost online is paid only where a rule reads them; who ships such a rule measures it first."""
    read = set(load_ruleset(as_of=utc_now()).features)
    assert not read & {*ASSOCIATIONS, "route_rarity"}
