"""Read models of look-out lists, of the possible matches with them, and of redress (see ``read_models``)."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from typing import Any

from django.db import models

from tidewaiter.store import columns


class Hit(models.Model):
    """A possible match of an encounter with a list entry, and how far people have come in settling it."""

    pk = models.CompositePrimaryKey("encounter_id", "list_id", "entry_id")
    encounter_id = columns.part()
    list_id = columns.part()
    entry_id = columns.part()
    hit_id = columns.text()
    declaration_id = columns.text()
    list_version = columns.text()
    list_stale = columns.flag()
    category = columns.text()
    basis = columns.text()
    score = columns.number()
    declared_value = columns.text()
    listed_value = columns.text()
    ground = columns.text()
    evidence = columns.text()  # JSON: for each field the two values compared and what they say
    entry_gone_at = columns.text()  # when the entry left its list; the hit stays
    unfit_at = columns.text()  # when the entry was altered so that it no longer means whom it was found for
    entry_digest = columns.text()
    redress = columns.text()
    suppressed_by = columns.text()  # a settled hit or a redress case
    status = columns.text()  # vocabulary.hit.HitStatus
    version = columns.count()
    at = columns.text()  # when it was first found
    opened_at = columns.text()  # when it was last opened: first found, or reopened
    claimed_by = columns.text()
    claimed_until = columns.text()
    settled_by = columns.text()
    settled_at = columns.text()
    verdict = columns.text()
    reason = columns.text()
    escalated_by = columns.text()
    reviewed_by = columns.text()
    reviewed_at = columns.text()
    review_reason = columns.text()
    subject_id = columns.text()  # this and the next: whom and what the verdict compared
    compared = columns.text()
    sampled = columns.flag()  # a dismissal drawn for a second look that nobody has taken yet

    class Meta:
        app_label = "store"
        db_table = "hit"
        indexes = (
            models.Index(fields=["status", "at"], name="hit_status"),
            models.Index(fields=["hit_id"], name="hit_hit_id"),
            models.Index(fields=["subject_id"], name="hit_subject", condition=models.Q(subject_id__isnull=False)),
            models.Index(fields=["suppressed_by"], name="hit_by", condition=models.Q(suppressed_by__isnull=False)),
            models.Index(fields=["settled_at"], name="hit_sampled", condition=models.Q(sampled=True)),
        )


class RedressCase(models.Model):
    """One inquiry of somebody who was taken for another, with the number that messages may carry."""

    case_id = columns.key()
    number = columns.text()
    status = columns.text()  # open | resolved
    surname = columns.text()
    given_names = columns.text()
    birth_date = columns.text()
    documents = columns.text()  # JSON: keys of issuer and number
    hits = columns.text()  # JSON: ids of the hits it was opened about
    pairs = columns.text()  # JSON: entries the person was found not to be
    account = columns.text()  # what the traveler said happened, in their own words
    opened_by = columns.text()
    opened_at = columns.text()
    resolved_by = columns.text()
    resolved_at = columns.text()
    reason = columns.text()

    class Meta:
        app_label = "store"
        db_table = "redress_case"
        indexes = (models.Index(fields=["number"], name="redress_number"),)


class Listing(models.Model):
    """The entries of the version in force of every look-out list; null owner, review and expiry are the list's."""

    pk = models.CompositePrimaryKey("list_id", "entry_id")
    list_id = columns.part()
    entry_id = columns.part()
    entry_kind = columns.text()
    category = columns.text()
    severity = columns.text()
    ground = columns.text()
    owner = columns.text()
    review_at = columns.text()
    expires_at = columns.text()
    names = columns.text()  # this and the next four as JSON, columns of identify.listed.LISTED
    birth_dates = columns.text()
    nationalities = columns.text()
    countries = columns.text()
    documents = columns.text()
    sex = columns.text()
    plate = columns.text()
    plate_issuer = columns.text()
    remarks = columns.text()

    class Meta:
        app_label = "store"
        db_table = "listing"


class ListVersion(models.Model):
    """Which version of each list is in force, and when it goes stale."""

    list_id = columns.key()
    version = columns.text()
    digest = columns.text()  # of the entries, so that readers know when to read them again
    title = columns.text()
    format = columns.text()
    source = columns.text()
    licence = columns.text()
    owner = columns.text()
    ground = columns.text()
    fetched_at = columns.text()
    stale_after_days = columns.whole()
    review_at = columns.text()
    expires_at = columns.text()
    entries = columns.count()
    left_out = columns.text()  # JSON: what its file holds and no entry does, counted
    loaded_at = columns.text()
    stated: Any = models.BigIntegerField(null=True)  # number of the journal entry that holds the rows
    stated_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "list_version"


class ListHistory(models.Model):
    """Every time a list was loaded, found unchanged or rolled back, with what that changed."""

    seq = columns.seq()
    list_id = columns.text()
    act = columns.text()  # loaded | refreshed | rolled-back
    version = columns.text()
    digest = columns.text()
    entries = columns.count()
    added = columns.whole()
    altered = columns.whole()
    removed = columns.whole()
    actor = columns.text()
    reason = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "list_history"
        indexes = (models.Index(fields=["list_id"], name="list_history_list"),)


class ListFailure(models.Model):
    """The last load of a list, where it failed; a load that succeeds takes it away."""

    list_id = columns.key()
    at = columns.text()
    actor = columns.text()
    error = columns.text()
    text = columns.text()

    class Meta:
        app_label = "store"
        db_table = "list_failure"


class Screening(models.Model):
    """What was compared with look-out lists on one day (UTC): pairs considered, scored, alerted."""

    day = columns.key()
    messages = columns.large()
    declarations = columns.large()
    names = columns.large()
    considered = columns.large()
    scored = columns.large()
    alerted = columns.large()

    class Meta:
        app_label = "store"
        db_table = "screening"


class Rescreening(models.Model):
    """How far the entries that a version changed were looked for among those who were announced before."""

    list_id = columns.key()
    base = columns.seq_or_none()  # the statement that was looked for last; null: none was
    stated = columns.seq_or_none()  # the statement that is looked for
    version = columns.text()
    through = columns.text()  # the last encounter looked at
    done = columns.flag()
    entries = columns.count()  # entries that the version added or altered
    declarations = columns.large()
    names = columns.large()
    considered = columns.large()
    scored = columns.large()
    alerted = columns.large()
    begun_at = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "rescreening"
