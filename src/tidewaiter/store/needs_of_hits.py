"""What the store answers about possible matches: which stand, what was settled of whom, which redress is ours.

Answers ``identify.needs.Settlements`` and the questions of the desk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson
import polars as pl

from tidewaiter.identify.settled import Case, Settled
from tidewaiter.store.projections.sql import Cursor, chunks, dicts, places
from tidewaiter.vocabulary.facts import FactKind, table_of
from tidewaiter.vocabulary.hit import SETTLED, SILENT, HitStatus
from tidewaiter.vocabulary.tables import ASSESSED, HITS

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_SOUGHT = (
    "entry_kind", "category", "severity", "ground", "names", "birth_dates", "nationalities", "countries", "documents",
    "sex", "plate", "plate_issuer", "remarks",
)  # fmt: skip
"""What of an entry says who is sought and why; owner, review and expiry may change without anything to look at anew."""

_PAIRS = 200


class HitNeeds:
    """Answers ``identify.needs.Settlements``, and what the walk and the desk ask about hits."""

    cursor: Cursor

    if TYPE_CHECKING:

        def entries(self, about: str | None = None, kinds: Collection[str] | None = None) -> Iterator[StoredEntry]:
            """Walk journal entries with their rows."""

    def open_hits(self, encounter_ids: pl.Series) -> pl.DataFrame:
        """Give the possible matches known of encounters that stand: open, given on, confirmed, or not to be told."""
        rows: list[tuple[Any, ...]] = []
        silent = sorted(map(str, SILENT))
        for part in chunks(encounter_ids.drop_nulls().unique(maintain_order=True).to_list()):
            self.cursor.execute(
                f"SELECT {', '.join(HITS)} FROM hit WHERE status NOT IN ({places(len(silent))})"
                f" AND entry_gone_at IS NULL AND unfit_at IS NULL AND encounter_id IN ({places(len(part))})",
                [*silent, *part],
            )
            rows.extend(self.cursor.fetchall())
        columns = list(zip(*rows, strict=True)) or [()] * len(HITS)
        return pl.DataFrame(
            [
                pl.Series(name, held, strict=False).cast(kind)
                for (name, kind), held in zip(HITS.items(), columns, strict=True)
            ]
        )

    def verdicts(self, subject_ids: Sequence[str]) -> Mapping[tuple[str, str, str], list[Settled]]:
        """Give the verdicts on each subject and entry, by ``(subject_id, list_id, entry_id)``, the latest last."""
        found: dict[tuple[str, str, str], list[Settled]] = {}
        settled = sorted(map(str, SETTLED))
        columns = "subject_id, list_id, entry_id, hit_id, encounter_id, status, entry_digest, compared, settled_at"
        for part in chunks(subject_ids):
            self.cursor.execute(
                f"SELECT {columns} FROM hit WHERE subject_id IN ({places(len(part))})"
                f" AND status IN ({places(len(settled))}) ORDER BY settled_at, hit_id",
                [*part, *settled],
            )
            for subject, list_id, entry, hit, encounter, status, digest, compared, at in self.cursor.fetchall():
                said = orjson.loads(compared) if compared else {}
                verdict = Settled(hit, encounter, status, digest, said, at or "")
                found.setdefault((subject, list_id, entry), []).append(verdict)
        return found

    def redress(self, numbers: Sequence[str]) -> list[Case]:
        """Give the redress cases of those numbers that are ours."""
        found = []
        for part in chunks(numbers):
            sql = f"SELECT * FROM redress_case WHERE number IN ({places(len(part))}) ORDER BY case_id"
            found += [_case(row) for row in dicts(self.cursor, sql, part)]
        return found

    def entry_digests(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Give a digest of what each entry in force says of whom it seeks and why, by ``(list_id, entry_id)``."""
        found = {}
        for part in chunks(pairs, _PAIRS):
            self.cursor.execute(
                f"SELECT list_id, entry_id, {', '.join(_SOUGHT)} FROM listing"
                f" WHERE {' OR '.join(['(list_id = %s AND entry_id = %s)'] * len(part))}",
                [value for pair in part for value in pair],
            )
            for list_id, entry_id, *said in self.cursor.fetchall():
                found[list_id, entry_id] = hashlib.sha256(orjson.dumps(said)).hexdigest()[:32]
        return found

    def awaited(self, encounter_ids: Sequence[str]) -> list[str]:
        """Give those of the encounters about which no officer has decided anything yet, in their order."""
        found: set[str] = set()
        for part in chunks(encounter_ids):
            self.cursor.execute(
                "SELECT encounter_id FROM encounter WHERE status IN ('announced', 'presented')"
                f" AND NOT cancelled AND encounter_id IN ({places(len(part))})",
                part,
            )
            found.update(str(row[0]) for row in self.cursor.fetchall())
        return [each for each in dict.fromkeys(encounter_ids) if each in found]

    def resting_on(self, hit_id: str) -> list[str]:
        """Give the encounters whose hits a verdict suppresses."""
        self.cursor.execute(
            "SELECT encounter_id FROM hit WHERE suppressed_by = %s AND status = %s ORDER BY encounter_id",
            (hit_id, str(HitStatus.SUPPRESSED)),
        )
        return [str(row[0]) for row in self.cursor.fetchall()]

    def last_assessed(self, encounter_ids: Sequence[str]) -> pl.DataFrame:
        """Give the last assessment of encounters (``ASSESSED``) from the journal; purged ones are missing."""
        wanted = pl.DataFrame({"encounter_id": list(encounter_ids)}, schema={"encounter_id": pl.String})
        abouts = dict.fromkeys(encounter_ids)
        for part in chunks(encounter_ids):
            self.cursor.execute(
                f"SELECT DISTINCT message_id FROM announced WHERE encounter_id IN ({places(len(part))})", part
            )
            abouts.update(dict.fromkeys(str(row[0]) for row in self.cursor.fetchall()))
        parts = [
            (stored.seq, table_of(stored.entry.rows, ASSESSED).join(wanted, on="encounter_id", how="semi"))
            for about in abouts
            for stored in self.entries(about=about, kinds=(FactKind.ASSESSED,))
        ]
        if not parts:
            return pl.DataFrame(schema=ASSESSED)
        told = pl.concat([table for _, table in sorted(parts, key=lambda part: part[0])])
        return told.unique("encounter_id", keep="last", maintain_order=True)


def _case(row: Mapping[str, Any]) -> Case:
    pairs = orjson.loads(row["pairs"]) if row["pairs"] else []
    return Case(
        case_id=row["case_id"],
        number=row["number"],
        status=row["status"],
        documents=frozenset(orjson.loads(row["documents"] or "[]")),
        birth_dates=frozenset([row["birth_date"]] if row["birth_date"] else ()),
        pairs={(pair["list_id"], pair["entry_id"]): pair["entry_digest"] for pair in pairs},
        resolved_at=row["resolved_at"] or "",
    )
