"""Which hits stand: verdicts speak of what was compared, redress of the document and birth date of its case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from tidewaiter.identify.settled import Case, Settled
from tidewaiter.identify.suppression import Who, absolve, compared, holds, settled_before, suppressed
from tidewaiter.vocabulary.hit import hit_id
from tidewaiter.vocabulary.redress import ALPHABET, is_redress_number, new_number, plain_redress
from tidewaiter.vocabulary.tables import DECLARED, HITS, STANDING, TEXT, conform

PAIR = ("wanted", "entry-1")
SAID = {"names": ["ark|ida"], "birth_dates": ["1980-01-02"], "documents": ["GBR|P1234"], "plates": []}
VERDICT = Settled("hit-1", "enc-0", "not-a-match", "now", SAID, "2026-03-01T00:00:00.000000Z")
CASE = Case("rdr-1", "TWR1", "resolved", frozenset({"GBR|P1234"}), frozenset({"1980-01-02"}), {PAIR: "now"}, "2026-04")


def judged(who: Who, *verdicts: Settled, case: Case | None = None, digest: str | None = "now") -> dict[str, Any]:
    hits = conform(pl.DataFrame({"encounter_id": ["enc-1"], "list_id": ["wanted"], "entry_id": ["entry-1"]}), HITS)
    table = suppressed(
        hits,
        {"enc-1": who},
        {("sub-1", *PAIR): verdicts} if verdicts else {},
        {case.number: case} if case else {},
        {PAIR: digest} if digest else {},
    )
    assert table.schema == pl.Schema(STANDING)
    return table.row(0, named=True)


def test_a_hit_has_the_same_id_whoever_finds_it():
    assert judged(Who("sub-1", SAID))["hit_id"] == hit_id("enc-1", *PAIR)
    assert hit_id("enc-1", "wanted", "entry-1") != hit_id("enc-1", "wante", "dentry-1")


def test_a_verdict_of_no_match_suppresses_the_same_pair():
    assert judged(Who("sub-1", SAID), VERDICT)["suppressed_by"] == "hit-1"


@pytest.mark.parametrize(
    ("who", "verdicts", "digest"),
    [
        (Who("sub-2", SAID), [VERDICT], "now"),
        (Who(None, SAID), [VERDICT], "now"),
        (Who("sub-1", SAID), [VERDICT], "altered"),
        (Who("sub-1", SAID), [VERDICT], None),
        (Who("sub-1", SAID), [VERDICT._replace(entry_digest=None)], None),
        (Who("sub-1", SAID), [VERDICT._replace(compared={})], "now"),
        (Who("sub-1", SAID), [VERDICT, VERDICT._replace(status="confirmed")], "now"),
        (Who("sub-1", {**SAID, "documents": ["GBR|P9999"]}), [VERDICT], "now"),
        (Who("sub-1", {**SAID, "documents": []}), [VERDICT], "now"),
        (Who("sub-1", {**SAID, "birth_dates": ["1980-01-02", "1981-01-02"]}), [VERDICT], "now"),
        (Who("sub-1", {**SAID, "names": ["ark|ada"]}), [VERDICT], "now"),
    ],
)
def test_a_verdict_about_another_pair_or_other_evidence_suppresses_nothing(who, verdicts, digest):
    assert judged(who, *verdicts, digest=digest)["suppressed_by"] is None


def test_a_namesakes_verdict_does_not_stand_in_the_way_of_ones_own():
    other = VERDICT._replace(hit_id="hit-2", status="confirmed", compared={**SAID, "documents": ["GBR|P9999"]})
    assert judged(Who("sub-1", SAID), VERDICT, other)["suppressed_by"] == "hit-1"


def test_who_cannot_tell_takes_no_verdict_back():
    assert judged(Who("sub-1", SAID), VERDICT, VERDICT._replace(status="cannot-tell"))["suppressed_by"] == "hit-1"


def test_less_was_compared_than_is_declared_now():
    assert not holds({**SAID, "documents": []}, SAID)
    assert not holds({}, {})
    assert holds({**SAID, "names": ["ark|ida", "ark|i"]}, SAID)


@pytest.mark.parametrize(
    ("case", "who", "by", "words"),
    [
        (CASE, SAID, "rdr-1", "agrees on document and birth date"),
        (replace(CASE, status="open"), SAID, None, "not resolved"),
        (replace(CASE, pairs={}), SAID, None, "not resolved for this entry"),
        (replace(CASE, pairs={PAIR: "then"}), SAID, None, "altered"),
        (CASE, {**SAID, "birth_dates": ["1990-01-02"]}, None, "does not agree on birth dates"),
        (CASE, {**SAID, "documents": []}, None, "does not agree on documents: declared nothing"),
        (None, SAID, None, "not one of ours"),
    ],
)
def test_a_redress_number_suppresses_only_where_its_case_agrees_and_says_why_not(case, who, by, words):
    told = judged(Who("sub-1", who, ("TWR1",)), case=case)
    assert told["suppressed_by"] == by
    assert words in told["redress"]


def test_a_later_verdict_goes_before_redress():
    later = VERDICT._replace(status="confirmed", at="2026-05")
    told = judged(Who("sub-1", SAID, ("TWR1",)), later, case=CASE)
    assert told["suppressed_by"] is None and "otherwise since" in told["redress"]
    assert judged(Who("sub-1", SAID, ("TWR1",)), later._replace(at="2026-03"), case=CASE)["suppressed_by"] == "rdr-1"


def test_what_is_compared_is_plain_and_a_traveler_does_not_change_with_the_car():
    rows = [
        {"encounter_id": "e", "kind": "person", "surname": "Árk", "given_names": "IDA MRS", "plate": "AB 12",
         "birth_date": date(1980, 1, 2), "document_number": "p-12 34", "document_issuer": "GB"},
        {"encounter_id": "e", "kind": "person", "surname": "ARK", "given_names": "I"},
        {"encounter_id": "v", "kind": "conveyance", "plate": "AB 12", "plate_issuer": "gbr"},
    ]  # fmt: skip
    said = conform(pl.DataFrame(rows, infer_schema_length=None), {**DECLARED, "encounter_id": TEXT})
    told = compared(said)
    assert told["e"] == {**SAID, "names": ["ark|i", "ark|ida"]}
    assert told["v"] == {"names": [], "birth_dates": [], "documents": [], "plates": ["GBR|AB12"]}


def test_the_check_against_lists_passes_only_where_every_hit_is_settled_and_keeps_the_stale_label():
    failed = {"name": "lists", "state": "fail", "detail": "possible match: wanted entry-1; STALE: wanted"}
    other = {"name": "expiry", "state": "fail", "detail": "expired"}
    rows = [{"encounter_id": each, "checks": [failed, other]} for each in ("enc-1", "enc-2")]
    hits = conform(
        pl.DataFrame({"encounter_id": ["enc-1", "enc-2"], "entry_id": ["1", "2"], "list_id": ["w", "w"],
                      "suppressed_by": ["hit-1", "hit-2"]}), STANDING)  # fmt: skip
    why = settled_before(hits, ["enc-2"])
    (free, stopped) = absolve(pl.DataFrame(rows), why)["checks"].to_list()
    assert free[0]["state"] == "pass" and "hit-1" in free[0]["detail"] and free[0]["detail"].endswith("STALE: wanted")
    assert free[1] == other and stopped == [failed, other]


def test_a_redress_number_is_drawn_checked_and_read_as_people_write_it():
    numbers = {new_number() for _ in range(200)}
    assert len(numbers) == 200 and all(is_redress_number(number) and len(number) == 16 for number in numbers)
    number = new_number(lambda count: bytes(range(count)))
    assert number.startswith("TWR0123456789AB")
    assert plain_redress(f" {number[:3].lower()}-o{number[4:]} ") == number
    for place in range(3, 15):
        wrong = ALPHABET[(ALPHABET.index(number[place]) + 1) % 32]
        assert not is_redress_number(number[:place] + wrong + number[place + 1 :])
    assert not is_redress_number("1234567") and not is_redress_number(None)
