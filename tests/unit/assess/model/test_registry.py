"""The life of a model: who may decide what, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tidewaiter.assess.model.registry import PromoteModel, Registered, RetireModel, decide, trained
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import FactKind
from tidewaiter.vocabulary.officer import Machine, Officer

NOW = datetime(2026, 8, 14, tzinfo=UTC)
STATE = Registered("a" * 64, "trained", "Ada Quill", NOW + timedelta(days=90), leaks_passed=True, ece=0.004)
BO = Officer("Bo Tarn")


def test_a_second_person_promotes_a_model_and_the_one_before_is_retired_by_it():
    before, now = decide(replace(STATE, in_force="b" * 64), PromoteModel(BO, NOW, "read the card"))
    assert (before.kind, before.about) == (FactKind.MODEL_RETIRED, "b" * 64)
    assert (now.kind, now.about, now.actor) == (FactKind.MODEL_PROMOTED, "a" * 64, "Bo Tarn")
    assert now.data == {"reason": "read the card"}


@pytest.mark.parametrize(
    ("state", "officer", "reason", "code"),
    [
        (STATE, Officer("Ada Quill"), "mine", "same-person"),
        (STATE, Officer(" Ada Quill "), "mine", "same-person"),
        (STATE, Machine(), "automatic", "not-an-officer"),
        (STATE, Officer("  "), "nobody", "not-an-officer"),
        (STATE, BO, "  ", "reason-required"),
        (replace(STATE, leaks_passed=False), BO, "yes", "leaks"),
        (replace(STATE, ece=0.021), BO, "yes", "miscalibrated"),
        (replace(STATE, ece=float("nan")), BO, "yes", "miscalibrated"),
        (replace(STATE, expires_at=NOW), BO, "yes", "expired"),
        (replace(STATE, status="retired"), BO, "yes", "wrong-status"),
        (replace(STATE, status="promoted"), BO, "yes", "wrong-status"),
    ],
)
def test_a_promotion_is_refused_and_says_why(state, officer, reason, code):
    with pytest.raises(Refusal) as refused:
        decide(state, PromoteModel(officer, NOW, reason))
    assert refused.value.code == code


def test_anybody_named_may_retire_a_model_once_and_its_trainer_too():
    (fact,) = decide(replace(STATE, status="promoted"), RetireModel(Officer("Ada Quill"), NOW, "it drifted"))
    assert fact.kind is FactKind.MODEL_RETIRED
    with pytest.raises(Refusal, match="retired already"):
        decide(replace(STATE, status="retired"), RetireModel(BO, NOW, "again"))


def test_no_machine_trains_a_model():
    with pytest.raises(Refusal, match="named officer"):
        trained({"model": "a" * 64}, Machine(), NOW)
