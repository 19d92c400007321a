"""Back-tests that run while the page waits: one at a time in this process, each with how far it has come.

A run is the work of one process and is gone with it; its result is a fact of the journal and stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

from tidewaiter.api.house import house
from tidewaiter.vocabulary.errors import NotFound, Refusal, TidewaiterError

_KEPT = 20


@dataclass(slots=True)
class Run:
    """One back-test on its way. ``backtest_id`` once it is done, ``error`` where it was not possible."""

    rule_id: str
    total: int
    run_id: str = field(default_factory=lambda: uuid4().hex)
    done: int = 0
    backtest_id: str | None = None
    error: str | None = None

    @property
    def over(self) -> bool:
        """Tell whether it ended, one way or the other."""
        return self.backtest_id is not None or self.error is not None


class Runs:
    """The runs of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._runs: dict[str, Run] = {}

    def start(self, rule_id: str, total: int, work: Callable[[Callable[[int], object]], dict[str, Any]]) -> Run:
        """Begin a run in a thread of its own. Raises ``Refusal`` while another one runs."""
        with self._lock:
            if any(not run.over for run in self._runs.values()):
                raise Refusal("a back-test runs already; wait until it is done", code="busy")
            run = Run(rule_id, total)
            self._runs = {**dict(list(self._runs.items())[-_KEPT:]), run.run_id: run}
        Thread(target=self._do, args=(run, work), name=f"backtest-{rule_id}", daemon=True).start()
        return run

    def of(self, rule_id: str, run_id: str) -> Run:
        """Give a run. Raises ``NotFound`` for one that this process does not know."""
        run = self._runs.get(run_id)
        if run is None or run.rule_id != rule_id:
            raise NotFound("This back-test is not under way any more: look at the rule's results, or start it again")
        return run

    @staticmethod
    def _do(run: Run, work: Callable[[Callable[[int], object]], dict[str, Any]]) -> None:
        def advance(files: int) -> None:
            run.done += files

        try:
            run.backtest_id = str(work(advance)["backtest_id"])
        except TidewaiterError as error:
            run.error = error.text
        except Exception:
            logging.getLogger(__name__).exception("a back-test of %s failed", run.rule_id)
            run.error = "This is our fault; it is in the log"
        finally:
            house().store.close()


runs = Runs()
