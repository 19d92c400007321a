"""Which rules run at this moment: those of the files, and what people made of rules by way of the journal.

Each use looks, by one cheap question, whether the journal changed what runs; so a rule that one process kills is off in
every other with its next message.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from tidewaiter import assess, walk
from tidewaiter.assess.life import Shadow, combine, digest_of, read_written
from tidewaiter.assess.life.shelf import digest_of_texts, load_from
from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.store import Store, queries
from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.facts import Entry, Fact, FactKind
from tidewaiter.vocabulary.time import Clock

BOOK = "rulebook"
"""Under this name the journal keeps the files of rules that were in force."""
RESTATED_AFTER = timedelta(days=365)
"""Files found unchanged are stated anew after this time: retention destroys old statements, assessments are younger."""


class _Now(NamedTuple):
    mark: int
    live: Ruleset
    shadow: Ruleset | None
    broken: Mapping[str, str]


class Rulebook:
    """The rules in force, by the files and by the journal of one house; shared by all threads of a process."""

    def __init__(
        self, store: Store, base: Callable[[], Ruleset], texts: Callable[[], Mapping[str, str]], clock: Clock
    ) -> None:
        self._store, self.base, self._texts, self._clock = store, base, texts, clock
        self._lock = Lock()
        self._kept: _Now | None = None
        self._stated = False
        self._past: dict[str, Ruleset] = {}

    def ruleset(self) -> Ruleset:
        """Give the rules in force. Raises ``InvalidPolicy`` where a file or a live version cannot be read."""
        return self._now().live

    def shadow(self) -> Shadow | None:
        """Give the rules to be asked in the shadow of one walk; None where there are none."""
        rules = self._now().shadow
        return None if rules is None else Shadow(rules)

    def shadow_asks_model(self) -> bool:
        """Tell whether a rule in the shadow reads what a model says."""
        rules = self._now().shadow
        return rules is not None and rules.asks_model

    def broken(self) -> Mapping[str, str]:
        """Give the versions in the shadow that no longer compile, with why; they are not asked."""
        return self._now().broken

    def make_ready(self) -> None:
        """Load the rules, and journal their files where they are not the ones journaled before."""
        self._now()
        if not self._stated:
            self._state()
            self._stated = True

    def of(self, ruleset: str, seq: int, at: datetime) -> Ruleset | None:
        """Give the ruleset of that content hash, as it stood when the journal's entry ``seq`` was made.

        None where it cannot be made again: its files were destroyed when due, or the language itself has changed.
        """
        try:
            now = self.ruleset().in_force(at)
        except InvalidPolicy:  # what cannot be read today may have been readable then
            now = None
        if now is not None and now.id == ruleset:
            return now
        if ruleset not in self._past:
            with self._store.read() as reader:
                found = self._again(reader, ruleset, seq, at)
            if found is None:
                return None
            self._past = {**dict(list(self._past.items())[-7:]), ruleset: found}
        return self._past[ruleset]

    def replay(self, fact: Mapping[str, Any]) -> tuple[list[dict[str, Any]], bool]:
        """Say of an ``Assessed`` fact how each rule came out, leaf by leaf, by the ruleset of that day.

        Where that cannot be had, today's answers, and the second value is false.
        """
        said = fact["data"]
        then = self.of(said["ruleset"], fact["seq"], datetime.fromisoformat(fact["at"]))
        return _explained(said["features"], then or self.ruleset()), then is not None

    def _now(self) -> _Now:
        with self._store.read() as reader:
            mark = queries.rule_mark(reader.cursor)
            kept = self._kept
            if kept is not None and kept.mark == mark:
                return kept
            base = self.base()
            rows = [queries.running(reader.cursor, stage) for stage in ("live", "shadow")] if mark else [[], []]
            off = queries.switched_off(reader.cursor) if mark else []
        with self._lock:
            live = combine(base, [_compiled(row, base) for row in rows[0]], off)
            shadow, broken = _shadow(rows[1], base)
            self._kept = _Now(mark, live, shadow, broken)
            return self._kept

    def _again(self, reader: Reader, ruleset: str, seq: int, at: datetime) -> Ruleset | None:
        versions, off = queries.live_at(reader.cursor, seq), queries.switched_off(reader.cursor, seq)
        for base in self._bases(reader, seq, at):
            try:
                made = combine(base, [_compiled(row, base) for row in versions], off).in_force(at)
            except InvalidPolicy:
                continue
            if made.id == ruleset:
                return made
        return None

    def _bases(self, reader: Reader, seq: int, at: datetime) -> Any:
        """Give the rules of the files there were, those stated last before the entry first."""
        books = queries.rulebooks(reader.cursor)
        books.sort(key=lambda row: (row["seq"] > seq, -row["seq"]))
        for row in books:
            stored = next(reader.entries(BOOK, [FactKind.RULEBOOK_STATED], after=row["seq"] - 1, page=1))
            if not stored.purged:
                try:
                    yield load_from(queries.files_of(stored.entry.rows[0]), at)
                except InvalidPolicy:
                    logging.getLogger(__name__).warning(
                        "the files of rules of entry %d can no longer be read", row["seq"]
                    )

    def _state(self) -> None:
        texts = self._texts()
        digest, now = digest_of_texts(texts), self._clock()
        with self._store.read() as reader:
            known = queries.rulebooks(reader.cursor, digest)
        if known and datetime.fromisoformat(known[0]["at"]) > now - RESTATED_AFTER:
            return
        said = {"digest": digest, "files": dict(texts)}
        with self._store.work() as work:
            work.append([Entry.of_fact(Fact(FactKind.RULEBOOK_STATED, BOOK, now, walk.MACHINE, said))])


def _explained(features: str, ruleset: Ruleset) -> list[dict[str, Any]]:
    words = {True: "true", False: "false", None: "unknown"}
    return [
        {
            **{name: getattr(rule, name) for name in ("rule", "version", "title", "weight", "outcome")},
            "leaves": [
                {"text": text, "values": rule.seen[features], "outcome": words[outcome]}
                for text, features, outcome in rule.answered
            ],
        }
        for rule in assess.explain(features, ruleset)
    ]


def _compiled(row: Mapping[str, Any], base: Ruleset) -> Rule:
    """Compile a version from the text that was approved, and from no other. Raises ``InvalidPolicy``."""
    where = f"journal:{row['rule_id']} {row['version']}"
    rule = read_written(row["text"], base, where)
    if digest_of(rule) != row["digest"]:
        raise InvalidPolicy("this is not the text that was approved", where=where)
    return rule


def _shadow(rows: Sequence[Mapping[str, Any]], base: Ruleset) -> tuple[Ruleset | None, Mapping[str, str]]:
    found, broken = [], {}
    for row in rows:
        try:
            found.append(_compiled(row, base))
        except InvalidPolicy as error:
            broken[f"{row['rule_id']} {row['version']}"] = str(error)
            logging.getLogger(__name__).warning("a rule in the shadow is not asked: %s", error)
    return (base.only(*found) if found else None), broken
