"""The stream of changes: a seat is given back however its listener goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.api.serving import Served, serving


@pytest.fixture(scope="module", autouse=True)
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def test_a_seat_goes_back_at_the_end_on_leaving_and_where_nobody_ever_read() -> None:
    from tidewaiter.web.live import MOST, Head, Stream

    head = Head(lambda: 1)
    for way in ("to the end", "left early", "never read"):
        assert all(head.enter() for _ in range(MOST)), way
        assert not head.enter()
        for stream in [Stream(head, lasts=0.0) for _ in range(MOST)]:
            if way == "to the end":
                assert list(stream) == ["retry: 2000\nevent: here\ndata: 1\n\n"]
            elif way == "left early":
                next(stream)
            stream.close()
            stream.close()
    assert head.enter()
    head.leave()


def test_an_answer_that_is_closed_unread_takes_no_seat_away(ready: Served) -> None:
    from django.test import Client

    from tidewaiter.web.live import MOST, head

    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {ready.token('officer')}"})
    for _ in range(MOST + 1):
        answer = client.get("/live")
        assert answer.status_code == 200 and answer.streaming
        answer.close()
    assert head._listening == 0
