"""What an officer checks at the lane: the document in hand, by a reader, or by eye where a check did not run.

A reader's answer is nearer to the document than what was announced of it, and an officer's eye nearer still; each says
who it was. Which values were read is not kept: the fact says which fields agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tidewaiter.formats.mrz import Mrz, alpha3_of_alpha2, country_of, known_issuer
from tidewaiter.formats.wedge import name_key
from tidewaiter.inspect.verdict import Check
from tidewaiter.vocabulary.act import is_named_human
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.officer import Officer

READER, HAND = "reader", "hand"
SAME = "document-in-hand"
LISTS = "lists"
ASKED = frozenset({LISTS, "lost-or-stolen", "one-holder", "one-document"})
"""Checks that ask what others know of a document and its holder: a second document does not answer for the first."""
_DEBRIS = re.compile(r"[^0-9A-Z]")


def read_checks(zone: Mrz, encounter: Mapping[str, Any], today: date) -> tuple[Check, ...]:
    """Check a document that was read against what was announced; ``by`` is reader.

    ``encounter``: document_number, document_issuer, birth_date (ISO), surname, given_names. What nobody announced was
    never compared with look-out lists: ``lists`` did not run then, until ``screened`` says how it ended.
    """
    differing, compared, unsaid = _differing(zone, encounter)
    checks = [
        _digits(zone),
        _said("document-present", "pass"),
        _said("issuer-code", "pass" if known_issuer(zone.issuer) else "fail"),
        _said("birth-date-possible", "pass" if _possible(zone.birth_date, today) else "not-run"),
        _expiry(zone, today),
        _same(differing, compared),
    ]
    if differing or unsaid:
        checks.append(_said(LISTS, "not-run", "what was read in hand was not compared with them"))
    return tuple(checks)


def unscreened(checks: Iterable[Check]) -> bool:
    """Tell whether what was read is not what was announced, so that nobody has looked for it yet."""
    return any(each.name == LISTS and each.state == "not-run" for each in checks)


def screened(checks: Sequence[Check], found: Iterable[Mapping[str, Any]]) -> tuple[Check, ...]:
    """Lay how the screening of what was read ended (``name, state, detail``) over what the reader checked by itself."""
    standing = {each.name: each for each in checks}
    standing |= {each["name"]: _said(each["name"], each["state"], each["detail"]) for each in found}
    return tuple(standing.values())


def merged(announced: Sequence[Check], at_lane: Iterable[Check]) -> tuple[Check, ...]:
    """Lay what was checked at the lane over what was checked before arrival, in the order of both.

    What was done last stands, but that a reader takes back neither what others knew of the document announced
    (``ASKED``) nor, where another document was read, any failure: the worse of both stands.
    """
    standing, at_lane = {each.name: each for each in announced}, list(at_lane)
    another = any((each.name, each.state, each.by) == (SAME, "fail", READER) for each in at_lane)
    for each in at_lane:
        before = standing.get(each.name)
        if before is None or each.by != READER or not _stands(before, each, another=another):
            standing[each.name] = each
    return tuple(standing.values())


def _stands(before: Check, read: Check, *, another: bool) -> bool:
    """Tell whether a check made before arrival stands over what a reader says: worse, and not for a reader to mend."""
    order = ("fail", "not-run", "pass")
    worse = order.index(before.state) < order.index(read.state)
    return worse and (before.name in ASKED or (another and before.state == "fail"))


def checked(
    encounter_id: str,
    checks: Sequence[Check],
    officer: Officer,
    at: datetime,
    *,
    port: str | None,
    lane: str | None = None,
    note: str = "",
) -> Fact:
    """State what was checked at a lane: ``checks`` (name, state, detail), ``how``, ``note``, ``port``, ``lane``."""
    how = checks[0].by if checks else READER
    rows = [{"name": each.name, "state": each.state, "detail": each.detail} for each in checks]
    said = {"how": how, "lane": lane, "note": note or None, "port": port, "checks": rows}
    return Fact(FactKind.CHECKED, encounter_id, at, officer.name, said)


def by_hand(standing: Sequence[Check], officer: Officer, note: str, allowed: Iterable[str]) -> tuple[Check, ...]:
    """Pass, by an officer's eye, the checks that failed or did not run; those not ``allowed`` stay as they are.

    Raises ``Refusal``: where no named officer says it, where they do not say what they looked at, or where no check
    is left that can be done by hand.
    """
    if not is_named_human(officer):
        raise Refusal("a named human officer checks by hand", code="not-an-officer")
    if not note.strip():
        raise Refusal("say in words what you looked at", code="note-required")
    open_ = [each for each in standing if each.state != "pass" and each.name in set(allowed)]
    if not open_:
        raise Refusal("no check is open that can be done by hand: refer", code="nothing-by-hand")
    return tuple(Check(each.name, "pass", HAND, officer.name, detail=f"was {each.state}") for each in open_)


def _said(name: str, state: Any, detail: str | None = None) -> Check:
    return Check(name, state, READER, detail=detail)


def _digits(zone: Mrz) -> Check:
    failing = ", ".join(name.replace("_", " ") for name, state in zone.checks.items() if state == "fail")
    state = {True: "pass", False: "fail", None: "not-run"}[zone.valid]
    return _said("mrz-digits", state, f"wrong: {failing}" if failing else None)


def _expiry(zone: Mrz, today: date) -> Check:
    if zone.expires is None:
        return _said("expiry", "not-run", "the zone tells no whole date")
    return _said("expiry", "pass" if zone.expires >= today else "fail")


def _possible(born: date | None, today: date) -> bool:
    return born is not None and born <= today


def _same(differing: Sequence[str], compared: int) -> Check:
    if differing:
        return _said(SAME, "fail", f"differs: {', '.join(differing)}")
    return _said(SAME, "pass") if compared else _said(SAME, "not-run", "nothing was announced to compare it with")


def _differing(zone: Mrz, encounter: Mapping[str, Any]) -> tuple[list[str], int, bool]:
    """Give the fields that differ from what was announced, how many could be compared, and whether some could not."""
    number = _DEBRIS.sub("", str(encounter.get("document_number") or "").upper())
    born, announced = zone.birth_date, encounter.get("birth_date")
    told = name_key(encounter.get("surname"), encounter.get("given_names"))
    pairs = [
        ("number", zone.number or None, number or None),
        ("issuer", _state(zone.issuer), _state(encounter.get("document_issuer"))),
        ("birth date", born.isoformat() if born else None, str(announced)[:10] if announced else None),
    ]
    differing = [name for name, read, said in pairs if read and said and read != said]
    compared = sum(1 for name, read, said in pairs if read and said and name != "issuer")
    unsaid = any(read and not said for name, read, said in pairs if name != "issuer") or not told
    if told and zone.surname:
        compared += 1
        differing += [] if _alike(zone, told) else ["name"]
    return differing, compared, unsaid


def _state(code: object) -> str | None:
    """Give the state behind an issuer's code, however many letters it is written with; other codes as they are."""
    bare = str(code or "").strip().upper()
    return (country_of(bare) or alpha3_of_alpha2(bare) or bare) or None


def _alike(zone: Mrz, told: str) -> bool:
    """Tell whether two names are written alike: the surname whole, of given names as many as both tell.

    A zone cuts long names (Doc 9303-4, 4.2.3) and a carrier may announce the first given name alone.
    """
    read = name_key(zone.surname, zone.given_names) or ""
    surname, _, given = read.partition("<<")
    said, _, also = told.partition("<<")
    same = surname == said or (zone.name_truncated and (said.startswith(surname)))
    short, long = sorted((given, also), key=len)
    return same and long.startswith(short)
