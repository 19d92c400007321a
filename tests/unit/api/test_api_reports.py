from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, sample, serving

from tidewaiter.assemble import SAMPLES
from tidewaiter.record import check_receipt
from tidewaiter.store import queries

SCHEDULE = b"""mode,carrier,number,from,to,departs_at,arrives_at
air,QX,7,CDG,JFK,2026-08-14T11:00,2026-08-14T13:30
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    names = (*TWO_PORTS, "sea_voyage_freeport.edi", "san_ysidro_lane_07.json", "two_bookings.edi")
    with serving(tmp_path_factory.mktemp("home"), *names) as opened:
        yield opened


def rows(served: Served, path: str, role: str = "officer", port: str = "*") -> list[dict[str, Any]]:
    answer = served.call("GET", path, served.token(role, port))
    assert answer.status_code == 200, answer.content
    return answer.json()["rows"]


def test_comprehensive_reporting_closes_and_who_is_missing_stands_on_the_list_with_a_reason(served: Served) -> None:
    trips = rows(served, "/api/reports/reporting?limit=1000")
    assert trips
    for trip in trips:
        assert trip["announced"] == trip["presented"] + trip["not_yet_due"] + trip["not_reported"]
    missing = rows(served, "/api/reports/not-reported?limit=1000")
    assert len(missing) == sum(trip["not_reported"] for trip in trips) > 0
    assert all(row["reason"] for row in missing)
    assert {row["role"] for row in missing} >= {"passenger", "crew"}
    one = rows(served, f"/api/reports/not-reported?carrier={missing[0]['carrier']}&direction=inbound")
    assert {row["carrier"] for row in one} == {missing[0]["carrier"]}


def test_who_presented_unannounced_was_screened_all_the_same(served: Served) -> None:
    found = rows(served, "/api/reports/unannounced")
    assert found and all(row["screened"] is True for row in found)


def test_a_report_of_a_port_holds_no_row_of_another(served: Served) -> None:
    for name in ("not-reported", "crew", "cases", "late", "unannounced", "reporting"):
        answer = served.call("GET", f"/api/reports/{name}?limit=1000", served.token("officer", HERE))
        assert ELSEWHERE not in answer.content.decode(), name
        assert {row["port"] for row in answer.json()["rows"]} <= {HERE}, name


def test_the_api_answers_as_the_command_line_does(served: Served) -> None:
    for name, role in (("crew", "officer"), ("differences", "analyst"), ("equal-risk", "analyst")):
        assert isinstance(rows(served, f"/api/reports/{name}", role), list), name
    risk = rows(served, "/api/reports/equal-risk", "analyst")
    assert {(row["mode"], row["port"]) for row in risk} >= {("air", HERE), ("air", ELSEWHERE)}
    assert sum(row["encounters"] for row in risk) == sum(count for count in _totals(served)["kind"].values())
    suggested = served.call("GET", "/api/draws/suggestion?budget=5", served.token("analyst", "*")).json()["rows"]
    assert sum(row["examinations"] for row in suggested) <= 5 + 1e-6


def _totals(served: Served) -> dict[str, Any]:
    with served.house.store.read() as reader:
        return queries.totals(reader.cursor)


def test_a_list_that_was_cut_says_so_and_how_to_get_the_rest(served: Served) -> None:
    token, seen, offset = served.token("officer", "*"), [], 0
    while offset is not None:
        page = served.call("GET", f"/api/reports/not-reported?limit=7&offset={offset}", token).json()
        seen += [row["encounter_id"] for row in page["rows"]]
        offset = page["next_offset"]
    assert seen == [row["encounter_id"] for row in rows(served, "/api/reports/not-reported?limit=1000")]
    assert len(seen) > 7


@pytest.mark.parametrize(
    ("path", "place", "says"),
    [
        ("/api/encounters?prot=JFK", "/query/prot", "port"),
        ("/api/reports/cases?status=shut", "/query/status", "notice-served"),
        ("/api/reports/reporting?direction=up", "/query/direction", "outbound"),
        ("/api/journal?kind=Nonsense", "/query/kind/0", "MessageReceived"),
        ("/api/reports/random?limit=3", "/query/limit", "it takes none"),
    ],
)
def test_a_name_or_value_that_is_none_is_refused_with_its_place_and_what_is_allowed(
    served: Served, path: str, place: str, says: str
) -> None:
    role = "auditor" if "journal" in path or "random" in path else "officer"
    answer = served.call("GET", path, served.token(role, "*"))
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid")
    assert answer.json()["position"]["path"] == place
    assert says in answer.json()["text"]


def test_a_port_that_is_none_is_refused_with_the_nearest_and_an_alias_is_understood(served: Served) -> None:
    token = served.token("officer", "*")
    for path in ("/api/encounters", "/api/reports/not-reported"):
        unknown = served.call("GET", f"{path}?port=JKF", token)
        assert (unknown.status_code, unknown.json()["error"]) == (422, "unknown-port")
        assert "JFK" in unknown.json()["text"]
        abroad = served.call("GET", f"{path}?port=LHR", token)
        assert abroad.status_code == 422 and "Heathrow" in abroad.json()["text"]
        same = [served.call("GET", f"{path}?port={code}", token).json() for code in ("JFK", "KJFK", "jfk")]
        assert same[0] == same[1] == same[2] and same[0]


@pytest.mark.parametrize(("method", "path", "status"), [("DELETE", "/api/encounters", 405), ("GET", "/api", 404)])
def test_what_the_api_never_sees_is_answered_in_its_shape_too(
    served: Served, method: str, path: str, status: int
) -> None:
    answer = served.call(method, path, served.token("officer", HERE))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert set(answer.json()) == {"error", "text"}
    assert status != 405 or (answer["Allow"] == "GET" and "it takes GET" in answer.json()["text"])


def test_a_schedule_makes_the_flight_without_a_manifest_stand_among_the_late(served: Served) -> None:
    token = served.token("steward", "*", "Nils Marek")
    wrong = served.call("POST", "/api/schedule?name=summer", token, SCHEDULE + b"air,QX,8,CDG,JFK,,soon\n")
    assert (wrong.status_code, wrong.json()["position"]["segment"]) == (422, 3)
    taken = served.call("POST", "/api/schedule?name=summer", token, SCHEDULE)
    assert (taken.status_code, taken.json()) == (200, {"name": "summer", "movements": 1})
    assert "QX" in {row["carrier"] for row in rows(served, "/api/reports/late?limit=1000") if row["state"] == "missing"}
    with served.house.store.read() as reader:
        assert [stored.entry.actor for stored in reader.entries("schedule:summer")] == ["Nils Marek"]


def test_a_list_is_looked_at_loaded_and_its_history_told(served: Served) -> None:
    token, reader = served.token("steward", "*", "Nils Marek"), served.token("auditor", "*")
    raw = (SAMPLES.parent / "policies" / "lists" / "lookout-sample.yaml").read_bytes()
    looked = served.call("POST", "/api/lists?dry_run=true", token, raw).json()
    assert (looked["live"], rows(served, "/api/lists", "auditor")) == (False, [])
    loaded = served.call("POST", "/api/lists?file=lookout-sample.yaml", token, raw).json()
    assert (loaded["act"], loaded["live"], loaded["change"]["added"]) == ("loaded", True, loaded["entries"])
    (known,) = rows(served, "/api/lists", "auditor")
    assert (known["list_id"], known["entries"]) == (loaded["list_id"], loaded["entries"])
    (once,) = rows(served, f"/api/lists/{loaded['list_id']}/history", "auditor")
    assert (once["act"], once["actor"]) == ("loaded", "Nils Marek")
    broken = served.call("POST", "/api/lists", token, raw.replace(b"entries:", b"entry:"))
    assert broken.status_code == 422 and "list.yaml" in broken.json()["text"]
    assert served.call("GET", "/api/lists/none/history", reader).status_code == 404


def test_a_link_is_undone_by_an_analyst_at_the_version_seen(served: Served) -> None:
    token = served.token("analyst", HERE, "Petra Unruh")
    path = f"/api/encounters/{served.encounter(HERE)}/acts/unlink"
    stale = served.call("POST", path, token, {"expected_version": 7, "reason": "another face"})
    assert (stale.status_code, stale.json()["error"]) == (409, "stale")
    alone = served.call("POST", path, token, {"expected_version": 0, "reason": "another face"})
    assert alone.status_code == 422 and "linked to nobody" in alone.json()["text"]


def test_a_day_is_revealed_once_it_is_over_and_its_draws_recompute(served: Served) -> None:
    house = served.house
    with house.store.read() as reader:
        reader.cursor.execute("SELECT MIN(day) FROM draw")
        day = date.fromisoformat(reader.cursor.fetchone()[0])
    auditor, keeper = served.token("auditor", "*"), served.token("administrator", "*", "Ilse Brandt")
    told = served.call("GET", f"/api/draws/{day}", auditor).json()
    assert len(told["commitment"]) == 64 and told["secret"] is None and told["by_mode"]["air"] > 0
    assert served.call("GET", f"/api/draws/{day}/verify", auditor).status_code == 422
    assert served.call("POST", f"/api/draws/{day}/reveal", auditor).status_code == 403
    tomorrow = house.policies.clock().date() + timedelta(days=1)
    assert served.call("POST", f"/api/draws/{tomorrow}/reveal", keeper).status_code == 422
    revealed = served.call("POST", f"/api/draws/{day}/reveal", keeper)
    assert (revealed.status_code, revealed.json()["officer"]) == (200, "Ilse Brandt"), revealed.content
    assert served.call("GET", f"/api/draws/{day}", auditor).json()["secret"] == revealed.json()["secret"]
    proved = served.call("GET", f"/api/draws/{day}/verify", auditor).json()
    assert proved["ok"] is True and proved["checked"] > 0
    assert served.call("GET", "/api/draws/2020-02-02", auditor).status_code == 404


def test_what_is_shown_is_compared_with_the_journal_on_demand(served: Served) -> None:
    token = served.token("auditor", "*")
    assert served.call("GET", "/api/journal/verify", token).json()["models"] is None
    models = served.call("GET", "/api/journal/verify?models=true", token).json()["models"]
    assert models["ok"] is True and models["rows"] > 50


def test_an_entry_is_proved_to_somebody_who_sees_nothing_else(served: Served) -> None:
    token = served.token("auditor", "*")
    told = served.call("GET", "/api/journal/2/proof", token).json()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["key"]))
    assert told["entry"]["seq"] == 2 and check_receipt(told, key) == []
    assert check_receipt({**told, "entry": {**told["entry"], "actor": "nobody"}}, key) == [
        "the entry is not the one that was sealed"
    ]
    assert check_receipt({**told, "path": told["path"][:-1]}, key) == ["the checkpoint does not cover this entry"]
    other = {**told["checkpoint"], "at": "2020-01-01T00:00:00.000000Z"}
    assert check_receipt({**told, "checkpoint": other}, key) == ["the checkpoint is not signed by this key"]
    assert served.call("GET", "/api/journal/999999/proof", token).status_code == 404


def test_an_accepted_message_may_not_be_asked_with_words_unknown(served: Served) -> None:
    token = served.token("carrier", "*", "ZZ feed")
    answer = served.call("POST", "/api/messages?dry_run=true", token, sample("crew_zz204.edi"))
    assert (answer.status_code, answer.json()["position"]["path"]) == (422, "/query/dry_run")
