"""The policy of secondary as data: sections, reasons, checklists, searches, and what a supervisor approves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy

_KEYS = (
    *("id", "version", "ground", "verified", "sections", "reasons", "mandatory", "found", "items"),
    *("searches", "search_grounds", "approval", "attachments"),
)
_FITS = ("kinds", "modes", "roles", "directions", "reasons")


@dataclass(frozen=True, slots=True)
class Titled:
    """A code and its title by language; English is always there."""

    code: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody may be in secondary. ``words``: how a referral at primary says so, beside the title itself."""

    code: str
    title: Mapping[str, str]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist. ``who``: roles that may tick it. ``reasons``: on which checklists; None is all."""

    code: str
    title: Mapping[str, str]
    section: str
    who: frozenset[str]
    mandatory: bool
    reasons: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Search:
    """One kind of search: the section it belongs to, the legal grounds that carry it, what it needs beside."""

    code: str
    title: Mapping[str, str]
    section: str
    grounds: tuple[str, ...]
    witness: bool
    approval: bool


@dataclass(frozen=True, slots=True)
class SearchGround:
    """A legal ground of searches; ``verified``: somebody opened the cited text."""

    code: str
    title: Mapping[str, str]
    citation: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Mandate:
    """A section that has to close where all of ``fits`` fit: attribute of the setting to allowed words."""

    section: str
    fits: Mapping[str, frozenset[str]]


class Setting(Protocol):
    """What of an encounter and its referral decides which sections have to close."""

    @property
    def kind(self) -> str:
        """Person or conveyance."""
        ...

    @property
    def mode(self) -> str:
        """Air, sea, land."""
        ...

    @property
    def role(self) -> str:
        """Passenger, crew, driver and so on."""
        ...

    @property
    def direction(self) -> str:
        """Inbound or outbound."""
        ...


@dataclass(frozen=True, slots=True)
class SecondaryPolicy:
    """All of ``policies/secondary.yaml``; mappings are by code, in the order of the file."""

    policy_id: str
    version: int
    owner: str
    sections: Mapping[str, Titled]
    reasons: Mapping[str, Reason]
    mandates: tuple[Mandate, ...]
    found: Mapping[str, str]
    items: Mapping[str, Item]
    searches: Mapping[str, Search]
    search_grounds: Mapping[str, SearchGround]
    approved_outcomes: frozenset[str]
    largest_bytes: int
    most_attachments: int

    def mandatory(self, setting: Setting, reason: str) -> tuple[str, ...]:
        """Give the sections that have to close, in the order of the file."""
        said = {
            "kinds": setting.kind,
            "modes": setting.mode,
            "roles": setting.role,
            "directions": setting.direction,
            "reasons": reason,
        }
        asked = {
            mandate.section
            for mandate in self.mandates
            if all(said[name] in allowed for name, allowed in mandate.fits.items())
        }
        return tuple(section for section in self.sections if section in asked)

    def checklist(self, reason: str) -> tuple[str, ...]:
        """Give the items of a reason's checklist, in the order of the file."""
        return tuple(item.code for item in self.items.values() if item.reasons is None or reason in item.reasons)


@cache
def load_secondary_policy(folder: Path = POLICIES) -> SecondaryPolicy:
    """Read ``secondary.yaml``; raises ``InvalidPolicy`` with its place for a wrong, unknown or doubled word."""
    file = read_policy(read_file(folder / "secondary.yaml"), "secondary.yaml", required=_KEYS)
    file.text("ground")
    file.flag("verified")
    sections = _titled(file, "sections")
    reasons = _keyed(file, "reasons", _reason)
    grounds = _keyed(file, "search_grounds", _search_ground)
    approval, attachments = file.mapping("approval"), file.mapping("attachments")
    approval.only(("outcomes",))
    attachments.only(("largest_bytes", "most"))
    return SecondaryPolicy(
        policy_id=file.text("id"),
        version=file.whole_number("version"),
        owner=file.owner,
        sections=sections,
        reasons=reasons,
        mandates=tuple(_mandate(record, sections, reasons) for record in file.records("mandatory")),
        found=_found(file, sections),
        items=_keyed(file, "items", lambda record: _item(record, sections, reasons)),
        searches=_keyed(file, "searches", lambda record: _search(record, sections, grounds)),
        search_grounds=grounds,
        approved_outcomes=frozenset(approval.texts("outcomes")),
        largest_bytes=attachments.whole_number("largest_bytes"),
        most_attachments=attachments.whole_number("most"),
    )


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_Any = TypeVar("_Any", bound=_Coded)


def _keyed(file: PolicyRecord, key: str, read: Callable[[PolicyRecord], _Any]) -> Mapping[str, _Any]:
    """Read the records of a list and key them by their code, each once."""
    found: dict[str, _Any] = {}
    for record in file.records(key):
        one = read(record)
        if one.code in found:
            raise record.wrong(f"'{one.code}' is written twice", "code")
        found[one.code] = one
    return found


def _titled(file: PolicyRecord, key: str) -> Mapping[str, Titled]:
    def read(record: PolicyRecord) -> Titled:
        record.only(("code", "title"))
        return Titled(record.text("code"), _title(record))

    return _keyed(file, key, read)


def _reason(record: PolicyRecord) -> Reason:
    record.only(("code", "title"), ("words",))
    words = record.texts("words") if "words" in record.fields else ()
    return Reason(record.text("code"), _title(record), words)


def _title(record: PolicyRecord) -> Mapping[str, str]:
    titles = record.mapping("title")
    titles.text("en")  # what other languages fall back to
    return {language: titles.text(language) for language in titles.fields}


def _mandate(record: PolicyRecord, sections: Collection[str], reasons: Collection[str]) -> Mandate:
    record.only(("section",), _FITS)
    allowed = {"reasons": reasons}
    fits = {name: frozenset(record.texts(name, allowed.get(name))) for name in _FITS if name in record.fields}
    return Mandate(record.text("section", sections), fits)


def _found(file: PolicyRecord, sections: Collection[str]) -> Mapping[str, str]:
    """Give the section of each kind of finding."""
    found: dict[str, str] = {}
    for record in file.records("found"):
        record.only(("section", "kinds"))
        for kind in record.texts("kinds"):
            if kind in found:
                raise record.wrong(f"'{kind}' belongs to two sections", "kinds")
            found[kind] = record.text("section", sections)
    return found


def _item(record: PolicyRecord, sections: Collection[str], reasons: Collection[str]) -> Item:
    record.only(("code", "section", "title", "who", "mandatory"), ("reasons",))
    return Item(
        code=record.text("code"),
        title=_title(record),
        section=record.text("section", sections),
        who=frozenset(record.texts("who")),
        mandatory=record.flag("mandatory"),
        reasons=frozenset(record.texts("reasons", reasons)) if "reasons" in record.fields else None,
    )


def _search(record: PolicyRecord, sections: Collection[str], grounds: Collection[str]) -> Search:
    record.only(("code", "section", "title", "grounds", "witness", "approval"))
    return Search(
        code=record.text("code"),
        title=_title(record),
        section=record.text("section", sections),
        grounds=record.texts("grounds", grounds),
        witness=record.flag("witness"),
        approval=record.flag("approval"),
    )


def _search_ground(record: PolicyRecord) -> SearchGround:
    record.only(("code", "title", "citation"))
    citation = record.citation()
    return SearchGround(record.text("code"), _title(record), citation.text, citation.verified)
