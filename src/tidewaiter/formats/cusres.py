"""CUSRES, the answer to a passenger list: one advice for each person; code advises, only an officer refuses.

Source: WCO/IATA/ICAO API response message guide (April 2013) and UN/EDIFACT CUSRES D.05B, as far as they could be
opened; docs/reference/cusres.md says which codes are verified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from tidewaiter.formats import dates
from tidewaiter.formats.edifact import Envelope, RawMessage, value
from tidewaiter.formats.edifact.writer import Element, interchange, segment
from tidewaiter.formats.paxlst.movement import FIRST_REFERENCE, split_flight
from tidewaiter.vocabulary.announcement import Leg
from tidewaiter.vocabulary.errors import Position, Refusal
from tidewaiter.vocabulary.quality import QualityFinding

Advice = Literal["cleared", "check-documents", "insufficient-data", "contact-authority", "not-cleared"]

CODES: Final[Mapping[Advice, str]] = {
    "cleared": "0Z",
    "not-cleared": "1Z",
    "contact-authority": "2Z",
    "check-documents": "3Z",
    "insufficient-data": "4Z",
}
TEXTS: Final[Mapping[Advice, str]] = {
    "cleared": "CLEARED",
    "not-cleared": "NOT CLEARED BY OFFICER",
    "contact-authority": "CONTACT BORDER AUTHORITY",
    "check-documents": "CHECK DOCUMENTS",
    "insufficient-data": "INSUFFICIENT DATA SEND AGAIN",
}
_SOLICITED, _UNSOLICITED = "962", "132"
_TEXT_LIMIT = 512


@dataclass(frozen=True, slots=True)
class PassengerAnswer:
    """The advice for one person. ``ordinal`` is the person's place in the list answered, from 1.

    ``officer`` names the human whose command a ``not-cleared`` carries; it is not sent to the carrier.
    """

    ordinal: int
    advice: Advice
    carrier_reference: str | None = None
    locator: str | None = None
    text: str = ""
    officer: str = ""


@dataclass(slots=True)
class Response:
    """One CUSRES as read. ``unsolicited``: a change of status that no message asked for."""

    message_reference: str | None = None
    transaction: str | None = None
    leg: Leg = field(default_factory=Leg)
    answers: list[PassengerAnswer] = field(default_factory=list)
    unsolicited: bool = False
    findings: list[QualityFinding] = field(default_factory=list)


def write(
    answers: Sequence[PassengerAnswer],
    *,
    sender: Element,
    recipient: Element,
    reference: str,
    prepared: datetime,
    leg: Leg,
    message_reference: str = "1",
    transaction: str | None = None,
    unsolicited: bool = False,
    codes: Mapping[Advice, str] = CODES,
    test: bool = False,
) -> bytes:
    """Write the answer to one passenger list as one interchange; the same arguments give the same bytes.

    ``leg`` is the movement answered for, ``transaction`` the RFF+TN of the list. Raises ``Refusal`` (code
    ``officer-required``) when a *not cleared* names no officer: no machine may say it.
    """
    for answer in answers:
        if answer.advice == "not-cleared" and not answer.officer.strip():
            raise Refusal(
                f"Traveler {answer.ordinal} may be answered as not cleared only by command of a named officer",
                code="officer-required",
            )
    body = _head(leg, transaction, unsolicited)
    for answer in answers:
        body.extend(_answer(answer, codes))
    identifier = ["CUSRES", "D", "05B", "UN", "IATA"]
    return interchange(
        [(message_reference, identifier, body)],
        sender=sender,
        recipient=recipient,
        reference=reference,
        prepared=prepared,
        application="APIS",
        test=test,
    )


def _head(leg: Leg, transaction: str | None, unsolicited: bool) -> list[str]:
    body = [segment("BGM", _UNSOLICITED if unsolicited else _SOLICITED)]
    if transaction:
        body.append(segment("RFF", ["TN", transaction]))
    if leg.number or leg.carrier:
        body.append(segment("RFF", ["AF", f"{leg.carrier or ''}{leg.number or ''}"]))
    for qualifier, when in (("189", leg.departs_local), ("232", leg.arrives_local)):
        if when:
            body.append(segment("DTM", [qualifier, when.strftime("%y%m%d%H%M"), "201"]))
    for qualifier, place in (("125", leg.departure), ("87", leg.arrival)):
        if place:
            body.append(segment("LOC", qualifier, place))
    return body


def _answer(answer: PassengerAnswer, codes: Mapping[Advice, str]) -> list[str]:
    out = [segment("ERP", ["2", answer.ordinal])]
    if answer.locator:
        out.append(segment("RFF", ["AVF", answer.locator]))
    if answer.carrier_reference:
        out.append(segment("RFF", ["ABO", answer.carrier_reference]))
    out.append(segment("ERC", codes[answer.advice]))
    text = (answer.text or TEXTS[answer.advice])[:_TEXT_LIMIT]
    out.append(segment("FTX", "AAP", None, None, text))
    return out


def read(envelope: Envelope, message: RawMessage, *, codes: Mapping[Advice, str] = CODES) -> Response:
    """Read one CUSRES. An advice code that is none of ``codes`` is a finding and its person is left out."""
    response = Response(message_reference=message.reference or None)
    known = {code: advice for advice, code in codes.items()}
    reference = envelope.prepared.date() if envelope.prepared else FIRST_REFERENCE
    person: dict[str, str] | None = None
    for ordinal, piece in enumerate(message.segments, start=message.first):
        tag, qualifier = piece[0][0], value(piece, 1) or ""
        said = value(piece, 1, 1)
        if tag == "ERP":
            _finish(person, known, response)
            person = {"ordinal": said or "", "segment": str(ordinal)} if qualifier == "2" else None
        elif person is not None:
            if tag == "RFF" and said:
                person[qualifier] = said
            elif tag == "ERC":
                person["code"] = qualifier
            elif tag == "FTX":
                person["text"] = value(piece, 4) or ""
        elif tag == "BGM":
            response.unsolicited = qualifier == _UNSOLICITED
        elif tag == "RFF" and qualifier == "TN":
            response.transaction = said
        elif tag == "RFF" and qualifier == "AF":
            response.leg.carrier, response.leg.number = split_flight(said, None)
        elif tag == "DTM" and said:
            when = dates.moment(said, value(piece, 1, 2), reference=reference)
            if qualifier == "189":
                response.leg.departs_local = when
            elif qualifier == "232":
                response.leg.arrives_local = when
        elif tag == "LOC" and qualifier == "125":
            response.leg.departure = value(piece, 2)
        elif tag == "LOC" and qualifier == "87":
            response.leg.arrival = value(piece, 2)
    _finish(person, known, response)
    return response


def _finish(person: dict[str, str] | None, known: Mapping[str, Advice], response: Response) -> None:
    if person is None:
        return
    code = person.get("code", "")
    if code not in known:
        place = Position(segment=int(person["segment"]))
        text = f"{code or 'No code'} is no advice that is agreed"
        response.findings.append(QualityFinding("unknown-advice", "warning", text, place))
        return
    number = person["ordinal"]
    ordinal = int(number) if number.isdecimal() and len(number) < 7 else len(response.answers) + 1
    response.answers.append(
        PassengerAnswer(ordinal, known[code], person.get("ABO"), person.get("AVF"), person.get("text", ""))
    )
