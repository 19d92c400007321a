"""Read models of what officers did and of what follows: crossings, stays, cases; and of draws (see ``read_models``)."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class Act(models.Model):
    """One fact about one encounter that a person or a lane stated: the ground of its status."""

    seq = columns.seq()
    encounter_id = columns.text()
    subject_id = columns.text()
    kind = columns.text()
    status = columns.text()  # the status this act gives, null where it gives none
    outcome = columns.text()
    at = columns.text()
    actor = columns.text()
    port = columns.text()
    withdrawn = columns.flag()

    class Meta:
        app_label = "store"
        db_table = "act"
        indexes = (
            models.Index(fields=["encounter_id", "seq"], name="act_encounter"),
            models.Index(fields=["port", "at"], name="act_port"),
            models.Index(fields=["actor", "at"], name="act_actor"),
            models.Index(fields=["kind", "at"], name="act_kind"),
            models.Index(fields=["at"], name="act_at"),
            models.Index(fields=["subject_id"], name="act_seized", condition=models.Q(kind="Seized")),
        )


class Finding(models.Model):
    """Something found in an inspection."""

    seq = columns.seq()
    encounter_id = columns.text()
    subject_id = columns.text()
    finding_kind = columns.text()
    quantity = columns.number()
    unit = columns.text()
    note = columns.text()
    officer = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "finding"
        indexes = (
            models.Index(fields=["encounter_id"], name="finding_encounter"),
            models.Index(fields=["at"], name="finding_at"),
            models.Index(fields=["subject_id"], name="finding_subject"),
        )


class EnforcementCase(models.Model):
    """A case opened by an adverse act, with its clocks."""

    case_id = columns.key()
    encounter_id = columns.text()
    kind = columns.text()
    ground = columns.text()
    status = columns.text()
    opened_at = columns.text()
    due_at = columns.text()
    appeal_until = columns.text()
    officer = columns.text()
    updated_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "enforcement_case"
        indexes = (
            models.Index(fields=["encounter_id"], name="case_encounter"),
            models.Index(fields=["status", "due_at"], name="case_due"),
        )


class Crossing(models.Model):
    """One completed crossing or refusal at a port."""

    seq = columns.seq()
    encounter_id = columns.text()
    subject_id = columns.text()
    kind = columns.text()  # person | conveyance
    document_key = columns.text()  # issuer, number and birth date as identify compares them: what closes a stay
    at = columns.text()
    port = columns.text()
    direction = columns.text()
    outcome = columns.text()  # admitted | refused | departed
    source = columns.text()  # who stated it: officer | lane | close-out

    class Meta:
        app_label = "store"
        db_table = "crossing"
        indexes = (
            models.Index(fields=["subject_id", "at"], name="crossing_subject"),
            models.Index(fields=["port", "at"], name="crossing_port"),
            models.Index(fields=["document_key"], name="crossing_document"),
        )


class Stay(models.Model):
    """A stay that an admission began; a departure on the same document closes it."""

    encounter_id = columns.key()
    subject_id = columns.text()
    document_key = columns.text()
    admitted_at = columns.text()
    until = columns.text()
    closed_at = columns.text()
    closed_by = columns.text()  # the departing encounter
    port = columns.text()

    class Meta:
        app_label = "store"
        db_table = "stay"
        indexes = (
            models.Index(fields=["document_key"], name="stay_document"),
            models.Index(fields=["until"], name="stay_until", condition=models.Q(closed_at__isnull=True)),
        )


class Draw(models.Model):
    """The committed, later revealed secret of one day's random examinations."""

    day = columns.key()
    commitment = columns.text()
    secret = columns.text()
    rate = columns.number()

    class Meta:
        app_label = "store"
        db_table = "draw"
