"""Both verifiers find and locate every way of tampering; and a verifier without checkpoints provably does not."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.contract.conftest import MOMENT

from tidewaiter.record import Head, examine
from tidewaiter.store import open_store
from tidewaiter.store.journal import read_kept
from tidewaiter.store.opening import Store
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind

TOOL = Path(__file__).parents[2] / "tools" / "verify_journal.py"
Tamper = Callable[[Store, sqlite3.Connection], None]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 16 entries in commits of two; the last has three rows."""
    home = tmp_path_factory.mktemp("clean")
    store = open_store(home, clock=lambda: MOMENT)
    store.migrate()
    _append(store, range(1, 16))
    with store.work() as work:
        work.append([Entry(FactKind.SEALED, "msg-1", MOMENT, "machine", (b"{}", b"[]", b"1"))])
    store.close()
    return home


@pytest.fixture
def store(clean: Path, tmp_path: Path) -> Store:
    home = tmp_path / "home"
    shutil.copytree(clean, home)
    return open_store(home, clock=lambda: MOMENT)


def _append(store: Store, numbers: range) -> None:
    for number in numbers:
        fact = Fact(FactKind.RECORD_READ, f"enc-{number}", MOMENT + timedelta(seconds=number), "auditor", {"n": number})
        with store.work() as work:
            work.append([Entry.of_fact(fact)])


def _raw(store: Store) -> sqlite3.Connection:
    store.close()
    return sqlite3.connect(store.home / "tidewaiter.sqlite3", isolation_level=None)


def _independent(store: Store, *, checkpoints: bool = True, journal: Path | None = None) -> dict:
    store.close()
    words = [str(journal or store.home / "tidewaiter.sqlite3")]
    words += [str(store.home / "checkpoints" / "checkpoints.jsonl")] if checkpoints else []
    done = subprocess.run([sys.executable, "-I", TOOL, *words, "--json"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report["ok"] else 1)
    return report


def _move(raw: sqlite3.Connection, old: int, new: int) -> None:
    for table in ("journal_entry", "journal_payload"):
        raw.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (new, old))


