"""Read models of what ties encounters to each other, and of how much each route is used (see ``read_models``)."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class Tie(models.Model):
    """One booking on one movement, one contact or one card, given for one encounter; contacts and cards as digests."""

    pk = models.CompositePrimaryKey("token", "encounter_id")
    token = columns.part()
    encounter_id = columns.part()
    kind = columns.text()  # booking | contact | payment
    subject_id = columns.text()
    at = columns.text()  # when it was first known

    class Meta:
        app_label = "store"
        db_table = "tie"
        indexes = (
            models.Index(fields=["subject_id"], name="tie_booked", condition=models.Q(kind="booking")),
            models.Index(fields=["encounter_id"], name="tie_encounter"),
        )


class RouteDay(models.Model):
    """Travelers announced for the first time on a day (UTC), by departure and arrival; both empty: on all routes."""

    pk = models.CompositePrimaryKey("departure", "arrival", "day")
    departure = columns.part()
    arrival = columns.part()
    day = columns.part()
    travelers = columns.large()

    class Meta:
        app_label = "store"
        db_table = "route_day"
        indexes = (models.Index(fields=["day"], name="route_day_day"),)
