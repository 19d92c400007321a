"""Rules as texts: one compiled beside the rules there are, its content hash, and a ruleset put together of both."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace

from tidewaiter.assess.rule import Rule, read_rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.vocabulary.facts import canonical


def read_written(text: str, book: Ruleset, where: str) -> Rule:
    """Compile a rule against catalogue, lists and tables of a ruleset. Raises ``InvalidPolicy`` with its place."""
    lists = {name: entry.values for name, entry in book.lists.items()}
    return read_rule(text, book.catalogue, lists, where, book.tables)


def digest_of(rule: Rule) -> str:
    """Give the content hash of a rule: SHA-256 over what its file says, tests included, whatever its layout."""
    tests = [[test.expected, dict(test.features)] for test in rule.tests]
    return hashlib.sha256(canonical({**rule.written, "tests": tests})).hexdigest()


def combine(base: Ruleset, live: Sequence[Rule], off: Collection[str]) -> Ruleset:
    """Give the rules of the files without those that are ``off``, and the journal's ``live`` ones in their place.

    The same object where the journal says nothing, so that nothing is compiled anew.
    """
    if not live and not off:
        return base
    mine = {rule.id for rule in live}
    gone = mine | set(off)
    kept = [rule for rule in base.rules if rule.id not in gone]
    return replace(
        base,
        rules=tuple(sorted([*kept, *live], key=lambda rule: rule.id)),
        expired=tuple(name for name in base.expired if name not in gone),
    )
