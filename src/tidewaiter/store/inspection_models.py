"""Read models of secondary: each inspection with where it stands, questions to supervisors, and what was attached."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from typing import Any

from django.db import models

from tidewaiter.store import columns


class Inspection(models.Model):
    """One inspection that a referral began; what was asked, searched and signed in it stays in the journal."""

    inspection_id = columns.key()
    encounter_id = columns.text()
    number = columns.count()
    port = columns.text()
    status = columns.text()  # waiting, open, closed, void
    referral = columns.text()  # why, in the words of who referred
    drawn = columns.flag()
    referred_at = columns.text()
    referred_by = columns.text()
    reason = columns.text()
    origin = columns.text()  # officer, assignment, random
    opened_at = columns.text()
    opened_by = columns.text()
    holder = columns.text()
    outcome = columns.text()
    closed_at = columns.text()
    closed_by = columns.text()
    change = columns.count()  # how often its content changed: an approval is of one state of it
    amendments = columns.count()

    class Meta:
        app_label = "store"
        db_table = "inspection"
        indexes = (
            models.Index(fields=["encounter_id", "number"], name="inspection_encounter"),
            models.Index(
                fields=["port", "referred_at"],
                name="inspection_waiting",
                condition=models.Q(status__in=("open", "waiting")),
            ),
        )


class InspectionApproval(models.Model):
    """One question to a supervisor about an inspection, and the answer."""

    pk: Any = models.CompositePrimaryKey("inspection_id", "number")
    inspection_id = columns.part()
    number = columns.numbered()
    encounter_id = columns.text()
    what = columns.text()  # search, outcome
    code = columns.text()
    words = columns.text()
    asked_by = columns.text()
    asked_at = columns.text()
    at_change = columns.count()
    answer = columns.text()  # granted, returned, null while it waits
    answered_by = columns.text()
    answered_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "inspection_approval"
        indexes = (models.Index(fields=["asked_at"], name="approval_waiting", condition=models.Q(answer__isnull=True)),)


class Attachment(models.Model):
    """A photograph or document of an inspection: what it is; its bytes lie encrypted in the journal."""

    attachment_id = columns.key()
    inspection_id = columns.text()
    encounter_id = columns.text()
    section = columns.text()
    title = columns.text()
    name = columns.text()
    media_type = columns.text()
    size = columns.large()
    digest = columns.text()
    officer = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "attachment"
        indexes = (models.Index(fields=["encounter_id"], name="attachment_encounter"),)
