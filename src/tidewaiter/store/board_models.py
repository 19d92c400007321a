"""Read models of the port board and of the auditor: alarms, staffing, and who read what (see ``read_models``)."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class Alarm(models.Model):
    """One time that a port fell behind a service level: from the figure that raised it to its end."""

    alarm_id = columns.key()
    level = columns.text()
    port = columns.text()
    measured = columns.number()
    threshold = columns.number()
    counted = columns.count()  # how many the figure rests on
    roles = columns.text()  # JSON: who is to be told
    shown = columns.text()  # JSON: who was told, and when: [{officer, at}]
    raised_at = columns.text()
    answered_by = columns.text()
    answered_at = columns.text()
    answer = columns.text()
    ended_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "alarm"
        indexes = (models.Index(fields=["port", "raised_at"], name="alarm_port"),)


class Staffing(models.Model):
    """How many officers a port has declared to be at its lanes in one hour (UTC); the latest table loaded stands."""

    pk = models.CompositePrimaryKey("port", "hour")
    port = columns.part()
    hour = columns.part()
    officers = columns.count()
    source = columns.text()
    loaded_by = columns.text()
    loaded_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "staffing"


class Reading(models.Model):
    """One opening of a record, or one list that was shown; whom a list showed stands in the journal alone."""

    seq = columns.seq()
    about = columns.text()  # the encounter, or "listing"
    actor = columns.text()
    at = columns.text()
    what = columns.text()
    purpose = columns.text()
    roles = columns.text()
    port = columns.text()
    shown = columns.count()  # how many encounters it showed
    nth = columns.whole()  # the how manieth time that this reader opened this record; null for a list
    again_at = columns.text()  # the moment, where it was not the first time

    class Meta:
        app_label = "store"
        db_table = "reading"
        indexes = (
            models.Index(fields=["actor", "at"], name="reading_actor"),
            models.Index(fields=["about", "actor", "nth"], name="reading_about"),
            models.Index(fields=["at"], name="reading_at"),
            models.Index(fields=["again_at"], name="reading_again", condition=models.Q(again_at__isnull=False)),
        )


class ReadingDay(models.Model):
    """How much one reader read on one day (UTC) at one port: the sums of ``reading``."""

    pk = models.CompositePrimaryKey("day", "actor", "port")
    day = columns.part()
    actor = columns.part()
    port = columns.part()  # of the reader; empty where none was stated
    roles = columns.text()  # the first by letter, where somebody read in several
    opened = columns.count()  # single records
    lists = columns.count()
    shown = columns.count()

    class Meta:
        app_label = "store"
        db_table = "reading_day"
