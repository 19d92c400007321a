"""Two subjects that history shows to be one: proposed by a job, joined by a named human, taken apart again."""

from __future__ import annotations

import polars as pl
import pytest
from tests.journey.border import INES, Border, passenger_list, person
from tests.journey.test_document_findings import flight, passport

from tidewaiter import history
from tidewaiter.fleet import history as job
from tidewaiter.identify.history import pair_id, proposals, records
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal
from tidewaiter.vocabulary.officer import Officer

ANA = Officer("Ana List", frozenset({"analyst"}))


def agreeing(found: pl.DataFrame, least_weight: float) -> pl.DataFrame:
    """Stand in for the extra: every pair of records of two subjects is a link, as heavy as it has fields in common."""
    pairs = found.join(found, how="cross", suffix="_r").filter(pl.col("subject_id") < pl.col("subject_id_r"))
    fields = ("surname", "given", "birth", "document")
    shared = [(pl.col(name) == pl.col(f"{name}_r")).fill_null(False).cast(pl.Float64) * 5 for name in fields]
    return pairs.select(
        pl.col("subject_id").alias("one"),
        pl.col("subject_id_r").alias("other"),
        pl.sum_horizontal(shared).alias("weight"),
        pl.lit(0.9).alias("probability"),
        *(pl.col(name).alias(f"{name}_l") for name in fields),
        *(f"{name}_r" for name in fields),
        *(each.alias(f"{name}_weight") for name, each in zip(fields, shared, strict=True)),
    ).filter(pl.col("weight") >= least_weight)


@pytest.fixture
def two(border: Border, monkeypatch: pytest.MonkeyPatch) -> Border:
    monkeypatch.setattr(history, "link", agreeing)
    flight(border, 0, person("ASHWORTH", documents=passport("AA1000001")), reference="H1")
    flight(border, 1, person("ASHWROTH", documents=passport("AA1000002")), reference="H2")
    return border


def subjects(border: Border) -> list[str]:
    return [row["subject_id"] for row in border.encounters()]


def test_a_proposal_joins_nobody_until_a_named_human_says_so_and_is_undone_whole(two: Border):
    before = subjects(two)
    assert len(set(before)) == 2
    (proposed,) = history.propose(two.house)["proposed"]
    assert subjects(two) == before
    assert {each["field"]: each["weight"] for each in proposed["evidence"]}["given"] == 5.0
    pair = proposed["proposal_id"]
    history.decide(two.house, pair, "accept", ANA, "one face, two spellings")
    assert set(subjects(two)) == {min(before)}
    flight(two, 2, person("ASHWROTH", documents=passport("AA1000002")), reference="H3")
    assert len(set(subjects(two))) == 1, "the keys went along"
    assert two.proves()
    history.decide(two.house, pair, "undo", ANA, "they are cousins")
    assert set(subjects(two)) == set(before), "what the merge moved went back"
    assert two.proves()
    (kept,) = two.ask(queries.links)
    assert (kept["status"], kept["officer"], kept["reason"]) == ("undone", "Ana List", "they are cousins")


def test_a_rejected_pair_is_not_proposed_again(two: Border):
    (proposed,) = history.propose(two.house)["proposed"]
    history.decide(two.house, proposed["proposal_id"], "reject", ANA, "two people")
    assert history.propose(two.house)["proposed"] == []
    with pytest.raises(Refusal) as refused:
        history.decide(two.house, proposed["proposal_id"], "accept", ANA, "after all")
    assert refused.value.code == "wrong-status"


def test_who_came_on_one_movement_are_two_people_whatever_they_share(border: Border, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(history, "link", agreeing)
    twins = [person("ASHWORTH", given, documents=passport(f"AA100000{n}")) for n, given in enumerate(("IDA", "OTTO"))]
    border.accepted(passenger_list(twins, "T1"))
    told = history.propose(border.house)
    assert (told["apart"], told["proposed"]) == (1, [])


def test_only_an_analyst_with_a_reason_decides(two: Border):
    (proposed,) = history.propose(two.house)["proposed"]
    with pytest.raises(Forbidden):
        history.decide(two.house, proposed["proposal_id"], "accept", INES, "sure")
    with pytest.raises(Refusal):
        history.decide(two.house, proposed["proposal_id"], "accept", ANA, " ")
    with pytest.raises(NotFound):
        history.decide(two.house, "pair-none", "accept", ANA, "sure")


def test_where_the_extra_is_missing_the_word_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    import sys

    monkeypatch.setitem(sys.modules, "splink", None)
    stored = [("sub-1", "Ash", "N", None, None, None), ("sub-2", "Ash", "N", None, None, None)]
    columns = ["subject_id", "surname", "given_names", "birth_date", "document_issuer", "document_number"]
    table = records(pl.DataFrame(stored, schema=dict.fromkeys(columns, pl.String), orient="row"))
    with pytest.raises(Refusal) as refused:
        job.link(table, 4.0)
    assert "pip install 'tidewaiter[history]'" in str(refused.value)


def test_a_pair_has_one_name_in_either_order_and_its_best_link_speaks():
    assert pair_id("sub-2", "sub-1") == pair_id("sub-1", "sub-2")
    fields = {f"{name}_{part}": None for name in ("surname", "given", "birth", "document") for part in "lr"}
    weights = {f"{name}_weight": 0.0 for name in ("surname", "given", "birth", "document")}
    link = {"one": "sub-2", "other": "sub-1", "probability": 0.9, **fields, **weights}
    (only,) = proposals(pl.DataFrame([link | {"weight": 5.0}, link | {"weight": 9.0}]), (), ())
    assert (only["weight"], only["subject_id"], only["other_id"]) == (9.0, "sub-1", "sub-2")
