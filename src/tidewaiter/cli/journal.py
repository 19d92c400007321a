"""The journal at the command line: verify it, export it, read it, rebuild what is shown from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidewaiter.cli.entering import By, Roles, enter, someone
from tidewaiter.cli.say import REFUSED, Json, bold, console, errors, json_line, rows
from tidewaiter.vocabulary.facts import FactKind

if TYPE_CHECKING:
    from tidewaiter.record import VerifyReport
    from tidewaiter.store.comparison import Comparison

app = typer.Typer(no_args_is_help=True, help="The append-only journal of everything that happened.")


@app.command()
def verify(
    models: Annotated[
        bool, typer.Option("--models", help="Also replay it, and compare everything that is shown with what it says.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Prove that nothing was edited, deleted, swapped, inserted, cut off or rewritten. Exit 1 where it was."""
    with errors(as_json=as_json):
        store = enter("journal verify").store
        report = store.verify()
        # What a broken journal says proves nothing about what is shown.
        compared = store.compare() if models and report.ok else None
    if as_json:
        json_line(report.as_dict() | ({"models": compared.as_dict()} if compared else {}))
    else:
        _tell(report, compared, asked=models)
    raise typer.Exit(0 if report.ok and (compared is None or compared.ok) else REFUSED)


def _tell(report: VerifyReport, compared: Comparison | None, *, asked: bool) -> None:
    out = console()
    verdict = bold("holds", "green") if report.ok else bold("does not hold", "red")
    out.print("The journal", verdict, f"({report.entries} entries, {report.checkpoints} checkpoints)")
    for problem in report.problems:
        out.print(f"  entry {problem.seq}: {problem.kind}: {problem.text}")
    if compared is None:
        if asked:
            out.print("What is shown was not compared with a journal that does not hold.")
        return
    verdict = bold("agrees", "green") if compared.ok else bold("does not agree", "red")
    out.print("What is shown", verdict, f"with the journal ({compared.rows} rows)")
    for line in compared.lines():
        out.print(f"  {line}")
    if not compared.ok:
        out.print("What to do: tidewaiter rebuild makes it anew from the journal; find out who could write there")


@app.command()
def prove(seq: Annotated[int, typer.Argument(min=1, help="The number of an entry.")], as_json: Json = False) -> None:
    """Write the receipt of one entry as JSON: the proof that a signed checkpoint covers it, and nothing else."""
    with errors(as_json=as_json):
        json_line(enter("journal prove").store.prove(seq))


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="A receipt that `journal prove` wrote.", exists=True)],
    key: Annotated[
        str | None, typer.Option(help="The public key in hexadecimal, as published; else the one in the receipt.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a receipt; no house is needed. Exit 1 where it does not hold. Trust a key that you got elsewhere."""
    import orjson
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from tidewaiter.record import check_receipt

    try:
        told = orjson.loads(path.read_bytes())
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex((key or told["key"]).strip()))
    except (ValueError, KeyError, TypeError) as error:
        raise typer.BadParameter(f"there is no receipt or no key: {error}") from error
    wrong = check_receipt(told, public)
    if as_json:
        json_line({"ok": not wrong, "problems": wrong})
    else:
        console().print(*(wrong or [f"The receipt of entry {told['entry']['seq']} holds"]), sep="\n")
    raise typer.Exit(REFUSED if wrong else 0)


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
    kind: Annotated[list[FactKind] | None, typer.Option(help="Only entries of these kinds.")] = None,
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
            for e in enter("journal range").store.journal_range(after, limit + 1, kind or None)
        ]
    columns = ("seq", "kind", "room", "about", "at", "actor", "rows")
    rows(found, columns, as_json=as_json, title="Journal", empty="There is nothing behind that number.", limit=limit)


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
