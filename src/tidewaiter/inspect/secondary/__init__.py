"""Secondary: one record of an inspection, with sections for immigration, customs and agriculture.

A referral begins it, an officer takes it up, sections close, an outcome closes it; after that it is only amended.
"""

from tidewaiter.inspect.secondary.acts import RESULTS, decide_inspection, may_end
from tidewaiter.inspect.secondary.commands import (
    INSPECTION_COMMANDS,
    AmendInspection,
    Answer,
    AnswerApproval,
    AskApproval,
    AttachFile,
    CloseInspection,
    CloseSection,
    InspectionAct,
    OpenInspection,
    RecordInterview,
    RecordSearch,
    ReopenSection,
    TakeOverInspection,
    TickItem,
)
from tidewaiter.inspect.secondary.missing import Missing, before_outcome, missing, required_sections
from tidewaiter.inspect.secondary.policy import SecondaryPolicy, load_secondary_policy
from tidewaiter.inspect.secondary.state import Approval, File, Record, begin_file, fold_file

__all__ = [
    "INSPECTION_COMMANDS",
    "RESULTS",
    "AmendInspection",
    "Answer",
    "AnswerApproval",
    "Approval",
    "AskApproval",
    "AttachFile",
    "CloseInspection",
    "CloseSection",
    "File",
    "InspectionAct",
    "Missing",
    "OpenInspection",
    "Record",
    "RecordInterview",
    "RecordSearch",
    "ReopenSection",
    "SecondaryPolicy",
    "TakeOverInspection",
    "TickItem",
    "before_outcome",
    "begin_file",
    "decide_inspection",
    "fold_file",
    "load_secondary_policy",
    "may_end",
    "missing",
    "required_sections",
]
