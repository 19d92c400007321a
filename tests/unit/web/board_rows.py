"""What the pages of steward, auditor and redress officer need to have something to show; each is made once a house."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.unit.api.serving import HERE, Served, sample

from tidewaiter.assemble import SAMPLES
from tidewaiter.desk.corner import CornerDesk
from tidewaiter.enforce import Refer
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.receive import Delivery
from tidewaiter.store import queries
from tidewaiter.vocabulary.officer import Officer

ADA = Officer("Ada Quill", frozenset({"officer"}), "*", "inspection")


def _ask(served: Served, query: Any, *args: Any, **said: Any) -> Any:
    with served.house.store.read() as reader:
        return query(reader.cursor, *args, **said)


def decided(served: Served, port: str = HERE) -> int:
    """Refer the one who is due first at a port; give the decision's number in the journal."""
    who = served.encounter(port)
    known = _ask(served, queries.encounter, who)
    if not known["acts"]:
        now = served.house.policies.clock()
        served.house.act(ReportAtPrimary(encounter_id=who, officer=ADA, at=now, port=port))
        served.house.act(Refer(encounter_id=who, officer=ADA, at=now, reason="a question is open"))
    return max(int(row["seq"]) for row in _ask(served, queries.encounter, who)["acts"])


def refused(served: Served) -> str:
    """Let a letter die; give its id."""
    known = _ask(served, queries.deadletters)
    if not known:
        raw = sample("flight_zz204.edi").replace(b"PAXLST", b"INVOIC")
        list(served.house.ingest([Delivery(raw, "test", "refused.edi")]))
    return str(_ask(served, queries.deadletters)[0]["message_id"])


def taken(served: Served) -> str:
    """Give the id of a message that was accepted."""
    return str(_ask(served, queries.messages, status="accepted")[0]["message_id"])


def listed(served: Served) -> str:
    """Load the sample list in two versions; give its id."""
    path = SAMPLES.parent / "policies" / "lists" / "lookout-sample.yaml"
    if not _ask(served, queries.lists, date(2026, 8, 14)):
        from dataclasses import replace

        from tidewaiter import identify

        listing = identify.load_listing(path)
        served.house.lists.load(replace(listing, version="0", entries=listing.entries[:-1]))
        served.house.lists.load(path)
    return "lookout-sample"


def asked(served: Served) -> str:
    """Make an inquiry in the open corner; give its number."""
    known = _ask(served, queries.redress_cases)
    if known:
        return str(known[0]["number"])
    said = {"surname": "Quill", "given_names": "Ada", "document_issuer": "GBR", "document_number": "P4401011"}
    return CornerDesk.of(served.house).ask(**said, birth_date=date(1984, 5, 17))["number"]
