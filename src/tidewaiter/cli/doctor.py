"""Is this installation sound? One line per check: ok, warn or fail, and what to do about it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from tidewaiter.cli.say import REFUSED, Json, bold, console, json_line
from tidewaiter.cli.serve import taken_because
from tidewaiter.vocabulary.errors import InvalidPolicy, TidewaiterError

if TYPE_CHECKING:
    from tidewaiter.assemble import House
    from tidewaiter.store.projections.sql import Cursor

OK, WARN, FAIL = "ok", "warn", "fail"
LONGEST_PROOF = 20_000
LONGEST_REPLAY = 50_000
SOON = timedelta(days=30)
GIB = 2**30


@dataclass(frozen=True, slots=True)
class Found:
    """One check: how it ended, what was seen, and what to do where it is not ok."""

    check: str
    state: str
    text: str
    todo: str = ""


def doctor(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port that would be served.")] = 8000,
    as_json: Json = False,
) -> None:
    """Check Python, packages, the home, the database, the journal, what is shown, lists, rules, clock, disk and port.

    Exit 1: a check failed. Warnings alone exit 0.
    """
    found = list(examine(port))
    colours = {OK: "green", WARN: "yellow", FAIL: "red"}
    for each in found:
        if as_json:
            json_line(asdict(each))
        else:
            todo = f"\n           {each.todo}" if each.todo else ""
            console().print(bold(f"{each.state:4}", colours[each.state]), f"{each.check}: {each.text}{todo}", sep="  ")
    raise typer.Exit(REFUSED if any(each.state == FAIL for each in found) else 0)


def examine(port: int) -> Iterator[Found]:
    """Run every check; those that need the house are not run, and say so, where it cannot be opened."""
    from tidewaiter.assemble import default_home, house_stands, open_house

    home = default_home()
    if not house_stands(home) and not os.environ.get("TIDEWAITER_DATABASE"):
        yield from (python(), packages(), disk(home), port_free(port), zones(), _nobody_home(home))
        return
    yield from (python(), packages(), home_writable(home), secrets_closed(home), disk(home), port_free(port), zones())
    try:
        house = open_house()
    except (TidewaiterError, OSError) as error:
        yield Found("house", FAIL, str(error), "Mend this first; the checks behind it did not run")
        return
    for check in (database, schema, journal, models, checkpoints, retention, lists, rules, shadow, clock, tokens):
        yield _guarded(check, house)


def _nobody_home(home: Path) -> Found:
    text = f"there is none in {home} yet; the checks of a house did not run"
    todo = "Set TIDEWAITER_HOME to where yours is, or begin one: tidewaiter ingest, lists load, or demo"
    return Found("house", WARN, text, todo)


def _guarded(check: Callable[[House], Found], house: House) -> Found:
    try:
        return check(house)
    except InvalidPolicy as error:
        todo = "Mend this file; until then what needs it is refused (ingest, replay, explain), the rest works"
        return Found(check.__name__, FAIL, str(error), todo)
    except (TidewaiterError, OSError) as error:
        return Found(check.__name__, FAIL, f"the check could not run: {error}")


def python() -> Found:
    """Look at the version of Python."""
    text = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    return Found("python", OK if good else FAIL, text, "" if good else "Install Python 3.11 or later")


def packages() -> Found:
    """Look whether every package that is required is installed."""
    required = [text for text in metadata.requires("tidewaiter") or [] if "extra ==" not in text]
    missing = []
    for text in required:
        name = re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0]
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Found("packages", FAIL, f"missing: {', '.join(missing)}", "make setup")
    return Found("packages", OK, f"all {len(required)} are installed")


def home_writable(home: Path) -> Found:
    """Look whether data can be written."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=home):
            pass
    except OSError as error:
        return Found("home", FAIL, f"{home}: {error.strerror}", "Set TIDEWAITER_HOME to a folder that can be written")
    if home.stat().st_mode & 0o077:
        return Found("home", WARN, f"{home}: others on this machine can look into it", f"chmod go= {home}")
    return Found("home", OK, str(home))


