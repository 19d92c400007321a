"""What every store promises about the journal."""

from __future__ import annotations

import random
import subprocess
import sys
import textwrap
import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.contract.conftest import MOMENT, OpenHome

from tidewaiter.record import NO_HASH, Head
from tidewaiter.store import journal
from tidewaiter.store.opening import Store
from tidewaiter.vocabulary.errors import Tampered, TidewaiterError
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind


def fact(number: int, about: str = "enc-1", kind: FactKind = FactKind.RECORD_READ) -> Fact:
    return Fact(kind, about, MOMENT + timedelta(seconds=number), "I. Okonjo-Lund", {"purpose": "review", "n": number})


def entries(*numbers: int, about: str = "enc-1") -> list[Entry]:
    return [Entry.of_fact(fact(number, about)) for number in numbers]


def filled(store: Store, count: int = 12) -> Store:
    for first in range(1, count + 1, 3):
        with store.work() as work:
            work.append(entries(*range(first, first + 3)))
    return store


def test_what_was_appended_is_read_back_in_order_and_unchanged(store: Store):
    table = Entry(FactKind.SEALED, "msg-1", MOMENT, "machine", (b'{"row":1}', '{"row":"Zoë 张"}'.encode()))
    empty = Entry(FactKind.SEALED, "msg-2", MOMENT, "machine", ())
    with store.work() as work:
        stored = work.append([*entries(1, 2), table, empty])
    with store.read() as reader:
        assert list(reader.entries()) == stored
        assert [each.seq for each in stored] == [1, 2, 3, 4]
        assert [each.entry for each in reader.entries("msg-1")] == [table]
        assert [each.entry for each in reader.entries(kinds={FactKind.SEALED})] == [table, empty]
        assert reader.facts_of("enc-1") == [fact(1), fact(2)]


def test_more_entries_than_a_page_are_walked_to_the_end(store: Store):
    with store.work() as work:
        work.append(entries(*range(1203)))
    with store.read() as reader:
        assert [each.seq for each in reader.entries()] == list(range(1, 1204))
    assert [each.seq for each in store.journal_range(after=1200)] == [1201, 1202, 1203]
    assert store.journal_range(kinds=[FactKind.ADMITTED]) == []


