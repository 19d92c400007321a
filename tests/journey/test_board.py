"""A commander reads the port board: every figure counts the list behind it, and a late port raises an alarm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from time import sleep
from typing import Any

import pytest
from tests.journey.border import INES, Border, booking_record, lane, passenger_list, person, walker

from tidewaiter.cli.retaining import judge, judge_beside
from tidewaiter.desk.board import BoardDesk
from tidewaiter.detect import RecordFinding
from tidewaiter.enforce import Admit, Refer
from tidewaiter.inspect import RecordSecondaryResult, ReportAtPrimary
from tidewaiter.store import queries
from tidewaiter.store.queries.board import FIGURES, ports_to_judge
from tidewaiter.vocabulary.errors import Forbidden, NotFound, Refusal, Unreadable
from tidewaiter.vocabulary.officer import Officer

HOLM = Officer("Cora Holm", frozenset({"commander"}), "JFK", "running the port")
DAY = date(2026, 8, 14)
PEOPLE = [
    person(name, seat=f"{row}A", number=f"P44010{row}")
    for row, name in enumerate(("ALDER", "BIRCH", "CEDAR", "ELDER", "HAZEL", "LARCH", "MAPLE", "ROWAN"), 11)
]


def busy(border: Border) -> BoardDesk:
    """A flight of eight: two decided, one in secondary with a finding, one waiting, four who never came."""
    border.accepted(passenger_list(PEOPLE, "1"), booking_record([person("WILLOW", seat="30C")], "2"))
    border.clock.on(hours=15, minutes=20)
    for place, name in enumerate(("ALDER", "BIRCH", "CEDAR", "ELDER")):
        border.act(ReportAtPrimary, border.one(name)["encounter_id"], lane=f"0{1 + place % 2}", port="JFK")
    border.clock.on(minutes=10)
    border.act(Admit, border.one("ALDER")["encounter_id"])
    border.clock.on(minutes=20)
    border.act(Admit, border.one("BIRCH")["encounter_id"])
    cedar = border.one("CEDAR")["encounter_id"]
    border.act(Refer, cedar, reason="a question is open")
    border.act(RecordFinding, cedar, kind="currency", quantity=12_000, unit="USD", note="in a coat")
    border.act(RecordSecondaryResult, cedar, outcome="undeclared-currency", report="in a coat")
    return BoardDesk.of(border.house)


def figures_of(board: dict[str, Any]) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Name every figure that a board shows: how the list behind it is asked for, and what it says."""
    for name, count in board["figures"].items():
        yield name, count, {}
    for row in board["hours"]:
        for name in ("announced", "reported", "not-reported"):
            yield name, row[name], {"hour": row["hour"]}
        for direction in ("inbound", "outbound"):
            yield "announced", row[direction], {"hour": row["hour"], "direction": direction}
    for row in board["segments"]:
        for name in ("announced", "reported"):
            yield name, row[name], {"assignment": row["assignment"]}
    for row in board["lanes"]:
        for name in ("presented", "decided", "waiting"):
            yield name, row[name], {"lane": row["lane"] or ""}
    for name in ("drawn", "drawn-reported", "drawn-examined"):
        yield name, board["random"][name], {}
    for row in board["findings"]:
        yield "found", row["encounters"], {"finding": row["finding"]}


def test_every_figure_of_the_board_is_the_length_of_the_list_behind_it(border: Border) -> None:
    desk = busy(border)
    border.accepted(lane([walker("VEGA", "G1000001", at="2026-08-14T08:02:11-07:00")], "lane-1"))
    seen = set()
    for officer, port in ((HOLM, "JFK"), (Officer("Ora Lund", frozenset({"commander"})), "2504")):
        board, span = desk.board(officer, port, DAY), desk.span(officer, port, DAY)
        for name, count, narrow in figures_of(board):
            rows = desk.rows(officer, span, name, limit=1000, **narrow)
            assert (name, narrow, len(rows)) == (name, narrow, count)
            assert desk.count(officer, span, name, **narrow) == count
            assert {row["port"] for row in rows} <= {port}
            seen |= {name} if count else set()
    assert seen >= {
        "announced",
        "reported",
        "not-yet-due",
        "decided",
        "waiting",
        "in-secondary",
        "found",
        "unannounced",
    }
    assert set(FIGURES) >= seen


