"""The recipe "add a rule" is followed word for word in a fresh folder: its files written, its commands run."""

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

RECIPE = (Path(__file__).parents[2] / "docs" / "tasks" / "add-a-rule.md").read_text()
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
PATH = re.compile(r"`(var/policies/\S+\.(?:yaml|csv))`")


def followed(recipe, folder):
    """Write every file and run every command; give for each command what it said and what the recipe shows."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("TIDEWAITER_")}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    said, ran = [], None
    for block in BLOCK.finditer(recipe):
        kind, text = block[1], dedent(block[2])
        if kind in ("yaml", "csv"):
            path = folder / PATH.findall(recipe[: block.start()])[-1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif kind == "sh":
            ran = subprocess.run(
                ["bash", "-ec", text], cwd=folder, env=env, capture_output=True, text=True, check=False
            )
            assert ran.returncode == 0, ran.stdout + ran.stderr
        elif kind == "text":
            said.append((ran.stdout, text.strip()))
    return said


def test_the_recipe_add_a_rule_does_what_it_says(tmp_path):
    said = followed(RECIPE, tmp_path)
    assert len(said) == 2
    for output, shown in said:
        assert shown in output
    assert len(list((tmp_path / "var" / "policies").rglob("*.*"))) == 3
    assert len(re.findall(r"^\d\. ", RECIPE, re.MULTILINE)) <= 5


def test_a_recipe_that_is_wrong_is_caught(tmp_path):
    with pytest.raises(AssertionError, match=r"large-party-late\.yaml.*did you mean party\?"):
        followed(RECIPE.replace("party >= 9", "parti >= 9"), tmp_path)
