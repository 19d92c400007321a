"""Accounts of a demonstration: one for each role, with one password made anew for every run.

They open only where the house is served as a demonstration (``TIDEWAITER_DEMONSTRATION``), and for a day at most.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tidewaiter.cli.say import console, rows
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from tidewaiter.assemble import House

SETTING = "TIDEWAITER_DEMONSTRATION"
PORT, ANOTHER = "JFK", "IAH"
ACCOUNTS: tuple[tuple[str, str, str], ...] = (
    ("officer", "officer", PORT),
    ("officer2", "officer", PORT),
    ("officer-elsewhere", "officer", ANOTHER),
    ("supervisor", "supervisor", "*"),
    ("analyst", "analyst", "*"),
    ("analyst2", "analyst", "*"),
    ("steward", "steward", "*"),
    ("commander", "commander", "*"),
    ("auditor", "auditor", "*"),
    ("redress-officer", "redress-officer", "*"),
    ("protection-authority", "protection-authority", "*"),
    ("administrator", "administrator", "*"),
)
"""Name, role and port. Two officers and two analysts, for what takes four eyes."""


def make_accounts(house: House, by: Officer) -> str:
    """Make the accounts, or give those of an earlier run a new password; give the password of this run."""
    from tidewaiter.store.accounts.keeping import one_time_password

    password, desk = one_time_password(), house.accounts
    known = {row["name"]: row for row in desk.listed(by)}
    for name, role, port in ACCOUNTS:
        if name not in known:
            desk.add(by, name, roles=(role,), port=port, days=1, password=password, demonstration=True)
            continue
        if not known[name]["demonstration"]:
            raise Refusal(f"{name} is the account of somebody: no demonstration is served here", code="not-empty")
        desk.change(by, name, roles=(role,), port=port, days=1)
        desk.reset_password(by, name, password)
    os.environ[SETTING] = "yes"
    return password


def tell(password: str) -> None:
    """Print names and password."""
    shown = [{"sign in as": name, "role": role, "port": port} for name, role, port in ACCOUNTS]
    columns = ("sign in as", "role", "port")
    rows(shown, columns, as_json=False, title="Demonstration: no second factor is asked in this run", empty="")
    console().print(f"Password of all of them, for this run: {password}\n")
