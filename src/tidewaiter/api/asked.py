"""What an officer's act is asked with over HTTP: one body per act, nothing optional that the law wants stated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, NamedTuple

from ninja import Schema
from pydantic import ConfigDict, Field

from tidewaiter import detect, enforce, inspect
from tidewaiter.vocabulary.act import Act

Words = Annotated[str, Field(max_length=2000)]
Said = Annotated[str, Field(min_length=1, max_length=2000)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Asked(Schema):
    """What every act says."""

    model_config = ConfigDict(extra="forbid")

    expected_version: int = Field(ge=0, description="The version that was on the officer's screen; 409 if it moved on.")


class Seen(Schema):
    """One reason the officer saw."""

    model_config = ConfigDict(extra="forbid")

    origin: Said = Field(
        description="list, document, finding or interview; score, rule, model and face alone carry no act."
    )
    text: Said
    reference: Words | None = None


class Adverse(Asked):
    """An act against somebody."""

    ground: Said = Field(description="An entry of policies/grounds.")
    reasons_seen: list[Seen] = Field(min_length=1, max_length=50)


class Present(Asked):
    """They stand before the officer; the port is the officer's own unless they serve every port."""

    port: Words | None = None
    lane: Words | None = None


class Admit(Asked):
    """Let in, until a last day where the law sets one."""

    until: date | None = None


class Because(Asked):
    """An act that says why."""

    reason: Said


class Withdraw(Asked):
    """Take back one's own admit or refer."""

    reason: Words = ""


class Secondary(Asked):
    """Secondary is over; the outcome is a code of policies/outcomes.yaml."""

    outcome: Said
    report: Words = ""


class Find(Asked):
    """Something was found; kind and unit are words of policies/findings.yaml."""

    kind: Said
    quantity: Amount | None = None
    unit: Words | None = None
    note: Words = ""


class Refuse(Adverse):
    """Refuse entry; a second officer agrees, with a token of their own."""

    second_token: Said = Field(description="The second officer's own token.", repr=False)
    language: Words = "en"


class Seize(Adverse):
    """Take goods, money or a conveyance."""

    what: Said
    quantity: Amount
    unit: Said
    language: Words = "en"


class Arrest(Adverse):
    """Arrest or detain."""

    rights_read: bool
    warrant_checked: bool
    handed_to: Said
    warrant: Words | None = None
    language: Words = "en"


class Claim(Asked):
    """Fear, protection or an unaccompanied child."""

    kind: Said = Field(description="A kind of policies/protection.yaml.")
    said_by: Said = "the person"


class Answer(Asked):
    """The competent authority's answer to a claim."""

    kind: Said
    answer: Said
    authority: Said


class AdvanceCase(Asked):
    """Move a case on."""

    case_id: Said
    status: Said
    note: Words = ""


class Depart(Asked):
    """They have left."""


class Kind(NamedTuple):
    """One act: the body it is asked with, the command it becomes, and what it does in words."""

    body: type[Asked]
    command: type[Act]
    summary: str


ACTS: Mapping[str, Kind] = {
    "present": Kind(Present, inspect.ReportAtPrimary, "Report at primary"),
    "admit": Kind(Admit, enforce.Admit, "Let in"),
    "refer": Kind(Because, enforce.Refer, "Send to secondary; at a departure port, hold"),
    "secondary": Kind(Secondary, inspect.RecordSecondaryResult, "Close secondary with its outcome"),
    "find": Kind(Find, detect.RecordFinding, "Record something found"),
    "refuse": Kind(Refuse, enforce.Refuse, "Refuse entry, with a second officer"),
    "seize": Kind(Seize, enforce.Seize, "Take goods, money or a conveyance"),
    "release": Kind(Because, enforce.Release, "End a hold or detention without admitting"),
    "arrest": Kind(Arrest, enforce.Arrest, "Arrest or detain, and hand over"),
    "claim": Kind(Claim, enforce.ClaimProtection, "Record a claim of fear or protection, or a child alone"),
    "answer": Kind(Answer, enforce.AnswerProtection, "Record the competent authority's answer to a claim"),
    "depart": Kind(Depart, enforce.Depart, "Record that they have left"),
    "withdraw": Kind(Withdraw, enforce.WithdrawAct, "Take back one's own admit or refer at once"),
    "open-case": Kind(Adverse, enforce.OpenCase, "Open a case for a money penalty"),
    "advance-case": Kind(AdvanceCase, enforce.AdvanceCase, "Move a case on"),
}
"""Every act there is over HTTP; a guard test holds it against the commands of the rooms."""
