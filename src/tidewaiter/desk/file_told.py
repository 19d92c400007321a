"""The file of an inspection as it is told: what is done and what is missing, section by section, in JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tidewaiter.inspect.outcomes import load_outcomes
from tidewaiter.inspect.secondary import File, Record, SecondaryPolicy, missing, required_sections
from tidewaiter.inspect.secondary.missing import approved, lapsed
from tidewaiter.store.projections.sql import stamp

Told = dict[str, Any]


def told(file: File, policy: SecondaryPolicy, language: str = "en") -> list[Told]:
    """Give every inspection of an encounter, the oldest first; titles in a language, else in English.

    Keys of each: those of ``Record`` (moments as text), ``reason_title``, ``sections`` (with ``required``, ``items``,
    ``interviews``, ``searches``, ``findings``, ``attachments``, ``closed``), ``findings_elsewhere``, ``approvals``,
    ``missing`` and ``next`` (None where nothing is), ``needs_approval`` (outcomes) and ``approved_outcomes``.
    """
    return [_record(record, policy, language) for record in file.records]


def title_of(titles: Mapping[str, str], language: str) -> str:
    """Give a title in a language, else in English."""
    return titles.get(language.split("-", maxsplit=1)[0]) or titles["en"]


def _record(record: Record, policy: SecondaryPolicy, language: str) -> Told:
    lacking = missing(record, policy)
    reason = policy.reasons.get(record.reason)
    required = required_sections(record, policy)
    return {
        **{name: getattr(record, name) for name in _PLAIN},
        **{name: _moment(getattr(record, name)) for name in ("referred_at", "opened_at", "closed_at")},
        "reason_title": title_of(reason.title, language) if reason else record.reason,
        "sections": [_section(record, policy, code, code in required, language) for code in policy.sections],
        "findings_elsewhere": _said(each for each in record.findings if _place(each, policy) is None),
        "approvals": [_approval(record, each) for each in record.approvals],
        "amendments": _said(record.amendments),
        "missing": [
            {"what": each.what, "code": each.code, "section": each.section, "text": each.text} for each in lacking
        ],
        "next": lacking[0].text if lacking else None,
        "outcome_meaning": _meaning(record.outcome),
        "needs_approval": sorted(policy.approved_outcomes),
        "approved_outcomes": [code for code in sorted(policy.approved_outcomes) if approved(record, "outcome", code)],
        "approved_searches": [code for code in policy.searches if approved(record, "search", code)],
    }


_PLAIN = (
    *("inspection_id", "number", "status", "referred_by", "referral", "random", "reason", "origin", "opened_by"),
    *("holder", "outcome", "report", "closed_by", "version"),
)


def _section(record: Record, policy: SecondaryPolicy, code: str, required: bool, language: str) -> Told:
    items = [policy.items[each] for each in record.checklist if each in policy.items]
    closed = record.sections.get(code)
    return {
        "code": code,
        "title": title_of(policy.sections[code].title, language),
        "required": required,
        "mandatory": code in record.mandatory,
        "closed": _plain(closed) if closed else None,
        "items": [
            {
                "code": item.code,
                "title": title_of(item.title, language),
                "mandatory": item.mandatory,
                "who": sorted(item.who),
                "tick": _plain(record.ticks[item.code]) if item.code in record.ticks else None,
            }
            for item in items
            if item.section == code
        ],
        "interviews": _said(each for each in record.interviews if each["section"] == code),
        "searches": [_search(each, policy, language) for each in record.searches if each["section"] == code],
        "findings": _said(each for each in record.findings if _place(each, policy) == code),
        "attachments": _said(each for each in record.attachments if each["section"] == code),
        "amendments": _said(each for each in record.amendments if each["section"] == code),
    }


def _search(said: Mapping[str, Any], policy: SecondaryPolicy, language: str) -> Told:
    kind, ground = policy.searches.get(said["kind"]), policy.search_grounds.get(said["ground"])
    titles = {
        "kind_title": title_of(kind.title, language) if kind else said["kind"],
        "ground_title": title_of(ground.title, language) if ground else said["ground"],
        "verified": bool(ground and ground.verified),
    }
    return {**_plain(said), **titles}


def _approval(record: Record, each: Any) -> Told:
    state = "waiting" if each.granted is None else "granted" if each.granted else "returned"
    return {
        **{name: getattr(each, name) for name in ("number", "what", "code", "words", "asked_by", "answered_by")},
        "asked_at": _moment(each.asked_at),
        "answered_at": _moment(each.answered_at),
        "answer": each.answer,
        "state": "lapsed" if lapsed(record, each) and record.status == "open" else state,
    }


def _place(said: Mapping[str, Any], policy: SecondaryPolicy) -> str | None:
    return policy.found.get(said.get("finding_kind") or "")


def _meaning(outcome: str) -> str:
    known = load_outcomes().get(outcome)
    return known.meaning if known else ""


def _said(facts: Iterable[Mapping[str, Any]]) -> Sequence[Told]:
    return [_plain(each) for each in facts]


def _plain(said: Mapping[str, Any]) -> Told:
    """Give the data of a fact with its moment as text; what it says of the encounter stands elsewhere."""
    return {name: _moment(value) if name == "at" else value for name, value in said.items() if name != "encounter"}


def _moment(value: datetime | None) -> str | None:
    return stamp(value) if value else None
