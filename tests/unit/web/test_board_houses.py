"""Pages that need a house of their own: one without a list, and one whose journal was altered."""

from __future__ import annotations

import io
from pathlib import Path

from tests.unit.api.serving import TWO_PORTS, serving
from tests.unit.web.board_rows import listed
from tests.unit.web.test_board_pages import client, words

from tidewaiter.assemble import SAMPLES
from tidewaiter.desk.proving import PROVER


def test_a_list_is_looked_at_before_it_is_in_force_and_rolled_back_with_a_reason(tmp_path: Path) -> None:
    path = SAMPLES.parent / "policies" / "lists" / "lookout-sample.yaml"
    with serving(tmp_path) as fresh:
        steward = client(fresh, "steward")
        assert "screening by list does not run" in words(steward.get("/lists"))
        with path.open("rb") as file:
            looked = steward.post("/lists", {"file": file, "format": "local", "step": "look"})
        assert "This is what it would change" in words(looked)
        assert "screening by list does not run" in words(steward.get("/lists"))
        broken = io.BytesIO(b"id: x\n")
        broken.name = "x.yaml"
        assert steward.post("/lists", {"file": broken, "format": "local", "step": "load"}).status_code == 422
        listed(fresh)
        assert steward.get("/lists/lookout-sample/differences").content.decode().count("<tr data-row>") >= 1
        assert steward.post("/lists/lookout-sample/rollback", {"to": "0", "reason": ""}).status_code == 422
        done = steward.post("/lists/lookout-sample/rollback", {"to": "0", "reason": "a wrong entry"}, follow=True)
        assert "The earlier version is in force again" in words(done)
        assert "a wrong entry" in words(done)


def test_a_journal_that_does_not_hold_says_what_to_do(tmp_path: Path) -> None:
    with serving(tmp_path, TWO_PORTS[0]) as broken:
        auditor = client(broken, "auditor")
        assert auditor.post("/audit/journal").status_code == 303
        PROVER.wait()
        assert "Nothing was changed, lost or inserted" in words(auditor.get("/audit/journal"))
        with broken.house.store.work() as work:
            work.cursor.execute("UPDATE journal_entry SET actor = 'nobody' WHERE seq = 2")
        auditor.post("/audit/journal")
        PROVER.wait()
        said = words(auditor.get("/audit/journal"))
        assert "The journal does not hold" in said
        assert "tools/verify_journal.py" in said
