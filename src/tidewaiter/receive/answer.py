"""What the sender gets back: CUSRES for a passenger list, CONTRL otherwise, JSON for JSON and CSV.

The machine's advice is at most "contact authority"; *not cleared* leaves only after a named officer's command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl

from tidewaiter.formats import contrl, cusres
from tidewaiter.formats.edifact import Envelope
from tidewaiter.receive.delivery import Opened
from tidewaiter.vocabulary.announcement import Announcement, Leg
from tidewaiter.vocabulary.errors import Unreadable
from tidewaiter.vocabulary.quality import QualityFinding

_ADVICE = ("ordinal", "role", "carrier_reference", "locator", "document_number", "advice")


def advice_by_message(
    declared: pl.DataFrame, identified: pl.DataFrame, assigned: pl.DataFrame
) -> dict[str, list[dict[str, Any]]]:
    """Give each message the advice on its people, in its own order: ordinal, references, advice."""
    people = declared.filter(pl.col("kind") == "person").select("message_id", "declaration_id", *_ADVICE[:-1])
    told = people.join(identified.select("declaration_id", "encounter_id"), on="declaration_id", maintain_order="left")
    told = told.join(assigned.select("encounter_id", "advice"), on="encounter_id", how="left", maintain_order="left")
    shares: dict[str, list[dict[str, Any]]] = {}
    for row in told.iter_rows(named=True):
        shares.setdefault(row["message_id"], []).append({name: row[name] for name in _ADVICE})
    return shares


def answer(opened: Opened, advice: Sequence[dict[str, Any]], findings: Sequence[QualityFinding], now: datetime) -> str:
    """Answer an accepted interchange. The same interchange, advice and moment give the same text."""
    if opened.envelope is None or opened.interchange is None:
        return _json(opened, "accepted", now, travelers=list(advice), findings=[f.as_dict() for f in findings])
    if not any(map(_asks_for_advice, opened.interchange.messages)):
        return receipt(opened, now)
    return "\n".join(written.decode() for written in _responses(opened, opened.envelope, advice, now))


def receipt(opened: Opened, now: datetime) -> str:
    """Acknowledge an interchange that asks for no advice, or is a test of its sender's."""
    if opened.envelope is None:
        return _json(opened, "accepted", now)
    subject = contrl.Subject.of(opened.envelope)
    written = contrl.write(
        subject, "acknowledged", reference=_reference(opened), prepared=now, test=opened.envelope.test
    )
    return written.decode()


def _asks_for_advice(message: Announcement) -> bool:
    """A passenger list asks who may board; a cancellation or a close-out only tells, and is just receipted."""
    return message.kind == "paxlst" and message.function in ("original", "update")


def refuse(opened: Opened, error: Unreadable, now: datetime) -> str:
    """Answer a refused interchange with the error's code and position."""
    if opened.syntax != "edifact":
        return _json(opened, "refused", now, error={"code": error.code, "text": error.text, "position": _place(error)})
    envelope = opened.envelope
    subject = contrl.Subject.of(envelope) if envelope else contrl.subject_of(opened.raw)
    guilty = None
    if envelope and error.position.segment:
        guilty = next((m for m in reversed(envelope.messages) if m.first <= error.position.segment), None)
    written = contrl.write(subject, "rejected", reference=_reference(opened), prepared=now, error=error, message=guilty)
    return written.decode()


def _reference(opened: Opened) -> str:
    """Give our answer a control reference of its own, the same whenever the same bytes are answered."""
    return opened.digest[:14].upper()


def _responses(opened: Opened, envelope: Envelope, advice: Sequence[dict[str, Any]], now: datetime) -> Iterator[bytes]:
    """Write one CUSRES for each list of the interchange that asks for advice; its people are numbered from 1."""
    first = 0
    for number, message in enumerate(opened.interchange.messages if opened.interchange else [], start=1):
        count = len(message.people)
        share = [row for row in advice if first < row["ordinal"] <= first + count]
        if _asks_for_advice(message):
            # Without a movement nobody was screened for one: not even a whole passport clears.
            nowhere: cusres.Advice | None = None if message.legs else "insufficient-data"
            answers = [
                cusres.PassengerAnswer(
                    row["ordinal"] - first, nowhere or row["advice"], row["carrier_reference"], row["locator"]
                )
                for row in share
            ]
            yield cusres.write(
                answers,
                sender=[envelope.recipient, envelope.recipient_qualifier],
                recipient=[envelope.sender, envelope.sender_qualifier],
                reference=f"{_reference(opened)[:12]}{number:02d}",
                prepared=now,
                leg=next((leg for leg in message.legs if leg.crossing), message.legs[-1] if message.legs else Leg()),
                transaction=message.extra.get("transaction") or message.reference,
            )
        first += count + len(message.vehicles)


def _place(error: Unreadable) -> dict[str, Any]:
    return {name: value for name, value in asdict(error.position).items() if value is not None}


def _json(opened: Opened, status: str, now: datetime, **content: Any) -> str:
    head = {"reference": opened.reference, "sender": opened.sender, "status": status, "answered_at": now.isoformat()}
    return json.dumps({**head, **content}, ensure_ascii=False, separators=(",", ":"))
