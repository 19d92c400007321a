"""What an officer may want done to the record of an inspection: imperatives, nothing decided yet.

The outcome that ends secondary for the encounter is ``inspect.RecordSecondaryResult``; it asks this record first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from tidewaiter.vocabulary.officer import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionAct:
    """What an officer wants done to the record of an encounter's present inspection; ``at`` is UTC.

    ``expected_version`` is the record's version that the officer saw; None where it does not matter: whoever only adds
    does not get in the way of others who add.
    """

    encounter_id: str
    officer: Actor
    at: datetime
    expected_version: int | None = None


class Answer(NamedTuple):
    """One question and what was said to it; an empty answer says that none was given."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInspection(InspectionAct):
    """Take up somebody who was referred. ``reason`` is a code of ``policies/secondary.yaml``."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverInspection(InspectionAct):
    """Take an inspection over from the officer who holds it."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TickItem(InspectionAct):
    """Say of an item of the checklist that it is done, or why it could not be done."""

    item: str
    done: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordInterview(InspectionAct):
    """Write down what was asked and answered, in which language, and with whose help."""

    section: str
    language: str
    answers: tuple[Answer, ...]
    interpreter: bool = False
    interpreter_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSearch(InspectionAct):
    """Write down a search: its kind, the legal ground, who witnessed it, what was seen."""

    kind: str
    ground: str
    words: str
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachFile(InspectionAct):
    """Put a photograph or document into the file. ``why`` says what it amends once the record is closed."""

    section: str
    attachment_id: str
    title: str
    name: str
    content: bytes = field(repr=False)
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSection(InspectionAct):
    """Say how a section came out: something was found, nothing was, or it does not apply; in words where it matters."""

    section: str
    result: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenSection(InspectionAct):
    """Go on with a section that was closed."""

    section: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskApproval(InspectionAct):
    """Ask a supervisor: for a search of a kind, or for an outcome. ``what`` is ``search`` or ``outcome``."""

    what: str
    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerApproval(InspectionAct):
    """A supervisor's answer to the question of that number; who returns it says why."""

    number: int
    granted: bool
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInspection(InspectionAct):
    """Close the record of somebody whom another act took out of secondary meanwhile (an arrest, a release)."""

    outcome: str
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendInspection(InspectionAct):
    """Add to a closed record, and say why. Nothing of what was written is changed."""

    words: str
    why: str
    section: str = ""


INSPECTION_COMMANDS: tuple[type[InspectionAct], ...] = (
    OpenInspection,
    TakeOverInspection,
    TickItem,
    RecordInterview,
    RecordSearch,
    AttachFile,
    CloseSection,
    ReopenSection,
    AskApproval,
    AnswerApproval,
    CloseInspection,
    AmendInspection,
)
