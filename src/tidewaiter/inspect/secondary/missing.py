"""What an inspection still lacks before it may close, the next thing first: the page always names it."""

from __future__ import annotations

from dataclasses import dataclass

from tidewaiter.inspect.secondary.policy import SecondaryPolicy
from tidewaiter.inspect.secondary.state import OPEN, WAITING, Approval, Record


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing. ``what``: open, item, section, reopen, answer or outcome; ``code`` names which."""

    what: str
    code: str
    text: str
    section: str = ""


def required_sections(record: Record, policy: SecondaryPolicy) -> tuple[str, ...]:
    """Give the sections that have to close: by policy, by what was found, and those somebody worked in."""
    asked = {*record.mandatory}
    asked |= {policy.found.get(said.get("finding_kind") or "", "") for said in record.findings}
    asked |= {said["section"] for said in (*record.interviews, *record.searches, *record.attachments)}
    asked |= {policy.items[item].section for item in record.ticks if item in policy.items}
    asked |= {*record.sections}
    return tuple(section for section in policy.sections if section in asked)


def mandatory_items(record: Record, policy: SecondaryPolicy) -> tuple[str, ...]:
    """Give the items that have to be ticked off; one the policy no longer knows is asked of nobody."""
    known = (policy.items[code] for code in record.checklist if code in policy.items)
    return tuple(item.code for item in known if item.mandatory)


def missing(record: Record, policy: SecondaryPolicy) -> tuple[Missing, ...]:
    """List what is missing before the outcome may be recorded, in the order in which it is best done."""
    if record.status == WAITING:
        return (Missing("open", "", "nobody has taken this inspection up"),)
    if record.status != OPEN:
        return ()
    found = [
        Missing("item", code, f"to do: {policy.items[code].title['en']}", policy.items[code].section)
        for code in mandatory_items(record, policy)
        if code not in record.ticks
    ]
    found += [
        Missing("section", code, f"close the section {policy.sections[code].title['en']}", code)
        for code in required_sections(record, policy)
        if code not in record.sections
    ]
    found += [
        Missing(
            "reopen", code, f"reopen the section {policy.sections[code].title['en']}: something was found since", code
        )
        for code in sorted(_overtaken(record, policy))
    ]
    found += [
        Missing("answer", str(each.number), f"a supervisor's answer about {each.what} {each.code}")
        for each in waiting(record)
    ]
    return (*found, Missing("outcome", "", "record the outcome"))


def before_outcome(record: Record, policy: SecondaryPolicy) -> tuple[Missing, ...]:
    """List what stands in the way of an outcome, whichever it is; approval of one outcome is apart."""
    return tuple(each for each in missing(record, policy) if each.what in ("open", "item", "section", "reopen"))


def _overtaken(record: Record, policy: SecondaryPolicy) -> set[str]:
    """Give the sections that were closed without a find although one is recorded by now."""
    found = {policy.found.get(said.get("finding_kind") or "") for said in record.findings}
    return {code for code, said in record.sections.items() if code in found and said["result"] != "found"}


def waiting(record: Record) -> tuple[Approval, ...]:
    """Give the questions that a supervisor has yet to answer and that still matter."""
    return tuple(each for each in record.approvals if each.granted is None and not lapsed(record, each))


def lapsed(record: Record, approval: Approval) -> bool:
    """Tell whether an approval of an outcome no longer holds: the record went on after it was asked."""
    return approval.what == "outcome" and approval.at_change != record.change


def approved(record: Record, what: str, code: str) -> Approval | None:
    """Give the approval that carries a search of a kind, or an outcome; None where there is none that still holds."""
    for each in reversed(record.approvals):
        if each.what == what and each.code == code and each.granted and not each.used and not lapsed(record, each):
            return each
    return None
