"""The one reader of policy files: what it gives, what it refuses, and that it points at the very place."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.language.policy import Citation, PolicyFile, read_file, read_policy, read_record, read_table
from tidewaiter.vocabulary.errors import InvalidPolicy

HEAD = "owner: desk\nreview_at: 2030-01-01\n"
GOOD = """\
name: ' padded '
count: 7
share: 0.5
since: 2026-02-03
on: true
clock: null
words: [a, b]
citation: {text: 1 X 1, verified: false}
when: |

  party > 1
  and one_way
rows:
  - {id: x}
  - id: y
"""


def refused(call, *arguments, **options):
    with pytest.raises(InvalidPolicy) as caught:
        call(*arguments, **options)
    return str(caught.value)


def test_each_kind_of_value_has_its_getter():
    record = read_record(GOOD, "p.yaml")
    assert (record.text("name"), record.whole_number("count"), record.number("share")) == ("padded", 7, 0.5)
    assert (record.day("since"), record.flag("on"), record.days("clock")) == (date(2026, 2, 3), True, None)
    assert record.texts("words", ("a", "b", "c")) == ("a", "b")
    assert record.citation() == Citation("1 X 1", verified=False)
    assert record.block("when") == ("party > 1\n  and one_way".replace("\n  ", "\n"), 11, 3)
    assert [row.text("id") for row in record.records("rows")] == ["x", "y"]
    assert record.optional_text("clock") is None and record.optional_text("missing") is None
    assert record.data["words"] == ["a", "b"] and record.data["since"] == date(2026, 2, 3)


def test_keys_are_the_words_written_and_never_true_or_numbers():
    assert read_record("NO: 1\n2504: 2\n", "p.yaml").data == {"NO": 1, "2504": 2}


@pytest.mark.parametrize(
    ("getter", "arguments", "says"),
    [
        ("text", ("count",), "p.yaml:2:8: count is a text that is not empty; put it in quotes"),
        ("text", ("clock",), "p.yaml:6:8: clock is a text that is not empty"),
        ("text", ("missing",), "p.yaml:1:1: missing is a text"),
        ("text", ("name", ("padding", "other")), "p.yaml:1:7: name cannot be 'padded'; did you mean padding?"),
        ("whole_number", ("share",), "p.yaml:3:8: share is a whole number from 1"),
        ("whole_number", ("on",), "p.yaml:5:5: on is a whole number"),
        ("number", ("count", 0, 1), "p.yaml:2:8: count is a number from 0 to 1"),
        ("number", ("on",), "p.yaml:5:5: on is a number"),
        ("day", ("name",), "p.yaml:1:7: name is a day such as"),
        ("flag", ("count",), "p.yaml:2:8: count is true or false"),
        ("days", ("on",), "p.yaml:5:5: on is a number of days"),
        ("days", ("missing",), "p.yaml:1:1: missing is a number of days"),
        ("texts", ("words", ("a", "c")), "p.yaml:7:12: words cannot be 'b'"),
        ("texts", ("rows",), "p.yaml:14:5: rows is a list of texts"),
        ("records", ("words",), "p.yaml:7:9: each item of words is a mapping"),
        ("items", ("count",), "p.yaml:2:8: count is a list"),
        ("mapping", ("words",), "p.yaml:7:8: words is a mapping"),
        ("citation", ("words",), "p.yaml:7:8: words is a mapping"),
        ("citation", ("missing",), "p.yaml:1:1: missing is a mapping"),
    ],
)
def test_a_value_of_another_kind_is_refused_where_it_stands(getter, arguments, says):
    record = read_record(GOOD, "p.yaml")
    assert refused(getattr(record, getter), *arguments).startswith(says)


@pytest.mark.parametrize("text", ["true", "20260203", "2026-W05-2", "2026-02-03 10:00:00", "2026-2-3"])
def test_a_day_is_written_in_one_way(text):
    assert "v is a day" in refused(read_record(f"v: {text}\n", "p").day, "v")


@pytest.mark.parametrize("number", [".nan", ".inf", "'1'", "-1"])
def test_what_is_no_finite_number_in_range_is_refused(number):
    assert refused(read_record(f"v: {number}\n", "p").number, "v", 0).startswith("p:1:4: v is a")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\na: 2\n", "p:2:1: a stands here twice"),
        ("a:\n  b: {c: 1, c: 2}\n", "p:2:13: c stands here twice"),
        ("a: [{b: 1, b: 1}]\n", "p:1:12: b stands here twice"),
        ("a: 2026-13-45\n", "p:1:4: this is not YAML: month must be"),
        ("a: [1\n", "p:2:1: this is not YAML"),
        ("a: &a [*a]\n", "p:1:4: this holds itself"),
        ("a: !!set {b}\n", "p:1:4: the tag"),
        ("a: !!python/name:os.system x\n", "p:1:4: this is not YAML"),
        ("? [a]\n: 1\n", "p:1:3: a key is a word"),
        ("a: 1\n---\nb: 2\n", "p:2:1: this is not YAML"),
        ("a: b\n  \x07\n", "p:2:3: this is not YAML"),
        ("- a\n", "p:1:1: a policy file is one mapping"),
        ("", "p:1:1: a policy file is one mapping"),
        ("a: " + "[" * 5000, "p:1: this is not YAML that can be read: nested too deeply"),
    ],
)
def test_what_is_no_mapping_in_yaml_is_refused_with_its_place(text, says):
    assert refused(read_record, text, "p").startswith(says)


def test_a_policy_file_has_an_owner_a_review_day_and_no_key_nobody_reads():
    file = read_policy(HEAD + "rate: 1\n", "p", required=("rate",))
    assert isinstance(file, PolicyFile) and (file.owner, file.review_at) == ("desk", date(2030, 1, 1))
    for text, says in [
        ("review_at: 2030-01-01\nrate: 1\n", "p:1:1: there is no owner"),
        ("owner: desk\nrate: 1\n", "p:1:1: there is no review_at"),
        ("owner: ''\nreview_at: 2030-01-01\nrate: 1\n", "p:1:8: owner is a text"),
        ("owner: desk\nreview_at: soon\nrate: 1\n", "p:2:12: review_at is a day"),
        (HEAD + "rate: 1\nrates: 2\n", "p:4:1: rates is no key here; did you mean rate?"),
        (HEAD, "p:1:1: there is no rate"),
    ]:
        assert refused(read_policy, text, "p", required=("rate",)).startswith(says)


def test_what_expires_before_it_is_reviewed_is_refused():
    assert read_record(HEAD + "expires_at: 2030-01-01\n", "p").term() == (date(2030, 1, 1), date(2030, 1, 1))
    assert refused(read_record(HEAD + "expires_at: 2029-01-01\n", "p").term).startswith(
        "p:3:13: expires_at lies before"
    )


def test_a_text_folded_over_lines_cannot_be_pointed_into():
    assert "write a: |" in refused(read_record("a: b\n  c\n", "p").block, "a")
    assert "write a: |" in refused(read_record("a: >\n  b\n  c\n", "p").block, "a")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_text_on_one_line_begins_behind_its_quote(quote):
    assert read_record(f"a: {quote}b{quote}\n", "p").block("a") == ("b", 1, 4 + len(quote))


def test_aliases_name_the_same_value_and_do_not_multiply():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    assert len(read_record("\n".join(lines), "p").items("a39")) == 2


TABLE = "# owner: desk\n# stale: 30\nid,born\na,2026-01-01\nb,\n"


def test_a_table_reads_as_the_same_record_with_rows():
    record = read_table(TABLE, "t.csv", rows="rows")
    assert (record.text("owner"), record.whole_number("stale")) == ("desk", 30)
    assert [row.data for row in record.records("rows")] == [{"id": "a", "born": "2026-01-01"}, {"id": "b"}]
    assert record.records("rows")[0].day("born") == date(2026, 1, 1)
    assert refused(record.records("rows")[1].text, "born").startswith("t.csv:5: born is a text")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("# stale: 30", "# stale", "t.csv:2: expected"),
        ("# stale: 30", "# owner: me", "t.csv:2: owner stands here twice"),
        ("# stale: 30", "# rows: me", "t.csv:2: rows stands here twice"),
        ("id,born", "id,id", "t.csv:3: a column stands in the heading twice"),
        ("\nb,\n", "\nb\n", "t.csv:5: the row has not as many fields"),
        ("\nb,\n", "\nb,c,d\n", "t.csv:5: the row has not as many fields"),
        ("\nb,\n", '\nb,"c\n', "t.csv:5: this is not CSV"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(old, new, says):
    assert TABLE.count(old) == 1
    assert refused(read_table, TABLE.replace(old, new), "t.csv", "rows").startswith(says)


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path):
    assert refused(read_file, tmp_path / "none.yaml").startswith("none.yaml: this file cannot be read")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    assert refused(read_file, tmp_path / "latin.yaml").startswith("latin.yaml: this file cannot be read")


@settings(max_examples=300, deadline=None)
@given(st.text("ab:- \n{}[]#&*!|>'\",?0\t\x07é", max_size=40), st.sampled_from([read_record, read_table]))
def test_no_text_whatever_raises_anything_but_our_own_error(text, read):
    try:
        read(text, "p") if read is read_record else read(text, "p", "rows")
    except InvalidPolicy as error:
        assert error.where == "p" and error.line
