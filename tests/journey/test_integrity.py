"""What holds over everything: the journal proves, tables rebuild, draws recompute, every event has a site."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.journey.border import OUTBOUND, TOMAS, Border, booking_record, lane, passenger_list, person, walker

from tidewaiter.assemble import SAMPLES
from tidewaiter.detect import RecordFinding
from tidewaiter.deter import commit
from tidewaiter.enforce import Admit, ClaimProtection, Depart, ReasonSeen, Refer, Refuse
from tidewaiter.inspect import RecordSecondaryResult, ReportAtPrimary
from tidewaiter.store import history, queries
from tidewaiter.vocabulary.errors import NotFound, Refusal
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.stream import RandomStream

KEEPER = Officer("Ilse Brandt", frozenset({"administrator"}), "*")
SAMPLE_FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())


def long_journey(border: Border) -> None:
    """Take in all samples, one conflict, one refusal and repeats, and let officers act on many."""
    raws = [path.read_bytes() for path in SAMPLE_FILES]
    border.send(*raws)
    border.send(raws[0], passenger_list([person("RAHIMI")], "R1"), b"UNB+UNOA:4+ZZ'")
    border.send(passenger_list([person("HALLORAN")], "R1"))
    border.send(lane([walker("Monsivais", "G33310098")], "L1"))
    border.clock.now = datetime(2026, 8, 14, 17, 30, tzinfo=UTC)
    for number, row in enumerate(border.encounters(direction="inbound", status="announced")[:24]):
        about = row["encounter_id"]
        border.act(ReportAtPrimary, about, port=row["port"] or "JFK")
        if number % 3:
            border.act(Admit, about, until=date(2026, 12, 1))
            continue
        border.act(Refer, about, reason="a closer look")
        if number % 2:
            border.act(ClaimProtection, about, kind="fear")
            continue
        border.act(RecordFinding, about, kind="inadmissible", note="said so")
        border.act(RecordSecondaryResult, about, outcome="inadmissible", report="said so")
        saw = (ReasonSeen("interview", "Said that the visa was bought."),)
        with_child = row["unaccompanied_minor"]
        if not with_child:
            border.act(Refuse, about, ground="fraud-or-misrepresentation", reasons_seen=saw, second_officer=TOMAS)
    border.clock.now = datetime(2026, 9, 4, 22, 30, tzinfo=UTC)
    for row in border.encounters(direction="outbound", status="announced"):
        if not row["lookout"]:
            border.act(Depart, row["encounter_id"])
    border.send(*raws[3:6])


def test_after_a_long_mixed_journey_a_rebuild_gives_equal_tables_and_the_journal_verifies(border: Border):
    long_journey(border)
    tables = border.tables()
    empty = {name for name, rows in tables.items() if not rows}
    elsewhere = {"waiting", "hit", "redress_case", "list_failure", "document_finding", "link_proposal"}
    elsewhere |= {"rule", "rule_version", "shadow_hit", "backtest"}  # test_life_of_a_rule.py
    elsewhere |= {"risk_model"}  # test_models.py
    elsewhere |= {"attachment"}  # test_secondary.py
    elsewhere |= {"alarm", "staffing", "lane_check", "break_glass"}  # test_board.py, test_lane.py, test_break_glass.py
    elsewhere |= {"saved_filter", "handover"}  # test_targeting.py
    assert empty <= elsewhere, "a journey that leaves tables empty proves little"
    assert border.proves()
    assert border.house.store.verify().ok


def test_every_encounter_of_a_long_journey_was_screened_before_anybody_acted_on_it(border: Border):
    long_journey(border)
    order: dict[str, list[str]] = {}
    for kind, rows in border.journal():
        for row in rows:
            if "encounter_id" in row and kind in ("Identified", "Assessed", "Assigned"):
                order.setdefault(row["encounter_id"], []).append(kind)
    acts = {row["encounter_id"] for row in border.encounters() if row["version"]}
    assert acts and all({"Identified", "Assessed", "Assigned"} <= set(order[about]) for about in acts)
    for row in border.encounters():
        assert row["assignment"] and row["band"], "what was announced was screened"


def test_every_event_resolves_to_a_site_or_a_finding_says_that_it_does_not(border: Border):
    long_journey(border)
    odd = manifest_to("XQZ")
    (unknown,) = border.accepted(odd)
    assert "unknown-place" in {finding.code for finding in unknown.findings}
    places = border.house.policies.places
    unplaced = [row for row in border.encounters() if row["port"] is None or places.get(row["port"]) is None]
    with border.house.store.read() as reader:
        for row in unplaced:
            reader.cursor.execute(
                "SELECT count(*) FROM quality q JOIN announced a ON a.message_id = q.message_id"
                " WHERE a.encounter_id = %s AND q.code IN ('unknown-place', 'missing-place', 'missing-field')",
                [row["encounter_id"]],
            )
            assert reader.cursor.fetchone()[0], row
        reader.cursor.execute("SELECT port FROM act WHERE port IS NOT NULL UNION SELECT port FROM crossing")
        for (port,) in reader.cursor.fetchall():
            assert places.get(port) is not None, port


def manifest_to(port: str) -> bytes:
    return (
        b'{"reference": "M1", "sender": "SOMEBODY", "recipient": "BORDER", "mode": "sea", "direction": "inbound",'
        b' "legs": [{"departure": "CAVIC", "arrival": "' + port.encode() + b'", "arrives_at": "2026-08-14T09:00Z"}],'
        b' "travelers": [{"surname": "Ilves", "given_names": "Maarja", "birth_date": "1990-01-01"}]}'
    )


def test_a_movement_that_names_no_place_at_all_is_said_to_have_none(border: Border):
    raw = b'{"reference": "M2", "sender": "SOMEBODY", "mode": "sea", "travelers": [{"surname": "Ilves"}]}'
    (arrival,) = border.accepted(raw)
    assert border.one("Ilves")["port"] is None
    assert "missing-place" in {finding.code for finding in arrival.findings}


def test_the_draws_of_a_day_can_be_recomputed_by_anybody_once_its_secret_is_revealed(border: Border):
    border.accepted((SAMPLES / "paxlst" / "flight_of_260.edi").read_bytes())
    assigned = [row for kind, rows in border.journal() if kind == "Assigned" for row in rows]
    (day,) = {date.fromisoformat(row["draw_day"]) for row in assigned}
    committed = border.ask(queries.draw, day)
    assert committed["secret"] is None, "nobody foresees today's draw"
    with pytest.raises(Refusal):
        border.house.reveal_draw(day, KEEPER)
    with pytest.raises(NotFound):
        border.house.reveal_draw(border.clock().date() - timedelta(days=1), KEEPER)
    border.clock.on(days=(day - border.clock().date()).days + 1)
    with pytest.raises(Refusal):
        border.house.verify_draw(day)
    border.house.reveal_draw(day, KEEPER)
    proved = border.house.verify_draw(day)
    assert (proved.ok, proved.checked) == (True, 260)
    with border.house.store.read() as reader:
        table = history.drawn(reader, day)
    assert table["mode"].to_list() == ["air"] * 260, "the mode that decides the rate is the one declared"
    revealed = border.ask(queries.draw, day)
    secret = bytes.fromhex(revealed["secret"])
    assert commit(day, secret) == committed["commitment"]
    stream = RandomStream(day, secret, {"air": 0.01})
    assert len(assigned) == 260
    for row in assigned:
        assert row["draw"] == stream.draw(row["encounter_id"])
        assert row["rate"] == 0.01
        chosen = row["draw"] < row["rate"]
        assert (row["stream"] == "random") == (chosen and row["stream"] != "risk")
    kinds = [kind for kind, _ in border.journal()]
    assert kinds.index("DrawCommitted") < kinds.index("Assigned")


def facts(border: Border) -> Counter[str]:
    """Tell what was stated, without ids, times and places in the batch."""
    told: Counter[str] = Counter()
    names: dict[str, str] = {}
    for kind, rows in border.journal():
        for row in rows:
            if kind == "Declared":
                names[row["declaration_id"]] = (
                    f"{row['surname']}/{row['document_number']}/{row['trip']}/{row['source']}"
                )
    encounters: dict[str, str] = {}
    for kind, rows in border.journal():
        for row in rows:
            if kind == "Identified":
                who = names[row["declaration_id"]]
                encounters.setdefault(row["encounter_id"], who.rsplit("/", 1)[0])
                told[f"{kind} {who} {row['checks']} {row['subject_keys']}"] += 1
                # Both sides of a difference name it within one batch; alone, only the later one has seen the other.
                for differing in row["differs_from"]:
                    told[f"{encounters[row['encounter_id']]} differs in {differing}"] = 1
            elif kind == "Declared":
                left = {key: value for key, value in row.items() if not key.endswith("_id")}
                told[f"{kind} {sorted(left.items())!r}"] += 1
            elif kind in ("QualityFound", "Sealed"):
                told[f"{kind} {sorted((k, v) for k, v in row.items() if k != 'message_id')!r}"] += 1
            elif kind == "ListHit":
                told[f"{kind} {encounters[row['encounter_id']]} {row['entry_id']}"] += 1
    for row in border.encounters():
        seen = ("surname", "document_number", "trip", "sources", "score", "band", "hits", "advice", "port", "status")
        told[f"encounter {[row[name] for name in seen]!r}"] += 1
    return told


def test_a_batch_of_a_hundred_messages_states_the_same_facts_as_one_message_at_a_time(open_border):
    together, apart = open_border("together"), open_border("apart")
    raws = [path.read_bytes() for path in SAMPLE_FILES if "260" not in path.name]
    for number in range(100 - len(raws)):
        people = [person(f"FARKAS{number % 30}", "BENCE", f"F{number % 30:07d}"), person(f"KAPOOR{number}", "PRIYA")]
        write = booking_record if number % 3 == 0 else passenger_list
        leg = OUTBOUND if number % 5 == 0 else None
        raws.append(write(people, f"R{number}", **({"leg": leg} if leg else {})))
    raws = raws[:100]
    together.send(*raws)
    for raw in raws:
        apart.send(raw)
    one, other = facts(together), facts(apart)
    assert one - other == Counter() and other - one == Counter()
    assert len(one) > 400
