"""A house that is served: samples taken in at two ports, tokens for every role, and a client that carries them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tidewaiter.api import house as served_house
from tidewaiter.assemble import SAMPLES, House, open_house
from tidewaiter.desk.board import COMPARED
from tidewaiter.desk.measures import FAIRNESS
from tidewaiter.desk.proving import PROVER
from tidewaiter.receive import Delivery
from tidewaiter.store import access, queries
from tidewaiter.vocabulary.facts import Entry, FactKind, canonical
from tidewaiter.vocabulary.hit import hit_id
from tidewaiter.vocabulary.time import utc_now

HERE, ELSEWHERE = "JFK", "IAH"


@dataclass
class Served:
    """The house and ways to call it."""

    house: House
    tokens: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def token(
        self, role: str, port: str = HERE, name: str = "Ada Quill", senders: tuple[str, ...] = ("ZZ", "BUS-OPERATOR-7")
    ) -> str:
        asked = (role, port, name, senders)
        if asked not in self.tokens:
            said: dict[str, Any] = {"name": name, "role": role, "port": port, "days": 1, "senders": senders}
            with self.house.store.work() as work:
                self.tokens[asked], _ = access.issue(work, **said, by="test", now=utc_now())
        return self.tokens[asked]

    def call(self, method: str, path: str, token: str | None = None, body: Any = None, **headers: str) -> Any:
        from django.test import Client

        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            named["Authorization"] = f"Bearer {token}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        return client.generic(method, path, data, kind, headers=named)

    def encounters(self, port: str) -> list[dict[str, Any]]:
        with self.house.store.read() as reader:
            return queries.encounters(reader.cursor, port=port)

    def complete(self, encounter_id: str, token: str, reason: str = "other") -> None:
        """Fill the record of somebody's inspection as policy asks, so that an outcome may be recorded."""
        here = f"/api/encounters/{encounter_id}/inspection"
        opened = self.call("POST", f"{here}/acts/open", token, {"reason": reason})
        assert opened.status_code == 200, opened.content
        for section in self.call("GET", here, token, X_Purpose="a test").json()["inspections"][-1]["sections"]:
            for item in section["items"]:
                self.call("POST", f"{here}/acts/tick", token, {"item": item["code"]})
            if section["required"] or section["items"]:
                result = "found" if section["findings"] else "nothing-found"
                said = {"section": section["code"], "result": result, "words": "as recorded"}
                assert self.call("POST", f"{here}/acts/close-section", token, said).status_code == 200

    def match(self, port: str) -> None:
        """State a possible match of the encounter that is due first at a port."""
        who = self.encounter(port)
        row = {"encounter_id": who, "list_id": "wanted", "entry_id": "entry-1", "basis": "document", "score": 1.0}
        now = utc_now()
        with self.house.store.work() as work:
            work.append([Entry(FactKind.LIST_HIT, f"msg-{port}", now, "machine:test", (canonical(row),))])

    def hit(self, port: str) -> str:
        return hit_id(self.encounter(port), "wanted", "entry-1")

    def encounter(self, port: str) -> str:
        return self.encounters(port)[0]["encounter_id"]


@contextmanager
def serving(home: Path, *names: str) -> Iterator[Served]:
    """Serve a fresh house with these samples."""
    house = open_house(home)
    files = [path for path in sorted(SAMPLES.rglob("*")) if path.name in names]
    assert len(files) == len(names)
    taken = house.ingest(Delivery(path.read_bytes(), "test", path.name) for path in files)
    assert all(arrival.accepted for arrival in taken)
    served_house.use(house)
    for kept in (FAIRNESS, COMPARED):
        kept.patience = 60.0  # a page of figures is looked at whole, also where the machine is slow
    try:
        yield Served(house)
    finally:
        PROVER.wait()
        for kept in (FAIRNESS, COMPARED):
            kept.wait()
        served_house.use(None)
        house.store.close()


def sample(name: str) -> bytes:
    return next(path for path in SAMPLES.rglob(name)).read_bytes()


TWO_PORTS = ("flight_zz204.edi", "odd_separators_no_trailer.edi")
