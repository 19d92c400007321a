"""The read model of risk models: each as trained and last measured, and how people decided about it."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class RiskModel(models.Model):
    """One trained model, by its content hash; at most one is promoted."""

    model_id = columns.key()
    status = columns.text()  # trained, promoted, retired
    trained_by = columns.text()
    trained_at = columns.text()
    expires_at = columns.text()
    leaks_passed = columns.flag()
    recall = columns.number()  # on the test window, or where it was measured last
    rules_recall = columns.number()
    ece = columns.number()
    card = columns.text()  # JSON: assess.model.card
    measured_at = columns.text()
    measured_by = columns.text()
    measured = columns.text()  # JSON: assess.model.evaluation, of the last measuring after training
    promoted_by = columns.text()
    promoted_at = columns.text()
    promoted_reason = columns.text()
    retired_by = columns.text()
    retired_at = columns.text()
    retired_reason = columns.text()

    class Meta:
        app_label = "store"
        db_table = "risk_model"
