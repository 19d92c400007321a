"""The same functions on Spark and here, cell by cell; needs the extra ``spark`` and Java 17."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.parts
ROOT = Path(__file__).parents[2]

COUNTING = """
import polars as pl
from datetime import UTC, datetime, timedelta
from tidewaiter.assess.features.counts import EVENTS
from tidewaiter.fleet import spark
from tidewaiter.fleet.jobs import ASKED, COUNTED, counted
from benchmarks.cluster import differing

noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
at = [noon - timedelta(hours=7 * n) for n in range(900)]
events = pl.DataFrame(
    [
        (f"sub-{n % 41}", ("crossed", "refused", "found")[n % 3], t, t + timedelta(hours=n % 5), None)
        for n, t in enumerate(at)
    ],
    schema=EVENTS,
    orient="row",
)
asked = pl.DataFrame([(f"enc-{n}", f"sub-{n % 53}", t) for n, t in enumerate(at)], schema=ASKED, orient="row")
events.write_parquet("events.parquet"), asked.write_parquet("asked.parquet")
with spark.session("local[2]") as opened:
    there = spark.collected(spark.run_counts(opened, ["asked.parquet"], ["events.parquet"], 4), COUNTED)
print("differing", differing(counted(asked, events), there, "encounter_id"), there["crossings_365d"].sum() > 1000)
"""


def run(*arguments: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return done.stdout


def test_java_is_there():
    assert shutil.which("java"), "apt-get install openjdk-17-jre-headless"


def test_twenty_thousand_assessments_on_a_local_cluster_differ_in_no_cell():
    told = run("-m", "benchmarks.cluster", "--rows", "20000", "--rules", "60")
    assert "differing_cells=0 rows=20000 rules=60" in told


def test_the_past_of_subjects_shared_out_is_counted_as_on_one_machine(tmp_path):
    script = tmp_path / "counting.py"
    script.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{COUNTING}")
    assert "differing 0 True" in run(str(script), cwd=tmp_path)


def test_the_comparison_sees_a_cell_that_differs():
    """Its known-broken twin: one score that is off, and one row that is missing."""
    import polars as pl
    from benchmarks.cluster import differing

    one = pl.DataFrame({"encounter_id": ["a", "b"], "score": [1.0, None]})
    assert differing(one, one, "encounter_id") == 0
    assert differing(one, one.with_columns(score=pl.lit(1.0)), "encounter_id") == 1
    assert differing(one, one.head(1), "encounter_id") == 4
