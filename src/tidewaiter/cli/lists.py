"""Look-out lists at the command line: loaded, compared, rolled back, fetched, and how old each is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import REFUSED, Json, bold, console, errors, json_line, rows
from tidewaiter.vocabulary.errors import NotFound, TidewaiterError
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.time import utc_now

if TYPE_CHECKING:
    from tidewaiter.assemble import House
    from tidewaiter.identify.sources import Source
    from tidewaiter.store.lists import Told

app = typer.Typer(no_args_is_help=True, help="Look-out lists: owner, ground, review date and expiry on every entry.")

SHOWN = 20


class Form(StrEnum):
    """The forms in which lists come."""

    OFAC = "ofac-sdn"
    UN = "un-xml"
    OPENSANCTIONS = "opensanctions"
    FTM = "ftm"
    LOCAL = "local"


Name = Annotated[str, typer.Argument(help="The list, as `lists status` names it.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
Shrink = Annotated[bool, typer.Option("--accept-shrink", help="Take it although more than half of the entries go.")]


@app.command("load")
def load(
    path: Annotated[Path, typer.Argument(help="The list; of OFAC's tables any one, beside the others.", exists=True)],
    form: Annotated[Form, typer.Option("--format", help="Its form.")] = Form.LOCAL,
    name: Annotated[str | None, typer.Option(help="The list it becomes; else the one its source names.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day it was fetched; else the day the file was written."),
    ] = None,
    dry_run: Dry = False,
    accept_shrink: Shrink = False,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Load one version of a look-out list: shows what changes; a broken file changes nothing, and says where."""
    from tidewaiter.identify.sources import list_meant, read_any

    by = someone("lists load", officer, role)
    with errors(as_json=as_json):
        today, written = utc_now().date(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
        fetched = min((as_of or written).date(), today)
        house = enter("lists load", by)
        with house.lists.loading(None if dry_run else list_meant(path, form, name)):
            listing = read_any(path, form, name, fetched_at=fetched, loaded_at=today)
            told = house.lists.load(listing, dry_run=dry_run, accept_shrink=accept_shrink, actor=by.name)
    _tell(told, as_json=as_json, actor=by.name, fetched_at=listing.fetched_at, format=str(form))


@app.command("diff")
def diff(
    name: Name,
    against: Annotated[str | None, typer.Option(help="A version; else the last one whose entries differ.")] = None,
    as_json: Json = False,
) -> None:
    """Show how the version in force differs from an earlier one: entries added, altered, removed."""
    from tidewaiter.store import lists

    with errors(as_json=as_json), enter("lists diff").store.read() as reader:
        told = lists.difference(reader, name, against)
    title = f"{name}: {told.version} beside {told.before}"
    found = list(told.change.each())
    rows(found, _CHANGE, as_json=as_json, title=title, empty=f"{title}: the same entries.")


@app.command("rollback")
def rollback(
    name: Name,
    to: Annotated[str | None, typer.Option(help="The version; else the last one whose entries differ.")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    officer: By = "",
    role: Roles = None,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """Put an earlier version of a list in force again; an update does not undo it."""
    by = someone("lists rollback", officer, role)
    with errors(as_json=as_json):
        told = enter("lists rollback", by).lists.roll_back(name, to, by, reason, dry_run=dry_run)
    _tell(told, as_json=as_json, actor=by.name)


@app.command("status")
def status(as_json: Json = False) -> None:
    """Show each list: version, source, age, entries, and its troubles: stale, expired, last load failed."""
    from tidewaiter.store import queries

    with errors(as_json=as_json), enter("lists status").store.read() as reader:
        found = queries.lists(reader.cursor, utc_now().date())
    if not as_json:
        found = [{**row, "troubles": ", ".join(row["troubles"])} for row in found]
    columns = (
        "list_id",
        "version",
        "source",
        "licence",
        "owner",
        "fetched_at",
        "age_days",
        "entries",
        "in_force",
        "troubles",
    )
    empty = "No list is loaded: screening by list does not run."
    rows(found, columns, as_json=as_json, title="Look-out lists", empty=empty)


@app.command("rescreen")
def rescreen(as_json: Json = False) -> None:
    """Look for new entries among those announced before: every load does it; this takes up what was broken off."""
    with errors(as_json=as_json):
        found = enter("lists rescreen").lists.rescreen()
    if as_json:
        json_line({"hits": found})
    else:
        console().print(f"{found} possible matches stated; tidewaiter lists status --json says of each list how far.")


@app.command("counts")
def counts(
    days: Annotated[int, typer.Option(min=1, help="The last days on which anything was screened.")] = 30,
    as_json: Json = False,
) -> None:
    """Count by day what was compared with the lists: pairs considered, pairs laid out word by word, hits stated."""
    from tidewaiter.store import queries

    with errors(as_json=as_json), enter("lists counts").store.read() as reader:
        found = queries.compared(reader.cursor, days)
    columns = ("day", "messages", "declarations", "names", "considered", "scored", "alerted")
    rows(found, columns, as_json=as_json, title="Compared with look-out lists", empty="Nothing was screened yet.")


@app.command("history")
def history(name: Name, as_json: Json = False) -> None:
    """Show every time a list was loaded, found unchanged or rolled back, the latest first."""
    from tidewaiter.store import lists

    with errors(as_json=as_json), enter("lists history").store.read() as reader:
        found = lists.history(reader, name)
        if not found:
            raise NotFound(f"There is no list {name}")
    columns = ("at", "act", "version", "entries", "added", "altered", "removed", "actor", "reason")
    rows(found, columns, as_json=as_json, title=f"History of {name}", empty="")


@app.command("update")
def update(
    names: Annotated[list[str] | None, typer.Argument(help="Lists of policies/list_sources.yaml; else all.")] = None,
    base: Annotated[str | None, typer.Option(help="Fetch files of the same names from here.")] = None,
    dry_run: Dry = False,
    accept_shrink: Shrink = False,
    officer: By = "",
    role: Roles = None,
    as_json: Json = False,
) -> None:
    """Fetch the official lists and load them. Exit 1 where one failed; the version in force then stays, and ages."""
    from tidewaiter.identify.sources import load_sources

    failed = False
    by = someone("lists update", officer, role)
    with errors(as_json=as_json):
        known = {name: source for name, source in load_sources().items() if source.urls}
        if unknown := [name for name in names or () if name not in known]:
            raise NotFound(f"There is nothing to fetch for {', '.join(unknown)}; known are {', '.join(known)}")
        house = enter("lists update", by)
        for name in names or known:
            try:
                with house.lists.loading(None if dry_run else name):
                    _update(house, known[name], by, base, as_json, dry_run=dry_run, accept_shrink=accept_shrink)
            except TidewaiterError as error:
                failed = True
                _failed(name, error, as_json=as_json)
    raise typer.Exit(REFUSED if failed else 0)


def _update(house: House, source: Source, by: Officer, base: str | None, as_json: bool, **said: bool) -> None:
    from tidewaiter.cli.fetching import fetch
    from tidewaiter.formats import lists

    now = utc_now()
    urls = [f"{base.rstrip('/')}/{url.rpartition('/')[2]}" if base else url for url in source.urls]
    files = []
    for url in urls:
        one = fetch(url)
        files.append(one)
        age = (now - one.modified).days if one.modified else None
        file_said = {"url": url, "bytes": len(one.raw), "sha256": one.sha256, "modified": one.modified, "age_days": age}
        if as_json:
            json_line({"list_id": source.list_id, **file_said})
        else:
            old = "age not stated" if age is None else f"{age} days old"
            console().print(f"{url}: {len(one.raw)} bytes, {old}, SHA-256 {one.sha256}")
    listing = lists.read(source.form, {one.name: one.raw for one in files}, source.terms(now.date(), now.date()))
    told = house.lists.load(listing, automatic=True, actor=by.name, **said)
    _tell(told, as_json=as_json, fetched_at=listing.fetched_at, format=source.form)


def _failed(name: str, error: TidewaiterError, *, as_json: bool) -> None:
    if as_json:
        json_line({"list_id": name, "error": error.code, "text": str(error)})
    else:
        console(error=True).print(bold(error.code), f"{name}: {error}", sep=": ")


_CHANGE = ("change", "entry_id", "entry", "fields")


def _tell(told: Told, *, as_json: bool, **more: Any) -> None:
    line = {
        "list_id": told.list_id,
        "version": told.version,
        "act": told.act,
        "live": told.live,
        "entries": told.entries,
        "before": told.before,
        **told.change.counts,
        "left_out": dict(told.left_out),
        **{name: value.isoformat() if isinstance(value, date) else value for name, value in more.items()},
    }
    if as_json:
        json_line(line)
        return
    out = console()
    changed = ", ".join(f"{count} {what}" for what, count in told.change.counts.items())
    found = list(told.change.each())
    if told.before and found:
        title = f"Against version {told.before}: the first {min(SHOWN, len(found))} of {len(found)}"
        rows(found[:SHOWN], _CHANGE, as_json=False, title=title, empty="")
    for what, count in told.left_out.items():
        out.print(f"not taken from the file: {what}: {count}")
    ends = "are live" if told.live else "would be live; nothing was changed"
    out.print(f"{told.list_id} version {told.version} ({told.act}; {changed}): {told.entries} entries {ends}")
