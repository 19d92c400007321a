"""Looking at what is known: who is coming, why somebody was chosen, who did not report, how good the data is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import typer

from tidewaiter.cli.entering import Purpose, confined, enter, someone
from tidewaiter.cli.say import Json, bold, cell, console, errors, json_line, movement, rows
from tidewaiter.vocabulary.act import Status
from tidewaiter.vocabulary.tables import Assignment, Band
from tidewaiter.vocabulary.time import utc_now

Limit = Annotated[int, typer.Option(min=1, help="At most so many rows.")]
Port = Annotated[str | None, typer.Option(help="Only this port of entry.")]
CONSOLE = "console look-up"


def encounters(
    port: Port = None,
    band: Annotated[Band | None, typer.Option(help="How high the risk is.")] = None,
    status: Annotated[Status | None, typer.Option(help="Where they stand.")] = None,
    assignment: Annotated[Assignment | None, typer.Option(help="Who is to look.")] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day (UTC) they are due.")] = None,
    limit: Limit = 100,
    purpose: Purpose = CONSOLE,
    as_json: Json = False,
) -> None:
    """List who and what is coming, by when they are due; the reading is journaled."""
    from tidewaiter.store import queries

    found = _people(
        "encounters",
        queries.encounters,
        as_json=as_json,
        purpose=purpose,
        port=port,
        band=band,
        status=status,
        assignment=assignment,
        day=day.date() if day else None,
        limit=limit,
    )
    shown = found if as_json else [_line(row) for row in found]
    columns = ("encounter_id", "scheduled_at", "port", "movement", "who", "band", "assignment", "status", "reasons")
    rows(
        shown,
        columns,
        as_json=as_json,
        title="Encounters",
        empty="Nothing is announced that fits. Take messages in: tidewaiter ingest",
    )


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """Bring an encounter into the few columns that fit a terminal."""
    name = ", ".join(str(row[part]) for part in ("surname", "given_names") if row.get(part))
    return {
        **row,
        "movement": movement(row),
        "who": name or row.get("plate") or "name not declared",
        "assignment": f"{row['assignment']} ({row['stream']})",
        "reasons": "; ".join(str(reason.get("text", reason)) for reason in row.get("reasons") or []),
    }


def explain(
    encounter_id: Annotated[str, typer.Argument(help="The encounter's id (enc-…).")],
    purpose: Purpose = CONSOLE,
    everything: Annotated[bool, typer.Option("--all", help="Also the rules that stayed quiet.")] = False,
    as_json: Json = False,
) -> None:
    """Tell everything about one encounter and why it was assessed so: every fact, every rule, leaf by leaf."""
    with errors(as_json=as_json):
        by = someone("explain", purpose=purpose)
        found = enter("explain", by).explain(encounter_id, by)
    if as_json:
        json_line(found)
    else:
        _tell(found, everything=everything)


def _tell(found: dict[str, Any], *, everything: bool) -> None:
    out, one = console(), found["encounter"]
    who = " ".join(str(one[name]) for name in ("given_names", "surname", "plate") if one.get(name))
    out.print(bold(who or "name not declared"), one["encounter_id"], sep="  ")
    out.print(f"{movement(one)}, due {cell(one['scheduled_at'])} at {one['port']}; status {one['status']}")
    score = "no score" if one["score"] is None else f"score {one['score']:g}"
    out.print(f"band {one['band']} ({score}); suggested: {one['assignment']} ({one['stream']})\n")
    for fact in found["facts"]:
        if fact["kind"] == "Identified":
            said = fact["data"]
            linked = f"linked by {said['link_basis']} ({said['link_score']:g}): {said['link_evidence']}"
            out.print(bold("who"), linked, sep="  ")
            for check in said["checks"] or []:
                out.print(f"  {check['state']:8} {check['name']}: {check['detail'] or ''}")
    for hit in one["possible_matches"]:
        entry = f"{hit['list_id']} {hit['entry_id']} ({hit['category']}) by {hit['basis']}"
        out.print(bold("possible match"), entry, sep="  ")
        out.print(f"  declared {hit['declared_value']} | listed {hit['listed_value']} | ground: {hit['ground']}")
    today = "" if found["replayed"] else "(the rules have changed since; replayed by today's)"
    out.print(bold("\nwhy"), today, sep="  ")
    quiet = 0
    for rule in found["rules"]:
        quiet += rule["outcome"] in ("quiet", "does-not-apply")
        if everything or rule["outcome"] not in ("quiet", "does-not-apply"):
            out.print(f"  {rule['outcome']:14} {rule['rule']} (weight {rule['weight']:g}): {rule['title']}")
            for leaf in rule["leaves"]:
                out.print(f"      {leaf['outcome']:8} {leaf['text']}  {leaf['values']}")
    if quiet and not everything:
        out.print(f"  {quiet} rules stayed quiet; --all shows them")
    out.print(bold("\nwhat happened"))
    for fact in found["facts"]:
        out.print(f"  {cell(fact['at'])}  {fact['kind']} by {fact['actor']}")


Question = Callable[..., list[dict[str, Any]]]
LISTS = {
    "report not-reported": "not-reported",
    "report unannounced": "unannounced",
    "report hits": "hits",
    "report cases": "cases",
    "report overstays": "stays",
    "report crew": "crew",
    "report exits": "stays",
}
"""What the lists of people are called in the permission table and the journal."""

report = typer.Typer(no_args_is_help=True, help="Lists that a supervisor reads.")


def _asked(word: str, question: Question, *, as_json: bool, **conditions: Any) -> list[dict[str, Any]]:
    """Ask for figures, in which nobody is shown."""
    with errors(as_json=as_json), enter(word).store.read() as reader:
        return question(reader.cursor, **conditions)


def _people(
    word: str, question: Question, *, as_json: bool, purpose: str = "", **conditions: Any
) -> list[dict[str, Any]]:
    """Ask for a list of people; who read it, why, and whom it showed is journaled."""
    by = someone(word, purpose=purpose)
    with errors(as_json=as_json):
        house = enter(word, by)
        if "port" in conditions:
            conditions["port"] = confined(by, conditions["port"])
        with house.store.read() as reader:
            found = question(reader.cursor, **conditions)
        house.listed(by, LISTS.get(word, word), found, **conditions)
    return found


@report.command("reporting")
def reporting(port: Port = None, limit: Limit = 1000, as_json: Json = False) -> None:
    """Comprehensive Reporting: for each movement, who was announced, who reported, who did not."""
    from tidewaiter.store import queries

    found = _asked("report reporting", queries.reporting, as_json=as_json, port=port, limit=limit)
    columns = tuple(found[0]) if found else ()
    rows(found, columns, as_json=as_json, title="Announced and reported", empty="No movement is announced.")


@report.command("not-reported")
def not_reported(port: Port = None, carrier: str | None = None, limit: Limit = 1000, as_json: Json = False) -> None:
    """Everyone announced who has not reported, by carrier: passengers, crew and stowaways."""
    from tidewaiter.store import queries

    found = _people(
        "report not-reported",
        queries.not_reported,
        as_json=as_json,
        port=port,
        carrier=carrier,
        limit=limit,
        before=utc_now(),
    )
    columns = tuple(found[0]) if found else ()
    rows(found, columns, as_json=as_json, title="Not reported", empty="Everyone announced until now has reported.")


@report.command("unannounced")
def unannounced(port: Port = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Those who presented themselves without anything having announced them; the lane screened them."""
    from tidewaiter.store import queries

    found = _people("report unannounced", queries.unannounced, as_json=as_json, port=port, limit=limit)
    columns = ("encounter_id", "presented_at", "port", "lane", "surname", "given_names", "plate", "band", "assignment")
    rows(found, columns, as_json=as_json, title="Unannounced", empty="Everyone who presented had been announced.")


