"""The traveler's corner: what anybody may ask of the house without saying who they are to it.

Nothing is screened and nothing looked up when somebody asks to be set right: the answer is the same words, by the same
steps, whoever asks. How an inquiry stands is told to whoever knows its number and the birth date on it; a wrong date is
answered as a number that does not exist.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidewaiter import walk
from tidewaiter.desk.wired import Wired
from tidewaiter.identify.redress import AskRedress, ask_redress, public_answer
from tidewaiter.store import Store, queries
from tidewaiter.vocabulary.facts import Entry
from tidewaiter.vocabulary.redress import new_number, plain_redress


@dataclass(frozen=True, slots=True)
class CornerDesk:
    """Open to all: it takes an inquiry in and tells how one stands; everything else about it is an officer's."""

    store: Store
    policies: walk.Policies

    @classmethod
    def of(cls, house: Wired) -> CornerDesk:
        """Wire the desk."""
        return cls(house.store, house.policies)

    def ask(
        self,
        *,
        surname: str,
        given_names: str,
        birth_date: date,
        document_issuer: str,
        document_number: str,
        account: str = "",
    ) -> dict[str, str]:
        """Take an inquiry in: ``number, state, text``, the same for everybody but for the number.

        Raises ``Refusal`` where a name, a likely birth date or the document is missing.
        """
        command = AskRedress(
            case_id=self.policies.ids.new("rdr"),
            number=new_number(),
            at=self.policies.clock(),
            surname=surname,
            given_names=given_names,
            birth_date=birth_date,
            document_issuer=document_issuer,
            document_number=document_number,
            account=account,
        )
        fact = ask_redress(command)
        with self.store.work() as work:
            work.append([Entry.of_fact(fact)])
        return {"number": command.number, **public_answer({"status": "open"})}

    def status(self, number: str, birth_date: date) -> dict[str, str]:
        """Tell how an inquiry stands: ``number, state, text``; unknown where number and birth date do not belong."""
        plain = plain_redress(number)
        with self.store.read() as opened:
            found = queries.redress_case(opened.cursor, plain)
        return {"number": plain, **public_answer(_belonging(found, plain, birth_date))}


def _belonging(found: dict[str, Any] | None, number: str, birth_date: date) -> dict[str, Any] | None:
    """Give the case that a number and a birth date open; the comparison takes the same time for any of them."""
    stated = found or {"number": "", "birth_date": ""}
    asked = f"{number}|{birth_date.isoformat()}".encode()
    kept = f"{stated['number']}|{stated['birth_date']}".encode()
    return found if hmac.compare_digest(asked, kept) else None
