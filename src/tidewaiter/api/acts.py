"""Officers' acts over HTTP: each is a named officer's own, at their port, on the version that they saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tidewaiter import enforce, inspect
from tidewaiter.api.access import caller, second_officer
from tidewaiter.api.asked import ACTS, Adverse, Asked, Because, Kind, Refuse
from tidewaiter.api.errors import documented
from tidewaiter.api.house import house
from tidewaiter.vocabulary.act import Act
from tidewaiter.vocabulary.errors import Forbidden, Refusal
from tidewaiter.vocabulary.facts import Fact
from tidewaiter.vocabulary.officer import Officer

router = Router(tags=["acts"])


class Stated(Schema):
    """One fact that an act stated; a notice to print stands in ``data.notice``."""

    kind: str
    about: str
    at: str
    officer: str
    data: dict[str, Any]


def stated(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Give the facts of an act as ``Stated`` has them."""
    return [
        {
            "kind": str(fact.kind),
            "about": fact.about,
            "at": fact.at.isoformat(),
            "officer": fact.actor,
            "data": fact.data,
        }
        for fact in facts
    ]


class Done(Schema):
    """What an act did, and where the encounter stands now."""

    encounter_id: str
    status: str | None
    version: int
    facts: list[Stated]


def perform(officer: Officer, encounter_id: str, kind: Kind, body: Asked) -> dict[str, Any]:
    """Turn a body into its command and let the room decide it.

    Raises ``NotFound`` for an encounter of another port, ``Forbidden``, ``Stale``, ``Refusal``; then nothing is stored.
    """
    if kind.command is not inspect.ReportAtPrimary:  # who lands at another port reports there: a diversion
        house().visible(officer, encounter_id)
    return _told(encounter_id, house().act(command_of(officer, encounter_id, kind, body)))


def _told(encounter_id: str, facts: Sequence[Fact]) -> dict[str, Any]:
    with house().store.read() as reader:
        now = reader.encounter(encounter_id) or {}
    return {
        "encounter_id": encounter_id,
        "status": now.get("status"),
        "version": now.get("version", 0),
        "facts": stated(facts),
    }


def command_of(officer: Officer, encounter_id: str, kind: Kind, body: Asked) -> Act:
    """Build the command; a second officer is who their own token says, never a name in the body."""
    fields: dict[str, Any] = body.dict(exclude={"second_token"})
    if isinstance(body, Adverse):
        fields["reasons_seen"] = tuple(enforce.ReasonSeen(**seen.dict()) for seen in body.reasons_seen)
    if isinstance(body, Refuse):
        fields["second_officer"] = second_officer(body.second_token)
    if kind.command is inspect.ReportAtPrimary:
        fields["port"] = _own_port(officer, fields["port"])
    return kind.command(encounter_id=encounter_id, officer=officer, at=house().policies.clock(), **fields)


def _own_port(officer: Officer, stated: str | None) -> str:
    if officer.port == "*":
        if not stated:
            raise Refusal("Say at which port they stand: your token serves every port", code="no-port")
        return stated
    if stated not in (None, officer.port):
        raise Forbidden(f"{officer.name} serves another port")
    return officer.port


def _operation(kind: Kind) -> Callable[..., dict[str, Any]]:
    def act(request: HttpRequest, encounter_id: str, body: Asked) -> dict[str, Any]:
        return perform(caller(request), encounter_id, kind, body)

    act.__annotations__ = {"request": HttpRequest, "encounter_id": str, "body": kind.body, "return": dict[str, Any]}
    act.__doc__ = kind.body.__doc__
    return act


@router.post(
    "/encounters/{encounter_id}/acts/unlink", response={200: Done, **documented(404, 409, 422)}, operation_id="unlink"
)
def unlink(request: HttpRequest, encounter_id: str, body: Because) -> dict[str, Any]:
    """Take an encounter away from the subject it was linked to: they are not the same person."""
    officer = caller(request)
    house().visible(officer, encounter_id)
    return _told(encounter_id, house().unlink(encounter_id, officer, body.reason, body.expected_version))


for _name, _kind in ACTS.items():
    router.post(
        f"/encounters/{{encounter_id}}/acts/{_name}",
        response={200: Done, **documented(404, 409, 422)},
        summary=_kind.summary,
        operation_id=f"act_{_name.replace('-', '_')}",
    )(_operation(_kind))
