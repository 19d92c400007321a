"""The words of secondary's codes: what a policy calls by a code, people read in their language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from tidewaiter.desk.file_told import title_of
from tidewaiter.enforce import load_law

Word = str | Promise

RESULTS: Mapping[str, Word] = {
    "nothing-found": _("nothing found"),
    "found": _("something found"),
    "not-applicable": _("does not apply"),
}
ORIGINS: Mapping[str, Word] = {
    "document": _("a document"),
    "finding": _("something found"),
    "interview": _("something said"),
    "list": _("a list entry"),
}
"""Where a reason that an officer saw comes from; what a machine said is none."""
CHOSEN_BY: Mapping[str, Word] = {
    "officer": _("referred by an officer"),
    "assignment": _("assigned to secondary before arrival, referred by an officer"),
    "random": _("drawn at random, no suspicion"),
}
OUTCOMES: Mapping[str, Word] = {
    "no-violation": _("No violation"),
    "documents-in-order": _("Documents in order"),
    "identity-confirmed": _("Identity confirmed"),
    "false-match": _("Matched with somebody else"),
    "declaration-amended": _("Declaration amended before the examination"),
    "undeclared-goods": _("Goods not declared"),
    "undeclared-currency": _("Money not reported"),
    "prohibited-goods": _("Prohibited goods"),
    "controlled-substance": _("Controlled substance"),
    "weapon": _("Weapon or ammunition"),
    "prohibited-agriculture": _("Prohibited plant, animal, food or pest"),
    "document-fraud": _("Document fraud"),
    "inadmissible": _("Appears inadmissible"),
    "person-sought": _("The person an authority seeks"),
    "victim-identified": _("Appears to be a victim; protection first"),
    "passed-to-other-agency": _("Passed to another agency"),
    "not-completed": _("Could not be completed"),
}
FINDINGS: Mapping[str, Word] = {
    "contraband": _("Contraband"),
    "controlled-substance": _("Controlled substance"),
    "weapon": _("Weapon"),
    "ammunition": _("Ammunition"),
    "currency": _("Money"),
    "undeclared-goods": _("Goods not declared"),
    "counterfeit-goods": _("Counterfeit goods"),
    "cultural-property": _("Cultural property"),
    "protected-species": _("Protected species"),
    "prohibited-agriculture": _("Prohibited plant, animal or food"),
    "pest": _("Pest or sign of animal disease"),
    "radiation": _("Radiation not explained"),
    "hidden-compartment": _("Hidden compartment"),
    "concealed-person": _("Concealed person"),
    "document-fraud": _("Document fraud"),
    "person-sought": _("The person an authority seeks"),
    "inadmissible": _("Appears inadmissible"),
    "trafficking-indicator": _("Sign of trafficking"),
}
CLAIMS: Mapping[str, Word] = {
    "fear": _("Fear of harm on return"),
    "protection": _("Asks for asylum or protection"),
    "unaccompanied-child": _("Child without parent or guardian"),
}
ANSWERS: Mapping[str, Word] = {
    "no-protection-need": _("no need of protection was found"),
    "protection-need": _("a need of protection was found"),
    "care-of-child-authority": _("in the care of the authority for children"),
    "not-a-child-or-accompanied": _("an adult, or accompanied"),
}
STATES: Mapping[str, Word] = {
    "announced": _("announced"),
    "presented": _("at primary"),
    "referred": _("in secondary"),
    "inspected": _("inspected, decision open"),
    "admitted": _("admitted"),
    "refused": _("refused"),
    "detained": _("detained"),
    "released": _("released"),
    "departed": _("departed"),
}
DECISIONS: Mapping[str, Word] = {
    "Presented": _("Reported at primary"),
    "Admitted": _("Admitted"),
    "Refused": _("Refused entry"),
    "Seized": _("Seized"),
    "Released": _("Released"),
    "Arrested": _("Arrested"),
    "Departed": _("Departed"),
    "ProtectionClaimed": _("Claim recorded"),
    "ProtectionAnswered": _("Claim answered"),
    "CaseOpened": _("Case opened"),
    "CaseAdvanced": _("Case moved on"),
}
APPROVALS: Mapping[str, Word] = {
    "waiting": _("waits for an answer"),
    "granted": _("approved"),
    "returned": _("returned"),
    "lapsed": _("lapsed: the record went on"),
}
NAMED = {
    "result": RESULTS,
    "origin": ORIGINS,
    "chosen": CHOSEN_BY,
    "outcome": OUTCOMES,
    "finding": FINDINGS,
    "claim": CLAIMS,
    "answer": ANSWERS,
    "state": STATES,
    "decision": DECISIONS,
    "approval": APPROVALS,
}


def said(what: str, code: str | None) -> str:
    """Give the words of a code; one that a site's policy added is written as its code."""
    if what == "ground":
        ground = load_law().grounds.get(code or "")
        return title_of(ground.title, get_language() or "en") if ground else (code or "").replace("-", " ")
    if what == "language":
        return called(code or "")
    return str(NAMED[what].get(code or "", (code or "").replace("-", " ")))


def called(code: str) -> str:
    """Give what a language calls itself, else its code."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def still_missing(each: Mapping[str, Any], sections: Sequence[Mapping[str, Any]]) -> str:
    """Say one thing that an inspection still lacks, as a person would be told to do it."""
    titles = {section["code"]: section["title"] for section in sections}
    items = {item["code"]: item["title"] for section in sections for item in section["items"]}
    told = {
        "open": gettext("take the inspection up"),
        "item": items.get(each["code"], each["code"]),
        "section": gettext("close the section %(section)s") % {"section": titles.get(each["section"], "")},
        "reopen": gettext("reopen the section %(section)s: something was found since")
        % {"section": titles.get(each["section"], "")},
        "answer": gettext("wait for a supervisor's answer to question %(number)s") % {"number": each["code"]},
        "outcome": gettext("record the outcome"),
    }
    return told.get(each["what"], each["text"])