def test_a_page_holds_no_more_bytes_than_are_meant_and_one_entry_however_large(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    rows = {n: random.Random(n).randbytes(size).hex().encode() for n, size in SIZES}
    large = [Entry(FactKind.SEALED, f"msg-{n}", MOMENT, "machine", (row,)) for n, row in rows.items()]
    with store.work() as work:
        stored = work.append(large)
    monkeypatch.setattr(journal, "PAGE_BYTES", 3_000)
    with store.read() as reader:
        walked, pages = [], _Pages(reader.cursor)
        for kept, _ in journal.read_kept(pages):
            walked.append(kept.sealed.seq)
        assert walked == [each.seq for each in stored]
        assert pages.fetched == [2, 1, 3, 1]
        assert list(reader.entries()) == stored
    assert store.verify().ok


SIZES = ((1, 1_000), (2, 1_000), (3, 9_000), (4, 100), (5, 100), (6, 100), (7, 2_700))


class _Pages:
    """A cursor that counts how many rows were fetched at once."""

    def __init__(self, cursor: Any) -> None:
        self._cursor, self.fetched = cursor, []

    def execute(self, sql: str, values: Any) -> None:
        self._cursor.execute(sql, values)

    def fetchall(self) -> Any:
        found = self._cursor.fetchall()
        self.fetched.append(len(found))
        return found


def test_each_entry_names_the_hash_of_the_one_before(store: Store):
    chain = filled(store).journal_range()
    assert chain[0].previous == NO_HASH
    assert all(later.previous == earlier.hash for earlier, later in pairwise(chain))
    assert all(each.hash == each.computed_hash() for each in chain)


def test_the_head_kept_is_the_head_that_a_replay_of_the_chain_gives(store: Store):
    head = Head()
    for sealed in filled(store).journal_range():
        head = head.after(sealed)
    with store.work() as work:
        assert work.head == head


def test_rows_are_not_legible_in_the_database(store: Store):
    with store.work() as work:
        work.append([Entry(FactKind.DECLARED, "msg-1", MOMENT, "machine", ())])
        work.append([Entry.of_fact(Fact(FactKind.RECORD_READ, "enc-1", MOMENT, "x", {"name": "Przybylska"}))])
        work.cursor.execute("SELECT sealed FROM journal_payload")
        assert not any(b"Przybylska" in bytes(sealed) for (sealed,) in work.cursor.fetchall())


def test_work_that_raises_leaves_nothing_behind(store: Store):
    filled(store)
    before = store.journal_range()
    with pytest.raises(RuntimeError, match="in the middle"), store.work() as work:
        work.append(entries(99))
        raise RuntimeError("in the middle")
    assert store.journal_range() == before
    assert store.verify().checkpoints == 4
    assert store.verify().ok


def test_a_savepoint_undoes_its_own_part_only(store: Store):
    with store.work() as work:
        work.append(entries(1))
        with pytest.raises(RuntimeError), work.savepoint():
            work.append([Entry.of_fact(fact(2, kind=FactKind.SEALED))])
            raise RuntimeError
        work.append([Entry.of_fact(fact(3, kind=FactKind.SEALED))])
    with store.read() as reader:
        assert [each.data["n"] for each in reader.facts_of("enc-1")] == [1, 3]
    assert store.verify().ok


def test_a_work_within_a_work_is_refused(store: Store):
    with store.work(), pytest.raises(TidewaiterError, match="savepoint"), store.work():
        pytest.fail("a second transaction was begun")


def test_concurrent_writers_do_not_fork_the_chain(store: Store):
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def write(about: str) -> None:
        try:
            start.wait()
            for number in range(20):
                with store.work() as work:
                    work.append(entries(number, about=about))
        except BaseException as error:
            failures.append(error)
        finally:
            store.close()

    writers = [threading.Thread(target=write, args=(name,)) for name in ("enc-a", "enc-b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    report = store.verify()
    assert (report.ok, report.entries, report.checkpoints) == (True, 40, 40)
    with store.read() as reader:
        assert [each.data["n"] for each in reader.facts_of("enc-a")] == list(range(20))


def test_two_processes_writing_to_a_fresh_home_agree_on_keys_and_chain(store: Store):
    if store.database:
        pytest.skip("the threads' test says the same of PostgreSQL, which does not mind who connects")
    program = textwrap.dedent(
        """
        import sys
        from datetime import UTC, datetime
        from tidewaiter.store import open_store
        from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

        store = open_store(sys.argv[1])
        for number in range(10):
            fact = Fact(FactKind.RECORD_READ, sys.argv[2], datetime.now(UTC), "process", {"n": number})
            with store.work() as work:
                work.append([Entry.of_fact(fact)])
        """
    )
    command = [sys.executable, "-c", program, str(store.home)]
    processes = [subprocess.Popen([*command, about]) for about in ("enc-a", "enc-b")]
    assert [process.wait() for process in processes] == [0, 0]
    report = store.verify()
    assert (report.ok, report.entries, report.checkpoints) == (True, 20, 20)
    with store.read() as reader:
        assert [each.data["n"] for each in reader.facts_of("enc-a")] == list(range(10))


def test_a_work_within_a_read_is_refused_and_a_read_within_a_work_sees_it(store: Store):
    with store.read(), pytest.raises(TidewaiterError, match="within another or a read"), store.work():
        pytest.fail("a transaction was begun within a read")
    with store.work() as work:
        work.append(entries(1))
        with store.read() as reader:
            assert reader.facts_of("enc-1") == [fact(1)]


def test_a_reader_sees_one_moment_while_a_writer_goes_on(store: Store):
    filled(store)
    seen: list[int] = []

    def write() -> None:
        with store.work() as work:
            work.append(entries(50))
        store.close()

    with store.read() as reader:
        first = next(reader.entries()).seq
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        seen = [each.seq for each in reader.entries()]
    assert first == 1
    assert seen == list(range(1, 13))
    assert len(store.journal_range()) == 13


def test_several_homes_open_one_after_another_keep_apart(open_home: OpenHome, tmp_path: Path):
    one = open_home(tmp_path / "one")
    if one.database:
        pytest.skip("homes on one PostgreSQL database share its journal by design")
    filled(one)
    other = open_home(tmp_path / "other")
    assert other.journal_range() == []
    assert len(one.journal_range()) == 12


def test_rebuilding_gives_the_read_models_that_were_there(store: Store):
    row = {"message_id": "msg-1", "sender": "FOXAIR", "recipient": "BORDER", "reference": "0001", "digest": "ab"}
    row |= {"syntax": "UNOA", "receiver": "command-line", "file": "a.edi", "received_at": "2026-03-01T12:00:00Z"}
    row |= {"raw_base64": "VU5C", "counts": {"travelers": 2, "crew": 0, "bookings": 0}}
    with store.work() as work:
        work.append([Entry.of_fact(Fact(FactKind.MESSAGE_RECEIVED, "msg-1", MOMENT, "machine", row))])
        work.append(
            [
                Entry.of_fact(
                    Fact(
                        FactKind.DRAW_COMMITTED,
                        "2026-03-01",
                        MOMENT,
                        "machine",
                        {"day": "2026-03-01", "commitment": "aa", "rate": 0.01},
                    )
                )
            ]
        )
        before = _table(work, "inbox"), _table(work, "draw")
        work.cursor.execute("DELETE FROM inbox")
    counts = store.rebuild()
    assert counts["inbox"] == 1
    assert counts["draw"] == 1
    with store.read() as reader:
        assert (_table(reader, "inbox"), _table(reader, "draw")) == before
        assert before[0][0]


def _table(reader, name: str) -> list[tuple]:
    reader.cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
    return reader.cursor.fetchall()


def test_purging_destroys_due_payloads_and_breaks_no_proof(store: Store):
    filled(store)
    with store.work() as work:
        work.append(entries(70, about="enc-held"))
    assert store.purge(MOMENT + timedelta(days=3000)).seqs == ()
    done = store.purge(MOMENT + timedelta(days=3652), held=lambda _: {"enc-held"})
    assert done.seqs == tuple(range(1, 13))
    assert done.rekeyed == (13,)
    assert store.verify().ok
    with store.read() as reader:
        assert [each.purged for each in reader.entries("enc-1")] == [True] * 12
        assert reader.facts_of("enc-1") == []
        assert [each.data["n"] for each in reader.facts_of("enc-held")] == [70]
        reader.cursor.execute("SELECT count(*) FROM journal_payload WHERE seq <= 12")
        assert reader.cursor.fetchone()[0] == 0
    assert store.purge(MOMENT + timedelta(days=3653), held=lambda _: {"enc-held"}).seqs == ()
    assert store.purge(MOMENT + timedelta(days=3653)).seqs == (13,)
    assert store.verify().ok


def test_a_payload_that_vanished_without_a_purge_is_reported_and_not_read_as_purged(store: Store):
    with filled(store).work() as work:
        work.cursor.execute("DELETE FROM journal_payload WHERE seq = 5")
    assert [(each.seq, each.kind) for each in store.verify().problems] == [(5, "payload")]
    with store.read() as reader, pytest.raises(Tampered, match="entry 5 is gone"):
        reader.facts_of("enc-1")


def test_a_lost_master_key_is_named_and_never_replaced(open_home: OpenHome, tmp_path: Path):
    filled(open_home(tmp_path / "home"))
    key = tmp_path / "home" / "keys" / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    with pytest.raises(TidewaiterError, match="restore it"), open_home(tmp_path / "home").read() as reader:
        reader.facts_of("enc-1")
    assert not key.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET actor = 'somebody' WHERE seq = 5",
        "UPDATE journal_entry SET kind = 'nonsense' WHERE seq = 5",
        "DELETE FROM journal_entry WHERE seq = 5",
        "DELETE FROM journal_entry WHERE seq > 9",
        "UPDATE journal_payload SET sealed = (SELECT sealed FROM journal_payload WHERE seq = 6) WHERE seq = 5",
        "UPDATE journal_head SET size = 11",
        "DELETE FROM journal_key",
    ],
)
def test_tampering_is_found_in_every_store(store: Store, statement: str):
    with filled(store).work() as work:
        if "journal_key" in statement:
            work.cursor.execute("UPDATE journal_payload SET key_id = NULL")
        work.cursor.execute(statement)
    assert not store.verify().ok
