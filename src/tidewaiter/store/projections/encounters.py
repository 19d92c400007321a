"""How several declarations of one encounter become one row: the better source wins, then the later one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tidewaiter.formats.wedge import name_key
from tidewaiter.store.projections.sql import Row, insert, moment

RANK: Mapping[str, int] = {"booking": 1, "manifest": 2, "api": 3, "lane": 4, "field": 4}
"""How near a source is to the person's own document: what was read at the lane beats what was typed at booking."""

_TEXT = (
    "kind", "role", "trip", "direction", "mode", "port", "carrier", "number", "departure", "arrival", "surname",
    "given_names", "birth_date", "nationality", "document_kind", "document_number", "document_issuer",
    "document_expires", "plate", "plate_issuer", "conveyance_name", "occupants", "seat", "locator", "lane",
)  # fmt: skip
_MERGED = (*_TEXT, "scheduled_at", "document_key", "name_key")
_FIRST = ("announced_at", "status", "status_at", "hits", "version", "unannounced")
_COLUMNS = (
    "encounter_id", *_MERGED, "subject_id", "sources", "rank", "unaccompanied_minor", "cancelled", "updated_at",
    *_FIRST,
)  # fmt: skip


def _merge() -> str:
    better = "excluded.rank >= encounter.rank"
    merged = [
        f"{name} = CASE WHEN {better} THEN COALESCE(excluded.{name}, encounter.{name})"
        f" ELSE COALESCE(encounter.{name}, excluded.{name}) END"
        for name in _MERGED
    ]
    # Who reported at another port stays there, whatever their carrier still sends.
    place = merged.index(next(one for one in merged if one.startswith("port = ")))
    merged[place] = merged[place].replace(
        "CASE WHEN", "CASE WHEN encounter.diverted_from IS NOT NULL THEN encounter.port WHEN", 1
    )
    return ", ".join(
        [
            *merged,
            # First wins, so that a later message cannot undo an unlinking; but who was known by name alone becomes
            # the subject of the document that a later message brings.
            "subject_id = CASE WHEN encounter.document_key IS NULL AND excluded.document_key IS NOT NULL"
            " THEN excluded.subject_id ELSE COALESCE(encounter.subject_id, excluded.subject_id) END",
            "sources = CASE WHEN ',' || encounter.sources || ',' LIKE '%%,' || excluded.sources || ',%%'"
            " THEN encounter.sources ELSE encounter.sources || ',' || excluded.sources END",
            f"rank = CASE WHEN {better} THEN excluded.rank ELSE encounter.rank END",
            "unaccompanied_minor = encounter.unaccompanied_minor OR excluded.unaccompanied_minor",
            # A booking pushed once more does not put back on board whom the manifest took off.
            f"cancelled = CASE WHEN {better} THEN excluded.cancelled ELSE encounter.cancelled END",
            "updated_at = CASE WHEN excluded.updated_at > encounter.updated_at THEN excluded.updated_at"
            " ELSE encounter.updated_at END",
        ]
    )


ANNOUNCE = insert("encounter", _COLUMNS, conflict=f"(encounter_id) DO UPDATE SET {_merge()}")


def announced(links: Sequence[tuple[dict[str, Any], dict[str, Any]]], at: str) -> list[Row]:
    """Give the rows of ``ANNOUNCE`` for some people of a message; ``links`` pairs identified with declared rows."""
    return [_row(found, said, at) for found, said in links]


def _row(found: dict[str, Any], said: dict[str, Any], at: str) -> Row:
    source = said.get("source") or ""
    received = moment(said.get("received_at")) or at
    return (
        found["encounter_id"],
        *map(said.get, _TEXT),
        moment(said.get("scheduled_at")),
        next((key for key in found.get("subject_keys") or () if key.startswith("D|")), None),
        name_key(said.get("surname"), said.get("given_names")) if said.get("kind") == "person" else None,
        found.get("subject_id"),
        source,
        RANK.get(source, 0),
        bool(said.get("unaccompanied_minor")),
        said.get("function") in ("cancel", "not-aboard"),
        at,
        received,
        "announced",
        received,
        0,
        0,
        False,
    )
