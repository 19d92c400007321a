"""What the documents tell an analyst to write is compiled as written."""

import re
from pathlib import Path

import pytest

from tidewaiter.language import compile_expression, read_reference_table

DOCS = Path(__file__).parents[3] / "docs"
TABLE = (DOCS / "reference" / "expressions.md").read_text().split("## Unknown")[0]
FIRST_CELLS = [line.split("|")[1] for line in TABLE.splitlines() if line.startswith("| `")]
TABLE_OF_PORTS = read_reference_table(
    "# name: port_profile\n# version: 1\n# title: t\n# owner: o\n# ground: g\n# source: s\n# review_at: 2027-01-01\n"
    "# expires_at: 2028-01-01\n# key: port\n# columns: region text, lanes number\nport,region,lanes\nJFK,east,12\n",
    "tables/port_profile.csv",
)
EXAMPLES = [text for cell in FIRST_CELLS for text in re.findall(r"`([^`]+)`", cell) if len(text) > 8]


@pytest.mark.parametrize("text", [text for text in EXAMPLES if not text.startswith("a ")])
def test_every_expression_of_the_reference_compiles(ruleset, text):
    lists = {name: entry.values for name, entry in ruleset.lists.items()}
    assert compile_expression(text, ruleset.catalogue, lists=lists, tables={"port_profile": TABLE_OF_PORTS}).features


def test_the_reference_has_examples():
    assert len(EXAMPLES) >= 14
