"""How the facts about risk models become their read model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import orjson

from tidewaiter.store.projections.sql import Cursor, insert, moment, stamp
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.store.journal import StoredEntry

_TRAINED = insert(
    "risk_model",
    (
        *("model_id", "status", "trained_by", "trained_at", "expires_at", "leaks_passed"),
        *("recall", "rules_recall", "ece", "card"),
    ),
    conflict="(model_id) DO NOTHING",
)
_MEASURED = (
    "UPDATE risk_model SET recall = %s, rules_recall = %s, ece = %s, measured_at = %s, measured_by = %s, measured = %s"
    " WHERE model_id = %s"
)
_PROMOTED = (
    "UPDATE risk_model SET status = 'promoted', promoted_by = %s, promoted_at = %s, promoted_reason = %s"
    " WHERE model_id = %s"
)
_RETIRED = (
    "UPDATE risk_model SET status = 'retired', retired_by = %s, retired_at = %s, retired_reason = %s"
    " WHERE model_id = %s"
)


def trained(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep each model with its card; the same content trained twice is one model, its first trainer's."""
    for item in stored:
        entry, card = item.entry, orjson.loads(item.entry.rows[0])
        test, leaks = card["test"], card["leak_audit"]["passed"]
        named = (entry.about, "trained", entry.actor, stamp(entry.at), moment(card["expires_at"]), leaks)
        said = (test["recall"][0], test["rules_recall"][0], test["ece"], entry.rows[0].decode())
        cursor.execute(_TRAINED, [*named, *said])


def measured(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep the last measuring of a model after its training."""
    for item in stored:
        entry, test = item.entry, orjson.loads(item.entry.rows[0])
        told = (test["recall"][0], test["rules_recall"][0], test["ece"], stamp(entry.at), entry.actor)
        cursor.execute(_MEASURED, [*told, entry.rows[0].decode(), entry.about])


def decided(cursor: Cursor, stored: Sequence[StoredEntry]) -> None:
    """Keep who promoted or retired a model, when and why."""
    for item in stored:
        entry = item.entry
        sql = _PROMOTED if entry.kind is FactKind.MODEL_PROMOTED else _RETIRED
        reason = orjson.loads(entry.rows[0])["reason"]
        cursor.execute(sql, [entry.actor, stamp(entry.at), reason, entry.about])
