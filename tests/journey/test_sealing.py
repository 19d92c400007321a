"""Meal, medical and disability codes and free text: sealed at receipt, and found nowhere else afterwards."""

from __future__ import annotations

import json

import orjson
import pytest
from tests.journey.border import INES, TOMAS, Border

from tidewaiter.assemble import SAMPLES
from tidewaiter.enforce import Admit, Refer
from tidewaiter.inspect import ReportAtPrimary
from tidewaiter.receive.contract import contract
from tidewaiter.store import queries

PNRGOV_WORDS = [
    "SEVERE ASTHMA", "MOML", "WCHR", "CANNOT CLIMB", "MEDA", "DIABETIC", "INSULIN", "XQRT", "QUIET ROW", "PRAYER",
    "OTHS", "PEACE UNION", "CHML", "MOTHER WILL MEET",
]  # fmt: skip
FERRY = orjson.dumps(
    {
        "reference": "FRY-1",
        "sender": "STRAITFERRY",
        "recipient": "BORDER",
        "mode": "sea",
        "carrier": "STRF",
        "number": "88",
        "direction": "inbound",
        "legs": [{"departure": "CAVIC", "arrival": "USCLM", "arrives_at": "2026-08-14T09:55-07:00"}],
        "travelers": [
            {
                "surname": "Brockhurst",
                "given_names": "Delia",
                "birth_date": "1975-02-28",
                "nationality": "CAN",
                "documents": [{"kind": "P", "number": "HB118822", "issuer": "CAN", "expires": "2030-01-01"}],
                "meal": "GFMLX",
                "medical": "OXYGENX",
                "disability": "BLINDX",
                "religion": "QUAKERX",
                "remarks": "ASKED FOR A QUIETX CABIN",
            }
        ],
    }
)
FERRY_WORDS = ["GFMLX", "OXYGENX", "BLINDX", "QUAKERX", "QUIETX"]
LANE = FERRY.replace(b'"legs"', b'"ignored"').replace(b'"mode":"sea",', b"")
MESSAGES = {
    "pnrgov": ((SAMPLES / "pnrgov" / "sealed_requests.edi").read_bytes(), PNRGOV_WORDS),
    "manifest": (FERRY, FERRY_WORDS),
    "csv": (
        b"# sender: COAST\n# reference: C1\n# mode: land\n# direction: inbound\n# carrier: COST\n# number: 4\n"
        b"# departure: MXTIJ\n# arrival: 2504\n# arrives_at: 2026-08-14T10:40\n"
        b"surname,given_names,birth_date,nationality,document_number,document_issuer,document_expires,Diet,notes\n"
        b"Brockhurst,Delia,1975-02-28,CAN,HB118822,CAN,2030-01-01,GFMLX,ASKS FOR A QUIETX SEAT\n",
        ["GFMLX", "QUIETX"],
    ),
    "lane": (
        orjson.dumps(
            {
                "reference": "L1",
                "sender": "LANE-SYS-07",
                "recipient": "BORDER",
                "port": "2504",
                "lane": "07",
                "direction": "inbound",
                "crossings": [
                    {
                        "at": "2026-08-14T10:02:11-07:00",
                        "people": [orjson.loads(FERRY)["travelers"][0] | {"role": "pedestrian"}],
                    }
                ],
            }
        ),
        FERRY_WORDS,
    ),
}


def speaking(words: list[str], said: object) -> list[str]:
    text = json.dumps(said, default=str, ensure_ascii=False).upper()
    return [word for word in words if word in text]


@pytest.mark.parametrize("kind", MESSAGES)
def test_sealed_words_stand_in_the_sealed_payload_and_nowhere_else(border: Border, kind: str):
    raw, words = MESSAGES[kind]
    (arrival,) = border.accepted(raw)
    for row in border.encounters():
        if row["status"] == "announced":
            border.act(ReportAtPrimary, row["encounter_id"], port=row["port"])
        border.act(Refer, row["encounter_id"], TOMAS, reason="a look at the bags")

    kept = dict(border.journal(arrival.message_id))
    assert speaking(words, kept["Sealed"]) == words, "the harness must see them where they are kept"

    journal = [
        (name, [{key: value for key, value in row.items() if key != "raw_base64"} for row in rows])
        for name, rows in border.journal()
        if name != "Sealed"
    ]
    assert speaking(words, journal) == []
    assert speaking(words, border.tables()) == []
    explained = [border.explain(row["encounter_id"]) for row in border.encounters()]
    assert explained and speaking(words, explained) == []
    assert speaking(words, contract(arrival)) == []
    assert speaking(words, arrival.answer) == []
    for query in (queries.messages, queries.feeds, queries.deadletters, queries.not_reported):
        assert speaking(words, border.ask(query)) == []


@pytest.mark.parametrize("kind", MESSAGES)
def test_sealed_words_do_not_lie_open_in_any_file_of_the_home(border: Border, kind: str):
    raw, words = MESSAGES[kind]
    border.accepted(raw)
    border.house.store.close()
    found = {
        (path.name, word)
        for path in border.house.home.rglob("*")
        if path.is_file()
        for word in words
        if len(word) > 4 and word.encode() in path.read_bytes().upper()
    }
    assert found == set()


def test_a_request_for_a_meal_or_a_wheelchair_changes_nothing_about_how_somebody_is_assessed(open_border):
    plain, asking = open_border("home"), open_border("other")
    raw = (SAMPLES / "pnrgov" / "sealed_requests.edi").read_bytes()
    without = b"\n".join(
        line
        for line in raw.split(b"\n")
        if not line.startswith((b"SSR+MOML", b"SSR+WCHR", b"SSR+MEDA", b"SSR+XQRT", b"SSR+OTHS", b"SSR+CHML"))
    ).replace(b"UNT+34", b"UNT+28")
    plain.accepted(without)
    asking.accepted(raw)
    compared = ("surname", "score", "band", "reasons", "assignment", "stream", "advice", "lookout", "hits")
    same = [[{name: row[name] for name in compared} for row in one.encounters()] for one in (plain, asking)]
    assert same[0] == same[1] and same[0]


def test_a_report_of_secondary_is_seen_by_officers_and_goes_into_no_feature(border: Border):
    border.accepted(FERRY)
    delia = border.one("Brockhurst")
    border.act(ReportAtPrimary, delia["encounter_id"], port=delia["port"])
    border.act(Admit, delia["encounter_id"], INES)
    features = [
        fact["data"]["features"]
        for fact in border.explain(delia["encounter_id"])["facts"]
        if fact["kind"] == "Assessed"
    ]
    assert features and not {"meal_code", "medical_code", "religion", "sex", "surname"} & set(json.loads(features[0]))