@report.command("late")
def late(limit: Limit = 1000, as_json: Json = False) -> None:
    """Movements whose manifest came late or is missing, by the deadlines of policies/filing.yaml."""
    from tidewaiter.store import queries

    by = someone("report late")
    with errors(as_json=as_json):
        house = enter("report late", by)
        with house.store.read() as reader:
            found = queries.late_manifests(reader.cursor, house.policies.gate.filings, utc_now(), limit=limit)
    columns = tuple(found[0]) if found else ()
    rows(found, columns, as_json=as_json, title="Late or missing manifests", empty="Every manifest came in time.")


@report.command("crew")
def crew(as_json: Json = False) -> None:
    """Crew who came by sea and are on no later departure, for a human to look into."""
    by = someone("report crew")
    with errors(as_json=as_json):
        house = enter("report crew", by)
        own = confined(by, None)
        found = [row for row in house.crew_not_returned() if own in (None, row["port"])]
        house.listed(by, LISTS["report crew"], found)
    columns = ("encounter_id", "carrier", "number", "port", "scheduled_at", "left_without_at", "reason")
    rows(found, columns, as_json=as_json, title="Crew not returned", empty="No crew is known to have stayed behind.")


@report.command("quality")
def quality(as_json: Json = False) -> None:
    """How complete, valid and timely each feed's data is, field by field."""
    from tidewaiter.store import queries

    found = _asked("report quality", queries.feeds, as_json=as_json)
    columns = ("sender", "carrier", "field", "messages", "people", "completeness", "validity", "timeliness", "findings")
    rows(found, columns, as_json=as_json, title="Data quality", empty="No message has come in yet.")


