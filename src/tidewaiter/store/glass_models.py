"""The read model of break-glass: which records of other ports were opened, and what a review found."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from typing import Any

from django.db import models

from tidewaiter.store import columns


class BreakGlass(models.Model):
    """One record of another port that one officer may read until a moment."""

    glass_id = columns.key()
    encounter_id = columns.text()
    port = columns.text()
    officer = columns.text()
    officer_port = columns.text()
    reason = columns.text()
    opened_at = columns.text()
    until = columns.text()
    review_due = columns.text()
    reviewed_at = columns.text()
    reviewed_by = columns.text()
    justified: Any = models.BooleanField(null=True)
    review_reason = columns.text()

    class Meta:
        app_label = "store"
        db_table = "break_glass"
        indexes = (
            models.Index(fields=["encounter_id", "officer"], name="break_glass_record"),
            models.Index(fields=["officer"], name="break_glass_waits", condition=models.Q(reviewed_at=None)),
            models.Index(fields=["opened_at"], name="break_glass_opened"),
        )
