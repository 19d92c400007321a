"""Assessing a file of features by the rules and a model: no world but the file, and it is held piece by piece."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidewaiter.cli.say import WRONG_CALL, Json, console, errors, json_line, progress
from tidewaiter.vocabulary.errors import NotFound, TidewaiterError
from tidewaiter.vocabulary.time import utc_now

if TYPE_CHECKING:
    import polars as pl

    from tidewaiter.assess import Ruleset

app = typer.Typer(
    no_args_is_help=True,
    help="Assess: score files of features by the rules; make, measure and promote models.",
)
CHUNK = 262_144
"""Rows of the file held at once."""


@app.callback(invoke_without_command=True)
def assess(
    context: typer.Context,
    table: Annotated[Path | None, typer.Option(help="Parquet: a column for each feature known.")] = None,
    out: Annotated[Path | None, typer.Option(help="Parquet to write: ids, score, band, fired, not_evaluable.")] = None,
    rules: Annotated[Path | None, typer.Option(help="A policies folder, read alone; else those of the house.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A model: its folder, or the beginning of its hash; else the one in force.")
    ] = None,
    keep: Annotated[list[str] | None, typer.Option(help="A further column to hand through.")] = None,
    as_json: Json = False,
) -> None:
    """Assess every row of a Parquet file by the rules in force today and write score, band and the rules that fired.

    A model says its part in columns of its own (model_score and why it is silent); where none runs the summary says
    why. It moves no band but through a rule that asks it.

    Columns are named after the features of the catalogue. A feature without a column is unknown: rules that ask it
    come out as not evaluable, and the summary names it. Columns named id or ending in _id are handed through, no other
    one unless --keep names it.
    """
    if context.invoked_subcommand is not None:
        return
    if table is None or out is None:
        console(error=True).print("Say both --table and --out, or one of the words of tidewaiter assess --help")
        raise typer.Exit(WRONG_CALL)
    with errors(as_json=as_json):
        said = _assessed(table, out, _ruleset(rules), model, keep or [], alone=rules is not None, quiet=as_json)
    if as_json:
        json_line(said)
        return
    console().print(
        f"{said['rows']:,} rows by {said['rules']} rules in {said['seconds']:.1f} s; "
        + ", ".join(f"{band} {count:,}" for band, count in said["bands"].items())
    )
    _tell_model(said["model"], said["rows"])
    if said["missing"]:
        console(error=True).print(f"No column, so unknown everywhere: {', '.join(said['missing'])}")
    for hint in said["resembling"]:
        console(error=True).print(f"  {hint}")


def _tell_model(said: dict[str, Any], rows: int) -> None:
    if not said["ran"]:
        console(error=True).print(f"The model did not run: {said['why']}")
        return
    silent = ", ".join(f"{why} {count:,}" for why, count in sorted(said["silent"].items()))
    console().print(
        f"model {said['id'][:12]} scored {said['scored']:,} of {rows:,}" + (f"; silent: {silent}" if silent else "")
    )
    if said["missing"]:
        console(error=True).print(f"No column, so unknown to the model: {', '.join(said['missing'])}")


def _ruleset(folder: Path | None) -> Ruleset:
    from tidewaiter.assess import load_ruleset
    from tidewaiter.site import site_policies

    if folder is None:
        return load_ruleset(site=site_policies(), as_of=utc_now().date())
    if not (folder / "rules").is_dir():
        raise NotFound(f"there is no folder {folder / 'rules'}: --rules names the folder in which rules/ stands")
    return load_ruleset(folder, as_of=utc_now().date())


def _assessed(
    table: Path, out: Path, ruleset: Ruleset, named: str | None, keep: list[str], *, alone: bool, quiet: bool
) -> dict[str, Any]:
    import polars as pl

    from tidewaiter.assess.model import OF_MODELS
    from tidewaiter.assess.table import check_types, features_missing, resembling
    from tidewaiter.cli.assess_model import asked_model

    if not table.is_file():
        raise NotFound(f"there is no file {table}")
    if not out.parent.is_dir():
        raise NotFound(f"there is no folder {out.parent} to write {out.name} into")
    started = time.perf_counter()
    scan = pl.scan_parquet(table)
    try:
        schema = scan.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise TidewaiterError(f"{table} cannot be read as Parquet: {error}", code="wrong-table") from error
    if absent := [name for name in keep if name not in schema]:
        raise NotFound(f"there is no column {absent[0]} in {table.name}")
    check_types(schema, ruleset)
    asked = asked_model(named, ruleset, schema, utc_now(), alone=alone)
    ruleset = ruleset.with_model(asked.model)
    handed = [name for name in schema if name in keep or name == "id" or name.endswith("_id")]
    bands = dict.fromkeys([name for name, _ in ruleset.bands.steps], 0)
    silent: Counter[str] = Counter()
    height = int(scan.select(pl.len()).collect().item())
    with TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as folder:
        parts = Path(folder)
        with progress("Assessing", height, quiet=quiet) as advance:
            for number, part in enumerate(_parts(scan, height, handed, ruleset)):
                part.write_parquet(parts / f"{number:06}.parquet")
                bands.update({band: bands[band] + count for band, count in part["band"].value_counts().iter_rows()})
                if asked.model is not None:
                    silent.update(dict(part["model_silent"].drop_nulls().value_counts().iter_rows()))
                advance(part.height)
        written = parts / "whole.parquet"
        pl.scan_parquet(sorted(parts.glob("[0-9]*.parquet"))).sink_parquet(
            written,
            metadata={"tidewaiter.ruleset": ruleset.id, "tidewaiter.model": asked.model.id if asked.model else ""},
        )
        written.replace(out)
    names = [*schema.names(), *(OF_MODELS if asked.model else ())]
    return {
        "rows": height,
        "rules": len(ruleset.rules),
        "ruleset": ruleset.id,
        "bands": bands,
        "model": asked.told(silent, height),
        "missing": list(features_missing(names, ruleset)),
        "resembling": list(resembling(names, ruleset)),
        "seconds": round(time.perf_counter() - started, 2),
    }


def _parts(scan: pl.LazyFrame, height: int, handed: list[str], ruleset: Ruleset) -> Iterator[pl.DataFrame]:
    import polars as pl

    from tidewaiter.assess import OUTCOME, assess_table
    from tidewaiter.assess.model.table import REASONED, score_table

    names, model = scan.collect_schema().names(), ruleset.model
    wanted = {*handed, *ruleset.features_asked, *(model.features if model else ())}
    made = (*OUTCOME, *REASONED) if model else tuple(OUTCOME)
    read = [name for name in names if name in wanted and name not in (REASONED if model else ())]
    for start in range(0, max(height, 1), CHUNK):
        rows = scan.select(read).slice(start, CHUNK).collect()
        beside = []
        if model is not None:
            told = score_table(rows, model, ruleset.catalogue, reasons="model_reasons" in ruleset.features_asked)
            beside, rows = [told], rows.hstack(told)
        said = assess_table(rows, ruleset)
        yield pl.concat([rows.select(name for name in handed if name not in made), said, *beside], how="horizontal")
