"""What was checked at a lane: by a reader that read the document in hand, or by an officer's eye."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class LaneCheck(models.Model):
    """The latest outcome of one check of one encounter at a lane, and who says so."""

    pk = models.CompositePrimaryKey("encounter_id", "name")
    encounter_id = columns.part()
    name = columns.part()
    state = columns.text()  # pass | fail | not-run
    how = columns.text()  # reader | hand
    detail = columns.text()
    note = columns.text()
    officer = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "lane_check"