def edit(store: Store, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE journal_entry SET actor = 'somebody else' WHERE seq = 5")


def edit_with_new_hash(store: Store, raw: sqlite3.Connection) -> None:
    edit(store, raw)
    with store.read() as reader:
        sealed = next(kept.sealed for kept, _ in read_kept(reader.cursor, after=4))
    raw.execute("UPDATE journal_entry SET hash = ? WHERE seq = 5", (sealed.computed_hash(),))


def delete(store: Store, raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM journal_entry WHERE seq = 5")
    raw.execute("DELETE FROM journal_payload WHERE seq = 5")


def delete_and_renumber(store: Store, raw: sqlite3.Connection) -> None:
    delete(store, raw)
    for seq in range(6, 17):
        _move(raw, seq, seq - 1)


def swap(store: Store, raw: sqlite3.Connection) -> None:
    for old, new in ((5, -1), (11, 5), (-1, 11)):
        _move(raw, old, new)


def swap_neighbours(store: Store, raw: sqlite3.Connection) -> None:
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        _move(raw, old, new)


def insert(store: Store, raw: sqlite3.Connection) -> None:
    for seq in range(16, 4, -1):
        _move(raw, seq, seq + 1)
    for table in ("journal_entry", "journal_payload"):
        row = list(raw.execute(f"SELECT * FROM {table} WHERE seq = 3").fetchone())
        row[0] = 5
        raw.execute(f"INSERT INTO {table} VALUES ({','.join('?' for _ in row)})", row)


def append_a_forgery(store: Store, raw: sqlite3.Connection) -> None:
    for table in ("journal_entry", "journal_payload"):
        row = list(raw.execute(f"SELECT * FROM {table} WHERE seq = 3").fetchone())
        row[0] = 17
        raw.execute(f"INSERT INTO {table} VALUES ({','.join('?' for _ in row)})", row)


def edit_payload(store: Store, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE journal_payload SET sealed = zeroblob(60) WHERE seq = 5")


def swap_payloads(store: Store, raw: sqlite3.Connection) -> None:
    for old, new in ((5, -1), (6, 5), (-1, 6)):
        raw.execute("UPDATE journal_payload SET seq = ? WHERE seq = ?", (new, old))


def lose_payload(store: Store, raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM journal_payload WHERE seq = 5")


def edit_leaves(store: Store, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE journal_entry SET leaves = zeroblob(96) WHERE seq = 16")


def drop_a_leaf(store: Store, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE journal_entry SET leaves = substr(leaves, 1, 64) WHERE seq = 16")


def truncate(store: Store, raw: sqlite3.Connection) -> None:
    """The best an intruder can do: entries, payloads and head all say that the journal ends at 10."""
    head = Head()
    with store.read() as reader:
        for kept, _ in read_kept(reader.cursor):
            head = head.after(kept.sealed) if kept.sealed.seq <= 10 else head
    raw.execute("DELETE FROM journal_entry WHERE seq > 10")
    raw.execute("DELETE FROM journal_payload WHERE seq > 10")
    raw.execute("UPDATE journal_head SET size = ?, hash = ?, frontier = ?", (10, head.hash, head.frontier.to_bytes()))


def rewrite_tail(store: Store, raw: sqlite3.Connection) -> None:
    """Cut the tail and write another, all hashes made anew, with the product's own code and keys but no checkpoint."""
    truncate(store, raw)
    store._attest = lambda *_: None
    _append(store, range(111, 117))


def restore_an_old_backup(store: Store, raw: sqlite3.Connection) -> None:
    _append(store, range(17, 20))
    store.close()
    with closing(sqlite3.connect(store.home / "backup.sqlite3")) as backup:
        raw.backup(backup)
        _append(store, range(20, 24))
        store.close()
        backup.backup(raw)


TAMPERINGS = [
    (edit, [(5, "edit")]),
    (edit_with_new_hash, [(5, "edit")]),
    (delete, [(5, "delete")]),
    (delete_and_renumber, [(5, "delete"), (15, "head"), (16, "truncation")]),
    (swap, [(5, "swap")]),
    (swap_neighbours, [(5, "swap")]),
    (insert, [(5, "insert")]),
    (append_a_forgery, [(17, "insert"), (17, "head")]),
    (edit_payload, [(5, "payload")]),
    (swap_payloads, [(5, "payload"), (6, "payload")]),
    (lose_payload, [(5, "payload")]),
    (edit_leaves, [(16, "leaf")]),
    (drop_a_leaf, [(16, "leaf")]),
    (truncate, [(11, "truncation")]),
    (rewrite_tail, [(11, "rewrite")]),
    (restore_an_old_backup, [(20, "truncation")]),
]


def tampered(store: Store, tamper: Tamper) -> Store:
    with closing(_raw(store)) as raw:
        tamper(store, raw)
    return store


def test_a_clean_journal_passes_both_verifiers(store: Store):
    assert store.verify().ok
    assert _independent(store) == {
        "ok": True, "entries": 16, "checkpoints": 16, "unattested": 0, "notes": [], "problems": []
    }  # fmt: skip


@pytest.mark.parametrize(("tamper", "expected"), TAMPERINGS, ids=lambda value: getattr(value, "__name__", ""))
def test_both_verifiers_find_and_locate(store: Store, tamper: Tamper, expected: list[tuple[int, str]]):
    report = tampered(store, tamper).verify()
    assert not report.ok
    own = {(each.seq, each.kind) for each in report.problems}
    other = {(each["seq"], each["kind"]) for each in _independent(store)["problems"]}
    assert set(expected) <= own, report.problems
    assert set(expected) <= other


@pytest.mark.parametrize("tamper", [truncate, rewrite_tail, restore_an_old_backup], ids=lambda value: value.__name__)
def test_a_verifier_without_checkpoints_misses_a_cut_or_rewritten_tail(store: Store, tamper: Tamper):
    """The broken twin: what a hash chain alone is worth."""
    tampered(store, tamper)
    assert _independent(store, checkpoints=False)["problems"] == []
    with store.read() as reader:
        chain_alone = examine((kept for kept, _ in read_kept(reader.cursor)), [])
    assert [each.kind for each in chain_alone.problems] == ["checkpoint"]


def test_a_checkpoint_that_our_key_did_not_sign_is_a_problem_and_no_evidence(store: Store):
    path = store.home / "checkpoints" / "checkpoints.jsonl"
    lines = path.read_text().splitlines()
    forged = json.loads(lines[-1]) | {"size": 99}
    path.write_text("\n".join([*lines, json.dumps(forged)]) + "\n")
    assert [(each.seq, each.kind) for each in store.verify().problems] == [(99, "checkpoint")]
    assert [(each["seq"], each["kind"]) for each in _independent(store)["problems"]] == [(99, "checkpoint")]


def test_missing_checkpoints_are_a_problem(store: Store):
    (store.home / "checkpoints" / "checkpoints.jsonl").unlink()
    assert [each.kind for each in store.verify().problems] == ["checkpoint"]
    assert [each["kind"] for each in _independent(store)["problems"]] == ["checkpoint"]


def test_a_crash_between_commit_and_checkpoint_is_told_and_is_no_tampering(store: Store):
    attest, store._attest = store._attest, lambda *_: None
    _append(store, range(17, 18))
    report = store.verify()
    assert (report.ok, report.unattested) == (True, 1)
    assert _independent(store)["unattested"] == 1
    store._attest = attest
    _append(store, range(18, 19))
    assert store.verify().unattested == 0


def test_what_is_committed_stands_when_the_checkpoint_cannot_be_written_and_the_next_one_vouches_for_both(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    blocked = store.home / "a-file" / "checkpoints.jsonl"
    blocked.parent.write_text("a file where a folder should be")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TIDEWAITER_CHECKPOINTS", str(blocked))
        _append(store, range(17, 19))
        with store.read() as reader:
            assert len(list(reader.entries(kinds=[FactKind.RECORD_READ]))) == 17
    assert caplog.text.count("kept, but not attested") == 2
    report = store.verify()
    assert (report.ok, report.unattested) == (True, 2)
    _append(store, range(19, 20))
    assert (store.verify().ok, store.verify().unattested) == (True, 0)
    assert _independent(store)["unattested"] == 0


def test_a_signing_key_that_cannot_be_read_is_an_error_before_anything_is_kept(store: Store):
    (store.home / "keys" / "checkpoint.key").write_text("not a key")
    with pytest.raises(TidewaiterError, match="checkpoint key"):
        _append(store, range(17, 18))
    assert len(store.journal_range()) == 16


def test_a_torn_checkpoint_line_is_closed_by_the_next(store: Store):
    path = store.home / "checkpoints" / "checkpoints.jsonl"
    path.write_bytes(path.read_bytes()[:-50])
    _append(store, range(17, 18))
    assert store.verify().ok
    assert _independent(store)["ok"]


def test_an_export_is_verified_like_the_database(store: Store, tmp_path: Path):
    path = tmp_path / "journal.jsonl"
    assert store.export(path) == 16
    assert _independent(store, journal=path)["ok"]
    path.write_text(path.read_text().replace('"enc-5"', '"enc-6"'))
    assert [(each["seq"], each["kind"]) for each in _independent(store, journal=path)["problems"]] == [(5, "edit")]


def test_both_verifiers_accept_purged_and_rekeyed_payloads_and_miss_none_that_came_back(store: Store):
    late = MOMENT + timedelta(days=4000)
    with closing(_raw(store)) as raw:
        old = raw.execute("SELECT * FROM journal_payload WHERE seq = 5").fetchone()
    assert store.purge(late, held=lambda _: {"enc-3"}).rekeyed == (3,)
    assert store.verify().ok
    assert _independent(store)["ok"]
    with closing(_raw(store)) as raw:
        raw.execute("INSERT INTO journal_payload VALUES (?, NULL, ?)", (old[0], old[2]))
    assert (5, "payload") in {(each.seq, each.kind) for each in store.verify().problems}
    assert [(each["seq"], each["kind"]) for each in _independent(store)["problems"]] == [(5, "payload")]


def test_the_independent_verifier_answers_a_wrong_file_with_2(tmp_path: Path):
    wrong = tmp_path / "wrong"
    wrong.write_text("neither database nor export")
    done = subprocess.run([sys.executable, "-I", TOOL, wrong], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "cannot verify" in done.stderr
