"""Rules on screen: checked while they are written, tried on the past, and shipped by four eyes."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.journey.test_life_of_a_rule import RULE
from tests.unit.api.serving import HERE, TWO_PORTS, Served, serving


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, *TWO_PORTS) as opened:
        yield opened


def client(served: Served, name: str = "Ada Quill", role: str = "analyst") -> Any:
    from django.test import Client

    bearer = {"Authorization": f"Bearer {served.token(role, '*', name)}", "X-Purpose": "writing rules"}
    return Client(SERVER_NAME="localhost", headers=bearer)


def text(page: Any) -> str:
    return page.content.decode()


def drafted(ada: Any) -> None:
    assert ada.post("/rules/new/save", {"text": RULE, "action": "draft"})["Location"] == "/rules/carries-a-passport"


def act(who: Any, word: str, **said: Any) -> Any:
    return who.post(f"/rules/carries-a-passport/{word}", said)


def test_what_is_typed_is_checked_and_nothing_is_kept(served: Served) -> None:
    ada = client(served)
    wrong = text(ada.post("/rules/check", {"text": RULE.replace("document_kind ==", "document_knd ==")}))
    assert "Line 12, column 3" in wrong and "document_kind" in wrong and "  ^" in wrong
    assert "<!doctype" not in wrong
    good = text(ada.post("/rules/check", {"text": RULE.replace("\n", "\r\n")}))
    assert "its tests come out as expected" in good
    assert "carries-a-passport" not in text(ada.get("/rules"))


def test_the_editor_begins_with_a_shell_that_compiles_and_a_version_that_is_the_next(served: Served) -> None:
    ada = client(served)
    assert "It compiles" in text(ada.get("/rules/new"))
    assert "version: 2" in text(ada.get("/rules/new?from=absent-from-booking"))
    assert ada.get("/rules/new?from=no-such-rule").status_code == 404
    drafted(ada)
    assert "version: 2" in text(ada.get("/rules/new?from=carries-a-passport"))


def test_a_test_case_is_put_into_the_text_and_one_that_cannot_be_read_comes_back(served: Served) -> None:
    ada = client(served)
    said = {"text": RULE, "action": "add-test", "expected": "quiet", "values": "document_kind: V"}
    page = text(ada.post("/rules/new/save", said))
    assert "{document_kind: V}" in page and "It compiles" in page
    wrong = ada.post("/rules/new/save", said | {"values": "what"})
    assert wrong.status_code == 422 and "one feature: value" in text(wrong)


def test_a_draft_that_does_not_compile_comes_back_with_what_was_typed(served: Served) -> None:
    page = client(served).post("/rules/new/save", {"text": RULE.replace("weight: 60", "weight: x"), "action": "draft"})
    assert page.status_code == 422 and "weight: x" in text(page)


def test_a_rule_is_shipped_by_its_author_a_second_person_and_a_supervisor(served: Served) -> None:
    ada, bo, cora = client(served), client(served, "Bo Tarn"), client(served, "Cora Lindh", "supervisor")
    drafted(ada)
    assert "another person approves it" in text(ada.get("/rules/carries-a-passport"))
    own = act(ada, "approve", step="shadow", reason="mine is good")
    assert own.status_code == 422 and "a second person does" in text(own)
    page = text(bo.get("/rules/carries-a-passport"))
    (digest,) = set(re.findall(r'name="digest" value="([0-9a-f]{64})"', page))
    early = act(cora, "promote", to="shadow")
    assert early.status_code == 422 and "not approved" in text(early)
    assert act(bo, "approve", step="shadow", reason="read it", digest="f" * 12).status_code == 409
    assert act(bo, "approve", step="shadow", reason="read it", digest=digest, version=1).status_code == 302
    assert act(cora, "promote", to="shadow", version=1).status_code == 302
    assert "in the shadow" in text(ada.get("/rules/carries-a-passport"))
    assert act(bo, "approve", step="live", reason="as the shadow said", digest=digest).status_code == 302
    assert act(cora, "promote", to="live").status_code == 302
    assert "Kill" in text(ada.get("/rules/carries-a-passport"))
    assert act(ada, "kill", reason=" ").status_code == 422
    assert act(ada, "kill", reason="it stops every second traveler").status_code == 302
    page = text(ada.get("/rules/carries-a-passport"))
    assert "killed" in page and "it stops every second traveler" in page
    assert act(bo, "promote", to="live").status_code == 403


def test_the_list_is_filtered_by_state_and_words(served: Served) -> None:
    ada = client(served)
    drafted(ada)
    assert "carries-a-passport" in text(ada.get("/rules?state=tested"))
    assert "absent-from-booking" not in text(ada.get("/rules?state=tested"))
    assert "absent-from-booking" in text(ada.get("/rules?q=on no booking"))
    assert "No rule fits" in text(ada.get("/rules?q=zzz"))


def test_features_are_found_by_name_and_meaning_and_protected_ones_are_marked(served: Served) -> None:
    ada = client(served)
    found = text(ada.get("/rules/features?q=booking departure calendar"))
    assert "days_booked_before_departure" in found and "payment_form" not in found
    assert "never" in text(ada.get("/rules/features?q=sex"))


def test_auditors_see_which_rules_rest_on_a_protected_ground(served: Served) -> None:
    page = text(client(served, "Rhea Ost", "auditor").get("/rules/grounds"))
    assert "Protected attributes" in page and "on a cited ground alone" in page


def test_the_yield_by_day_is_a_chart_a_table_and_a_csv(served: Served) -> None:
    ada = client(served)
    with served.house.store.read() as reader:
        reader.cursor.execute("SELECT rule_id, COUNT(*) FROM fired GROUP BY rule_id ORDER BY 2 DESC")
        rule, fired = reader.cursor.fetchone()
    page = text(ada.get(f"/rules/{rule}"))
    assert "<svg" in page and "not measured" in page
    answer = ada.get(f"/rules/{rule}/days.csv")
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    header, row = text(answer).splitlines()
    assert header == "day,fired,examined,found,estimate,low,high"
    assert row.split(",")[1:4] == [str(fired), "0", "0"]
    assert ada.get("/rules/no-such-rule/days.csv").status_code == 404


def test_a_backtest_runs_beside_the_page_and_its_result_is_kept(served: Served) -> None:
    ada = client(served)
    drafted(ada)
    none = ada.post("/rules/carries-a-passport/backtests", {})
    assert none.status_code == 422 and "features build" in text(none)
    _snapshots(served)
    answer = ada.post("/rules/carries-a-passport/backtests", {"first": "2026-08-01", "last": "nonsense"})
    assert answer.status_code == 302 and "/runs/" in answer["Location"]
    for _ in range(400):
        page = ada.get(answer["Location"])
        if page.status_code == 302:
            break
        assert "days are counted" in text(page)
        time.sleep(0.05)
    assert page.status_code == 302, text(page)
    result = ada.get(page["Location"])
    assert "What version 1 would have done" in text(result) and "Hits by day" in text(result)
    rows = text(ada.get(f"{page['Location']}/table.csv?of=days")).split()
    assert rows == ["day,hits", "2026-08-14,2"]
    assert ada.get(f"{page['Location']}/table.csv?of=people").status_code == 404
    assert ada.get("/rules/carries-a-passport/runs/0").status_code == 404
    assert "2026-08-14" in text(ada.get("/rules/carries-a-passport"))


def test_rates_by_audited_group_stand_on_the_page_for_whom_fairness_is_open_and_small_cells_stay_hidden(
    served: Served,
) -> None:
    from tidewaiter.vocabulary.facts import Fact, FactKind

    ada = client(served)
    drafted(ada)
    groups = [
        {"attribute": "sex", "group": "F", "people": 900, "hits": 90, "estimate": 0.1, "low": 0.08, "high": 0.12,
         "ratio": 1.25, "suppressed": False},
        {"attribute": "sex", "group": "X", "people": None, "hits": None, "estimate": None, "low": None, "high": None,
         "ratio": None, "suppressed": True},
    ]  # fmt: skip
    share = {"estimate": 0.1, "low": 0.08, "high": 0.12, "counted": 90, "of": 900}
    names = ("hit_rate", "random_yield", "base_rate", "yield")
    report = {
        "groups": groups,
        "unknown_features": [],
        "new_hits": 1,
        "not_evaluable": 0,
        **dict.fromkeys(names, share),
    }
    said = {
        "backtest_id": "bkt-1", "rule_id": "carries-a-passport", "version": 1, "digest": "d", "data_digest": "e",
        "first_day": "2026-08-01", "last_day": "2026-08-14", "encounters": 1800, "hits": 90, "report": report,
    }  # fmt: skip
    fact = Fact(FactKind.RULE_BACKTESTED, "rule:carries-a-passport", served.house.policies.clock(), "Ina Sorel", said)
    served.house.state([fact])
    address = "/rules/carries-a-passport/backtests/bkt-1"
    auditor = client(served, "Ina Sorel", "auditor")
    page = text(auditor.get(address))
    assert "1.25" in page and page.count("too few to be shown") == 1
    rows = text(auditor.get(f"{address}/table.csv?of=groups")).splitlines()
    assert rows[1:] == ["sex,F,900,90,0.1,0.08,0.12,1.25,False", "sex,X,,,,,,,True"]
    closed = text(ada.get(address))
    assert "Counted, and shown to auditors alone." in closed and "1.25" not in closed
    assert len(text(ada.get(f"{address}/table.csv?of=groups")).splitlines()) == 1
    for path in ("", "/history"):
        answer = text(ada.get(f"/api/rules/carries-a-passport{path}"))
        assert "groups_withheld" in answer and "1.25" not in answer
        assert "1.25" in text(auditor.get(f"/api/rules/carries-a-passport{path}"))


def _snapshots(served: Served) -> None:
    from tidewaiter.vocabulary import snapshot

    folder = served.house.store.home / "snapshots" / "day=2026-08-14"
    folder.mkdir(parents=True)
    kinds = ["P", "P", "I"]
    count = len(kinds)
    columns: dict[str, Any] = {}
    for name, kind in {**snapshot.WHICH, **snapshot.LIVE, **snapshot.OUTCOME}.items():
        columns[name] = pl.Series(name, [None] * count, dtype=kind)
    frame = pl.DataFrame(columns).with_columns(
        pl.Series("encounter_id", [f"enc-{n}" for n in range(count)]),
        pl.lit("2026-08-14T10:00:00Z").str.to_datetime(time_zone="UTC").alias("assessed_at"),
        pl.lit(HERE).alias("port"),
        live_score=pl.lit(0.0),
        live_band=pl.lit("low"),
        live_fired=pl.lit([], dtype=pl.List(pl.String)),
        examined=pl.lit(value=False),
        document_kind=pl.Series(kinds),
        kind=pl.lit("person"),
    )
    frame.write_parquet(folder / "part-0.parquet")


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text() -> None:
    from tidewaiter.web.rules.charts import bars, csv_answer

    answer = csv_answer("x", ("a", "b"), [{"a": "=1+1", "b": 2}])
    assert answer.content.decode().splitlines() == ["a,b", "'=1+1,2"]
    drawn = bars([{"d": "x", "n": 0}, {"d": "y", "n": 37}], "d", "n")
    assert [tick["words"] for tick in drawn["ticks"]] == ["0", "25", "50"]
    assert drawn["bars"][0]["high"] == 0
    assert bars([], "d", "n")["bars"] == []
