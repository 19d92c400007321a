"""Every word of the command line has a row: the permission it needs, or why it needs none; and it is held to it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import tidewaiter.cli
from tidewaiter import assemble
from tidewaiter.assemble import SAMPLES, House, open_house, policy
from tidewaiter.authority import read_authority
from tidewaiter.cli.app import app
from tidewaiter.cli.permits import WORDS, Free, Word

AUTHORITY = read_authority(policy("permissions.yaml"))
FILE = str(SAMPLES / "lane" / "san_ysidro_lane_07.json")
DAY, ENCOUNTER = "2026-01-05", "enc-0"
ADVERSE = (ENCOUNTER, "--officer", "Ada Quill", "--ground", "none", "--reason", "interview:said so")
BARE = (ENCOUNTER, "--officer", "Ada Quill")
ASKED: dict[str, tuple[str, ...]] = {
    "features build": ("--out", "{folder}/snapshots"),
    "ingest": (FILE,),
    "watch": ("{folder}", "--once", "--every", "0"),
    "deadletters close": ("msg-0", "--reason", "it was a trial"),
    "replay": ("msg-0",),
    "schedule": (FILE,),
    "explain": (ENCOUNTER,),
    "reads": (ENCOUNTER,),
    "journal export": ("{folder}/journal.jsonl",),
    "journal prove": ("1",),
    "drift check": ("--snapshots", "{folder}", "--before", "2026-01-01", "--now", "2026-02-01"),
    "drift answer": ("drift_0", "--answer", "keep", "--reason", "it does not matter"),
    "draw suggest": ("--budget", "10"),
    "lists load": (str(SAMPLES.parent / "policies" / "lists" / "lookout-sample.yaml"),),
    "lists update": ("un-sc",),
    "lists rollback": ("nobody",),
    "lists diff": ("nobody",),
    "lists history": ("nobody",),
    "draw reveal": (DAY,),
    "draw verify": (DAY,),
    "account add": ("Ada Quill", "--role", "officer", "--port", "JFK", "--officer-role", "passer-by"),
    "account close": ("Ada Quill", "--reason", "left"),
    "account reset": ("Ada Quill",),
    "token issue": ("--name", "Ada Quill", "--role", "officer", "--port", "JFK"),
    "token revoke": ("000000000000",),
    "field": ("--officer", "Ada Quill", "--why", "met on patrol", "--place", "31.7,-106.4", "--surname", "Nobody"),
    "glass open": (ENCOUNTER, "--officer", "Ada Quill", "--port", "JFK", "--reason", "a child is in danger"),
    "glass review": ("gls-0", "--officer", "Ada Quill", "--reason", "it held", "--justified"),
    "board answer": ("alarm-0", "--officer", "Ada Quill", "--words", "opened a lane"),
    "board staffing": ("{folder}/one.json", "--officer", "Ada Quill"),
    "hits show": ("hit-0", "--officer", "Ada Quill"),
    **{f"hits {act}": ("hit-0", "--officer", "Ada Quill") for act in ("claim", "release")},
    "hits settle": ("hit-0", "--officer", "Ada Quill", "--as", "not-a-match", "--reason", "compared"),
    "hits escalate": ("hit-0", "--officer", "Ada Quill", "--reason", "cannot tell"),
    "hits take-back": ("hit-0", "--officer", "Ada Quill", "--reason", "a slip"),
    "hits review": ("hit-0", "--officer", "Ada Quill", "--reason", "compared", "--agree"),
    "redress open": (
        *("--surname", "NOBODY", "--given-names", "NO", "--birth-date", "1990-01-01"),
        *("--document", "GBR/123456789", "--officer", "Ada Quill"),
    ),
    "inspection show": BARE,
    "inspection open": (*BARE, "--reason", "other"),
    "inspection tick": (ENCOUNTER, "needs-asked", "--officer", "Ada Quill"),
    "inspection attach": (ENCOUNTER, "{folder}/one.json", "--officer", "Ada Quill", "--title", "data page"),
    "inspection close": (ENCOUNTER, "immigration", "--officer", "Ada Quill", "--as", "nothing-found"),
    "inspection ask": (*BARE, "--about", "outcome:inadmissible", "--words", "please look"),
    "inspection answer": (ENCOUNTER, "1", "--officer", "Ada Quill", "--approve"),
    "inspection amend": (*BARE, "--words", "a letter came", "--why", "it came late"),
    "redress resolve": ("TWR-0", "--reason", "settled", "--officer", "Ada Quill"),
    "redress status": ("TWR-0",),
    "redress list": ("--officer", "Ada Quill"),
    "rules test": ("no-rule",),
    "rules show": ("no-rule",),
    "rules history": ("no-rule",),
    "rules draft": ("{folder}/one.json", "--officer", "Ada Quill"),
    "rules approve": ("no-rule", "--officer", "Ada Quill", "--reason", "read it"),
    "rules promote": ("no-rule", "--officer", "Ada Quill"),
    "rules retire": ("no-rule", "--officer", "Ada Quill", "--reason", "over"),
    "rules kill": ("no-rule", "--officer", "Ada Quill", "--reason", "it floods"),
    "rules backtest": ("no-rule",),
    **{
        f"resolve {verb}": ("pair-0", "--officer", "Ada Quill", "--reason", "one person")
        for verb in ("accept", "reject", "undo")
    },
    "assess train": ("--snapshots", "{folder}", "--officer", "Ada Quill"),
    "assess evaluate": ("abcdef", "--snapshots", "{folder}", "--officer", "Ada Quill"),
    "assess backtest": ("abcdef",),
    "assess show": ("abcdef",),
    "assess explain": ("abcdef", "--row", "{folder}/one.json"),
    **{
        f"assess {verb}": ("abcdef", "--as", "Ada Quill", "--reason", "read the card") for verb in ("promote", "retire")
    },
    "act refuse": (*ADVERSE, "--second-officer", "Bo Tarn"),
    "act seize": (*ADVERSE, "coins", "1", "piece"),
    "act arrest": (*ADVERSE, "the court"),
    "act refer": (*BARE, "--reason", "a question is open"),
    "act secondary": (*BARE, "--outcome", "no-finding"),
    "act find": (*BARE, "--kind", "currency"),
    "act release": (*BARE, "--reason", "nothing stands against it"),
    "act claim": (*BARE, "--kind", "fear"),
    "act answer": (ENCOUNTER, "fear", "no-protection-need", "the asylum office", "--officer", "Ada Quill"),
    "act unlink": (*BARE, "--reason", "another person"),
    "act open-case": (*ADVERSE,),
    "act advance-case": (*BARE, "case-1", "--status", "closed"),
}
"""What each word is given, where it must be given something."""


def words(group: Any = None, before: str = "") -> Iterator[str]:
    for name, command in (group or typer.main.get_command(app)).commands.items():
        if not hasattr(command, "commands"):
            yield before + name
            continue
        if command.invoke_without_command:
            yield before + name
        yield from words(command, f"{before}{name} ")


EVERY = sorted(words())
HELD = [word for word in EVERY if not isinstance(WORDS.get(word, WORDS["act"]), Free)]


def test_every_word_has_a_row_and_every_row_a_word():
    assert {word for word in EVERY if not word.startswith("act ")} == set(WORDS) - {"act"}
    assert all(row.because for row in WORDS.values() if isinstance(row, Free))


def test_the_role_that_a_word_assumes_holds_its_permission():
    for word, row in WORDS.items():
        if isinstance(row, Word) and row.needs is not None:
            assert row.needs in AUTHORITY.grants[row.role], word


def test_words_come_into_the_house_by_the_one_door():
    inside = {"entering.py", "doctor.py", "serve.py"}
    for path in Path(tidewaiter.cli.__file__).parent.glob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        assert "open_house" not in names or path.name in inside, path.name


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    opened = open_house(tmp_path_factory.mktemp("home"))
    yield opened
    opened.store.close()


@pytest.mark.parametrize("word", HELD)
def test_a_word_is_refused_to_whoever_does_not_hold_its_permission(
    word: str, tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEWAITER_HOME", str(house.home))
    monkeypatch.setenv("TIDEWAITER_ROLE", "passer-by")
    monkeypatch.setattr(assemble, "open_house", lambda *_: house)  # opened once for all words
    (tmp_path / "one.json").write_bytes(Path(FILE).read_bytes())
    before = len(house.store.journal_range())
    asked = [each.format(folder=tmp_path) for each in ASKED.get(word, BARE if word.startswith("act ") else ())]
    result = CliRunner().invoke(app, [*word.split(), *asked, "--json"])
    assert result.exit_code == 1, result.output
    assert json.loads(result.stdout.splitlines()[-1])["error"] == "forbidden"
    assert len(house.store.journal_range()) == before
