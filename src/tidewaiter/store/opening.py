"""Opening a home: one store, its transactions, and the promises that hold for each of them."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import Error, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tidewaiter.record import Head, SealedEntry, VerifyReport, attest
from tidewaiter.store import checkpoints, comparison, connect, journal_verify
from tidewaiter.store.comparison import Comparison
from tidewaiter.store.journal import Cursor, StoredEntry, read_sealed
from tidewaiter.store.journal_purge import Purge, none, purge_due
from tidewaiter.store.keys import Vault, checkpoint_key, master_key
from tidewaiter.store.projections import TABLES, UNPROJECTED, project
from tidewaiter.store.work import Reader, Work
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.time import Clock, utc_now

WRITE_LOCK = 0x7469646577616974
"""Number of PostgreSQL's advisory lock that one writer at a time holds."""
BATCH_ENTRIES, BATCH_ROWS = 256, 50_000
"""How much a rebuild projects at once: enough for few statements, little enough for memory."""


def open_store(home: Path, database: str | None = None, *, clock: Clock = utc_now) -> Store:
    """Open the store of a home folder, made if need be; ``database`` is a PostgreSQL URL, else SQLite in the home.

    A new home is for its owner alone, because read models hold names. Raises TidewaiterError (``cannot-open``).
    """
    home = Path(home)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _closed(home, error) from error
    connect.configure(home, database)
    return Store(home, database, clock)


class Store:
    """The journal and the read models of one home."""

    def __init__(self, home: Path, database: str | None, clock: Clock) -> None:
        self.home, self.database, self.clock = home, database, clock
        self._turn = Lock()

    def migrate(self) -> None:
        """Bring the tables up to date; safe to call at every start, also when several faces start at once.

        Raises TidewaiterError (``cannot-open``) where the home cannot be written or the database not be read.
        """
        from django.core.management import call_command  # a tenth of a second, and needed only here

        try:
            with (self.home / ".migrating").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._connection()
                call_command("migrate", verbosity=0, interactive=False, database=connect.ALIAS)
        except (OSError, Error) as error:
            raise _closed(self.home, error) from error

    def close(self) -> None:
        """Close this thread's connection."""
        connect.close()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction: the write lock first, then the head read anew; committed at exit, undone when it raises.

        The checkpoint is written after the commit, so it never vouches for what was not kept. Where its file cannot be
        written the work stands all the same: a warning says so, and the checkpoint of the next commit vouches for both.
        Raises TidewaiterError (``busy``) when other writers held the lock for 20 seconds, or when called within
        another work.
        """
        connection = self._connection()
        if connection.in_atomic_block or _is_reading(connection):
            raise TidewaiterError(
                "a work cannot be begun within another or a read; use its savepoint", code="nested-work"
            )
        signing = self._signing_key  # a key that cannot be read is an error before anything is kept, not after
        # Threads of one process take turns here: left to SQLite's polling, a waiting writer starves for many seconds.
        with self._turn:
            begun = transaction.atomic(using=connect.ALIAS, durable=True)
            _enter(begun)
            try:
                with connection.cursor() as cursor:
                    if connection.vendor == "postgresql":
                        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK,))
                    work = Work(cursor, self._vault)
                    before = work.head.size
                    yield work
            except BaseException as error:
                begun.__exit__(type(error), error, error.__traceback__)
                raise
            begun.__exit__(None, None, None)
            if work.head.size > before:
                self._attest(work.origin, work.head, signing)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Read as of one moment, without holding up any writer."""
        connection = self._connection()
        with connection.cursor() as cursor, _snapshot(connection):
            yield Reader(cursor, self._vault)

    def rebuild(self) -> Mapping[str, int]:
        """Empty all read models and replay the journal through the same projections; give the rows of each table."""
        with self.work() as work:
            return self._replay(work)

    def verify(self, advance: Callable[[int], object] = lambda _: None) -> VerifyReport:
        """Prove the journal: chain, tree, row digests, payloads, checkpoints; find and locate what does not hold."""
        with self.read() as reader:
            return journal_verify.verify(reader.cursor, self._vault, self.home, advance)

    def prove(self, seq: int) -> dict[str, Any]:
        """Give the receipt of one entry: a proof for somebody who may see nothing else of the journal."""
        with self.read() as reader:
            return journal_verify.prove(reader.cursor, self.home, seq)

    def compare(self) -> Comparison:
        """Replay the journal beside the read models and find every row that does not agree; nothing is changed."""
        connection = self._connection()
        with connection.cursor() as cursor, _undone(connection):
            reader = Reader(cursor, self._vault)
            return comparison.compare(reader.cursor, _kept(reader), connection.vendor)

    def export(self, path: Path) -> int:
        """Write the journal as JSON lines that the stand-alone verifier reads too; give the number of entries."""
        with self.read() as reader:
            return journal_verify.export(reader.cursor, path)

    def journal_range(
        self, after: int = 0, limit: int = 1000, kinds: Collection[str] | None = None
    ) -> list[SealedEntry]:
        """Give sealed entries behind number ``after``, in order; no payload is opened."""
        with self.read() as reader:
            return read_sealed(reader.cursor, after, limit, kinds)

    def purge(
        self, now: datetime | None = None, *, held: Callable[[Cursor], Collection[str]] = none, actor: str = "retention"
    ) -> Purge:
        """Destroy the payloads that are due by the retention schedule, but for those about the ids that ``held`` gives.

        Keys are destroyed with them; the sealed entries stay. Read models are rebuilt without the purged rows, where
        any of them were shown. ``held`` is asked once nobody else can write: a case opened just before is not missed.
        """
        with self.work() as work:
            purge = purge_due(work, self._vault, now or self.clock(), set(held(work.cursor)), actor)
            if purge.kinds - UNPROJECTED:
                self._replay(work)
            return purge

    def _replay(self, work: Work) -> Mapping[str, int]:
        for table in TABLES:
            work.cursor.execute(f'DELETE FROM "{table}"')
        for batch in _kept(work):
            project(work.cursor, batch)
        counts: dict[str, int] = {}
        for table in TABLES:
            work.cursor.execute(f'SELECT count(*) FROM "{table}"')
            ((counts[table],),) = work.cursor.fetchall()
        return counts

    def _attest(self, origin: str, head: Head, signing: Ed25519PrivateKey) -> None:
        path = checkpoints.checkpoint_file(self.home)
        try:
            if not path.exists():
                checkpoints.publish_key(self.home, path)
            checkpoints.append_checkpoint(path, attest(origin, head, self.clock(), signing))
        except OSError as error:  # raising here would call lost what is kept, and the sender would send it again
            logging.getLogger(__name__).warning(
                "kept, but not attested: %s cannot be written (%s); entry %d and those before it are attested with the"
                " next commit that can",
                path,
                error.strerror or error,
                head.size,
            )

    def _connection(self) -> BaseDatabaseWrapper:
        return connect.connection(self.home, self.database)

    @cached_property
    def _signing_key(self) -> Ed25519PrivateKey:
        return checkpoint_key(self.home)

    @cached_property
    def _vault(self) -> Vault:
        with self._connection().cursor() as cursor:
            cursor.execute("SELECT 1 FROM journal_key LIMIT 1")
            return Vault(master_key(self.home, may_make=cursor.fetchone() is None))


