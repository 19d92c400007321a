"""Looking at what is known: who is coming, why somebody was chosen, who did not report, how good the data is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidewaiter.cli.entering import Purpose, confined, enter, someone
from tidewaiter.cli.say import Json, bold, cell, console, errors, json_line, rows
from tidewaiter.enforce.cases import CaseStatus
from tidewaiter.vocabulary.act import Status
from tidewaiter.vocabulary.tables import Assignment, Band
from tidewaiter.vocabulary.time import utc_now
from tidewaiter.vocabulary.wording import movement, who

if TYPE_CHECKING:
    from tidewaiter.assemble import House

Limit = Annotated[int, typer.Option(min=1, help="At most so many rows.")]
Port = Annotated[str | None, typer.Option(help="Only this port of entry.")]
CONSOLE = "console look-up"
Question = Callable[..., list[dict[str, Any]]]
LISTS = {
    "encounters": "encounters",
    "report not-reported": "not-reported",
    "report unannounced": "unannounced",
    "report diversions": "diversions",
    "report documents": "documents",
    "report cases": "cases",
    "report overstays": "stays",
    "report exits": "stays",
    "report crew": "crew",
}
"""The words that list people, and what their lists are called in the permission table and the journal."""


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

    found = _asked(
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
        limit=limit,
    )


def known_port(house: House, port: str | None) -> str | None:
    """Give the registered code of a port that was asked for. Raises ``Refusal`` for one that is none."""
    return house.policies.places.port(port).code if port else None


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """Bring an encounter into the few columns that fit a terminal."""
    return {
        **row,
        "movement": movement(row),
        "who": who(row),
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
    out.print(bold(who(one)), one["encounter_id"], sep="  ")
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
        entry = f"{hit['list_id']} {hit['entry_id']} ({hit['category']}) by {hit['basis']}, {hit['status']}"
        out.print(bold("possible match"), entry, sep="  ")
        out.print(f"  declared {hit['declared_value']} | listed {hit['listed_value']} | ground: {hit['ground']}")
    for each in found["differences"]:
        values = f"announced {each['announced'] or 'nothing'} | presented {each['presented'] or 'nothing'}"
        out.print(bold("difference"), f"{each['field']}: {values} ({each['kind']})", sep="  ")
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


report = typer.Typer(no_args_is_help=True, help="Lists that a supervisor reads.")


def _asked(
    word: str,
    question: Question,
    *,
    as_json: bool,
    purpose: str = "",
    of_port: bool = True,
    port: str | None = None,
    limit: int | None = None,
    **conditions: Any,
) -> list[dict[str, Any]]:
    """Ask the read models; one row more than ``limit``, so that ``rows`` can tell that there is more.

    A list of people is journaled as read before it is given; one confined to a port sees that port alone.
    """
    by = someone(word, purpose=purpose)
    with errors(as_json=as_json):
        house = enter(word, by)
        if of_port:
            conditions["port"] = confined(by, known_port(house, port))
        asked = conditions if limit is None else {**conditions, "limit": limit + 1}
        with house.store.read() as reader:
            found = question(reader.cursor, **asked)
        if word in LISTS:
            house.listed(by, LISTS[word], found[:limit], **conditions)
    return found


@report.command("reporting")
def reporting(port: Port = None, limit: Limit = 1000, as_json: Json = False) -> None:
    """Comprehensive Reporting: for each movement, who was announced, who reported, who did not."""
    from tidewaiter.store import queries

    found = _asked("report reporting", queries.reporting, as_json=as_json, port=port, limit=limit, as_of=utc_now())
    columns = tuple(found[0]) if found else ()
    empty = "No movement is announced."
    rows(found, columns, as_json=as_json, title="Announced and reported", empty=empty, limit=limit)


@report.command("not-reported")
def not_reported(port: Port = None, carrier: str | None = None, limit: Limit = 1000, as_json: Json = False) -> None:
    """Everyone announced who is due and has not reported, by carrier, and why: passengers, crew and stowaways."""
    from tidewaiter.store import queries

    found = _asked(
        "report not-reported",
        queries.not_reported,
        as_json=as_json,
        port=port,
        carrier=carrier,
        limit=limit,
        as_of=utc_now(),
    )
    columns = tuple(found[0]) if found else ()
    empty = "Everyone who is due has reported."
    rows(found, columns, as_json=as_json, title="Not reported", empty=empty, limit=limit)


@report.command("unannounced")
def unannounced(port: Port = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Those who presented themselves without anything having announced them; the lane screened them."""
    from tidewaiter.store import queries

    found = _asked("report unannounced", queries.unannounced, as_json=as_json, port=port, limit=limit)
    columns = ("encounter_id", "presented_at", "port", "lane", "surname", "given_names", "plate", "screened", "band")
    empty = "Everyone who presented had been announced."
    rows(found, columns, as_json=as_json, title="Unannounced", empty=empty, limit=limit)


