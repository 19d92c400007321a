"""The read model of risk models, and that a rebuild gives it again; on every database alike."""

from __future__ import annotations

from typing import Any

from tests.contract.test_read_models import append
from tests.unit.store.scenario import AT

from tidewaiter.store import queries
from tidewaiter.store.opening import Store
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

ONE, OTHER = "ab" * 32, "abcdef01" * 8
TEST = {"recall": [0.61, 0.5, 0.7], "rules_recall": [0.2, 0.1, 0.3], "ece": 0.003}


def stated(kind: FactKind, about: str, actor: str, **data: Any) -> Entry:
    return Entry.of_fact(Fact(kind, about, AT, actor, data))


def trained(model: str, *, passed: bool = True) -> Entry:
    card = {"model": model, "expires_at": "2026-12-01T00:00:00+00:00", "test": TEST, "leak_audit": {"passed": passed}}
    return stated(FactKind.MODEL_TRAINED, model, "Ada Quill", **card)


def models(store: Store) -> dict[str, dict[str, Any]]:
    with store.read() as reader:
        return {row["model_id"]: row for row in queries.risk_models(reader.cursor)}


def test_a_model_is_told_as_trained_measured_promoted_and_retired(store: Store):
    append(store, trained(ONE), trained(OTHER, passed=False))
    assert [row["leaks_passed"] for row in models(store).values()] == [True, False]
    append(store, stated(FactKind.MODEL_PROMOTED, ONE, "Bo Tarn", reason="read the card"))
    with store.read() as reader:
        assert queries.model_in_force(reader.cursor) == ONE
    append(store, stated(FactKind.MODEL_EVALUATED, ONE, "Ada Quill", **{**TEST, "ece": 0.03}))
    append(store, stated(FactKind.MODEL_RETIRED, ONE, "Bo Tarn", reason="it drifted"))
    row = models(store)[ONE]
    assert (row["status"], row["trained_by"], row["promoted_by"], row["retired_reason"]) == (
        *("retired", "Ada Quill", "Bo Tarn", "it drifted"),
    )
    assert (row["recall"], row["ece"], row["measured"]["ece"], row["card"]["test"]["ece"]) == (0.61, 0.03, 0.03, 0.003)
    with store.read() as reader:
        assert queries.model_in_force(reader.cursor) is None
    before = models(store)
    store.rebuild()
    assert models(store) == before
    assert store.compare().ok


def test_a_back_test_is_linked_from_its_model_and_from_no_other(store: Store):
    counted = {"data_digest": "w", "first_day": "2026-01-01", "last_day": "2026-02-01", "encounters": 9, "hits": 2}
    tried = {"backtest_id": "bkt-1", "digest": ONE, **counted, "report": {"line": 0.1}}
    append(store, trained(ONE), trained(OTHER), stated(FactKind.MODEL_BACKTESTED, ONE, "Ada Quill", **tried))
    with store.read() as reader:
        (row,) = queries.model_backtests(reader.cursor, ONE)
        assert queries.model_backtests(reader.cursor, OTHER) == []
        assert queries.backtests(reader.cursor, ONE) == []
    assert (row["backtest_id"], row["hits"], row["report"], row["actor"]) == ("bkt-1", 2, {"line": 0.1}, "Ada Quill")
    store.rebuild()
    assert store.compare().ok


def test_a_model_is_found_by_the_beginning_of_its_name_where_that_names_one(store: Store):
    append(store, trained(ONE), trained(OTHER))
    with store.read() as reader:
        assert queries.risk_model(reader.cursor, "abab")["model_id"] == ONE
        assert queries.risk_model(reader.cursor, "ab") is None
        assert queries.risk_model(reader.cursor, "cc") is None
        assert queries.risk_model(reader.cursor, "%") is None
