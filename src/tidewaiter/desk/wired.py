"""What a desk is wired over: any house has these."""

from __future__ import annotations

from typing import Protocol

from tidewaiter import walk
from tidewaiter.authority import Authority
from tidewaiter.desk.rulebook import Rulebook
from tidewaiter.store import Store


class Wired(Protocol):
    """The parts of a house that desks use."""

    store: Store
    policies: walk.Policies
    authority: Authority
    book: Rulebook
