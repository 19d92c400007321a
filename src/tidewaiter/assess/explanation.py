"""Why each rule came out as it did, from the stored features alone: the auditor's replay of one assessment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import compress, repeat
from operator import is_, not_
from typing import Any, NamedTuple

from tidewaiter.assess.rule import Rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.language import AnsweredLeaf, Catalogue, ExplainedLeaf, Seen, with_values
from tidewaiter.vocabulary.errors import TidewaiterError

_OUTCOME: dict[tuple[bool | None, bool | None], str] = {
    (concerned, answer): word if concerned else "does-not-apply"
    for concerned in (True, False)
    for answer, word in ((True, "fired"), (False, "quiet"), (None, "not-evaluable"))
}
_new = tuple.__new__


class ExplainedRule(NamedTuple):
    """One rule on one row. ``outcome``: fired, quiet, not-evaluable or does-not-apply; leaves as written.

    ``answered`` has each leaf with its outcome, ``seen`` the values by the features that leaves read, in one mapping
    that all rules of the row share. ``leaves`` puts the two together.

    ``counted`` is what it adds to the score: its weight where it fired, but ``supporting`` rules together at most as
    much as the others that fired, so that an association or a model alone adds nothing. The sum is the score.
    """

    rule: str
    version: int
    title: str
    weight: float
    outcome: str
    answered: tuple[AnsweredLeaf, ...]
    seen: Seen
    supporting: bool = False
    counted: float = 0.0

    @property
    def leaves(self) -> tuple[ExplainedLeaf, ...]:
        """Give each leaf with the values it saw."""
        return tuple(with_values(self.answered, self.seen))


class Answer(NamedTuple):
    """One record assessed: what ``assess`` says of it in a table, without the words."""

    score: float
    band: str
    fired: tuple[str, ...]
    not_evaluable: tuple[str, ...]


def assess_record(row: Mapping[str, Any], ruleset: Ruleset) -> Answer:
    """Assess one row of features (name to value; absent = unknown), in microseconds: the same answer as in a table."""
    outcomes = ruleset.record(row)
    fired = list(compress(ruleset.rules, outcomes))
    own, support = _grounds(fired)
    score = own + min(support, own)
    lacking: tuple[str, ...] = ()
    if None in outcomes:
        lacking = tuple(compress(ruleset.names, map(is_, outcomes, repeat(None))))
    return Answer(score, ruleset.bands.named(score), tuple([rule.id for rule in fired]), lacking)


def explain(features: str, ruleset: Ruleset) -> list[ExplainedRule]:
    """Replay every rule on the features stored with an assessment; heaviest fired first, then the rest by id.

    ``features`` is the JSON text of ``ASSESSED.features``; ``ruleset`` the one whose id stands beside it.
    """
    return explain_record(read_features(features, ruleset.catalogue), ruleset)


def explain_record(row: Mapping[str, Any], ruleset: Ruleset) -> list[ExplainedRule]:
    """Explain every rule on one row of features: each leaf, its values, and true, false or unknown."""
    leaves, seen, outcomes = ruleset.explained(row)
    concerns, answers = outcomes[: len(leaves)], outcomes[len(leaves) :]
    own, support = _grounds(compress(ruleset.rules, answers))
    share = own / support if support > own else 1.0
    words = map(_OUTCOME.__getitem__, zip(concerns, answers, strict=True))
    counted = [0.0] * len(answers)
    fired = list(compress(range(len(answers)), answers))
    for number in fired:
        rule = ruleset.rules[number]
        counted[number] = rule.weight * share if rule.supporting else rule.weight
    # Several hundred for each record: made past the checks of a call by name.
    columns = zip(*ruleset.heads, words, leaves, repeat(seen), ruleset.supporting, counted)
    every = list(map(_new, repeat(ExplainedRule), columns))
    fired.sort(key=lambda number: -counted[number])
    return [every[number] for number in fired] + list(compress(every, map(not_, answers)))


def _grounds(fired: Iterable[Rule]) -> tuple[float, float]:
    """Add up what fired, in the rules' order as ``Tally`` does: the grounds, and what only supports them."""
    own = support = 0.0
    for rule in fired:
        if rule.supporting:
            support += rule.weight
        else:
            own += rule.weight
    return own, support


def read_features(text: str, catalogue: Catalogue) -> dict[str, Any]:
    """Read stored features back into a row for rules: days and times from ISO 8601."""
    try:
        stored = json.loads(text)
        return {name: _typed(name, value, catalogue) for name, value in stored.items()}
    except (ValueError, AttributeError) as error:
        raise TidewaiterError("the stored features cannot be read", code="features") from error


def typed_row(features: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Bring features written by hand, as in a rule's tests, into a row for rules."""
    return {name: _typed(name, value, catalogue) for name, value in features.items()}


def _typed(name: str, value: object, catalogue: Catalogue) -> object:
    kind = catalogue[name].type if name in catalogue else "text"
    if isinstance(value, str) and kind == "date":
        return date.fromisoformat(value)
    if isinstance(value, str) and kind == "time":
        return datetime.fromisoformat(value)
    return value