def secrets_closed(home: Path) -> Found:
    """Look whether others on this machine can read the keys."""
    folder = home / "keys"
    try:
        loose = [path.name for path in [folder, *folder.glob("*")] if path.exists() and path.stat().st_mode & 0o077]
    except OSError as error:
        return Found("keys", FAIL, f"{folder}: {error.strerror}", "Run it as the owner of the home")
    if loose:
        return Found("keys", FAIL, f"others can read {', '.join(loose)}", f"chmod -R go= {folder}")
    return Found("keys", OK, "readable by their owner alone" if folder.exists() else "none made yet")


def disk(home: Path) -> Found:
    """Look at the space that is left."""
    there = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(there).free
    state = OK if free > 5 * GIB else WARN if free > GIB else FAIL
    return Found("disk", state, f"{free / GIB:.1f} GiB free", "" if state == OK else "Free space, or move the home")


def port_free(port: int) -> Found:
    """Look whether the page can be served; a port in use may be this house already serving."""
    taken = taken_because("127.0.0.1", port)
    if taken:
        return Found("port", WARN, f"{port}: {taken}", "It may be this house already; else: tidewaiter serve --port")
    return Found("port", OK, f"{port} is free")


def zones() -> Found:
    """Look whether local times of messages can be brought to UTC."""
    try:
        ZoneInfo("Pacific/Auckland")
    except ZoneInfoNotFoundError:
        return Found("zones", FAIL, "no time zones are known", "Install tzdata: make setup")
    return Found("zones", OK, "time zones are known")


def database(house: House) -> Found:
    """Look whether the database keeps what it acknowledged, even in a power cut."""
    with house.store.read() as reader:
        if house.store.database:
            asked = {"fsync": "on", "synchronous_commit": "on"}
            held = {name: _one(reader.cursor, f"SHOW {name}") for name in asked}
        else:
            asked = {"synchronous": "2", "journal_mode": "wal"}
            held = {name: _one(reader.cursor, f"PRAGMA {name}") for name in asked}
    wrong = [f"{name} is {held[name]}, not {value}" for name, value in asked.items() if held[name] != value]
    if wrong:
        return Found("database", FAIL, "; ".join(wrong), "A power cut could lose acknowledged messages: set it back")
    return Found("database", OK, ", ".join(f"{name} {value}" for name, value in held.items()))


def schema(house: House) -> Found:
    """Look whether the tables are those of this version."""
    folder = Path(__file__).parents[1] / "store" / "migrations"
    known = {path.stem for path in folder.glob("0*.py")}
    with house.store.read() as reader:
        reader.cursor.execute("SELECT name FROM django_migrations WHERE app = 'store'")
        applied = {str(row[0]) for row in reader.cursor.fetchall()}
    if applied - known:
        newer = ", ".join(sorted(applied - known))
        return Found("schema", FAIL, f"a later version has written here: {newer}", "Install the later version")
    if known - applied:
        return Found("schema", FAIL, f"not applied: {', '.join(sorted(known - applied))}", "Run any word once more")
    return Found("schema", OK, max(applied))


def journal(house: House) -> Found:
    """Prove the journal, where it is short enough to be proved while somebody waits."""
    with house.store.read() as reader:
        size = int(_one(reader.cursor, "SELECT COALESCE(MAX(size), 0) FROM journal_head"))
    if size > LONGEST_PROOF:
        return Found("journal", WARN, f"{size} entries, not proved here", "tidewaiter journal verify")
    report = house.store.verify()
    if not report.ok:
        first = report.problems[0]
        text = f"it does not hold: entry {first.seq}, {first.kind}: {first.text}"
        return Found("journal", FAIL, text, "Keep the evidence; tidewaiter journal verify; restore a trusted copy")
    return Found("journal", OK, f"{report.entries} entries hold")