def _kept(reader: Reader) -> Iterator[list[StoredEntry]]:
    """Give what a replay projects, in pieces: what was purged, and photographs that no table shows, are not read."""
    return _batches(stored for stored in reader.entries(without=UNPROJECTED) if not stored.purged)


def _batches(entries: Iterable[StoredEntry]) -> Iterator[list[StoredEntry]]:
    batch: list[StoredEntry] = []
    rows = 0
    for stored in entries:
        batch.append(stored)
        rows += len(stored.entry.rows)
        if len(batch) >= BATCH_ENTRIES or rows >= BATCH_ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _closed(home: Path, error: Exception) -> TidewaiterError:
    why = " ".join(str(error).split())
    return TidewaiterError(f"the house in {home} cannot be opened: {why}", code="cannot-open")


def _enter(begun: transaction.Atomic) -> None:
    try:
        begun.__enter__()
    except OperationalError as error:
        raise TidewaiterError(f"the database is busy or out of reach: {error}", code="busy") from error


@contextmanager
def _undone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Read as of one moment and keep nothing of what is done inside."""
    if connection.vendor == "sqlite":
        with _snapshot(connection):
            yield
        return
    with transaction.atomic(using=connect.ALIAS), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")  # a read-only one could make no table
        yield
        transaction.set_rollback(True, using=connect.ALIAS)


def _is_reading(connection: BaseDatabaseWrapper) -> bool:
    raw = connection.connection
    return connection.vendor == "sqlite" and raw is not None and bool(raw.in_transaction)


@contextmanager
def _snapshot(connection: BaseDatabaseWrapper) -> Iterator[None]:
    # Django would begin an IMMEDIATE transaction on SQLite, which waits for writers; a deferred one does not.
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        if _is_reading(connection):
            yield
            return
        connection.connection.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.connection.execute("ROLLBACK")
    else:
        with transaction.atomic(using=connect.ALIAS), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
