"""Files to be screened are read whole, or refused with the line that is wrong."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tidewaiter.cli.app import app
from tidewaiter.identify.matching.reading import LIST_COLUMNS, read_list, read_names
from tidewaiter.vocabulary.errors import Unreadable

LIST = 'id,schema,name,aliases,birth_date,countries,dataset\np1,Person,"QARVELI, Zurab",KARVELI;QARVELY,1961-05-27,,x\n'
NAMES = "query_id,name,birth_date\nq1,zurab karveli,1961\nq2,nobody at all,\n"


def written(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_list_keeps_its_columns_and_columns_not_said_are_empty(tmp_path):
    assert tuple(read_list(written(tmp_path, "l.csv", LIST)).columns) == LIST_COLUMNS
    short = read_list(written(tmp_path, "s.csv", "id,name\np1,QARVELI\n"))
    assert short.row(0) == ("p1", None, "QARVELI", None, None, None, None)


def test_a_byte_order_mark_and_names_over_two_lines_are_read(tmp_path):
    table = read_names(written(tmp_path, "n.csv", '\ufeffquery_id,name\nq1,"two\nlines"\nq2,b\n'))
    assert table["name"].to_list() == ["two\nlines", "b"]


@pytest.mark.parametrize(
    ("text", "said", "line", "column"),
    [
        ("", "is empty", 1, None),
        ("query_id\nq1\n", "no column name", 1, None),
        ("query_id,name\nq1,a\nq1,b\n", "'q1' stands twice", 3, 1),
        ('query_id,name\nq1,"a\nb"\n,c\n', "query_id is missing", 4, 1),
        ("query_id,name\nq1,a\nq2,b,c,d\n", "4 values", 3, None),
        (b"query_id,name\nq1,a\nq2,\xff\n", "not UTF-8", 3, None),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, text, said, line, column):
    with pytest.raises(Unreadable, match=said) as refused:
        read_names(written(tmp_path, "n.csv", text))
    assert (refused.value.position.segment, refused.value.position.element) == (line, column)


def test_the_command_writes_hits_and_says_what_it_did(tmp_path):
    listed, names, out = written(tmp_path, "l.csv", LIST), written(tmp_path, "n.csv", NAMES), tmp_path / "h.csv"
    line = ["screen", "--list", str(listed), "--names", str(names), "--out", str(out), "--json"]
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["queries"] == 2
    head, *hits = out.read_text().splitlines()
    assert head == "query_id,entity_id,score,evidence"
    assert all(hit.startswith("q1,p1,0.") for hit in hits) and hits


def test_the_command_refuses_a_file_that_is_not_there(tmp_path):
    listed = written(tmp_path, "l.csv", LIST)
    line = ["screen", "--list", str(listed), "--names", str(tmp_path / "none.csv"), "--out", str(tmp_path / "h.csv")]
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 3
    assert not (tmp_path / "h.csv").exists()
