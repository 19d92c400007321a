"""What Identify asks of the world: who is known by which key, and what was said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import polars as pl

from tidewaiter.identify.settled import Case, Digests, Settled


class Needs(Protocol):
    """Answered by the store in batches; every table may come back empty, none may come back late."""

    def subjects(self, keys: pl.Series) -> pl.DataFrame:
        """Give ``key, subject_id`` for those of ``keys`` that are known; the first subject under a key wins."""

    def encounters(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Give ``trip, subject_id, encounter_id`` for the pairs (``trip, subject_id``) already announced."""

    def earlier(self, encounter_ids: pl.Series) -> pl.DataFrame:
        """Give what earlier messages declared about encounters: the columns of DECLARED and ``encounter_id``."""

    def listings(self, as_of: date) -> pl.DataFrame:
        """Give the list entries in force on a day (columns of ``lookup.LISTINGS``)."""

    def list_troubles(self, as_of: date) -> pl.DataFrame:
        """Give the lists that are stale, expired or failed to load (columns of ``troubles.TROUBLES``)."""

    def listed(self, as_of: date) -> pl.DataFrame:
        """Give the same entries with all that they hold, one row an entry (columns of ``listed.LISTED``)."""

    def document_uses(self, documents: pl.Series, subject_ids: pl.Series) -> pl.DataFrame:
        """Give who showed any of the documents (issuer|number), and what else the subjects showed: columns of
        ``document_use.USES``, each use once.
        """

    def encounter(self, encounter_id: str) -> dict[str, Any] | None:
        """Give one encounter as it stands, with its ``status``, or None."""


class Settlements(Protocol):
    """What humans said before of possible matches; asked only where there is a hit."""

    def verdicts(self, subject_ids: Sequence[str]) -> Mapping[tuple[str, str, str], Sequence[Settled]]:
        """Give the verdicts on each subject and entry, by ``(subject_id, list_id, entry_id)``, the latest last."""

    def redress(self, numbers: Sequence[str]) -> Sequence[Case]:
        """Give the redress cases of those numbers (in plain form) that are ours."""

    def entry_digests(self, pairs: Sequence[tuple[str, str]]) -> Digests:
        """Give a digest of what each entry in force says of whom it seeks, by ``(list_id, entry_id)``."""
