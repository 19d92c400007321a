"""Receive: the door, before the eight rooms.

The source document: "CBP receives complete and accurate advance information on all possible inbound travelers and
goods" (OFO Strategic Plan, Enhanced Advance Information).

``open_delivery`` turns bytes into interchanges or a positioned refusal, ``declare`` turns them into the table that
walks the rooms, ``gate`` measures how good the data is, ``answer`` and ``refuse`` write what the sender gets back.
"""

from tidewaiter.receive.answer import advice_by_message, answer, receipt, refuse
from tidewaiter.receive.closing import closings
from tidewaiter.receive.declare import declare
from tidewaiter.receive.delivery import Delivery, Opened, open_delivery
from tidewaiter.receive.gate import gate
from tidewaiter.receive.letters import CloseDeadLetter, Letter, decide, replayed
from tidewaiter.receive.schedule import schedule
from tidewaiter.receive.senders import STRANGER, stranger, stranger_key
from tidewaiter.receive.statement import (
    TEST,
    findings_by_message,
    leg_rows,
    message_row,
    original_row,
    quality_rows,
    refusal_row,
    sealed_rows,
    spoken_findings,
    unsaid,
)

__all__ = [
    "STRANGER",
    "TEST",
    "CloseDeadLetter",
    "Delivery",
    "Letter",
    "Opened",
    "advice_by_message",
    "answer",
    "closings",
    "decide",
    "declare",
    "findings_by_message",
    "gate",
    "leg_rows",
    "message_row",
    "open_delivery",
    "original_row",
    "quality_rows",
    "receipt",
    "refusal_row",
    "refuse",
    "replayed",
    "schedule",
    "sealed_rows",
    "spoken_findings",
    "stranger",
    "stranger_key",
    "unsaid",
]