def test_the_board_says_what_the_day_was(border: Border) -> None:
    board = busy(border).board(HOLM, "JFK", DAY)
    assert {name: board["figures"][name] for name in ("announced", "reported", "not-yet-due", "not-reported")} == {
        "announced": 9, "reported": 4, "not-yet-due": 5, "not-reported": 0,
    }  # fmt: skip
    first, second = board["lanes"]
    assert (first["lane"], first["presented"], first["decided"], first["median"]) == ("01", 2, 2, 10.0)
    assert (second["lane"], second["decided"], second["waiting"], second["longest_waiting"]) == ("02", 1, 1, 30.0)
    assert [(row["finding"], row["encounters"]) for row in board["findings"]] == [("currency", 1)]
    assert sum(row["announced"] for row in board["segments"]) == 9


def test_whoever_still_stands_at_the_port_at_midnight_stands_on_the_new_days_board(border: Border) -> None:
    desk = busy(border)
    border.clock.on(hours=6, minutes=20)  # 00:10 UTC: the evening of the port
    board, span = desk.board(HOLM, "JFK"), desk.span(HOLM, "JFK")
    assert str(span.since.date()) == "2026-08-15"
    (lane_2,) = board["lanes"]
    assert (lane_2["lane"], lane_2["presented"], lane_2["decided"], lane_2["waiting"]) == ("02", 0, 0, 1)
    assert (board["figures"]["waiting"], board["figures"]["in-secondary"]) == (1, 1)
    for name, count, narrow in figures_of(board):
        assert (name, narrow, desk.count(HOLM, span, name, **narrow)) == (name, narrow, count)
    assert [row["surname"] for row in desk.rows(HOLM, span, "waiting", limit=9)] == ["ELDER"]
    assert desk.count(HOLM, desk.span(HOLM, "JFK", DAY), "waiting") == 1  # the day before keeps its own


