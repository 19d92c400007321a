"""Who showed which document, and what the checks of documents found: kept beside what identify stated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tidewaiter.identify.document_use import FINDINGS, use_identity
from tidewaiter.store.projections.sql import Batch, Cursor, insert, places, upsert

_USE = insert(
    "document_use",
    ("document", "subject_id", "identity", "kind", "encounter_id", "first_at", "last_at"),
    conflict="(document, subject_id, identity) DO UPDATE SET kind = excluded.kind,"
    " encounter_id = excluded.encounter_id, last_at = excluded.last_at",
)
_FINDING = upsert(
    "document_finding", ("encounter_id", "name", "detail", "declaration_id", "at"), ("encounter_id", "name")
)
_MOVE = (
    "UPDATE document_use SET subject_id = %s WHERE subject_id = %s AND document IN ({}) AND NOT EXISTS (SELECT 1 FROM"
    " document_use o WHERE o.document = document_use.document AND o.identity = document_use.identity"
    " AND o.subject_id = %s)"
)


def seen(batch: Batch, links: Sequence[tuple[dict[str, Any], dict[str, Any]]], at: str) -> None:
    """Keep the uses and findings of some people of a message; ``links`` pairs identified with declared rows."""
    uses, findings = [], []
    for found, said in links:
        key = next((key for key in found.get("subject_keys") or () if key.startswith("D|")), None)
        if key and found.get("subject_id"):
            identity = use_identity(said.get("surname"), said.get("given_names"), said.get("birth_date"))
            kind = (said.get("document_kind") or "P")[:1]
            uses.append((document_of(key), found["subject_id"], identity, kind, found["encounter_id"], at, at))
        for check in found.get("checks") or ():
            if check["state"] == "fail" and check["name"] in FINDINGS:
                findings.append((found["encounter_id"], check["name"], check["detail"], found["declaration_id"], at))
    if uses:
        batch.add(_USE, uses)
    if findings:
        batch.add(_FINDING, findings)


def document_of(key: str) -> str:
    """Give issuer|number of a document key (``D|issuer|number|birth date``)."""
    return key[2:].rpartition("|")[0]


def move(cursor: Cursor, keys: Sequence[str], old: str | None, new: str | None) -> None:
    """Let the uses of documents follow their keys from one subject to another; None: to nobody."""
    documents = list(dict.fromkeys(document_of(key) for key in keys if key.startswith("D|")))
    if not documents or not old:
        return
    held = places(len(documents))
    if new:
        cursor.execute(_MOVE.format(held), [new, old, *documents, new])
    else:
        cursor.execute(f"DELETE FROM document_use WHERE subject_id = %s AND document IN ({held})", [old, *documents])