@report.command("diversions")
def diversions(port: Port = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Those who reported at another port than the one that expected them; both ports are named."""
    from tidewaiter.store import queries

    found = _asked("report diversions", queries.diverted, as_json=as_json, port=port, limit=limit)
    columns = ("encounter_id", "presented_at", "port", "diverted_from", "carrier", "number", "surname", "given_names")
    empty = "Everyone reported where they were expected."
    rows(found, columns, as_json=as_json, title="Diversions", empty=empty, limit=limit)


@report.command("documents")
def documents(port: Port = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Findings about documents: reported lost or stolen, two holders, two in use, a visa for another purpose."""
    from tidewaiter.store import queries

    found = _asked("report documents", queries.document_findings, as_json=as_json, port=port, limit=limit)
    columns = ("encounter_id", "name", "detail", "at", "port")
    empty = "Nothing was found that a human should look into."
    rows(found, columns, as_json=as_json, title="Documents", empty=empty, limit=limit)


@report.command("late")
def late(port: Port = None, limit: Limit = 1000, as_json: Json = False) -> None:
    """Movements whose manifest came late or is missing, by the deadlines of policies/filing.yaml."""
    from tidewaiter.store import queries

    with errors(as_json=as_json):
        by = someone("report late")
        house = enter("report late", by)
        asked: dict[str, Any] = {"port": confined(by, known_port(house, port)), "limit": limit + 1}
        with house.store.read() as reader:
            found = queries.late_manifests(reader.cursor, house.policies.gate.filings, utc_now(), **asked)
    columns = tuple(found[0]) if found else ()
    empty = "Every manifest came in time."
    rows(found, columns, as_json=as_json, title="Late or missing manifests", empty=empty, limit=limit)


@report.command("crew")
def crew(port: Port = None, as_json: Json = False) -> None:
    """Crew who came by sea and are on no later departure, for a human to look into."""
    from tidewaiter import reports

    with errors(as_json=as_json):
        by = someone("report crew")
        house = enter("report crew", by)
        own = confined(by, known_port(house, port))
        with house.store.read() as reader:
            found = reports.crew_not_returned(reader, utc_now(), port=own)
        house.listed(by, LISTS["report crew"], found, port=own)
    columns = ("encounter_id", "carrier", "number", "port", "scheduled_at", "left_without_at", "reason")
    rows(found, columns, as_json=as_json, title="Crew not returned", empty="No crew is known to have stayed behind.")


@report.command("quality")
def quality(as_json: Json = False) -> None:
    """How complete, valid and timely each feed's data is, field by field."""
    from tidewaiter.store import queries

    found = _asked("report quality", queries.feeds, as_json=as_json, of_port=False, limit=1_000_000)
    columns = ("sender", "carrier", "field", "messages", "people", "completeness", "validity", "timeliness", "findings")
    rows(found, columns, as_json=as_json, title="Data quality", empty="No message has come in yet.")


@report.command("differences")
def differences(as_json: Json = False) -> None:
    """Fields that differ, by carrier, worst first: between messages, and between them and what presented itself."""
    from tidewaiter import reports

    with errors(as_json=as_json), enter("report differences").store.read() as reader:
        found = reports.differences(reader)
    columns = ("between", "carrier", "field", "compared", "differing", "estimate", "low", "high")
    rows(found, columns, as_json=as_json, title="Differences", empty="No source contradicts another.")


@report.command("equal-risk")
def equal_risk(as_json: Json = False) -> None:
    """The share examined by mode and port beside that of the whole: `differs` calls for a look, not for a verdict."""
    from tidewaiter import reports

    with errors(as_json=as_json), enter("report equal-risk").store.read() as reader:
        found = reports.equal_risk(reader)
    columns = ("mode", "port", "encounters", "examined", "random", "estimate", "low", "high", "overall", "differs")
    rows(found, columns, as_json=as_json, title="Risk of examination", empty="Nobody has been assigned yet.")


@report.command("cases")
def cases(
    port: Port = None,
    status: Annotated[CaseStatus | None, typer.Option(help="How far they are.")] = None,
    limit: Limit = 100,
    as_json: Json = False,
) -> None:
    """Enforcement cases with their clocks, the one due first on top."""
    from tidewaiter.store import queries

    found = _asked("report cases", queries.cases, as_json=as_json, port=port, status=status, limit=limit)
    columns = ("case_id", "kind", "ground", "status", "port", "opened_at", "due_at", "appeal_until", "officer")
    rows(found, columns, as_json=as_json, title="Cases", empty="No case is open.", limit=limit)


@report.command("overstays")
def overstays(limit: Limit = 100, as_json: Json = False) -> None:
    """Stays past their date, for a human to look into: a missing exit record is as likely a gap in the data."""
    from tidewaiter.store import queries

    found = _asked("report overstays", queries.overstays, as_json=as_json, as_of=utc_now(), limit=limit)
    columns = ("encounter_id", "surname", "given_names", "document_number", "admitted_at", "until", "standing", "note")
    empty = "No stay is past its date."
    rows(found, columns, as_json=as_json, title="Stays past their date", empty=empty, limit=limit)


@report.command("exits")
def exits(port: Port = None, limit: Limit = 100, as_json: Json = False) -> None:
    """Exits of people that closed no stay: gaps in our own data first, for a human to look into."""
    from tidewaiter.store import queries

    found = _asked("report exits", queries.unmatched_exits, as_json=as_json, port=port, limit=limit)
    columns = ("encounter_id", "document_issuer", "document_number", "at", "port", "source", "note")
    rows(found, columns, as_json=as_json, title="Exits that closed no stay", empty="Every exit closed a stay.")


@report.command("yields")
def yields(as_json: Json = False) -> None:
    """What each rule and list earned: fired, examined, confirmed, with intervals; and the random stream's base rate."""
    with errors(as_json=as_json):
        found = enter("report yields").yields()
    columns = ("kind", "id", "version", "fired", "examined", "confirmed", "estimate", "low", "high")
    rows(found, columns, as_json=as_json, title="Yields", empty="Nothing has been examined yet.")
