"""Secondary in each of its states: who waits, a file under way, what is asked of supervisors, refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.lane_world import announce, encounter, traveler
from tests.browser.pages import Shown
from tests.browser.site import Site
from tests.unit.inspect.files import jpeg, pdf

from tidewaiter import detect, enforce, inspect
from tidewaiter.inspect import secondary
from tidewaiter.vocabulary.officer import Officer

LONG = "VAN DER STEENHOVEN-WACHTMEISTER ZU HOHENLUFTSTEIN"
OWN = Officer("Officer of JFK", frozenset({"officer"}), "JFK", "inspection in secondary")
OTHER = Officer("Tomas Reyk", frozenset({"officer"}), "JFK", "inspection in secondary")
SENIOR = Officer("Marta Oyelu", frozenset({"supervisor"}), "JFK", "supervision")
WORDS = "The lamination lifts at the corner of the data page, and the second line of the zone does not match the first."


def seed(site: Site) -> None:
    """Refer six people of one flight, and bring each to another point."""
    names = ["SECWAITING", LONG, "SECASKED", "SECBLOCKED", "SECREFUSED", "SECOTHER"]
    people = [
        traveler(40 + each, surname=name, given_names="WILHELMINA ALEXANDRA CHARLOTTE" if name == LONG else "NOOR")
        for each, name in enumerate(names)
    ]
    announce(site, people, "SECONDARY")
    ids = {name: str(encounter(site, name)["encounter_id"]) for name in names}
    for name in names:
        reason = "The answers do not fit together" if name == "SECWAITING" else "The document needs a closer look"
        _do(site, inspect.ReportAtPrimary, ids[name], OTHER, port="JFK", lane="4")
        _do(site, enforce.Refer, ids[name], OTHER, reason=reason)
    _under_way(site, ids[LONG])
    _take_up(site, ids["SECOTHER"], OTHER)
    for name in ("SECASKED", "SECBLOCKED", "SECREFUSED"):
        _complete(site, ids[name])
    asking = {"what": "outcome", "code": "inadmissible", "words": "No visa for the stay he describes."}
    _do(site, secondary.AskApproval, ids["SECASKED"], OWN, **asking)
    for name in ("SECBLOCKED", "SECREFUSED"):
        _do(site, inspect.RecordSecondaryResult, ids[name], OWN, outcome="document-fraud", report=WORDS)
    _do(site, enforce.ClaimProtection, ids["SECBLOCKED"], OWN, kind="fear")
    saw = (enforce.ReasonSeen("document", "The data page was replaced"),)
    refusal = {"ground": "fraud-or-misrepresentation", "reasons_seen": saw, "second_officer": OTHER}
    _do(site, enforce.Refuse, ids["SECREFUSED"], OWN, **refusal)
    late = {"words": "The issuer confirmed that the book was reported stolen.", "why": "the answer came late"}
    _do(site, secondary.AmendInspection, ids["SECREFUSED"], OTHER, **late)


def _do(site: Site, command: type[Any], about: str, officer: Officer, **said: Any) -> None:
    made = command(encounter_id=about, officer=officer, at=site.house.policies.clock(), **said)
    (site.house.secondary.act if isinstance(made, secondary.InspectionAct) else site.house.act)(made)


def _take_up(site: Site, about: str, officer: Officer) -> None:
    _do(site, secondary.OpenInspection, about, officer, reason="document")


def _under_way(site: Site, about: str) -> None:
    """Many findings, a long interview, a search, files: what a bad day brings."""
    _take_up(site, about, OWN)
    _do(site, secondary.TickItem, about, OWN, item="document-examined", note="under ultraviolet light")
    answers = (
        secondary.Answer("Where and when was this passport issued to you?", "In Valletta; I do not remember the day."),
        secondary.Answer("Who paid for the ticket, and how long will you stay?"),
    )
    said = {"section": "immigration", "language": "Maltese", "answers": answers, "interpreter": True}
    _do(site, secondary.RecordInterview, about, OWN, **said, interpreter_name="line 4, number 2071")
    search = {"kind": "baggage", "ground": "border-search", "words": "Two bags and a box with a false bottom."}
    _do(site, secondary.RecordSearch, about, OWN, **search, witness="Ada Moss")
    for kind, quantity, unit in (
        ("document-fraud", 1, "document"),
        ("undeclared-goods", 12, "piece"),
        ("currency", 14_250, "USD"),
        ("hidden-compartment", 1, "piece"),
        ("prohibited-agriculture", 2.5, "kg"),
    ):
        _do(site, detect.RecordFinding, about, OWN, kind=kind, quantity=quantity, unit=unit, note="as photographed")
    for title, content in (("Data page", jpeg()), ("Letter of the employer", pdf())):
        told = {"section": "immigration", "title": title, "name": "IMG_20261122_081500_HDR.jpg", "content": content}
        site.house.secondary.attach(OWN, about, **told)


def _complete(site: Site, about: str) -> None:
    _take_up(site, about, OWN)
    for item in ("document-examined", "holder-compared"):
        _do(site, secondary.TickItem, about, OWN, item=item)
    found = {"kind": "document-fraud", "quantity": 1, "unit": "document", "note": "page replaced"}
    _do(site, detect.RecordFinding, about, OWN, **found)
    _do(site, secondary.CloseSection, about, OWN, section="immigration", result="found", words=WORDS)


def answer(site: Site, surname: str) -> None:
    """Let the competent authority find no need of protection."""
    ruth = Officer("Ruth Amsel", frozenset({"protection-authority"}), "JFK", "protection")
    about = str(encounter(site, surname)["encounter_id"])
    said = {"kind": "fear", "answer": "no-protection-need", "authority": "Asylum office"}
    _do(site, enforce.AnswerProtection, about, ruth, **said)


def at(surname: str, more: str = "") -> Callable[[Site], str]:
    return lambda site: f"/secondary/{encounter(site, surname)['encounter_id']}{more}"


PAGES = [
    Shown("secondary", "/secondary", port="JFK"),
    Shown("secondary-none-fits", "/secondary?reason=alarm", port="JFK"),
    Shown("secondary-nobody", "/secondary", port="LAX"),
    Shown("secondary-waiting", at("SECWAITING", "?form=open"), port="JFK"),
    Shown("secondary-under-way", at(LONG), port="JFK"),
    Shown("secondary-customs", at(LONG, "?section=customs&form=search"), port="JFK"),
    Shown("secondary-interview", at(LONG, "?section=immigration&form=interview"), port="JFK"),
    Shown("secondary-file", at(LONG, "?section=agriculture&form=attach"), port="JFK"),
    Shown("secondary-another", at("SECOTHER"), port="JFK"),
    Shown("secondary-asked", at("SECASKED", "?form=outcome"), port="JFK"),
    Shown("secondary-blocked", at("SECBLOCKED"), port="JFK"),
    Shown("secondary-refuse", at("SECBLOCKED", "?form=refuse"), port="JFK"),
    Shown("secondary-refused", at("SECREFUSED"), port="JFK"),
    Shown("secondary-print", at("SECREFUSED", "/print"), port="JFK"),
    Shown("approvals", "/secondary/approvals", role="supervisor", port="JFK"),
    Shown("approvals-none", "/secondary/approvals", role="supervisor", port="LAX"),
]
