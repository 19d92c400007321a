import pytest

from tidewaiter.identify import load_listing, statement
from tidewaiter.identify.listing import shipped
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName

HEAD = """list_id: t
version: "1"
source: test
owner: desk
ground: order 1
fetched_at: 2026-01-01
stale_after_days: 30
review_at: 2026-06-01
expires_at: 2027-01-01
entries:
"""
GOOD = "  - entry_id: a\n    kind: document\n    category: stolen\n    document_number: 'X1'\n"


def load(tmp_path, text, name="t.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_listing(path)


def test_the_shipped_lists_load_and_every_entry_has_owner_ground_review_and_expiry():
    lists = [load_listing(one) for one in shipped()]
    entries = [entry for one in lists for entry in one.entries]
    assert len(entries) >= 25
    assert all(one.owner and one.ground and one.review_at <= one.expires_at for one in entries)
    assert {one.kind for one in entries} == {"person", "document", "plate"}


def test_an_entry_inherits_from_its_list_what_it_does_not_say_itself(tmp_path):
    own = "  - entry_id: b\n    kind: plate\n    category: c\n    plate: 'P1'\n    owner: other\n"
    listing = load(tmp_path, HEAD + GOOD + own)
    assert [entry.owner for entry in listing.entries] == ["desk", "other"]
    assert listing.entries[0].expires_at.isoformat() == "2027-01-01"


def test_a_list_is_stated_as_a_head_and_a_row_an_entry_without_what_it_inherits(tmp_path):
    rows = statement.rows(load(tmp_path, HEAD + GOOD))
    assert rows == [
        b'{"category":"stolen","document_number":"X1","entry_id":"a","ground":"order 1","kind":"document",'
        b'"severity":"refer"}'
    ]
    head = statement.head(load(tmp_path, HEAD + GOOD), rows)
    assert (head["entries"], head["expires_at"], head["stale_after_days"]) == (1, "2027-01-01", 30)


def test_the_same_entries_under_later_days_of_review_are_the_same_rows(tmp_path):
    later = HEAD.replace("2026-06-01", "2026-09-01").replace("2027-01-01", "2027-06-01")
    rows = statement.rows(load(tmp_path, HEAD + GOOD)), statement.rows(load(tmp_path, later + GOOD))
    assert rows[0] == rows[1]


def test_a_person_may_have_aliases_years_of_birth_and_several_documents(tmp_path):
    person = """  - entry_id: p
    kind: person
    category: c
    name: Ilka Vasarhelyi
    aliases: [Ilona Vasarhely, Ili]
    weak_aliases: [La Rubia]
    original_names: [Вашархейи Илка]
    birth_dates: ["1988", 1987-11/1989-02]
    nationalities: ["NO"]
    documents: [{number: "X77", kind: passport, issuer: UTO}]
"""
    (entry,) = load(tmp_path, HEAD + person).entries
    assert [(name.role, name.quality) for name in entry.all_names()] == [
        ("name", "strong"),
        ("alias", "strong"),
        ("alias", "strong"),
        ("alias", "weak"),
        ("original-script", "strong"),
    ]
    assert entry.all_birth_dates() == ("1988", "1987-11/1989-02") and entry.nationalities == ("NO",)
    assert entry.all_documents() == (ListedDocument("X77", "passport", "UTO"),)


def test_a_cell_of_a_table_holds_several_names_parted_by_semicolons(tmp_path):
    head = "".join(f"# {line}\n" for line in HEAD.replace('"', "").splitlines() if not line.startswith("entries"))
    text = head + "entry_id,kind,category,surname,given_names,aliases\na,person,c,Doe,Ann,Anna Doe; A. Doe\n"
    (entry,) = load(tmp_path, text, "t.csv").entries
    assert entry.all_names()[0] == ListedName("Doe, Ann", surname="Doe", given_names="Ann")
    assert [name.text for name in entry.names] == ["Anna Doe", "A. Doe"]


def test_a_csv_list_says_the_same_as_yaml(tmp_path):
    head = "".join(f"# {line}\n" for line in HEAD.replace('"', "").splitlines() if not line.startswith("entries"))
    listing = load(tmp_path, head + "entry_id,kind,category,document_number\na,document,stolen,X1\n", "t.csv")
    assert listing.entries == load(tmp_path, HEAD + GOOD).entries


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (HEAD.replace("owner: desk\n", "") + GOOD, 1, "owner"),
        (HEAD.replace("30", "soon") + GOOD, 7, "stale_after_days"),
        (HEAD + GOOD.replace("document\n", "spaceship\n"), 12, "kind"),
        (HEAD + GOOD.replace("    document_number: 'X1'\n", ""), 11, "document_number"),
        (HEAD + GOOD + "    nationality: ZZZ\n", 15, "nationality"),
        (HEAD + GOOD + "    expires_at: 2020-01-01\n", 15, "expires_at"),
        (HEAD + GOOD + "    review_at: tomorrow\n", 15, "review_at"),
        (HEAD + GOOD + GOOD, 15, "entry_id"),
        (HEAD + "  - entry_id: a\n    kind: person\n    category: c\n    surname: Doe\n", 11, "given_names"),
        (HEAD + "  - entry_id: a\n    kind: vessel\n    category: c\n", 11, "name"),
        (HEAD + GOOD + "    birth_dates: [yesterday]\n", 15, "birth date"),
        (HEAD + GOOD + "    documents: [{kind: passport}]\n", 15, "number"),
        (HEAD + GOOD.replace("'X1'", "12"), 14, "document_number"),
        (HEAD + "  - [\n", 12, "YAML"),
        ("- a\n", 1, "mapping"),
        (HEAD + GOOD + "    plate: a\n    plate: b\n", 16, "plate stands here twice"),
        (HEAD.replace("owner: desk", "owner: desk\nownr: desk") + GOOD, 5, "did you mean owner?"),
    ],
)
def test_a_broken_list_is_refused_whole_with_the_line(tmp_path, text, line, word):
    with pytest.raises(InvalidPolicy) as caught:
        load(tmp_path, text)
    assert caught.value.line == line and word in caught.value.text and caught.value.where == "t.yaml"


def test_a_short_csv_row_is_refused_with_its_line(tmp_path):
    head = "".join(f"# {line}\n" for line in HEAD.replace('"', "").splitlines() if not line.startswith("entries"))
    with pytest.raises(InvalidPolicy) as caught:
        load(tmp_path, head + "entry_id,kind,category\na,document\n", "t.csv")
    assert caught.value.line == 11


def test_a_missing_file_is_an_invalid_policy(tmp_path):
    with pytest.raises(InvalidPolicy):
        load_listing(tmp_path / "none.yaml")
