"""Serving pages and the API, and giving out the tokens with which others call it."""

from __future__ import annotations

import logging
import os
import socket
import sys
from typing import Annotated, Any, NoReturn

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import REFUSED, WRONG_CALL, Json, bold, console, errors, json_line, rows
from tidewaiter.vocabulary.time import utc_now


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; pages are shown elsewhere over HTTPS only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    threads: Annotated[
        int, typer.Option(min=1, max=256, help="How many requests are answered at a time; streams count.")
    ] = 64,
) -> None:
    """Serve the workbench and the API until Ctrl-C.

    Exit 1: the address cannot be listened on, or the house cannot be opened (said with its place, before serving).
    """
    taken = taken_because(host, port)
    if taken:
        console(error=True).print(bold("port-taken"), f"{host}:{port} cannot be listened on: {taken}", sep=": ")
        raise typer.Exit(REFUSED)
    from tidewaiter.cli.server import run

    if unready():
        raise typer.Exit(REFUSED)
    run(host, port, threads)


def unready() -> bool:
    """Open the house once, and load the rules, in a process of its own; it says itself what is wrong.

    The server forks: were the house opened here, the threads that come with it would not live on in the worker.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] != 0
    code = REFUSED
    try:
        with errors(as_json=False):
            open_up()
            code = 0
    except typer.Exit:  # it was said
        pass
    except BaseException:
        logging.getLogger(__name__).exception("The house cannot be served")
    finally:
        os._exit(code)


def open_up() -> None:
    """Open the house that is to be served, a new one where there is none, as far as a message needs it."""
    from tidewaiter.assemble import default_home, house_stands, open_house

    home = default_home()
    fresh = not house_stands(home)
    open_house(home).make_ready()
    if fresh:
        console(error=True).print(f"Made a new house in {home}")


def taken_because(host: str, port: int) -> str | None:
    """Say why an address cannot be listened on, or None where it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            return str(error)
    return None


token = typer.Typer(no_args_is_help=True, help="Tokens for those who call the API.")


@token.command("issue")
def issue(
    name: Annotated[str, typer.Option(help="Whom it stands for: an officer's name, a carrier, a system.")],
    role: Annotated[str, typer.Option(help="A role of policies/permissions.yaml.")],
    port: Annotated[str, typer.Option(help="The port of entry they serve; * for every port.")],
    days: Annotated[int, typer.Option(help="How long it holds.")] = 90,
    sender: Annotated[
        list[str] | None,
        typer.Option(help="A sender it may submit for, ID or ID:QUALIFIER as in UNB; again for each."),
    ] = None,
    officer: By = "",
    role_of_officer: Annotated[
        list[str] | None, typer.Option("--officer-role", envvar="TIDEWAITER_ROLE", help="The roles of who issues it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Issue a token. It is shown once; only its digest is kept.

    Exit 2: there is no such role or port.
    """
    from tidewaiter.store import access

    by = someone("token issue", officer, role_of_officer)
    with errors(as_json=as_json):
        house = enter("token issue", by)
        if role not in house.authority.grants:
            _wrong(f"there is no role {role}; there are {', '.join(sorted(house.authority.grants))}")
        if port != "*" and port not in house.policies.places:
            _wrong(f"there is no port {port} in the register of places; * stands for every port")
        bound = role in house.authority.bound
        if sender and not bound:
            _wrong(f"--sender is for roles that are bound to senders: {', '.join(sorted(house.authority.bound))}")
        port = port if port == "*" else house.policies.places[port].code
        with house.store.work() as work:
            said: dict[str, Any] = {"name": name, "role": role, "port": port, "days": days, "senders": sender or ()}
            text, grant = access.issue(work, **said, by=by.name, now=utc_now())
    if as_json:
        json_line({"token": text, **grant._asdict()})
        return
    console(error=True).print(
        f"{grant.name}, {grant.role} at {'every port' if grant.port == '*' else grant.port}, until {grant.expires_at}."
        " Keep it now, it is not shown again:"
    )
    if bound and not grant.senders:
        console(error=True).print("It names no sender, so it may submit for nobody: issue one with --sender")
    console().print(text)


@token.command("list")
def listed(as_json: Json = False) -> None:
    """List all tokens ever issued, by their ids; never a secret."""
    from tidewaiter.store import access

    with errors(as_json=as_json), enter("token list").store.read() as reader:
        found = [{**grant._asdict(), "state": grant.state(utc_now())} for grant in access.grants(reader.cursor)]
    columns = ("token_id", "name", "role", "port", "senders", "state", "issued_at", "expires_at")
    rows(found, columns, as_json=as_json, title="Tokens", empty="No token is issued: tidewaiter token issue")


@token.command("revoke")
def revoke(
    token_id: Annotated[str, typer.Argument(help="The id of the token.")],
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Close a token at once and for good. Exit 3: there is none with this id."""
    from tidewaiter.store import access

    by = someone("token revoke", officer, role)
    with errors(as_json=as_json), enter("token revoke", by).store.work() as work:
        grant = access.revoke(work, token_id, by=by.name, now=utc_now())
    if as_json:
        json_line(grant._asdict())
    else:
        console().print(f"The token of {grant.name} no longer opens")


def _wrong(text: str) -> NoReturn:
    console(error=True).print(bold("wrong-call"), text, sep=": ")
    raise typer.Exit(WRONG_CALL)
