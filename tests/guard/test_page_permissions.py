"""Every page and every form is tried as every role, at its own port and at another: the matrix, cell by cell.

A role without the permission is answered 403, also where what it asks for is not there. What belongs to another port is
answered as what is not there, and nothing of it stands on any page: no row, no count's link, no option of a filter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving
from tests.unit.web.budgets import address

from tidewaiter.assemble import policy
from tidewaiter.authority import read_authority

AUTHORITY = read_authority(policy("permissions.yaml"))
ROLES = sorted(AUTHORITY.grants)
ROWS = sorted(row for row in AUTHORITY.operations if " /api/" not in row and not AUTHORITY.is_open(row))
STREAM = "GET /live"
OF_A_PORT = ("{encounter_id}", "{hit_id}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        opened.match(HERE)
        opened.match(ELSEWHERE)
        yield opened


def _ask(served: Served, row: str, role: str, at: str, **query: str) -> Any:
    from django.test import Client

    method, path = row.split(" ", 1)
    bearer = {"Authorization": f"Bearer {served.token(role)}", "X-Purpose": "a test of permissions"}
    client = Client(SERVER_NAME="localhost", headers=bearer, raise_request_exception=False)
    answer = client.generic(method, _at(served, path, at), QUERY_STRING="&".join(f"{k}={v}" for k, v in query.items()))
    if answer.streaming:
        answer.close()
    return answer


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", ROWS)
def test_each_role_may_open_what_its_row_says_and_nothing_of_another_port(served: Served, role: str, row: str) -> None:
    if AUTHORITY.operations[row] not in AUTHORITY.grants[role]:
        assert _ask(served, row, role, ELSEWHERE).status_code == 403
        return
    own = _ask(served, row, role, HERE)
    assert own.status_code not in (401, 403, 500), own.content[:500]
    if row == STREAM:
        return
    if any(name in row for name in OF_A_PORT):
        other = _ask(served, row, role, ELSEWHERE)
        assert other.status_code == 404, other.content[:500]
    elif row.startswith("GET "):
        hinted = _ask(served, row, role, HERE, port=ELSEWHERE, q=_theirs(served)["surname"])
        assert hinted.status_code in (200, 303, 302, 404, 422)
        for answer in (own, hinted):
            _says_nothing_of_elsewhere(served, role, row, answer)


_addresses: dict[tuple[int, str, str], str] = {}


def _at(served: Served, path: str, at: str) -> str:
    """Give where a page stands, looked up once."""
    key = (id(served), path, at)
    if key not in _addresses:
        _addresses[key] = address(path, served, at)
    return _addresses[key]


def _theirs(served: Served) -> dict[str, Any]:
    return served.encounters(ELSEWHERE)[0]


def _says_nothing_of_elsewhere(served: Served, role: str, row: str, answer: Any) -> None:
    if AUTHORITY.operations[row] is not None and AUTHORITY.operations[row].scope != "port":
        return
    text = answer.content.decode()
    for each in served.encounters(ELSEWHERE):
        assert each["encounter_id"] not in text
        assert each["document_number"] is None or each["document_number"] not in text
