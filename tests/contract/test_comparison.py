"""What is shown is compared with what the journal says, row against row; a rebuild mends what does not agree."""

from __future__ import annotations

from tests.unit.store.scenario import story

from tidewaiter.store.opening import Store
from tidewaiter.store.projections import TABLES


def tell(store: Store) -> None:
    """Let a whole story happen."""
    with store.work() as work:
        work.append(story())


def tamper(store: Store, statement: str) -> None:
    """Change a read model behind the journal's back."""
    with store.work() as work:
        work.cursor.execute(statement)


def counts(store: Store) -> dict[str, int]:
    with store.read() as reader:
        found = {}
        for table in TABLES:
            reader.cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = reader.cursor.fetchone()[0]
    return found


def test_tables_that_nobody_touched_agree_and_the_comparison_leaves_no_trace(store: Store):
    tell(store)
    before = counts(store)
    found = store.compare()
    assert found.ok and found.rows == sum(before.values()) > 20
    assert counts(store) == before
    assert store.compare() == found


TAMPERED = [
    ("UPDATE encounter SET band = 'low' WHERE encounter_id = 'enc-1'", "encounter", "altered", ("band",)),
    ("UPDATE hit SET status = 'settled', score = NULL", "hit", "altered", ("score", "status")),
    ("DELETE FROM finding", "finding", "missing", ()),
    ("INSERT INTO subject (subject_id) VALUES ('sub-nobody')", "subject", "surplus", ()),
    ("UPDATE subject_key SET key = 'X|' || key", "subject_key", "missing", ()),
]


def test_a_tampered_read_model_is_found_with_its_place_and_a_rebuild_mends_it(store: Store):
    tell(store)
    for statement, table, kind, columns in TAMPERED:
        tamper(store, statement)
        found = store.compare()
        assert not found.ok and set(found.differing) == {table}
        (first, *_) = (drift for drift in found.drifts if drift.kind == kind)
        assert (first.table, first.columns) == (table, columns)
        assert "rebuild" in found.as_dict()["todo"]
        assert store.verify().ok, "the journal itself holds: a proof of it alone sees nothing"
        store.rebuild()
        assert store.compare().ok


def test_of_many_rows_that_do_not_agree_all_are_counted_and_the_first_are_named(store: Store):
    tell(store)
    values = ", ".join(f"('sub-nobody-{number}')" for number in range(250))
    tamper(store, f"INSERT INTO subject (subject_id) VALUES {values}")
    found = store.compare()
    assert found.differing == {"subject": 250} and len(found.drifts) == 100
    assert "subject: 250 rows do not agree, not all of them named here" in found.lines()
