"""One line for the officer at primary: what stands about somebody, in words, with at most three reasons to say aloud.

A pure function of columns. It suggests; the officer decides. Nothing that failed, did not run or is not settled can
make it say that nothing stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from tidewaiter.inspect.saying import FAILED, LINES, NOT_RUN, Reason
from tidewaiter.vocabulary.hit import HitStatus

State = Literal["pass", "fail", "not-run"]
_OF_MATCHES = "rule:possible-match"
"""Rules that only say once more that there is a hit."""
MOST = 3
"""How many reasons an officer reads; more are not read."""


class Word(StrEnum):
    """What is suggested, from the gravest to none at all."""

    REFER = "refer"
    FAILED = "failed"
    RANDOM = "random"
    INCOMPLETE = "incomplete"
    ASK = "ask"
    BY_HAND = "by-hand"
    CLEAR = "clear"


ADMITS = frozenset({Word.ASK, Word.BY_HAND, Word.CLEAR})
"""Words under which an officer at primary may admit; under the others they refer, or check again by hand first."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check and how it ended. ``by``: None where a machine ran it on what was announced, else reader or hand."""

    name: str
    state: State
    by: str | None = None
    officer: str | None = None
    at: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The suggestion: a word for programs, a line for people, at most three reasons, and every check it rests on."""

    word: Word
    line: str
    reasons: tuple[Reason, ...]
    checks: tuple[Check, ...]

    @property
    def admits(self) -> bool:
        """Tell whether an officer may admit at primary."""
        return self.word in ADMITS


def verdict(
    encounter: Mapping[str, Any],
    checks: Sequence[Check],
    *,
    hits: Sequence[Mapping[str, Any]] = (),
    claims: int = 0,
) -> Verdict:
    """Say what stands about one encounter.

    ``encounter``: assignment, stream, band, reasons (``text`` each), unaccompanied_minor, cancelled, unannounced, mode;
    ``checks`` every check there is; ``hits`` those that stand (category, basis, status); ``claims`` how many claims of
    protection wait for an answer.
    """
    grave = [*_protected(encounter, claims), *_matches(hits), *_risk(encounter, hits)]
    failed = [Reason(f"failed:{each.name}", FAILED.get(each.name, FAILED["*"]), {"check": each.name})
              for each in checks if each.state == "fail" and not (hits and each.name == "lists")]  # fmt: skip
    silent = [*_unscreened(encounter, checks), *_silent(checks)]
    drawn = [Reason("random", "Drawn at random: no suspicion")] if _random(encounter) else []
    asked = list(_asked(encounter))
    by_hand = [Reason("by-hand", "Checked by hand by {officer}", {"officer": each.officer or "an officer"})
               for each in checks if each.by == "hand"]  # fmt: skip
    steps = (
        (Word.REFER, grave, [*grave, *failed, *silent]),
        (Word.FAILED, failed, [*failed, *silent]),
        (Word.RANDOM, drawn, [*drawn, *silent]),
        (Word.INCOMPLETE, silent, silent),
        (Word.ASK, asked, asked),
        (Word.BY_HAND, by_hand, by_hand),
    )
    for word, cause, reasons in steps:
        if cause:
            said = tuple(dict.fromkeys(reasons))[:MOST]
            return Verdict(word, LINES[word], said, tuple(checks))
    return Verdict(Word.CLEAR, LINES[Word.CLEAR], (), tuple(checks))


def with_all(own: Verdict, inside: Sequence[tuple[str, Verdict]]) -> Verdict:
    """Say what stands about a conveyance together with those in it: the gravest word of all, and who it is about.

    ``inside``: each one's name and verdict. A vehicle never reads better than anybody it carries.
    """
    order = list(Word)
    gravest = min((each for _, each in inside), key=lambda each: order.index(each.word), default=own)
    if order.index(own.word) <= order.index(gravest.word):
        return own
    about = [Reason(f"inside:{who}", "In it: {who}", {"who": who}) for who, each in inside if each.word is gravest.word]
    return Verdict(gravest.word, gravest.line, (*about, *own.reasons)[:MOST], own.checks)


def _protected(encounter: Mapping[str, Any], claims: int) -> Iterator[Reason]:
    if encounter.get("unaccompanied_minor") and claims:
        yield Reason("child", "A child who may be alone: the authority for children comes first")
    elif claims:
        yield Reason("claim", "A claim of protection waits for the competent authority")


def _matches(hits: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    for hit in hits:
        said = {"category": _words(hit.get("category")), "basis": _words(hit.get("basis"))}
        code = "match:" + "/".join(said.values())
        if hit.get("status") == HitStatus.CONFIRMED:
            yield Reason(code, "An analyst confirmed a match with a look-out list ({category}, by {basis})", said)
        else:
            yield Reason(code, "Possible match with a look-out list ({category}, by {basis}), not settled yet", said)


def _risk(encounter: Mapping[str, Any], hits: Sequence[object]) -> Iterator[Reason]:
    high = encounter.get("band") == "high"
    if encounter.get("assignment") != "secondary" and not high:
        return
    if encounter.get("stream") == "random" and not high:
        return
    told = [each for each in _told(encounter) if not (hits and each.code.startswith(_OF_MATCHES))]
    yield from told or ([] if hits else [Reason("assigned", "Assigned to secondary before arrival")])


def _random(encounter: Mapping[str, Any]) -> bool:
    return encounter.get("assignment") == "secondary" and encounter.get("stream") == "random"


def _unscreened(encounter: Mapping[str, Any], checks: Sequence[Check]) -> Iterator[Reason]:
    if encounter.get("band") is None or encounter.get("assignment") is None:
        yield Reason("not-assessed", "Risk was not assessed")
    if not checks:
        yield Reason("no-checks", "No check is recorded")


def _silent(checks: Sequence[Check]) -> Iterator[Reason]:
    for each in checks:
        if each.state not in ("pass", "fail"):
            yield Reason(f"not-run:{each.name}", NOT_RUN.get(each.name, NOT_RUN["*"]), {"check": each.name})


def _asked(encounter: Mapping[str, Any]) -> Iterator[Reason]:
    if encounter.get("cancelled"):
        yield Reason("cancelled", "The carrier had taken them off the list")
    if encounter.get("unannounced") and encounter.get("mode") != "land":
        yield Reason("unannounced", "Nobody had announced them")
    if encounter.get("band") == "medium":
        yield from list(_told(encounter)) or [Reason("medium", "Assessed as of medium risk")]


def _told(encounter: Mapping[str, Any]) -> Iterator[Reason]:
    for each in encounter.get("reasons") or ():
        yield Reason(f"rule:{each.get('rule')}", str(each.get("text") or each.get("rule")))


def _words(code: object) -> str:
    return str(code or "not stated").replace("-", " ").replace("_", " ")
