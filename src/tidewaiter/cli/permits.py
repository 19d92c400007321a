"""Which permission each word of the command line needs, or why it needs none; a guard test holds it against the words.

The role is whom somebody at this machine stands for when neither ``--role`` nor ``TIDEWAITER_ROLE`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tidewaiter.authority import Permission


@dataclass(frozen=True, slots=True)
class Word:
    """A word that enters the house. ``makes``: it begins a new house where there is none."""

    needs: Permission | None
    role: str
    makes: bool = False


@dataclass(frozen=True, slots=True)
class Free:
    """A word that needs no permission, and why."""

    because: str


_OWN = "reads and writes files of the caller's own; enters no house"

WORDS: Mapping[str, Word | Free] = {
    "ingest": Word(Permission.OWN_MESSAGE_SUBMIT, "steward", makes=True),
    "watch": Word(Permission.OWN_MESSAGE_SUBMIT, "steward", makes=True),
    "deadletters": Word(Permission.HOUSE_DEAD_LETTER_READ, "steward"),
    "deadletters close": Word(Permission.HOUSE_DEAD_LETTER_CLOSE, "steward"),
    "replay": Word(Permission.HOUSE_DEAD_LETTER_REPLAY, "steward"),
    "schedule": Word(Permission.HOUSE_SCHEDULE_LOAD, "steward", makes=True),
    "mrz": Free(_OWN),
    "encounters": Word(Permission.PORT_ENCOUNTER_LIST, "officer"),
    "explain": Word(Permission.PORT_ENCOUNTER_EXPLAIN, "officer"),
    "reads": Word(Permission.HOUSE_READING_READ, "auditor"),
    "screen": Free(_OWN),
    "field": Word(Permission.PORT_FIELD_ASK, "officer"),
    "hits": Word(Permission.PORT_HIT_LIST, "analyst"),
    "hits show": Word(Permission.PORT_HIT_READ, "analyst"),
    "hits claim": Word(Permission.PORT_HIT_CLAIM, "analyst"),
    "hits release": Word(Permission.PORT_HIT_CLAIM, "analyst"),
    "hits settle": Word(Permission.PORT_HIT_SETTLE, "analyst"),
    "hits escalate": Word(Permission.PORT_HIT_SETTLE, "analyst"),
    "hits take-back": Word(Permission.PORT_HIT_SETTLE, "analyst"),
    "hits review": Word(Permission.PORT_HIT_REVIEW, "analyst"),
    "hits report": Word(Permission.HOUSE_YIELD_READ, "analyst"),
    "glass open": Word(Permission.HOUSE_GLASS_BREAK, "officer"),
    "glass list": Word(Permission.HOUSE_GLASS_REVIEW, "supervisor"),
    "glass review": Word(Permission.HOUSE_GLASS_REVIEW, "supervisor"),
    "inspection": Word(Permission.PORT_INSPECTION_LIST, "officer"),
    "inspection show": Word(Permission.PORT_INSPECTION_READ, "officer"),
    "inspection open": Word(Permission.PORT_INSPECTION_RECORD, "officer"),
    "inspection tick": Word(Permission.PORT_INSPECTION_RECORD, "officer"),
    "inspection attach": Word(Permission.PORT_INSPECTION_RECORD, "officer"),
    "inspection close": Word(Permission.PORT_INSPECTION_RECORD, "officer"),
    "inspection ask": Word(Permission.PORT_INSPECTION_RECORD, "officer"),
    "inspection answer": Word(Permission.PORT_INSPECTION_APPROVE, "supervisor"),
    "inspection amend": Word(Permission.PORT_INSPECTION_RECORD, "officer"),
    "redress open": Word(Permission.HOUSE_REDRESS_OPEN, "redress-officer"),
    "redress resolve": Word(Permission.HOUSE_REDRESS_RESOLVE, "redress-officer"),
    "redress status": Word(Permission.HOUSE_REDRESS_READ, "redress-officer"),
    "redress list": Word(Permission.HOUSE_REDRESS_READ, "redress-officer"),
    "resolve history": Word(Permission.HOUSE_SUBJECT_LINK, "analyst"),
    "resolve list": Word(Permission.HOUSE_SUBJECT_LINK, "analyst"),
    "resolve accept": Word(Permission.HOUSE_SUBJECT_LINK, "analyst"),
    "resolve reject": Word(Permission.HOUSE_SUBJECT_LINK, "analyst"),
    "resolve undo": Word(Permission.HOUSE_SUBJECT_LINK, "analyst"),
    "board": Word(Permission.PORT_REPORT_READ, "commander"),
    "board alarms": Word(Permission.PORT_REPORT_READ, "commander"),
    "board answer": Word(Permission.PORT_ALARM_ANSWER, "commander"),
    "board staffing": Word(Permission.PORT_STAFFING_LOAD, "commander"),
    "report reporting": Word(Permission.PORT_REPORT_READ, "commander"),
    "report not-reported": Word(Permission.PORT_REPORT_READ, "commander"),
    "report unannounced": Word(Permission.PORT_REPORT_READ, "commander"),
    "report late": Word(Permission.PORT_REPORT_READ, "commander"),
    "report crew": Word(Permission.PORT_REPORT_READ, "commander"),
    "report quality": Word(Permission.HOUSE_QUALITY_READ, "steward"),
    "report differences": Word(Permission.HOUSE_QUALITY_READ, "steward"),
    "report equal-risk": Word(Permission.HOUSE_YIELD_READ, "analyst"),
    "report documents": Word(Permission.PORT_REPORT_READ, "commander"),
    "report diversions": Word(Permission.PORT_REPORT_READ, "commander"),
    "report cases": Word(Permission.PORT_REPORT_READ, "commander"),
    "report overstays": Word(Permission.PORT_REPORT_READ, "commander"),
    "report exits": Word(Permission.PORT_REPORT_READ, "commander"),
    "report yields": Word(Permission.HOUSE_YIELD_READ, "analyst"),
    "journal verify": Word(Permission.HOUSE_JOURNAL_VERIFY, "auditor"),
    "journal export": Word(Permission.HOUSE_JOURNAL_READ, "auditor"),
    "journal range": Word(Permission.HOUSE_JOURNAL_READ, "auditor"),
    "journal prove": Word(Permission.HOUSE_JOURNAL_READ, "auditor"),
    "journal check": Free(_OWN),
    "rebuild": Word(Permission.HOUSE_JOURNAL_REBUILD, "steward"),
    "purge": Word(Permission.HOUSE_JOURNAL_PURGE, "steward"),
    "lists load": Word(Permission.HOUSE_LIST_LOAD, "steward", makes=True),
    "lists update": Word(Permission.HOUSE_LIST_LOAD, "steward", makes=True),
    "lists rollback": Word(Permission.HOUSE_LIST_LOAD, "steward"),
    "lists diff": Word(Permission.HOUSE_LIST_READ, "steward"),
    "lists counts": Word(Permission.HOUSE_LIST_READ, "steward"),
    "lists rescreen": Word(Permission.HOUSE_LIST_LOAD, "steward"),
    "lists status": Word(Permission.HOUSE_LIST_READ, "steward"),
    "lists history": Word(Permission.HOUSE_LIST_READ, "steward"),
    "assess": Free("reads and writes files of the caller's own; asks which model is in force as assess models does"),
    "rules check": Free("reads files of rules; enters no house"),
    "rules test": Word(Permission.HOUSE_RULE_DRAFT, "analyst"),
    "rules list": Word(Permission.HOUSE_RULE_READ, "analyst"),
    "rules show": Word(Permission.HOUSE_RULE_READ, "analyst"),
    "rules history": Word(Permission.HOUSE_RULE_READ, "analyst"),
    "rules draft": Word(Permission.HOUSE_RULE_DRAFT, "analyst", makes=True),
    "rules approve": Word(Permission.HOUSE_RULE_APPROVE, "analyst"),
    "rules promote": Word(Permission.HOUSE_RULE_PROMOTE, "supervisor"),
    "rules retire": Word(Permission.HOUSE_RULE_PROMOTE, "supervisor"),
    "rules kill": Word(Permission.HOUSE_RULE_KILL, "supervisor", makes=True),
    "rules review": Word(Permission.HOUSE_RULE_READ, "analyst"),
    "rules backtest": Word(Permission.HOUSE_RULE_BACKTEST, "analyst", makes=True),
    "fairness": Word(Permission.HOUSE_FAIRNESS_READ, "auditor"),
    "drift check": Word(Permission.HOUSE_YIELD_READ, "analyst"),
    "drift list": Word(Permission.HOUSE_YIELD_READ, "analyst"),
    "drift answer": Word(Permission.HOUSE_DRIFT_ANSWER, "analyst"),
    "assess train": Word(Permission.HOUSE_MODEL_TRAIN, "analyst"),
    "assess evaluate": Word(Permission.HOUSE_MODEL_TRAIN, "analyst"),
    "assess backtest": Word(Permission.HOUSE_MODEL_BACKTEST, "analyst"),
    "assess show": Word(Permission.HOUSE_MODEL_READ, "analyst"),
    "assess explain": Word(Permission.HOUSE_MODEL_READ, "analyst"),
    "assess promote": Word(Permission.HOUSE_MODEL_PROMOTE, "supervisor"),
    "assess retire": Word(Permission.HOUSE_MODEL_PROMOTE, "supervisor"),
    "assess models": Word(Permission.HOUSE_MODEL_READ, "analyst"),
    "features list": Free("reads the catalogue that ships; enters no house"),
    "features build": Word(Permission.HOUSE_SNAPSHOT_BUILD, "analyst"),
    "fleet assess": Free(_OWN),
    "fleet backtest": Free(_OWN),
    "fleet features": Free(_OWN),
    "fleet rescreen": Free(_OWN),
    "draw reveal": Word(Permission.HOUSE_DRAW_REVEAL, "administrator"),
    "draw verify": Word(Permission.HOUSE_DRAW_READ, "auditor"),
    "draw suggest": Word(Permission.HOUSE_YIELD_READ, "analyst"),
    "account add": Word(Permission.HOUSE_ACCESS_GRANT, "administrator", makes=True),
    "account list": Word(Permission.HOUSE_ACCESS_GRANT, "administrator"),
    "account close": Word(Permission.HOUSE_ACCESS_GRANT, "administrator"),
    "account reset": Word(Permission.HOUSE_ACCESS_GRANT, "administrator"),
    "token issue": Word(Permission.HOUSE_ACCESS_GRANT, "administrator", makes=True),
    "token list": Word(Permission.HOUSE_ACCESS_GRANT, "administrator"),
    "token revoke": Word(Permission.HOUSE_ACCESS_GRANT, "administrator"),
    "serve": Free("each request over HTTP is held to its own row of the permission table"),
    "demo": Word(Permission.HOUSE_LIST_LOAD, "steward", makes=True),
    "doctor": Free("has to work where the permission table itself cannot be read; shows nobody's record"),
    "act": Word(None, "officer"),  # each act asks for the permission of its own command: House.act, House.unlink
}
