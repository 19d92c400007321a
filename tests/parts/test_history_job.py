"""The history job on Splink and DuckDB, with a few invented people; needs the extra ``history``."""

from __future__ import annotations

import importlib
from contextlib import suppress

import polars as pl
import pytest

from tidewaiter.fleet.history import link
from tidewaiter.identify.history import STORED, proposals, records

pytestmark = pytest.mark.parts
with suppress(ModuleNotFoundError):  # loaded here, where its warnings are not errors; where it is missing, tests fail
    importlib.import_module("splink")

PEOPLE = [
    ("sub-1", "Ashworth", "Noor", "1984-06-23", "GBR", "AA1000001"),
    ("sub-2", "Ashwroth", "Noor", "1984-06-23", "GBR", "AA1000001"),  # a slip of the pen, the same passport
    ("sub-3", "Ashworth", "Noor Leila", "1984-06-28", "GBR", "AA1000001"),
    ("sub-4", "Quarmby", "Thaddeus", "1961-02-03", "GBR", "QB7000007"),
    ("sub-5", "Quarmby", "Thaddea", "1990-02-03", "NLD", "QN7000008"),  # of one family
]


def scored(weight: float = 4.0):
    return link(records(pl.DataFrame(PEOPLE, schema=STORED, orient="row")), weight)


def test_slips_of_the_pen_are_proposed_with_the_weight_of_each_field_and_relatives_are_not():
    found = {(one["subject_id"], one["other_id"]): one for one in proposals(scored(), (), ())}
    assert set(found) == {("sub-1", "sub-2"), ("sub-1", "sub-3"), ("sub-2", "sub-3")}
    evidence = {each["field"]: each for each in found["sub-1", "sub-2"]["evidence"]}
    assert (evidence["surname"]["one"], evidence["surname"]["other"]) in {
        ("ashworth", "ashwroth"),
        ("ashwroth", "ashworth"),
    }
    assert evidence["document"]["weight"] > 10 > evidence["surname"]["weight"]


def test_the_weights_of_the_fields_and_the_prior_add_up_to_the_weight_of_the_link():
    import math

    from tidewaiter.fleet.history import PRIOR
    from tidewaiter.identify.history import FIELDS

    prior = math.log2(PRIOR / (1 - PRIOR))
    for row in scored().iter_rows(named=True):
        assert row["weight"] == pytest.approx(prior + sum(row[f"{name}_weight"] for name in FIELDS), abs=1e-6)


def test_a_pair_seen_on_one_movement_and_a_pair_decided_before_are_not_proposed():
    (first, *_) = proposals(scored(), (), ())
    rest = {one["proposal_id"] for one in proposals(scored(), (), {first["proposal_id"]})}
    assert first["proposal_id"] not in rest
    apart = {(first["subject_id"], first["other_id"])}
    assert first["proposal_id"] not in {one["proposal_id"] for one in proposals(scored(), apart, ())}
