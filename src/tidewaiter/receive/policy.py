"""Reading the gate's policy (``policies/filing.yaml``): deadlines by mode and the fields each source must carry."""

from __future__ import annotations

from tidewaiter.language.policy import PolicyRecord, read_policy
from tidewaiter.receive.gate import Filing, GatePolicy, Requirement
from tidewaiter.vocabulary.place import MODES
from tidewaiter.vocabulary.tables import DECLARED

SOURCES = ("api", "booking", "manifest", "lane")
DIRECTIONS = ("inbound", "outbound")
EVENTS = ("departs_at", "arrives_at")


def gate_policy(text: str, where: str = "filing.yaml") -> GatePolicy:
    """Read the policy. Raises ``InvalidPolicy`` with file, line and column of what is wrong."""
    file = read_policy(text, where, required=("verified", "filings", "requirements"))
    file.flag("verified")
    filings = tuple(_filing(record) for record in file.records("filings"))
    return GatePolicy(filings, tuple(_requirement(record) for record in file.records("requirements")))


def _filing(record: PolicyRecord) -> Filing:
    record.only(Filing._fields)
    minutes = record.get("minutes")
    if type(minutes) is not int:
        raise record.wrong("minutes is a whole number, below 0 where the deadline lies after the event", "minutes")
    return Filing(
        mode=record.text("mode", MODES),
        direction=record.text("direction", DIRECTIONS),
        source=record.text("source", SOURCES),
        event=record.text("event", EVENTS),
        minutes=minutes,
        ground=record.text("ground"),
    )


def _requirement(record: PolicyRecord) -> Requirement:
    record.only(Requirement._fields)
    if record.text("field") not in DECLARED:
        raise record.wrong(f"{record.text('field')} is no column of the declared table", "field")
    return Requirement(record.text("field"), record.texts("sources", SOURCES), record.text("ground"))
