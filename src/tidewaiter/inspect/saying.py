"""The words in which checks and verdicts are said at a lane: short enough to read, plain enough to say aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a stable code, and words whose blanks ``values`` fill: apart, for translation."""

    code: str
    words: str
    values: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> str:
        """Give the words, filled; what a rule's author wrote stands as it was written."""
        return self.words.format(**self.values) if self.values else self.words


LINES: Mapping[str, str] = {
    "refer": "Refer to secondary",
    "failed": "A check failed: refer, or check it again by hand",
    "random": "Refer: drawn at random, no suspicion",
    "incomplete": "Checks incomplete: refer, or run them again by hand",
    "ask": "Ask first; admit if the answers satisfy you",
    "by-hand": "Nothing stands in the way, by your own check; you may admit",
    "clear": "Nothing stands in the way: you may admit",
}

NAMES: Mapping[str, str] = {
    "complete": "Data complete",
    "document-present": "Document announced",
    "number-form": "Form of the number",
    "mrz-digits": "Check digits",
    "expiry": "Document valid",
    "issuer-code": "Issuing country",
    "birth-date-possible": "Birth date possible",
    "lists": "Look-out lists",
    "document-in-hand": "Same document and person",
    "lost-or-stolen": "Reported lost or stolen",
    "one-holder": "One holder",
    "one-document": "One document in use",
    "visa-purpose": "Visa fits the purpose",
}

FAILED: Mapping[str, str] = {
    "complete": "Something that must be announced is missing",
    "document-present": "No document was announced",
    "number-form": "The document number has a form that no issuer uses",
    "mrz-digits": "The check digits of the document do not hold",
    "expiry": "The document has expired",
    "issuer-code": "The issuing country is not one that exists",
    "birth-date-possible": "The birth date is not possible",
    "lists": "A look-out list may mean this person",
    "document-in-hand": "The document in your hand is not what was announced",
    "lost-or-stolen": "The document is reported lost, stolen or cancelled",
    "one-holder": "Somebody else has shown this document",
    "one-document": "Two documents of one kind are in use in turn",
    "visa-purpose": "The visa is not for what they travel for",
    "*": "A check failed: {check}",
}

NOT_RUN: Mapping[str, str] = {
    "complete": "It was not checked whether the data are complete",
    "document-present": "No document was announced to be checked",
    "number-form": "The document number was not checked",
    "mrz-digits": "The check digits were not read: scan the document",
    "expiry": "The document's expiry is not known",
    "issuer-code": "The issuing country was not checked",
    "birth-date-possible": "The birth date was not checked",
    "lists": "The look-out lists were not all asked",
    "document-in-hand": "The document in your hand was not compared",
    "lost-or-stolen": "Lists of lost and stolen documents were not asked",
    "visa-purpose": "It was not checked whether the visa fits the purpose",
    "*": "A check did not run: {check}",
}
