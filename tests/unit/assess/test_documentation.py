"""What the documents tell an analyst to write is compiled as written."""

import re
from pathlib import Path
from textwrap import dedent

import pytest
from tests.unit.assess.assess_batches import NOW

from tidewaiter.assess import Ruleset, failed_tests
from tidewaiter.assess.rule import read_rule
from tidewaiter.language import compile_expression

DOCS = Path(__file__).parents[3] / "docs"
TABLE = (DOCS / "reference" / "expressions.md").read_text().split("## Unknown")[0]
FIRST_CELLS = [line.split("|")[1] for line in TABLE.splitlines() if line.startswith("| `")]
EXAMPLES = [text for cell in FIRST_CELLS for text in re.findall(r"`([^`]+)`", cell) if len(text) > 8]


def test_the_rule_of_the_recipe_loads_and_passes_its_tests(ruleset):
    recipe = (DOCS / "tasks" / "add-a-rule.md").read_text()
    (text,) = re.findall(r"```yaml\n(.*?)```", recipe, re.DOTALL)
    rule = read_rule(dedent("   " + text.strip()), ruleset.catalogue, {}, "add-a-rule.md")
    assert failed_tests(Ruleset((rule,), (), {}, ruleset.bands, ruleset.catalogue)) == []
    assert rule.expires_at > NOW.date()
    assert len(re.findall(r"^\d\. ", recipe, re.MULTILINE)) <= 5


@pytest.mark.parametrize("text", [text for text in EXAMPLES if not text.startswith("a ")])
def test_every_expression_of_the_reference_compiles(ruleset, text):
    lists = {name: entry.values for name, entry in ruleset.lists.items()}
    assert compile_expression(text, ruleset.catalogue, lists=lists).features


def test_the_reference_has_examples():
    assert len(EXAMPLES) >= 14
