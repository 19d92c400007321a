"""Redress at the desk: an inquiry taken in under a number nobody can guess, resolved by an officer, and told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tidewaiter import walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.identify.redress import (
    OpenRedress,
    RedressState,
    ResolveRedress,
    SettledHit,
    open_redress,
    public_answer,
    resolve_redress,
)
from tidewaiter.store import Store, queries
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.facts import Entry, Fact
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.redress import new_number, plain_redress


@dataclass(frozen=True, slots=True)
class RedressDesk:
    """Redress spans the house: whoever was stopped at one port is set right at every port."""

    store: Store
    policies: walk.Policies
    authority: Authority

    def open(
        self,
        officer: Officer,
        *,
        surname: str,
        given_names: str,
        birth_date: date,
        document_issuer: str,
        document_number: str,
        hits: tuple[str, ...] = (),
    ) -> Fact:
        """Take an inquiry in; the fact holds its number. Raises ``Forbidden``, ``NotFound`` or ``Refusal``."""
        self.authority.require(officer, Permission.HOUSE_REDRESS_OPEN)
        with self.store.work() as work:
            _known(queries.hits_by_id(work.cursor, list(hits)), hits)
            command = OpenRedress(
                case_id=self.policies.ids.new("rdr"),
                number=new_number(),
                officer=officer,
                at=self.policies.clock(),
                surname=surname,
                given_names=given_names,
                birth_date=birth_date,
                document_issuer=document_issuer,
                document_number=document_number,
                hits=hits,
            )
            fact = open_redress(command)
            work.append([Entry.of_fact(fact)])
        return fact

    def resolve(
        self,
        officer: Officer,
        name: str,
        *,
        reason: str,
        hits: tuple[str, ...] | None = None,
        document_issuer: str = "",
        document_number: str = "",
    ) -> Fact:
        """Resolve a case, by its number or id, on settled hits. Raises ``Forbidden``, ``NotFound`` or ``Refusal``."""
        self.authority.require(officer, Permission.HOUSE_REDRESS_RESOLVE)
        with self.store.work() as work:
            case = queries.redress_case(work.cursor, _asked(name))
            if case is None:
                raise NotFound(f"There is no redress case {name}")
            command = ResolveRedress(
                officer=officer,
                at=self.policies.clock(),
                reason=reason,
                hits=hits,
                document_issuer=document_issuer,
                document_number=document_number,
            )
            wanted = tuple(case["hits"]) if hits is None else hits
            rows = _known(queries.hits_by_id(work.cursor, list(wanted)), wanted)
            settled = [SettledHit(*(row[name] for name in _OF_HIT)) for row in rows]
            fact = resolve_redress(_state(case), command, settled)
            work.append([Entry.of_fact(fact)])
        return fact

    def cases(self, reader: Officer, **wanted: Any) -> list[dict[str, Any]]:
        """List cases for those who work on them. Raises ``Forbidden``."""
        self.authority.require(reader, Permission.HOUSE_REDRESS_READ)
        with self.store.read() as opened:
            return queries.redress_cases(opened.cursor, **wanted)

    def status(self, number: str) -> dict[str, str]:
        """Tell whoever holds a number how the inquiry stands, in words that neither confirm nor deny a listing."""
        plain = plain_redress(number)
        with self.store.read() as opened:
            found = queries.redress_case(opened.cursor, plain)
        known = found if found is not None and found["number"] == plain else None
        return {"number": plain, **public_answer(known)}


_OF_HIT = ("hit_id", "list_id", "entry_id", "status", "entry_digest")


def _asked(name: str) -> str:
    return name if name.startswith("rdr-") else plain_redress(name)


def _known(rows: list[dict[str, Any]], asked: tuple[str, ...]) -> list[dict[str, Any]]:
    known = {row["hit_id"] for row in rows}
    missing = [each for each in asked if each not in known]
    if missing:
        raise Refusal(f"there is no hit {', '.join(missing)}", code="no-such-hit")
    return rows


def _state(case: dict[str, Any]) -> RedressState:
    return RedressState(
        case_id=case["case_id"],
        number=case["number"],
        status=case["status"],
        surname=case["surname"] or "",
        given_names=case["given_names"] or "",
        birth_date=case["birth_date"],
        documents=tuple(case["documents"]),
        hits=tuple(case["hits"]),
    )