def test_a_board_without_staffing_says_so_and_one_with_it_lays_officers_beside_the_load(border: Border) -> None:
    desk = busy(border)
    assert not desk.board(HOLM, "JFK", DAY)["staffing"]["loaded"]
    assert {row["officers"] for row in desk.board(HOLM, "JFK", DAY)["hours"]} == {None}
    hour = desk.board(HOLM, "JFK", DAY)["hours"][0]["hour"]
    assert desk.load_staffing(f"port,hour,officers\nJFK,{hour},0\n".encode(), "august", HOLM) == 1
    board = desk.board(HOLM, "JFK", DAY)
    assert board["staffing"]["sources"][0]["loaded_by"] == "Cora Holm"
    assert (board["hours"][0]["officers"], board["hours"][0]["needed"], board["hours"][0]["short"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("raw", "segment", "element"),
    [
        (b"port;hour\n", 1, None),
        (b"port,hour,officers\nXQX,2026-08-14T13,4\n", 2, 1),
        (b"port,hour,officers\nJFK,noon,4\n", 2, 2),
        (b"port,hour,officers\n\nJFK,2026-08-14T13,many\n", 3, 3),
        (b"port,hour,officers\nJFK,2026-08-14T13,4\nJFK,2026-08-14T13:00,5\n", 3, None),
    ],
)
def test_a_wrong_staffing_table_is_refused_with_its_place(
    border: Border, raw: bytes, segment: int, element: int | None
) -> None:
    with pytest.raises(Unreadable) as wrong:
        BoardDesk.of(border.house).load_staffing(raw, "wrong", HOLM)
    assert (wrong.value.position.segment, wrong.value.position.element) == (segment, element)


def test_who_waits_too_long_raises_an_alarm_that_names_who_was_told_and_who_answered(border: Border) -> None:
    desk = busy(border)
    assert desk.board(HOLM, "JFK")["alarms"] == []
    border.clock.on(minutes=61)
    size = border.size()
    (alarm,) = desk.board(HOLM, "JFK")["alarms"]
    assert (alarm["level"], alarm["port"], alarm["threshold"]) == ("longest-wait", "JFK", 90)
    assert alarm["measured"] == 91.0
    assert [each["officer"] for each in alarm["shown"]] == ["Cora Holm"]
    desk.board(HOLM, "JFK")
    assert border.size() == size + 2  # raised and shown, once
    desk.answer(HOLM, alarm["alarm_id"], "opened lane 3")
    with pytest.raises(Refusal):
        desk.answer(HOLM, alarm["alarm_id"], "again")
    border.act(Admit, border.one("ELDER")["encounter_id"])
    (after,) = desk.board(HOLM, "JFK")["alarms"]
    assert (after["answered_by"], after["answer"]) == ("Cora Holm", "opened lane 3")
    assert after["ended_at"] is not None
    assert border.proves()


def test_a_port_that_nobody_watches_raises_its_alarm_once_and_ends_it_by_itself(border: Border) -> None:
    desk = busy(border)
    assert desk.judge() == []
    border.clock.on(minutes=61)
    size = border.size()
    for _ in range(3):
        assert desk.judge() == ["JFK"]
    assert [kind for kind, _ in border.journal()[size:]] == ["AlarmRaised"]
    (alarm,) = border.ask(queries.alarms)
    assert (alarm["level"], alarm["shown"]) == ("longest-wait", [])
    (seen,) = desk.board(HOLM, "JFK")["alarms"]  # who opens the board is told, and that is noted
    assert (seen["alarm_id"], [each["officer"] for each in seen["shown"]]) == (alarm["alarm_id"], ["Cora Holm"])
    border.act(Admit, border.one("ELDER")["encounter_id"])
    assert desk.judge() == []
    assert border.ask(queries.alarms)[0]["ended_at"] is not None
    assert border.proves()


def test_a_port_at_which_nobody_reports_is_judged_though_nobody_came_to_a_lane(border: Border) -> None:
    border.accepted(passenger_list(PEOPLE * 5, "1"))
    border.clock.on(hours=40)
    with border.house.store.read() as reader:
        now = border.clock()
        assert ports_to_judge(reader.cursor, now - timedelta(hours=36), now) == ["JFK"]
        assert ports_to_judge(reader.cursor, now - timedelta(hours=6), now) == []


def test_a_server_judges_beside_its_work_and_a_fault_does_not_stop_it(
    border: Border, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(border)
    border.clock.on(minutes=61)
    judge_beside(lambda: border.house, every=3600).set()
    for _ in range(200):
        if border.ask(queries.alarms):
            break
        sleep(0.02)
    assert [row["level"] for row in border.ask(queries.alarms)] == ["longest-wait"]
    monkeypatch.setattr(BoardDesk, "judge", lambda _: 1 / 0)
    judge(border.house)
    assert "were not judged by their service levels" in caplog.text


def test_another_port_is_as_if_it_were_not_there(border: Border) -> None:
    desk = busy(border)
    border.clock.on(minutes=91)
    ada = Officer("Ada Quill", frozenset({"commander"}), "IAH", "running the port")
    (alarm,) = desk.board(HOLM, "JFK")["alarms"]
    assert desk.ports(ada) == ["IAH"]
    for ask in (
        lambda: desk.board(ada, "JFK"),
        lambda: desk.board(ada, "NOWHERE"),
        lambda: desk.answer(ada, alarm["alarm_id"], "mine"),
    ):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(Refusal):
        desk.load_staffing(b"port,hour,officers\nJFK,2026-08-14T13,4\n", "theirs", ada)
    with pytest.raises(Forbidden):
        desk.answer(INES, alarm["alarm_id"], "not mine to say")


def test_ports_are_compared_over_the_journal_and_a_small_one_is_hidden(border: Border) -> None:
    desk = busy(border)
    told = desk.compared(Officer("Ora Lund", frozenset({"commander"})))
    assert [(row["port"], row["suppressed"]) for row in told["rows"] if row["measure"] == "referred"] == [("JFK", True)]
