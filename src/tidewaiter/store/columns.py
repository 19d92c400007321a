"""Kinds of columns that the read models are made of."""

from __future__ import annotations

from typing import Any

from django.db import models


def text() -> Any:
    """Make a text column; null where nothing was said, never an empty text."""
    return models.TextField(null=True)


def key() -> Any:
    """Make a text column that is the primary key."""
    return models.TextField(primary_key=True)


def part() -> Any:
    """Make a text column that is part of a primary key."""
    return models.TextField()


def numbered() -> Any:
    """Make a whole number that is part of a primary key."""
    return models.IntegerField()


def seq(*, key: bool = True) -> Any:
    """Make the number of the journal entry that the row comes from."""
    return models.BigIntegerField(primary_key=key)


def count() -> Any:
    """Make a count that starts at zero."""
    return models.IntegerField(default=0)


def large() -> Any:
    """Make a count that may outgrow two thousand million."""
    return models.BigIntegerField(default=0)


def seq_or_none() -> Any:
    """Make the number of a journal entry that there may not be."""
    return models.BigIntegerField(null=True)


def whole() -> Any:
    """Make a whole number that may be unknown."""
    return models.IntegerField(null=True)


def number() -> Any:
    """Make a number that may be unknown."""
    return models.FloatField(null=True)


def flag() -> Any:
    """Make a flag that starts as false."""
    return models.BooleanField(default=False)
