"""What no model may do: rest on a leak, read what is protected, or be a ground by itself."""

import pytest

from tidewaiter.assess import load_ruleset
from tidewaiter.assess.features import FEATURES
from tidewaiter.assess.model.encoding import inputs
from tidewaiter.assess.model.labels import labelled
from tidewaiter.assess.model.leaks import audit
from tidewaiter.assess.model.says import OF_MODELS
from tidewaiter.assess.model.training import windows
from tidewaiter.world.planted import FIRST_DAY, planted

CATALOGUE = load_ruleset(as_of=FIRST_DAY).catalogue
DATA_SETS = {f"planted {seed}": lambda seed=seed: planted(40_000, seed).snapshot for seed in (1, 2)}
"""Every labelled data set of ours; one that is added stands here too."""


@pytest.mark.parametrize("name", DATA_SETS)
def test_no_data_set_of_ours_leaks(name):
    cut = windows(DATA_SETS[name]())
    features = [each for each in inputs(CATALOGUE) if cut.train[each].n_unique() > 1]
    report = audit(labelled(cut.train), labelled(cut.test), features, "label")
    assert report.passed, report.problems


def test_what_a_model_says_is_no_ground_by_itself():
    assert set(OF_MODELS) <= set(CATALOGUE)
    assert not any(CATALOGUE[name].sole_ground for name in OF_MODELS)


def test_a_model_reads_nothing_protected_no_list_no_association_and_not_itself():
    read = inputs(CATALOGUE)
    assert len(read) > 25
    assert set(read) <= set(FEATURES)
    for name in read:
        feature = CATALOGUE[name]
        assert feature.protected is None and feature.sensitivity != "list" and feature.sole_ground, name
    assert not set(read) & set(OF_MODELS)


def test_no_shipped_rule_asks_a_model_while_none_is_shipped():
    assert not load_ruleset(as_of=FIRST_DAY).asks_model
