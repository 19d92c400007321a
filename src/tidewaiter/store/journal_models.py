"""The journal's tables: sealed entries, their payloads apart, the keys of the payloads, and where the chain ends."""

from __future__ import annotations

from typing import Any

from django.db import models


class JournalEntry(models.Model):
    """One sealed entry; append-only. ``at`` is text so that the hash covers the very characters kept."""

    seq: models.BigIntegerField[Any, Any] = models.BigIntegerField(primary_key=True)
    kind: models.CharField[Any, Any] = models.CharField(max_length=40)
    room: models.CharField[Any, Any] = models.CharField(max_length=20)
    about: models.CharField[Any, Any] = models.CharField(max_length=200)
    at: models.CharField[Any, Any] = models.CharField(max_length=27)
    actor: models.CharField[Any, Any] = models.CharField(max_length=200)
    rows: models.IntegerField[Any, Any] = models.IntegerField()
    retention: models.CharField[Any, Any] = models.CharField(max_length=30)
    rows_root: models.BinaryField[Any, Any] = models.BinaryField()
    payload_digest: models.BinaryField[Any, Any] = models.BinaryField()
    previous: models.BinaryField[Any, Any] = models.BinaryField()
    hash: models.BinaryField[Any, Any] = models.BinaryField()
    leaves: models.BinaryField[Any, Any] = models.BinaryField()

    class Meta:
        """Explicit table, looked up by whom it is about and by kind."""

        db_table = "journal_entry"
        indexes = (
            models.Index(fields=["about", "seq"], name="journal_entry_about"),
            models.Index(fields=["kind", "seq"], name="journal_entry_kind"),
        )


class JournalKey(models.Model):
    """The key of all payloads of one day and retention class, wrapped by the master key; destroyed when they fall due.

    ``held``: made for payloads that outlive their day because a case holds them.
    """

    id: models.BigAutoField[Any, Any] = models.BigAutoField(primary_key=True)
    day: models.CharField[Any, Any] = models.CharField(max_length=10)
    retention: models.CharField[Any, Any] = models.CharField(max_length=30)
    held: models.BooleanField[Any, Any] = models.BooleanField(default=False)
    wrapped: models.BinaryField[Any, Any] = models.BinaryField()

    class Meta:
        """Explicit table, looked up by day and class."""

        db_table = "journal_key"
        indexes = (models.Index(fields=["day", "retention"], name="journal_key_day"),)


class JournalPayload(models.Model):
    """The rows of one entry, compressed and encrypted; gone after a purge. No ``key``: kept open for every auditor."""

    seq: models.BigIntegerField[Any, Any] = models.BigIntegerField(primary_key=True)
    key: models.ForeignKey[Any, Any] = models.ForeignKey(JournalKey, null=True, on_delete=models.PROTECT)
    sealed: models.BinaryField[Any, Any] = models.BinaryField()

    class Meta:
        """Explicit table."""

        db_table = "journal_payload"


class JournalHead(models.Model):
    """The single row that says where the chain ends, so that appending reads nothing else."""

    id: models.SmallIntegerField[Any, Any] = models.SmallIntegerField(primary_key=True)
    origin: models.CharField[Any, Any] = models.CharField(max_length=60)
    size: models.BigIntegerField[Any, Any] = models.BigIntegerField()
    hash: models.BinaryField[Any, Any] = models.BinaryField()
    frontier: models.BinaryField[Any, Any] = models.BinaryField()

    class Meta:
        """Explicit table."""

        db_table = "journal_head"
