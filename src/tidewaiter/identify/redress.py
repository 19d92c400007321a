"""Redress: somebody who was taken for another asks to be set right, and gets a number that keeps it right.

What the public is told never confirms nor denies that anybody stands on a list: the words are the same whatever was
found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from tidewaiter.identify.names import plain_issuers, plain_number
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.hit import HitStatus
from tidewaiter.vocabulary.officer import Actor
from tidewaiter.vocabulary.redress import is_redress_number

RECEIVED = (
    "Your inquiry was received and is being looked at. You may give its number to carriers with your reservations. "
    "We can neither confirm nor deny whether anybody is or was on any list."
)
COMPLETED = (
    "Your inquiry was looked at and is completed; where records had to be set right, they were. Give its number to "
    "carriers with your reservations. We can neither confirm nor deny whether anybody is or was on any list."
)
UNKNOWN = "There is no inquiry under this number. Compare it with the letter you were sent."


TRAVELER = "traveler"
"""Who states an inquiry that came by the public corner: the person themselves, whom nobody has identified."""
LONGEST_NAME, LONGEST_ACCOUNT = 200, 4000
EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRedress:
    """Take an inquiry in: who asks, with the document they travel on. ``hits`` are those it is thought to be about."""

    case_id: str
    number: str
    officer: Actor
    at: datetime
    surname: str
    given_names: str
    birth_date: date
    document_issuer: str
    document_number: str
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRedress:
    """An inquiry as the traveler makes it, without an officer; ``account`` says in their words what happened."""

    case_id: str
    number: str
    at: datetime
    surname: str
    given_names: str
    birth_date: date
    document_issuer: str
    document_number: str
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveRedress:
    """Complete an inquiry: the person is not the one that these settled hits' entries mean.

    ``hits`` of none uses those named at the opening. A resolved case may be resolved anew, with another document say.
    """

    officer: Actor
    at: datetime
    reason: str
    hits: tuple[str, ...] | None = None
    document_issuer: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class SettledHit:
    """A hit that a case rests on, as it stands now."""

    hit_id: str
    list_id: str
    entry_id: str
    status: str
    entry_digest: str | None


@dataclass(frozen=True, slots=True)
class RedressState:
    """A redress case as it stands; ``documents`` are keys as ``document_key`` writes them."""

    case_id: str
    number: str
    status: str
    surname: str
    given_names: str
    birth_date: str
    documents: tuple[str, ...]
    hits: tuple[str, ...] = ()


def open_redress(command: OpenRedress) -> Fact:
    """State a new case. Raises ``Refusal``: no named officer, or name, birth date or document missing."""
    if not is_named_human(command.officer):
        raise Refusal("a named human officer takes an inquiry in", code="not-an-officer")
    if not is_redress_number(command.number):
        raise Refusal("the number has not the form of a redress number", code="redress-number")
    if not (command.surname.strip() or command.given_names.strip()):
        raise Refusal("say who asks: a surname or given names", code="name-required")
    data = {
        "case_id": command.case_id,
        "number": command.number,
        "surname": command.surname.strip(),
        "given_names": command.given_names.strip(),
        "birth_date": command.birth_date.isoformat(),
        "documents": [document_key(command.document_issuer, command.document_number)],
        "hits": list(command.hits),
    }
    return Fact(FactKind.REDRESS_OPENED, command.case_id, command.at, command.officer.name, data)


def ask_redress(command: AskRedress) -> Fact:
    """State a case that a traveler opened. It says nothing about anybody until an officer resolves it.

    Raises ``Refusal``: name, birth date or document missing, or of no likely form.
    """
    if not is_redress_number(command.number):
        raise Refusal("the number has not the form of a redress number", code="redress-number")
    surname, given = (_written(name, LONGEST_NAME) for name in (command.surname, command.given_names))
    if not (surname or given):
        raise Refusal("say who asks: a surname or given names", code="name-required")
    if not EARLIEST_BIRTH <= command.birth_date <= command.at.date():
        raise Refusal("this can be nobody's birth date", code="birth-date")
    if len(command.document_number) > LONGEST_NAME:
        raise Refusal("a document number is shorter", code="document-required")
    data = {
        "case_id": command.case_id,
        "number": command.number,
        "surname": surname,
        "given_names": given,
        "birth_date": command.birth_date.isoformat(),
        "documents": [document_key(command.document_issuer, command.document_number)],
        "hits": [],
        "account": _written(command.account, LONGEST_ACCOUNT),
    }
    return Fact(FactKind.REDRESS_OPENED, command.case_id, command.at, TRAVELER, data)


def _written(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]


def resolve_redress(state: RedressState, command: ResolveRedress, settled: Sequence[SettledHit]) -> Fact:
    """State that a case is resolved, with all that is needed to suppress by it, so that the fact stands alone.

    ``settled``: the hits named, as they stand. Raises ``Refusal``: ``not-an-officer``, ``reason-required``, or
    ``hit-not-settled`` where one of them does not stand settled as no match.
    """
    if not is_named_human(command.officer):
        raise Refusal("a named human officer resolves an inquiry", code="not-an-officer")
    if not command.reason.strip():
        raise Refusal("say why, in words", code="reason-required")
    for hit in settled:
        if hit.status != HitStatus.NOT_A_MATCH:
            raise Refusal(f"{hit.hit_id} is {hit.status}: settle it as not-a-match first", code="hit-not-settled")
    documents = list(state.documents)
    if command.document_number:
        documents.append(document_key(command.document_issuer, command.document_number))
    data = {
        "case_id": state.case_id,
        "number": state.number,
        "surname": state.surname,
        "given_names": state.given_names,
        "birth_date": state.birth_date,
        "documents": list(dict.fromkeys(documents)),
        "pairs": [_pair(hit) for hit in settled],
        "reason": command.reason.strip(),
    }
    return Fact(FactKind.REDRESS_RESOLVED, state.case_id, command.at, command.officer.name, data)


def _pair(hit: SettledHit) -> dict[str, Any]:
    return {
        "list_id": hit.list_id,
        "entry_id": hit.entry_id,
        "entry_digest": hit.entry_digest,
        "hit_id": hit.hit_id,
    }


def document_key(issuer: str, number: str) -> str:
    """Write a document as it is compared: issuer (ISO 3166-1 alpha-3) and number. Raises ``Refusal`` for a blank."""
    bare = pl.select(plain_number(pl.lit(number))).item()
    state = plain_issuers(pl.Series([issuer.strip()])).item() if issuer.strip() else None
    if not bare or not state:
        raise Refusal("a travel document is named by the state that issued it and its number", code="document-required")
    return f"{state}|{bare}"


def public_answer(case: Mapping[str, Any] | None) -> dict[str, str]:
    """Tell the public how an inquiry stands: ``state`` is unknown, received or completed; never what was found."""
    if case is None:
        return {"state": "unknown", "text": UNKNOWN}
    if case["status"] == "resolved":
        return {"state": "completed", "text": COMPLETED}
    return {"state": "received", "text": RECEIVED}
