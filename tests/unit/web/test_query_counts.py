"""Every page has a budget of queries that does not grow with the rows it shows; ``query_counts.json`` is the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import HERE, TWO_PORTS, Served, serving
from tests.unit.web.budgets import BUDGETS, address
from tests.unit.web.signing import signed_in

NO_PAGE = {
    "/",  # leads on to the first area
    "/live",  # a stream
    "/login/issuer",  # the ways to an issuer and back
    "/login/issuer/callback",
    "/secondary/{encounter_id}/files/{attachment_id}",  # a file: test_secondary_pages.py
    "/rules/{rule_id}/runs/{run_id}",  # a run under way
}
FACTOR = {
    "/login/second",
    "/account/proof/code",
    "/account/proof/key",
    "/account/factor/keys/{pk}/remove",
    *(f"/account/factor/{each}" for each in ("codes", "codes/new", "app/remove")),
}
"""Pages that need a second factor set up first: test_accounts_factors.py."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        opened.match(HERE)
        yield opened


@pytest.mark.parametrize("path", sorted(BUDGETS))
def test_a_page_keeps_to_its_budget_of_queries(served: Served, path: str) -> None:
    from django.db import connection
    from django.test import Client

    budget, counted = BUDGETS[path], []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        counted.append(sql)
        return execute(sql, *rest)

    where = address(path, served)
    headers = {"X-Purpose": "budget"}
    if budget["role"]:
        headers["Authorization"] = f"Bearer {served.token(budget['role'], budget.get('port', HERE))}"
    client = Client(SERVER_NAME="localhost", headers=headers)
    if budget.get("signed_in"):  # a page about the account itself
        client = signed_in(budget["role"])
    assert client.get(where).status_code == 200  # the first reading may load what is kept
    with connection.execute_wrapper(count):
        answer = client.get(where)
    assert answer.status_code == 200
    assert len(counted) <= budget["queries"], "\n".join(counted)


def test_every_page_has_a_budget(served: Served) -> None:
    rows = served.house.authority.operations
    pages = {row.removeprefix("GET ") for row in rows if row.startswith("GET /") and not row.startswith("GET /api/")}
    stated = {_shape(path) for path in BUDGETS}
    assert {path for path in pages - NO_PAGE - FACTOR if _shape(path) not in stated} == set()


def _shape(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.partition("?")[0].split("/"))
