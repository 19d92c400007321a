"""Read models of the life of rules (see ``read_models``)."""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class Rule(models.Model):
    """One rule that somebody drafted, retired or killed; a rule that only stands in a file has no row."""

    rule_id = columns.key()
    mark = columns.seq_or_none()  # the last entry that changed what runs; null: none did
    off_seq = columns.seq_or_none()  # since when the rule of the file is out of force; null: it is not
    off_by = columns.text()
    off_at = columns.text()
    off_how = columns.text()  # superseded | retired | killed
    off_reason = columns.text()

    class Meta:
        app_label = "store"
        db_table = "rule"


class RuleVersion(models.Model):
    """One version as drafted, with its whole text, and how far it has come."""

    pk = models.CompositePrimaryKey("rule_id", "version")
    rule_id = columns.part()
    version = columns.numbered()
    digest = columns.text()  # assess.life.digest_of
    text = columns.text()
    title = columns.text()
    owner = columns.text()
    weight = columns.number()
    attribute_ground = columns.text()
    review_at = columns.text()
    expires_at = columns.text()
    stage = columns.text()  # assess.life.Stage
    drafted_by = columns.text()
    drafted_at = columns.text()
    tested_at = columns.text()
    tests = columns.whole()
    failed = columns.text()  # JSON: the tests that came out otherwise than expected; null: none did
    shadow_approved_by = columns.text()
    shadow_approved_at = columns.text()
    live_approved_by = columns.text()
    live_approved_at = columns.text()
    shadow_seq = columns.seq_or_none()
    shadow_at = columns.text()
    live_seq = columns.seq_or_none()
    live_at = columns.text()
    ended_seq = columns.seq_or_none()
    ended_at = columns.text()
    ended_by = columns.text()
    reason = columns.text()

    class Meta:
        app_label = "store"
        db_table = "rule_version"


class ShadowHit(models.Model):
    """An encounter on which a rule in the shadow fired, when it did so first. No officer is shown it."""

    pk = models.CompositePrimaryKey("rule_id", "version", "encounter_id")
    rule_id = columns.part()
    version = columns.numbered()
    encounter_id = columns.part()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "shadow_hit"


class Backtest(models.Model):
    """What a rule, a ruleset or a model would have done to the past: counts over a window of snapshots."""

    backtest_id = columns.key()
    rule_id = columns.text()  # null: of a whole ruleset or a model, which its digest names
    version = columns.whole()
    digest = columns.text()
    data_digest = columns.text()  # SHA-256 over names, sizes and footers of the files read
    first_day = columns.text()
    last_day = columns.text()
    encounters = columns.large()
    hits = columns.large()
    report = columns.text()  # JSON: all that was counted
    actor = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "backtest"
        indexes = (models.Index(fields=["rule_id"], name="backtest_rule"),)


class RulebookFiles(models.Model):
    """Which policy files of rules were in force from when; their texts stand in the journal entry of that number."""

    seq = columns.seq()
    digest = columns.text()
    files = columns.count()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "rulebook"
