"""No kind of message without a journey: every kind walks from bytes to the journal and is answered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from tests.journey.border import Border
from tests.journey.conftest import border, empty_home, open_border  # noqa: F401 - fixtures

from tidewaiter.assemble import SAMPLES
from tidewaiter.vocabulary.announcement import MessageKind

KINDS = tuple(kind for kind in get_args(MessageKind) if kind != "field")
"""Kinds that somebody sends; the house writes a field message itself, and takes none in (journey/test_field.py)."""
FOLDERS = {"paxlst": "paxlst", "pnrgov": "pnrgov", "manifest": "manifests", "lane": "lane"}
JOURNEYS = Path(__file__).parent.parent / "journey"
ROOMS = ("MessageReceived", "Declared", "Identified", "Assessed", "Assigned", "Answered")


def test_every_kind_of_message_has_samples():
    assert set(FOLDERS) == set(KINDS)
    assert all(any((SAMPLES / folder).iterdir()) for folder in FOLDERS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_walks_from_bytes_to_the_journal(border: Border, kind: str):  # noqa: F811
    for path in sorted((SAMPLES / FOLDERS[kind]).iterdir()):
        (arrival,) = border.accepted(path.read_bytes())
        assert {message.kind for message in arrival.read.messages} == {kind}, path.name
        assert arrival.answer, path.name
        stated = [name for name, _ in border.journal(arrival.message_id)]
        assert [stated.count(room) for room in ROOMS] == [1] * len(ROOMS), path.name
        with border.house.store.read() as reader:
            reader.cursor.execute("SELECT count(*) FROM announced WHERE message_id = %s", [arrival.message_id])
            announced = reader.cursor.fetchone()[0]
        rows = sum(len(message.people) + len(message.vehicles) for message in arrival.read.messages)
        assert announced == rows > 0, path.name


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_is_told_of_in_a_journey(kind: str):
    written = "\n".join(path.read_text(encoding="utf-8") for path in JOURNEYS.glob("test_*.py"))
    makers = {"paxlst": "passenger_list(", "pnrgov": "booking_record(", "manifest": "manifests/", "lane": "lane("}
    assert re.search(re.escape(makers[kind]), written), f"no journey sends a {kind}"