def models(house: House) -> Found:
    """Look whether what is shown is what the journal says, where a replay is short."""
    with house.store.read() as reader:
        rows = int(_one(reader.cursor, 'SELECT COALESCE(SUM("rows"), 0) FROM journal_entry'))
    if rows > LONGEST_REPLAY:
        return Found("models", WARN, f"{rows} rows, not replayed here", "tidewaiter journal verify --models")
    found = house.store.compare()
    if not found.ok:
        text = f"what is shown is not what the journal says: {found.lines()[0]}"
        todo = "tidewaiter journal verify --models names them; tidewaiter rebuild mends it; find out who could write"
        return Found("models", FAIL, f"{text}; {sum(found.differing.values())} rows in all", todo)
    return Found("models", OK, f"{found.rows} rows are what the journal says")


def checkpoints(house: House) -> Found:
    """Look whether checkpoints are kept, and where."""
    from tidewaiter.store.checkpoints import ENVIRONMENT, checkpoint_file, load_checkpoints

    path = checkpoint_file(house.home)
    kept, unreadable = load_checkpoints(path)
    with house.store.read() as reader:
        size = int(_one(reader.cursor, "SELECT COALESCE(MAX(size), 0) FROM journal_head"))
    if unreadable:
        return Found("checkpoints", FAIL, f"{path}: line {unreadable[0]} cannot be read", "tidewaiter journal verify")
    if size and not kept:
        return Found(
            "checkpoints", FAIL, f"none in {path}, but {size} entries", "Restore the file: it proves the journal"
        )
    if kept and size > kept[-1].size:
        text = f"{size - kept[-1].size} entries are kept but not attested: {path} could not be written"
        return Found("checkpoints", FAIL, text, "Let the file be written; the next commit attests them")
    if path.is_relative_to(house.home):
        text = f"{len(kept)}, beside the database in {path.parent.name}/"
        return Found("checkpoints", WARN, text, f"Set {ENVIRONMENT} to a file on another disk or a partner's share")
    return Found("checkpoints", OK, f"{len(kept)} in {path}")


def retention(house: House) -> Found:
    """Look when what was due was last destroyed, and whether anything is kept longer than the schedule allows."""
    from tidewaiter.assemble import purges_by_itself
    from tidewaiter.store import queries
    from tidewaiter.store.journal_purge import last, overdue

    by_itself = purges_by_itself()
    with house.store.read() as reader:
        due, before = overdue(reader.cursor, house.policies.clock(), queries.held), last(reader.cursor)
    text = f"last purge {before.at:%Y-%m-%d %H:%M} UTC by {before.actor}" if before else "nothing was purged yet"
    text += f"; {due.held} entries are held for open cases" if due.held else ""
    if due.keys:
        day, name = due.keys[0]
        return Found(
            "retention", WARN, f"{len(due.keys)} days are overdue, first {name} of {day}; {text}", "tidewaiter purge"
        )
    if not by_itself:
        todo = "Let a timer run tidewaiter purge daily, or unset TIDEWAITER_PURGE"
        return Found("retention", WARN, f"switched off by TIDEWAITER_PURGE; {text}", todo)
    return Found("retention", OK, f"nothing is kept too long; {text}")


