"""Every policy file is read by the product, owned and reviewed by somebody, and every citation says if it was opened.

The checks are then turned on files with one thing wrong in each, and must catch every one of them.
"""

from __future__ import annotations

import ast
import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_record, read_table
from tidewaiter.store.journal_purge import retention
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import FactKind

SOURCE = POLICIES.parent
FILES = sorted(path.relative_to(POLICIES).as_posix() for path in POLICIES.rglob("*") if path.is_file())
HEADED = [name for name in FILES if name.endswith((".yaml", "lists/lookout-sample-documents.csv"))]
REFERENCE = [name for name in FILES if name.startswith("reference/")]
PUBLIC_FORMS = [name for name in FILES if name.startswith("lists/invented-")]
"""Lists in the forms of others: owner and review stand in list_sources.yaml, since the forms have no place for them."""
NOTICES = [name for name in FILES if name.startswith("notices/") and name.endswith(".txt")]
CITES = re.compile(r"\b(U\.S\.C\.|CFR|FR \d|Pub\. L\.|Fed\. R\.|INA \d)")

READING = """
import sys
from pathlib import Path

opened, folder, home = set(), Path(sys.argv[1]), Path(sys.argv[2])

def hear(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, Path)):
        path = Path(str(arguments[0]))
        if folder in path.parents:
            opened.add(path.relative_to(folder).as_posix())

sys.addaudithook(hear)
from tidewaiter.assess.life import load_life_policy
from tidewaiter.detect.kinds import load_finding_kinds
from tidewaiter.enforce import load_law
from tidewaiter.identify.document_policy import load_documents
from tidewaiter.identify import load_hit_policy
from tidewaiter.analyze.drift import load_drift_policy
from tidewaiter.analyze.fairness import load_fairness_policy
from tidewaiter.analyze.service_levels import load_service_policy
from tidewaiter.inspect.lane_policy import load_lane_policy
from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.inspect.secondary import load_secondary_policy
from tidewaiter.assemble import open_house
from tidewaiter.cli.demo import load_lists
from tidewaiter.store.journal_purge import retention

house = open_house(home)
house.make_ready()
house.accounts.entry
load_lists(house)
retention()
load_law()
load_hit_policy()
load_life_policy()
load_documents()
load_drift_policy()
load_fairness_policy()
load_lane_policy()
load_outcomes()
load_service_policy()
load_secondary_policy()
load_finding_kinds()
house.store.close()
print("\\n".join(sorted(opened)))
"""


def record_of(name: str, folder: Path = POLICIES) -> PolicyRecord:
    text = read_file(folder / name)
    return read_table(text, name, rows="entries") if name.endswith(".csv") else read_record(text, name)


def unowned(record: PolicyRecord) -> list[str]:
    """Name what lacks an owner or a review day: the file, or where each item is owned by itself, the item."""
    items = record.records("grounds") if "grounds" in record.fields else (record,)
    found = []
    for item in items:
        try:
            item.text("owner")
            item.day("review_at")
        except InvalidPolicy as error:
            found.append(str(error))
    return found


def unsaid(data: Any, place: str, covered: bool = False) -> Iterator[str]:
    """Name each place that cites a law without ``verified`` beside it, or at the head of its file."""
    if isinstance(data, dict):
        beside = isinstance(data.get("verified"), bool)
        for key, value in data.items():
            if key == "citation" or key.endswith("_citation"):
                if not isinstance(value, dict) or not value.get("text") or not isinstance(value.get("verified"), bool):
                    yield f"{place}/{key}"
            elif key != "note":
                yield from unsaid(value, f"{place}/{key}", covered or beside)
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from unsaid(item, f"{place}/{number}", covered)
    elif isinstance(data, str) and not covered and CITES.search(data):
        yield place


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> set[str]:
    """Every policy file that a fresh process opens when all that reads policies has run."""
    command = [sys.executable, "-c", READING, str(POLICIES), str(tmp_path_factory.mktemp("home"))]
    told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    return set(told.stdout.split())


def unread(folder: Path, read: set[str]) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - read


def test_every_file_is_read_by_the_product_and_none_lies_there_unread(read):
    assert unread(POLICIES, read) == set()
    assert len(read) >= len(FILES) > 60


def test_every_file_is_of_a_kind_that_is_checked_here():
    assert set(FILES) == {*HEADED, *REFERENCE, *NOTICES, *PUBLIC_FORMS}
    assert len(HEADED) > 40


@pytest.mark.parametrize("name", HEADED)
def test_every_file_has_an_owner_and_a_review_day(name):
    assert unowned(record_of(name)) == []


@pytest.mark.parametrize("name", HEADED)
def test_every_citation_says_whether_somebody_opened_it(name):
    assert list(unsaid(record_of(name).data, name)) == []


@pytest.mark.parametrize("name", REFERENCE)
def test_every_row_of_reference_names_its_source_and_a_law_not_opened_is_called_so(name):
    rows = list(csv.DictReader(read_file(POLICIES / name).splitlines()))
    assert rows
    for row in rows:
        assert row["source"].strip()
        assert not CITES.search(row["source"]) or "not verified" in row["source"]


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_cites_only_what_its_ground_cites_so_that_the_mark_is_printed(name):
    text = read_file(POLICIES / name)
    assert not CITES.search(text)
    assert "$citation" in text


def test_every_fact_kind_has_a_retention_rule():
    schedule = retention()
    assert {kind for kind in FactKind if kind.retention not in schedule} == set()


def test_what_expires_is_reviewed_before():
    for name in HEADED:
        record = record_of(name)
        for item in record.records("grounds") if "grounds" in record.fields else (record,):
            if "expires_at" in item.fields:
                assert item.term()[0] <= item.term()[1]


def test_the_folder_of_policies_is_named_in_one_place_and_yaml_read_in_one():
    """The store reads its reference and its schedule by resource name until it takes the same door."""
    reading, naming = set(), set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import) and any(each.name == "yaml" for each in node.names):
                reading.add(name)
            if isinstance(node, ast.Constant) and node.value == "policies":
                naming.add(name)
    assert reading == {"language/policy/reading.py"}
    assert naming == {"language/policy/__init__.py"}


# Known-broken twins: each check above, given one file with one thing wrong, must name it.


def test_the_harness_catches_a_file_nobody_reads(read, tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    (folder / "rules" / "forgotten.yml").write_text("owner: o\nreview_at: 2030-01-01\n")
    assert unread(folder, read) == {"rules/forgotten.yml"}


@pytest.mark.parametrize(
    "text",
    ["owner: o\n", "review_at: 2030-01-01\n", "owner: o\nreview_at: someday\n", "grounds:\n  - {owner: o}\n"],
)
def test_the_harness_catches_a_file_without_an_owner_or_review(text):
    assert len(unowned(read_record(text, "broken.yaml"))) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("citation: 19 CFR 1\n", "p/citation"),
        ("citation: {text: 19 CFR 1}\n", "p/citation"),
        ("citation: {text: 19 CFR 1, verified: perhaps}\n", "p/citation"),
        ("rows: [{clock_citation: 19 CFR 1, verified: true}]\n", "p/rows/0/clock_citation"),
        ("rows: [{ground: power of 19 U.S.C. 1467}]\n", "p/rows/0/ground"),
    ],
)
def test_the_harness_catches_a_citation_that_does_not_say(text, place):
    assert list(unsaid(read_record(text, "p").data, "p")) == [place]


def test_the_harness_lets_a_file_say_it_once_for_all_its_grounds():
    assert list(unsaid({"verified": False, "rows": [{"ground": "19 CFR 1"}]}, "p")) == []
