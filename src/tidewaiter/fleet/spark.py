"""Jobs on many machines: Spark hands each piece to the same function as Arrow and takes Arrow back; extra `spark`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from tidewaiter.fleet.jobs import COUNTED, Job, counted
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.tables import Schema

INSTALL = "pip install 'tidewaiter[spark]'"
JAVA = "Spark needs Java 17 or later: on Debian, apt-get install openjdk-17-jre-headless"
LOCAL = "local[2]"
ROWS = 16_384
"""Rows handed over at once: a piece of all features stays far below the memory of a small executor."""


@contextmanager
def session(master: str = LOCAL, **settings: str) -> Iterator[Any]:
    """Open a Spark session on a master (``local[2]``, ``local-cluster[2,1,2048]``, ``spark://…``, ``yarn``, ``k8s://…``).

    Masters of this machine listen on loopback alone. ``settings`` are Spark's own, with ``_`` for a dot. Raises
    ``Refusal`` with what to install where PySpark or Java is missing.
    """
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise Refusal(JAVA, code="java-missing")
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refusal(f"this job needs PySpark: {INSTALL}", code="extra-missing") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    built = SparkSession.builder.master(master).appName("tidewaiter")
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        built = built.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    plain = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS),
        "spark.executor.memory": "2g",  # a gibibyte, Spark's own word, was too little for a million rows x 300 rules
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        **{name.replace("_", "."): value for name, value in settings.items()},
    }
    for name, value in plain.items():
        built = built.config(name, value)
    opened = built.getOrCreate()
    opened.sparkContext.setLogLevel("ERROR")
    try:
        yield opened
    finally:
        opened.stop()


def run(spark: Any, job: Job, files: Sequence[Path | str]) -> Any:
    """Run a job on Parquet files: a lazy Spark table of its columns; ``collected`` or ``written`` makes it happen."""
    table = spark.read.parquet(*map(str, files))
    wanted = [name for name in job.columns() if name in table.columns]
    arrow = _arrow(job.schema)

    def pieces(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield from _said(job.part(_told(batch)), arrow)

    return table.select(*wanted).mapInArrow(pieces, _spark(job.schema))


def run_counts(spark: Any, asked: Sequence[Path | str], events: Sequence[Path | str], shares: int = 64) -> Any:
    """Count the past of every asked row, subjects shared out by hash: each share sees all events of its subjects."""
    from pyspark.sql import functions as sql

    arrow = _arrow(COUNTED)
    share = sql.pmod(sql.hash("subject_id"), sql.lit(shares)).alias("share")
    mine, past = (
        spark.read.parquet(*map(str, files)).withColumn("share", share).groupBy("share") for files in (asked, events)
    )

    def together(left: Any, right: Any) -> Any:
        import pyarrow

        told = counted(_told(left).drop("share"), _told(right).drop("share"))
        return pyarrow.Table.from_batches(_said(told, arrow), arrow)

    return mine.cogroup(past).applyInArrow(together, _spark(COUNTED))


def collected(table: Any, schema: Schema) -> pl.DataFrame:
    """Bring a Spark table here."""
    found = pl.DataFrame(pl.from_arrow(table.toArrow()))
    return found.select(pl.col(name).cast(kind) for name, kind in schema.items())


def written(table: Any, out: Path | str) -> None:
    """Write a Spark table as Parquet, one file a piece, in the place of what stood there."""
    table.write.mode("overwrite").parquet(str(out))


def _told(arrow: Any) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(arrow))


def _said(table: pl.DataFrame, schema: Any) -> list[Any]:
    found: list[Any] = table.select(schema.names).to_arrow().cast(schema).to_batches()
    return found


def _arrow(schema: Schema) -> Any:
    """Give Arrow's names of the columns, with texts and numbers as Spark knows them."""
    import pyarrow

    def kind(dtype: pl.DataType) -> Any:
        if isinstance(dtype, pl.List):
            return pyarrow.list_(kind(dtype.inner))  # type: ignore[arg-type]
        if isinstance(dtype, pl.Datetime):
            return pyarrow.timestamp("us", "UTC")
        plain = {
            pl.String: pyarrow.string(),
            pl.Float64: pyarrow.float64(),
            pl.Boolean: pyarrow.bool_(),
            pl.Date: pyarrow.date32(),
            pl.UInt32: pyarrow.int64(),  # Spark has no unsigned numbers
        }
        return next((arrow for polars, arrow in plain.items() if dtype == polars), pyarrow.int64())

    return pyarrow.schema([(name, kind(dtype)) for name, dtype in schema.items()])


def _spark(schema: Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(_arrow(schema))
