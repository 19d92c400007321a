"""Coming into the house from the command line: who comes, for which word, and whether there is a house at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tidewaiter.cli.permits import WORDS, Word
from tidewaiter.cli.say import console, me
from tidewaiter.vocabulary.errors import NotFound, TidewaiterError
from tidewaiter.vocabulary.officer import Officer

if TYPE_CHECKING:
    from tidewaiter.assemble import House

By = Annotated[str, typer.Option("--officer", envvar="TIDEWAITER_OFFICER", help="Who; else the login name.")]
Roles = Annotated[list[str] | None, typer.Option("--role", envvar="TIDEWAITER_ROLE", help="Their roles.")]
Purpose = Annotated[str, typer.Option(help="Why it is read; it is journaled.")]


def someone(word: str, name: str = "", roles: Sequence[str] | None = None, purpose: str = "") -> Officer:
    """Give who comes for a word: by name and roles, else by the environment, else who is logged in, in its role."""
    name = name.strip() or os.environ.get("TIDEWAITER_OFFICER", "").strip() or me()
    held = roles or os.environ.get("TIDEWAITER_ROLE", "").split() or [_word(word).role]
    return Officer(name, frozenset(held), os.environ.get("TIDEWAITER_PORT") or "*", purpose)


def enter(word: str, officer: Officer | None = None) -> House:
    """Open the house for a word. Only words that begin something make a new one, and say so.

    Raises ``Forbidden`` where the officer may not use the word, TidewaiterError (``no-house``) where there is none.
    """
    from tidewaiter.assemble import default_home, house_stands, open_house

    known, home = _word(word), default_home()
    fresh = not house_stands(home)
    if fresh and not known.makes:
        raise TidewaiterError(
            f"There is no house in {home}: set TIDEWAITER_HOME to where yours is, or begin one with tidewaiter ingest,"
            " tidewaiter lists load or tidewaiter demo",
            code="no-house",
        )
    house = open_house(home)
    if fresh:
        console(error=True).print(f"Made a new house in {home}")
    if known.needs is not None:
        house.authority.require(officer or someone(word), known.needs)
    return house


def confined(officer: Officer, port: str | None) -> str | None:
    """Give the port to which a list is confined: the reader's own, else the one asked for. Raises ``NotFound``."""
    if officer.port == "*":
        return port
    if port not in (None, officer.port):
        raise NotFound(f"There is no port {port} for you")
    return officer.port


def _word(word: str) -> Word:
    known = WORDS[word]
    if not isinstance(known, Word):
        raise TypeError(f"{word} is declared to enter no house")
    return known
