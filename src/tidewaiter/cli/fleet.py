"""Jobs over the past on many machines: ``tidewaiter fleet``; the same functions as on one, handed out by Spark."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidewaiter.cli.say import Json, console, errors, json_line, rows
from tidewaiter.vocabulary.time import utc_now

if TYPE_CHECKING:
    from tidewaiter.fleet.jobs import Rules

app = typer.Typer(no_args_is_help=True, help="History jobs on Spark. Needs the extra `spark` and Java 17.")

Master = Annotated[
    str, typer.Option(help="Where Spark runs: local[2], local-cluster[2,1,2048], spark://…, yarn, k8s://…")
]
Snapshots = Annotated[Path, typer.Option(help="Folder of snapshots.")]
Out = Annotated[Path, typer.Option(help="Folder to write Parquet into; what stands there is replaced.")]
Folder = Annotated[Path | None, typer.Option("--rules", help="Folder of policies; else those shipped.")]
_LOCAL = "local[2]"


@app.command("assess")
def assess(
    snapshots: Snapshots, out: Out, master: Master = _LOCAL, folder: Folder = None, as_json: Json = False
) -> None:
    """Ask the rules of every row of the snapshots: score, band, fired and unasked rules."""
    from tidewaiter.fleet import jobs, spark
    from tidewaiter.fleet import snapshots as kept

    with errors(as_json=as_json), spark.session(master) as opened:
        started = time.perf_counter()
        spark.written(spark.run(opened, jobs.assessing(_rules(folder)), kept.found(snapshots)), out)
        _done("assessed", opened.read.parquet(str(out)).count(), out, started, as_json=as_json)


@app.command("backtest")
def backtest(snapshots: Snapshots, master: Master = _LOCAL, folder: Folder = None, as_json: Json = False) -> None:
    """Count what each rule would have done to the snapshots."""
    from tidewaiter.fleet import jobs, spark
    from tidewaiter.fleet import snapshots as kept

    with errors(as_json=as_json), spark.session(master) as opened:
        job = jobs.backtesting(_rules(folder))
        found = jobs.added_up(spark.collected(spark.run(opened, job, kept.found(snapshots)), job.schema))
    rows(found.to_dicts(), tuple(found.columns), as_json=as_json, title="Back-test", empty="No rules.")


@app.command("rescreen")
def rescreen(
    names: Annotated[Path, typer.Option(help="Parquet of names: query_id, name, birth_date, country.")],
    listed: Annotated[Path, typer.Option("--list", help="The list; every machine must reach the file.")],
    out: Out,
    master: Master = _LOCAL,
    limit: Annotated[int, typer.Option(min=1, help="At most so many entities a query.")] = 5,
    least: Annotated[float, typer.Option(min=0, max=0.999, help="Report nothing under this score.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Screen names against a list and write every possible match with its evidence."""
    from tidewaiter.fleet import jobs, spark

    with errors(as_json=as_json), spark.session(master) as opened:
        started = time.perf_counter()
        spark.written(spark.run(opened, jobs.rescreening(listed, limit, least), [names]), out)
        _done("possible matches", opened.read.parquet(str(out)).count(), out, started, as_json=as_json)


@app.command("features")
def features(
    asked: Annotated[Path, typer.Option(help="Parquet of moments: encounter_id, subject_id, as_of.")],
    events: Annotated[Path, typer.Option(help="Parquet of the past: subject_id, kind, at, known_at, until.")],
    out: Out,
    master: Master = _LOCAL,
    as_json: Json = False,
) -> None:
    """Count each subject's past as known at each moment."""
    from tidewaiter.fleet import spark

    with errors(as_json=as_json), spark.session(master) as opened:
        started = time.perf_counter()
        spark.written(spark.run_counts(opened, [asked], [events]), out)
        _done("counted", opened.read.parquet(str(out)).count(), out, started, as_json=as_json)


def _rules(folder: Path | None) -> Rules:
    from tidewaiter.fleet.jobs import Rules

    return Rules(utc_now().date(), str(folder) if folder else None)


def _done(what: str, count: int, out: Path, started: float, *, as_json: bool) -> None:
    seconds = round(time.perf_counter() - started, 1)
    if as_json:
        json_line({"what": what, "rows": count, "out": str(out), "seconds": seconds})
    else:
        console().print(f"{count:,} rows {what} in {seconds} s, in {out}")
