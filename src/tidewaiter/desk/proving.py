"""Proving the whole journal beside the work: it takes minutes on a big one, and an auditor wants to see how far it is.

One proof at a time runs in a process; what it found stays until the next is begun.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock, Thread

from tidewaiter.record import VerifyReport
from tidewaiter.store import Store
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.time import Clock


@dataclass(frozen=True, slots=True)
class Proof:
    """How far a proof has come: ``done`` of ``size`` entries; then its ``report``, or why it broke off (``error``)."""

    by: str
    begun_at: datetime
    size: int
    done: int = 0
    ended_at: datetime | None = None
    report: VerifyReport | None = None
    error: str = ""

    @property
    def running(self) -> bool:
        """Tell whether it is still at work."""
        return self.ended_at is None


@dataclass(slots=True)
class Prover:
    """Runs proofs one after another and remembers the last; shared by all threads of a process."""

    _last: Proof | None = None
    _lock: Lock = field(default_factory=Lock)
    _thread: Thread | None = None

    def last(self) -> Proof | None:
        """Give the proof at work or the last one, None where none was begun in this process."""
        with self._lock:
            return self._last

    def begin(self, store: Store, clock: Clock, by: str) -> Proof:
        """Begin a proof beside the work. Raises ``Refusal`` while one runs."""
        with store.read() as reader:
            reader.cursor.execute("SELECT size FROM journal_head")
            row = reader.cursor.fetchone()
        with self._lock:
            if self._last is not None and self._last.running:
                raise Refusal(f"{self._last.by} has begun a proof already; wait for it", code="proving")
            self._last = begun = Proof(by, clock(), int(row[0]) if row else 0)
        self._thread = Thread(target=self._run, args=(store, clock), name="proof", daemon=True)
        self._thread.start()
        return begun

    def wait(self, seconds: float = 60.0) -> None:
        """Wait for a proof that runs: a store is not closed under it."""
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self, store: Store, clock: Clock) -> None:
        try:
            report = store.verify(lambda done: self._note(done=done))
            self._note(done=report.entries, report=report, ended_at=clock())
        except Exception as error:  # whatever breaks it off, the auditor must not be left with a proof that never ends
            logging.getLogger(__name__).exception("the proof of the journal broke off")
            self._note(error=str(error) or type(error).__name__, ended_at=clock())
        finally:
            store.close()

    def _note(self, **said: object) -> None:
        with self._lock:
            if self._last is not None:
                self._last = replace(self._last, **said)  # type: ignore[arg-type]


PROVER = Prover()
