from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tidewaiter.store import access, open_store
from tidewaiter.store.opening import Store
from tidewaiter.vocabulary.errors import NotFound, Refusal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(tmp_path)
    opened.migrate()
    return opened


def _issue(store: Store, days: int = 7, name: str = "Ada Quill") -> tuple[str, access.Grant]:
    with store.work() as work:
        return access.issue(work, name=name, role="officer", port="JFK", days=days, by="admin", now=NOW)


def _holder(store: Store, token: str, at: datetime = NOW) -> access.Grant | None:
    with store.read() as reader:
        return access.holder(reader.cursor, token, at)


def test_a_token_opens_until_its_last_moment_and_not_after(store: Store) -> None:
    token, grant = _issue(store)
    assert _holder(store, token) == grant
    assert _holder(store, token, NOW + timedelta(days=7, seconds=-1)) == grant
    assert _holder(store, token, NOW + timedelta(days=7)) is None


def test_a_revoked_token_does_not_open_and_cannot_be_given_back(store: Store) -> None:
    token, grant = _issue(store)
    for _ in range(2):
        with store.work() as work:
            access.revoke(work, grant.token_id, by="admin", now=NOW)
    assert _holder(store, token) is None
    with store.read() as reader:
        kinds = [entry.entry.kind for entry in reader.entries(about=f"token-{grant.token_id}")]
    assert kinds == ["AccessGranted", "AccessRevoked"]
    with store.work() as work, pytest.raises(NotFound):
        access.revoke(work, "000000000000", by="admin", now=NOW)


def test_one_wrong_character_or_anothers_secret_does_not_open(store: Store) -> None:
    (mine, _), (theirs, _) = _issue(store), _issue(store, name="Bo Tarn")
    swapped = mine[:16] + theirs[16:]
    wrong = mine[:-1] + ("A" if mine[-1] != "A" else "B")
    for token in (swapped, wrong, mine + "x", "", "Bearer", mine.upper()):
        assert _holder(store, token) is None


def test_the_secret_is_kept_nowhere(store: Store) -> None:
    token, _ = _issue(store)
    secret = token.split("_", 2)[2].encode()
    store.close()
    kept = b"".join(path.read_bytes() for path in store.home.rglob("*") if path.is_file())
    assert b"Ada Quill" in kept
    assert secret not in kept


@pytest.mark.parametrize(("name", "days"), [("  ", 7), ("Ada", 0), ("Ada", 400)])
def test_a_token_without_a_name_or_with_an_endless_term_is_refused(store: Store, name: str, days: int) -> None:
    with pytest.raises(Refusal):
        _issue(store, days, name)


def test_a_rebuild_leaves_the_tokens_as_they_are(store: Store) -> None:
    token, _ = _issue(store)
    store.rebuild()
    assert _holder(store, token) is not None