def lists(house: House) -> Found:
    """Look which look-out lists are loaded, stale or holding entries past their last day."""
    from tidewaiter.store import queries

    today = house.policies.clock().date()
    with house.store.read() as reader:
        known = queries.lists(reader.cursor, today)
        reader.cursor.execute(
            "SELECT COUNT(*) FROM listing l LEFT JOIN list_version v ON v.list_id = l.list_id"
            " WHERE COALESCE(l.expires_at, v.expires_at) < %s",
            [today.isoformat()],
        )
        row = reader.cursor.fetchone()
    expired = int(row[0]) if row else 0
    stale = [each["list_id"] for each in known if each["stale"] and each["version"]]
    failed = [each["list_id"] for each in known if each["failure"]]
    gone = [each["list_id"] for each in known if each["expired"]]
    if gone:
        text = f"past their last day, so the check against them does not run: {', '.join(gone)}"
        return Found("lists", FAIL, text, "Fetch them anew and load them: tidewaiter lists load FILE")
    if not known:
        return Found("lists", WARN, "none is loaded: screening by list does not run", "tidewaiter lists load FILE")
    if stale or expired or failed:
        text = f"stale: {', '.join(stale) or 'none'}; entries past their last day: {expired}"
        text += f"; last load failed: {', '.join(failed)}" if failed else ""
        return Found("lists", WARN, text, "Fetch the lists anew and load them: tidewaiter lists load FILE")
    return Found("lists", OK, ", ".join(f"{each['list_id']} ({each['entries']})" for each in known))


def rules(house: House) -> Found:
    """Look which rules are switched off by their expiry, and which soon will be."""
    ruleset, soon = house.policies.ruleset, house.policies.clock().date() + SOON
    ending = [rule.id for rule in ruleset.rules if rule.expires_at <= soon]
    if ruleset.expired or ending:
        text = f"switched off: {', '.join(ruleset.expired) or 'none'}; ending in 30 days: {', '.join(ending) or 'none'}"
        return Found("rules", WARN, text, "Their owners review them and set a new date: tidewaiter rules list")
    return Found("rules", OK, f"{len(ruleset.rules)} in force")


def shadow(house: House) -> Found:
    """Look which rules were let into the shadow and can no longer be read: they are not asked."""
    broken = house.book.broken()
    if broken:
        first = "; ".join(f"{name}: {why}" for name, why in sorted(broken.items())[:3])
        text = f"{len(broken)} cannot be read and {'is' if len(broken) == 1 else 'are'} not asked: {first}"
        more = f", and {len(broken) - 3} more: tidewaiter rules review" if len(broken) > 3 else ""
        todo = "Their authors draft a version that compiles, or a supervisor retires them: tidewaiter rules retire ID"
        return Found("shadow", WARN, text + more, todo)
    return Found("shadow", OK, "every rule in the shadow can be asked")


def clock(house: House) -> Found:
    """Look whether the clock runs behind what was already journaled."""
    with house.store.read() as reader:
        last = _one(reader.cursor, "SELECT COALESCE(MAX(at), '') FROM journal_entry")
    now = house.policies.clock()
    if last and datetime.fromisoformat(last) > now + timedelta(minutes=5):
        return Found("clock", FAIL, f"it says {now:%Y-%m-%d %H:%M} UTC, the journal has {last}", "Set the clock (NTP)")
    return Found("clock", OK, f"{now:%Y-%m-%d %H:%M} UTC")


def tokens(house: House) -> Found:
    """Look whether tokens will soon stop opening."""
    from tidewaiter.store import access

    now = house.policies.clock()
    with house.store.read() as reader:
        live = [grant for grant in access.grants(reader.cursor) if grant.state(now) == "live"]
    ending = [grant.name for grant in live if datetime.fromisoformat(grant.expires_at) < now + SOON / 2]
    dumb = [grant.name for grant in live if grant.role in house.authority.bound and not grant.senders]
    if dumb:
        text = f"they name no sender, so nothing is taken from {', '.join(dumb)}"
        return Found("tokens", WARN, text, "tidewaiter token issue --sender ID, then revoke the old one")
    if ending:
        return Found("tokens", WARN, f"end within 15 days: {', '.join(ending)}", "tidewaiter token issue")
    return Found("tokens", OK, f"{len(live)} live" if live else "none issued; the pages need none")


def _one(cursor: Cursor, sql: str) -> str:
    cursor.execute(sql)
    row = cursor.fetchone()
    return str(row[0]) if row else ""
