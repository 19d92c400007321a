"""Pages of figures that take long to count: they say so, come again by themselves, and journal who looks."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from tests.unit.api.serving import TWO_PORTS, Served, serving
from tests.unit.web.signing import signed_in

from tidewaiter.desk.board import COMPARED, BoardDesk
from tidewaiter.desk.measures import FAIRNESS, MeasureDesk


def readings(served: Served) -> int:
    with served.house.store.read() as reader:
        return sum(1 for _ in reader.entries("sealed-groups"))


def test_figures_that_are_being_counted_come_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = Event()

    def held(method: Any) -> Any:
        def slow(*args: Any, **said: Any) -> Any:
            go.wait(60)
            return method(*args, **said)

        return slow

    monkeypatch.setattr(MeasureDesk, "_counted", held(MeasureDesk._counted))
    monkeypatch.setattr(BoardDesk, "compared", held(BoardDesk.compared))
    with serving(tmp_path, *TWO_PORTS) as served:
        auditor, commander = signed_in("auditor", purpose="yearly audit"), signed_in("commander")
        FAIRNESS.patience = COMPARED.patience = 0.01
        try:
            for client, path in ((auditor, "/fairness"), (commander, "/board/ports")):
                for _ in range(2):
                    page = client.get(path).content.decode()
                    assert "These figures are being counted" in page
                    assert f'hx-get="{path}" hx-trigger="load delay:3s"' in page
            assert readings(served) == 1
        finally:
            go.set()
        FAIRNESS.wait()
        COMPARED.wait()
        shown = auditor.get("/fairness").content.decode()
        assert "people announced" in shown
        assert "and anew every 15 minutes" in shown
        assert "hx-trigger" not in shown.split('id="figures"')[1].split(">")[0]
        assert readings(served) == 2
        assert "Intervals hold" in commander.get("/board/ports").content.decode()
