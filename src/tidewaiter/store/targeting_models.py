"""Read models of targeting: on whom which rule fired, filters that analysts keep, notes from shift to shift."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class Fired(models.Model):
    """An encounter on which a live rule fired, when it did so first: what a queue filters and a yield counts by."""

    pk = models.CompositePrimaryKey("rule_id", "encounter_id")
    rule_id = columns.part()
    encounter_id = columns.part()
    version = columns.whole()
    at = columns.text()
    outcomes = columns.text()  # of the inspections of the encounter that stand, by letter; null: none has ended

    class Meta:
        app_label = "store"
        db_table = "fired"
        indexes = (
            models.Index(
                fields=["rule_id", "at", "outcomes"],
                name="fired_examined",
                condition=models.Q(outcomes__isnull=False),
            ),
        )


class FiredDay(models.Model):
    """On how many encounters a live rule fired first on one day (UTC): the sums of ``fired``."""

    pk = models.CompositePrimaryKey("rule_id", "day")
    rule_id = columns.part()
    day = columns.part()
    fired = columns.count()

    class Meta:
        app_label = "store"
        db_table = "fired_day"


class SavedFilter(models.Model):
    """A question that somebody asks of the queue again and again; a shared one stands for everybody of its port."""

    filter_id = columns.key()
    officer = columns.text()
    name = columns.text()
    page = columns.text()  # arrivals | hits
    query = columns.text()  # JSON: the filters by name
    shared = columns.flag()
    port = columns.text()  # of the officer; * for every port
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "saved_filter"
        indexes = (models.Index(fields=["officer"], name="saved_filter_officer"),)


class Handover(models.Model):
    """What one shift leaves to the next, and who took it."""

    handover_id = columns.key()
    port = columns.text()
    officer = columns.text()
    text = columns.text()
    left_open = columns.text()  # JSON: what waited at that moment, counted
    at = columns.text()
    taken_by = columns.text()
    taken_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "handover"
        indexes = (models.Index(fields=["port", "at"], name="handover_port"),)
