"""Screening a file of names against a file of listed names: no database, and no list but the one given."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from tidewaiter.cli.say import Json, console, errors, json_line, progress


def screen(
    listed: Annotated[
        Path,
        typer.Option("--list", help="CSV: id,schema,name,aliases,birth_date,countries,dataset (; between values)."),
    ],
    names: Annotated[Path, typer.Option("--names", help="CSV: query_id,name,birth_date.")],
    out: Annotated[Path, typer.Option("--out", help="CSV to write: query_id,entity_id,score,evidence.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many entities a query.")] = 5,
    least: Annotated[float, typer.Option(min=0, max=0.999, help="Report nothing under this score.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Screen names of any script against a list, and write every possible match with its score and evidence.

    Hits are written as they are found, into HITS.csv.part, which takes its name when all names are screened.
    """
    with errors(as_json=as_json):
        import polars as pl

        from tidewaiter.identify.matching import SCREENED, Counts, screen_slices
        from tidewaiter.identify.matching.reading import read_list, read_names
        from tidewaiter.vocabulary.errors import NotFound

        for path in (listed, names):
            if not path.is_file():
                raise NotFound(f"there is no file {path}")
        if not out.parent.is_dir():
            raise NotFound(f"there is no folder {out.parent} to write {out.name} into")
        started = time.perf_counter()
        table, queries = read_list(listed), read_names(names)
        unfinished = out.with_name(out.name + ".part")
        matched, counts = 0, Counts(0, 0, 0)
        with progress("Screening", queries.height, quiet=as_json) as advance, unfinished.open("wb") as file:
            pl.DataFrame(schema=SCREENED).write_csv(file)
            for found, mine, done in screen_slices(table, queries, limit, least=least):
                found.write_csv(file, include_header=False)
                matched += found["query_id"].n_unique()
                counts = counts.plus(mine)
                advance(done)
        unfinished.replace(out)
    took = time.perf_counter() - started
    line = {
        "entities": table.height,
        "queries": queries.height,
        "hits": counts.reported,
        "queries_with_hits": matched,
        **counts._asdict(),
        "seconds": round(took, 2),
    }
    if as_json:
        json_line(line)
    else:
        console().print(
            f"{line['queries']:,} names against {line['entities']:,} entities in {took:.1f} s: {line['hits']:,}"
            f" possible matches of {line['queries_with_hits']:,} names, in {out};"
            f" {line['considered']:,} pairs considered, {line['scored']:,} laid out word by word"
        )