@report.command("differences")
def differences(as_json: Json = False) -> None:
    """Fields in which manifest, booking and lane contradict each other, by carrier."""
    from tidewaiter.store import queries

    found = _asked("report differences", queries.differences, as_json=as_json)
    rows(
        found,
        ("carrier", "field", "encounters"),
        as_json=as_json,
        title="Differences",
        empty="No source contradicts another.",
    )


@report.command("hits")
def hits(port: Port = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Possible matches with look-out lists."""
    from tidewaiter.store import queries

    found = _people("report hits", queries.hits, as_json=as_json, port=port, limit=limit)
    columns = (
        "encounter_id",
        "list_id",
        "entry_id",
        "basis",
        "declared_value",
        "listed_value",
        "surname",
        "given_names",
        "port",
    )
    rows(
        found,
        columns,
        as_json=as_json,
        title="Possible matches",
        empty="Nobody matches an entry; see `tidewaiter lists status`.",
    )


@report.command("cases")
def cases(limit: Limit = 100, as_json: Json = False) -> None:
    """Enforcement cases with their clocks, the one due first on top."""
    from tidewaiter.store import queries

    found = _people("report cases", queries.cases, as_json=as_json, limit=limit)
    columns = ("case_id", "kind", "ground", "status", "opened_at", "due_at", "appeal_until", "officer")
    rows(found, columns, as_json=as_json, title="Cases", empty="No case is open.")


@report.command("overstays")
def overstays(limit: Limit = 100, as_json: Json = False) -> None:
    """Stays past their date, for a human to look into: a missing exit record is as likely a gap in the data."""
    from tidewaiter.store import queries

    found = _people("report overstays", queries.overstays, as_json=as_json, as_of=utc_now(), limit=limit)
    columns = ("encounter_id", "surname", "given_names", "document_number", "admitted_at", "until", "standing", "note")
    rows(found, columns, as_json=as_json, title="Stays past their date", empty="No stay is past its date.")


@report.command("exits")
def exits(port: Port = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Exits of people that closed no stay: gaps in our own data first, for a human to look into."""
    from tidewaiter.store import queries

    found = _people("report exits", queries.unmatched_exits, as_json=as_json, port=port, limit=limit)
    columns = ("encounter_id", "document_issuer", "document_number", "at", "port", "source", "note")
    rows(found, columns, as_json=as_json, title="Exits that closed no stay", empty="Every exit closed a stay.")


@report.command("yields")
def yields(as_json: Json = False) -> None:
    """What each rule and list earned: fired, examined, confirmed, with intervals; and the random stream's base rate."""
    with errors(as_json=as_json):
        found = enter("report yields").yields()
    columns = ("kind", "id", "version", "fired", "examined", "confirmed", "estimate", "low", "high")
    rows(found, columns, as_json=as_json, title="Yields", empty="Nothing has been examined yet.")
