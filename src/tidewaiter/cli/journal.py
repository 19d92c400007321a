"""The journal at the command line: verify it, export it, read it, rebuild what is shown from it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import REFUSED, Json, bold, console, errors, json_line, rows

app = typer.Typer(no_args_is_help=True, help="The append-only journal of everything that happened.")


@app.command()
def verify(as_json: Json = False) -> None:
    """Prove that nothing was edited, deleted, swapped, inserted, cut off or rewritten. Exit 1 where it was."""
    with errors(as_json=as_json):
        report = enter("journal verify").store.verify()
    problems = [{"seq": problem.seq, "kind": problem.kind, "text": problem.text} for problem in report.problems]
    if as_json:
        line = {"ok": report.ok, "entries": report.entries, "checkpoints": report.checkpoints, "problems": problems}
        json_line(line)
    else:
        out = console()
        verdict = bold("holds", "green") if report.ok else bold("does not hold", "red")
        out.print("The journal", verdict, f"({report.entries} entries, {report.checkpoints} checkpoints)")
        for problem in problems:
            out.print(f"  entry {problem['seq']}: {problem['kind']}: {problem['text']}")
    raise typer.Exit(0 if report.ok else REFUSED)


@app.command()
def export(path: Annotated[Path, typer.Argument(help="Where to write the JSON lines.")], as_json: Json = False) -> None:
    """Write the sealed entries as JSON lines, for the stand-alone verifier (tools/verify_journal.py)."""
    with errors(as_json=as_json):
        count = enter("journal export").store.export(path)
    if as_json:
        json_line({"entries": count, "file": str(path)})
    else:
        console().print(f"{count} entries written to {path}")


@app.command("range")
def show_range(
    after: Annotated[int, typer.Option(min=0)] = 0,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    kind: list[str] | None = None,
    as_json: Json = False,
) -> None:
    """List sealed entries behind a number; what they say stays closed."""
    with errors(as_json=as_json):
        found = [
            {
                "seq": e.seq,
                "kind": e.kind,
                "room": e.room,
                "about": e.about,
                "at": e.at,
                "actor": e.actor,
                "rows": e.rows,
            }
            for e in enter("journal range").store.journal_range(after, limit, kind or None)
        ]
    columns = ("seq", "kind", "room", "about", "at", "actor", "rows")
    rows(found, columns, as_json=as_json, title="Journal", empty="There is nothing behind that number.")


def purge(officer: By = "", role: Roles = None, as_json: Json = False) -> None:
    """Destroy what is due by policies/retention.yaml, but for what open cases hold.

    `serve`, `watch` and `ingest` do so by themselves once a day, unless TIDEWAITER_PURGE is off.
    """
    by = someone("purge", officer, role)
    with errors(as_json=as_json):
        done = enter("purge", by).purge(by.name)
    line = {"purged": len(done.seqs), "rekeyed": len(done.rekeyed), "keys": done.keys}
    if as_json:
        json_line(line)
    else:
        console().print(
            f"{line['purged']} entries purged, {line['rekeyed']} held for open cases, {line['keys']} keys destroyed"
        )


def rebuild(as_json: Json = False) -> None:
    """Make everything that is shown anew from the journal alone."""
    with errors(as_json=as_json):
        counts = enter("rebuild").store.rebuild()
    found = [{"table": table, "rows": count} for table, count in counts.items()]
    rows(
        found,
        ("table", "rows"),
        as_json=as_json,
        title="Rebuilt from the journal",
        empty="There is nothing to rebuild.",
    )
