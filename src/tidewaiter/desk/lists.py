"""Look-out lists at the desk: loaded and rolled back by stewards, and what each change finds among those announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import polars as pl

from tidewaiter import again, identify, walk
from tidewaiter.authority import Authority, Permission
from tidewaiter.identify.sources import load_sources
from tidewaiter.reassign import reassign
from tidewaiter.store import Store, lists, searches
from tidewaiter.vocabulary.errors import TidewaiterError
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.listing import Listing
from tidewaiter.vocabulary.officer import Officer

_ENTRY = {"list_id": pl.String, "entry_id": pl.String}


@dataclass(frozen=True, slots=True)
class ListDesk:
    """One version of each list is in force; what it brings is looked for at once among those announced before."""

    store: Store
    policies: walk.Policies
    authority: Authority

    def load(self, listing: Path | Traversable | Listing, *, dry_run: bool = False, **said: Any) -> lists.Told:
        """Load one version of a look-out list (a file of our own, or one read already), or tell what it would change.

        ``said``: the further words of ``lists.load``. Raises ``InvalidPolicy`` or ``Refusal``; then nothing changes.
        """
        read = listing if isinstance(listing, Listing) else identify.load_listing(listing)
        with self.store.work() as work:
            told = lists.load(work, read, at=self.policies.clock(), dry_run=dry_run, **said)
        if not dry_run:
            self.rescreen()
        return told

    @contextmanager
    def loading(self, list_id: str | None) -> Iterator[None]:
        """Note a load that fails inside, so that every answer says it until one succeeds; the error is raised on.

        Noted for lists in force and for those of ``list_sources.yaml``: of no other is anything expected. A version
        kept out because somebody rolled it back has not failed.
        """
        try:
            yield
        except TidewaiterError as error:
            if list_id is not None and error.code != "list-rolled-back":
                with self.store.work() as work:
                    if lists.is_known(work, list_id) or list_id in load_sources():
                        lists.fail(work, list_id, error, at=self.policies.clock())
            raise

    def roll_back(
        self, list_id: str, to: str | None, officer: Officer, reason: str, *, dry_run: bool = False
    ) -> lists.Told:
        """Put an earlier version of a list in force again, in the name of a human."""
        self.authority.require(officer, Permission.HOUSE_LIST_LOAD)
        with self.store.work() as work:
            now, who = self.policies.clock(), officer.name
            told = lists.rollback(work, list_id, to, at=now, actor=who, reason=reason.strip(), dry_run=dry_run)
        if not dry_run:
            self.rescreen()
        return told

    def rescreen(self, advance: Callable[[int], object] = lambda _: None) -> int:
        """Look for the new and altered entries of lists in force among those announced before; give the hits stated.

        Each page of encounters is a transaction of its own that notes how far it came, so that what was broken off is
        taken up again by the next call. ``advance`` is told how many encounters were looked at.
        """
        with self.store.read() as reader:
            waiting = searches.pending(reader)
        found = 0
        for list_id in waiting:
            while (stated := self._rescreen_page(list_id, advance)) is not None:
                found += stated
        return found

    def _rescreen_page(self, list_id: str, advance: Callable[[int], object]) -> int | None:
        """Look at one page of encounters for the entries of one list; None where that list is done."""
        now, screening, tally = self.policies.clock(), self.policies.screening, identify.Tally()
        with self.store.read() as reader:
            search = searches.search(reader, list_id)
            if search is None:
                return None
            people = pl.DataFrame()
            if search.entries:
                people = reader.known(now - timedelta(days=screening.days), search.through, screening.page)
            wanted = pl.DataFrame(
                {"list_id": [list_id] * len(search.entries), "entry_id": search.entries}, schema=_ENTRY
            )
            found = again.find(people, reader.listings(now.date()), wanted, self.policies, tally)
        done = people.height < screening.page
        said: dict[str, Any] = {"base": search.base, "stated": search.stated, "version": search.version, "done": done}
        said |= {"through": search.through if people.is_empty() else people["encounter_id"][-1]}
        said |= {"entries": len(search.entries), **tally.counts}
        with self.store.work() as work:
            if searches.search(work, list_id) != search:
                return 0  # another process took this page, or a newer version came
            entries = again.entries(found, wanted, self.policies, work, now)
            pairs = set(found.select("encounter_id", "entry_id").iter_rows())
            looked = people["encounter_id"].to_list() if people.height else []
            unfit = sorted(searches.standing(work, list_id, search.entries, looked) - pairs)
            said |= {"unfit": unfit} if unfit else {}
            work.append([*entries, Entry.of_fact(Fact(FactKind.RESCREENED, list_id, now, walk.MACHINE, said))])
            freed = {encounter for encounter, _ in unfit}
            if done:
                freed |= {encounter for encounter, _ in searches.standing(work, list_id, search.removed, None)}
            reassign(sorted(freed), self.policies, work, why="the entry that was meant left its list or was altered")
        advance(people.height)
        return found.height
