"""Every way in has a row in the permission table and does what it says: for each role, at its port and elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from tests.unit.api.serving import ELSEWHERE, HERE, TWO_PORTS, Served, serving

from tidewaiter import detect, enforce, inspect
from tidewaiter.assemble import NEEDED, policy
from tidewaiter.authority import Permission, read_authority
from tidewaiter.vocabulary.act import Act

AUTHORITY = read_authority(policy("permissions.yaml"))
ROLES = sorted(AUTHORITY.grants)
ACT = re.compile(r"POST /api/encounters/\{encounter_id\}/acts/([a-z-]+)")
HIT_ACT = re.compile(r"POST /api/hits/\{hit_id\}/acts/([a-z-]+)")
API = sorted(row for row in AUTHORITY.operations if " /api/" in row)
SEEN = [{"origin": "interview", "text": "said so"}]
BODIES: dict[str, dict[str, Any]] = {
    "refer": {"reason": "a question is open"},
    "unlink": {"reason": "two people"},
    "release": {"reason": "nothing stands against it"},
    "secondary": {"outcome": "no-finding"},
    "find": {"kind": "currency"},
    "refuse": {"ground": "none", "reasons_seen": SEEN},
    "seize": {"ground": "none", "reasons_seen": SEEN, "what": "coins", "quantity": 1, "unit": "piece"},
    "arrest": {
        "ground": "none", "reasons_seen": SEEN, "rights_read": True, "warrant_checked": True, "handed_to": "the court",
    },
    "open-case": {"ground": "none", "reasons_seen": SEEN},
    "advance-case": {"case_id": "case-1", "status": "closed"},
    "claim": {"kind": "fear"},
    "answer": {"kind": "fear", "answer": "granted", "authority": "the asylum office"},
}  # fmt: skip
"""Bodies that are well formed; the version is one that no encounter has, so that no cell changes anything."""
HIT_BODIES: dict[str, dict[str, Any]] = {
    "settle": {"verdict": "not-a-match", "reason": "another"},
    "escalate": {"reason": "a colleague knows more"},
    "review": {"agrees": True, "reason": "looked too"},
    "take-back": {"reason": "a slip"},
}
INSPECTION_ACT = re.compile(r"POST /api/encounters/\{encounter_id\}/inspection/acts/([a-z-]+)")
INSPECTION_BODIES: dict[str, dict[str, Any]] = {
    "open": {"reason": "stay"},
    "take-over": {"why": "the shift ends"},
    "tick": {"item": "stay-asked"},
    "interview": {"section": "immigration", "language": "es", "answers": [{"question": "Where to?"}]},
    "search": {"kind": "baggage", "ground": "border-search", "words": "two bags"},
    "attach": {"section": "immigration", "title": "data page", "content": "AAAA"},
    "close-section": {"section": "immigration", "result": "nothing-found"},
    "reopen-section": {"section": "immigration", "why": "a question was left out"},
    "ask": {"what": "outcome", "code": "inadmissible", "words": "please look"},
    "answer": {"number": 1, "granted": True},
    "close": {"outcome": "no-violation"},
    "amend": {"words": "a letter came", "why": "it came late"},
}
"""Bodies that are well formed; nobody there was referred, so that no cell changes anything."""
RULE_BODIES: dict[str, dict[str, Any]] = {
    "POST /api/rules/{rule_id}/acts/approve": {"step": "shadow", "reason": "read it"},
    "POST /api/rules/{rule_id}/acts/kill": {"reason": "it floods"},
    "POST /api/rules/{rule_id}/acts/promote": {"to": "live"},
    "POST /api/rules/{rule_id}/acts/retire": {"reason": "it is over"},
    "POST /api/rules/{rule_id}/acts/test": {},
    "POST /api/rules/{rule_id}/backtest": {},
}
TARGETING_BODIES: dict[str, dict[str, Any]] = {
    "POST /api/targeting/dismissals": {"hits": [{"hit_id": "hit-0", "expected_version": 999}], "reason": "another"},
    "POST /api/targeting/filters": {"name": "Night", "page": "hits", "query": {"nothing": "such"}},
    "POST /api/targeting/handovers": {"text": "two wait at the desk"},
}
REDRESS_BODIES: dict[str, dict[str, Any]] = {
    "POST /api/redress": {
        "surname": "QUILL", "birth_date": "1984-05-17", "document_issuer": "GBR", "document_number": "-",
    },
    "POST /api/redress/{number}/resolve": {"reason": "not the one sought"},
}  # fmt: skip
"""Bodies that are well formed and refused by the room, so that no cell changes anything."""
GLASS = "POST /api/encounters/{encounter_id}/break-glass"
GLASS_BODIES: dict[str, dict[str, Any]] = {
    GLASS: {"reason": "please"},
    "POST /api/glass/{glass_id}/review": {"justified": True, "reason": "it held"},
}
BOARD_BODIES: dict[str, dict[str, Any]] = {"POST /api/board/alarms/{alarm_id}/answer": {"answer": "lanes opened"}}
BODIES_OF_ROWS = {**REDRESS_BODIES, **RULE_BODIES, **TARGETING_BODIES, **GLASS_BODIES, **BOARD_BODIES}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        assert opened.encounters(HERE)
        assert opened.encounters(ELSEWHERE)
        opened.match(HERE)
        opened.match(ELSEWHERE)
        yield opened


def _call(served: Served, row: str, port: str, token: str | None, purpose: str = "a test of permissions") -> Any:
    method, path = row.split(" ", 1)
    act = ACT.fullmatch(row)
    body: Any = {"expected_version": 999, **BODIES.get(act.group(1), {})} if act else None
    if act and act.group(1) == "refuse":
        body["second_token"] = served.token("officer", HERE, "Bo Tarn")
    hit_act = HIT_ACT.fullmatch(row)
    if hit_act:
        body = {"expected_version": 999, **HIT_BODIES.get(hit_act.group(1), {})}
    elif inspection_act := INSPECTION_ACT.fullmatch(row):
        body = INSPECTION_BODIES[inspection_act.group(1)]
    elif row in BODIES_OF_ROWS:
        body = BODIES_OF_ROWS[row]
    path = path.replace("{encounter_id}", served.encounter(port)).replace("{message_id}", "msg-unknown")
    path = path.replace("{day}", "2020-02-02").replace("{list_id}", "no-list").replace("{seq}", "1")
    path = path.replace("{hit_id}", served.hit(port)).replace("{number}", "TWR0000000000000")
    path = path.replace("{rule_id}", "no-rule").replace("{filter_id}", "flt-0").replace("{handover_id}", "hov-0")
    path = path.replace("{glass_id}", "gls-0").replace("{alarm_id}", "alarm-unknown")
    headers = {"X_Purpose": purpose} if purpose else {}
    return served.call(method, path, token, body if method == "POST" else None, **headers)


def test_every_operation_and_every_address_has_a_row(served: Served) -> None:
    from django.urls import URLPattern, get_resolver

    from tidewaiter.api.access import named

    document = served.call("GET", "/api/openapi.json").json()
    offered = {f"{method.upper()} {path}" for path, each in document["paths"].items() for method in each}
    assert offered == set(API) - {"GET /api/openapi.json"}

    def addresses(patterns: list[Any], before: str = "") -> Iterator[str]:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield f"/{named(here)}"
            else:
                yield from addresses(pattern.url_patterns, here)

    rows = {row.split(" ", 1)[1] for row in AUTHORITY.operations}
    found = set(addresses(get_resolver("tidewaiter.web.urls").url_patterns)) - {"/api/"}
    assert found == rows
    assert served.call("GET", "/api/").status_code == 404


def test_every_command_of_the_rooms_needs_a_permission_and_has_an_operation() -> None:
    from tidewaiter.api.asked import ACTS

    commands = {*get_args(inspect.InspectCommand), detect.RecordFinding, *get_args(enforce.EnforceCommand)}
    assert set(NEEDED) == commands
    assert {kind.command for kind in ACTS.values()} == commands
    assert all(issubclass(command, Act) for command in commands)
    for name, kind in ACTS.items():
        row = f"POST /api/encounters/{{encounter_id}}/acts/{name}"
        assert AUTHORITY.operations[row] is NEEDED[kind.command], name


def test_every_act_on_a_hit_needs_a_permission_and_has_an_operation(served: Served) -> None:
    from tidewaiter.api.hits import HIT_ACTS
    from tidewaiter.desk import HIT_NEEDED
    from tidewaiter.identify.hits import HIT_COMMANDS, HitAct

    assert set(HIT_COMMANDS) == set(HIT_NEEDED)
    assert {each.__name__ for each in HIT_COMMANDS} == {each.__name__ for each in HitAct.__subclasses__()}
    assert {kind.command for kind in HIT_ACTS.values()} == set(HIT_COMMANDS)
    for name, kind in HIT_ACTS.items():
        assert AUTHORITY.operations[f"POST /api/hits/{{hit_id}}/acts/{name}"] is HIT_NEEDED[kind.command], name


def test_every_act_on_an_inspection_needs_a_permission_and_has_an_operation() -> None:
    from tidewaiter.api.inspection import INSPECTION_ACTS
    from tidewaiter.desk import INSPECTION_NEEDED
    from tidewaiter.inspect.secondary import INSPECTION_COMMANDS, InspectionAct

    assert set(INSPECTION_COMMANDS) == set(INSPECTION_NEEDED)
    assert {each.__name__ for each in INSPECTION_COMMANDS} == {each.__name__ for each in InspectionAct.__subclasses__()}
    assert {kind.command for kind in INSPECTION_ACTS.values()} == set(INSPECTION_COMMANDS)
    for name, kind in INSPECTION_ACTS.items():
        row = f"POST /api/encounters/{{encounter_id}}/inspection/acts/{name}"
        assert AUTHORITY.operations[row] is INSPECTION_NEEDED[kind.command], name


def test_every_act_on_a_rule_needs_a_permission_and_has_an_operation() -> None:
    from tidewaiter.assess.life import RULE_COMMANDS, DraftRule, RuleAct
    from tidewaiter.desk import RULE_NEEDED

    assert set(RULE_COMMANDS) == set(RULE_NEEDED)
    assert {each.__name__ for each in RULE_COMMANDS} == {each.__name__ for each in RuleAct.__subclasses__()}
    for command in set(RULE_COMMANDS) - {DraftRule}:
        word = command.__name__.removesuffix("Rule").lower()
        assert AUTHORITY.operations[f"POST /api/rules/{{rule_id}}/acts/{word}"] is RULE_NEEDED[command], word
    assert AUTHORITY.operations["POST /api/rules"] is RULE_NEEDED[DraftRule]


def test_permissions_stand_in_alphabetical_order_and_each_is_held_by_somebody() -> None:
    values = [str(permission) for permission in Permission]
    assert values == sorted(values)
    assert {permission for held in AUTHORITY.grants.values() for permission in held} == set(Permission)


def test_bodies_of_all_acts_are_well_formed_here() -> None:
    from tidewaiter.api.asked import ACTS

    for name, kind in ACTS.items():
        more = {"second_token": "x"} if name == "refuse" else {}
        kind.body(expected_version=999, **BODIES.get(name, {}), **more)


@pytest.mark.parametrize("row", API)
def test_nobody_comes_in_without_a_token(served: Served, row: str) -> None:
    for token in (None, "tw_000000000000_" + "x" * 43, "nonsense"):
        answer = _call(served, row, HERE, token)
        assert answer.status_code == (200 if AUTHORITY.is_open(row) else 401), answer.content
    if not AUTHORITY.is_open(row):
        assert answer.json()["error"] == "unauthenticated"
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", [row for row in API if not AUTHORITY.is_open(row)])
def test_each_role_may_do_what_its_row_says_at_its_port_and_sees_no_other(served: Served, role: str, row: str) -> None:
    permission, token = AUTHORITY.operations[row], served.token(role)
    held = permission in AUTHORITY.grants[role]
    own, other = _call(served, row, HERE, token), _call(served, row, ELSEWHERE, token)
    if not held:
        assert (own.status_code, other.status_code) == (403, 403)
        assert own.json()["error"] == "forbidden"
        return
    assert own.status_code not in (401, 403, 500), own.content
    if row == GLASS:  # reaches for other ports by its nature: tests/journey/test_break_glass.py
        assert (own.status_code, other.status_code) == (422, 422)
        return
    if "{encounter_id}" in row or "{hit_id}" in row:
        expected = (409, 422) if "/acts/" in row else (404,) if "{attachment_id}" in row else (200,)
        assert own.status_code in expected, own.content
        # Who lands at another port reports there: whoever has the encounter's id learns that it stands, no more.
        assert other.status_code == (409 if row.endswith("/acts/present") else 404), other.content
        assert served.encounter(ELSEWHERE) not in own.content.decode()
    elif permission is not None and permission.scope == "port":
        assert ELSEWHERE not in own.content.decode()
        if row.startswith("POST "):  # says its place in the body: tests/journey/test_field.py
            return
        away = served.call("GET", f"{row.split(' ', 1)[1]}?port={ELSEWHERE}", token, X_Purpose="a test of permissions")
        assert away.status_code == 404


@pytest.mark.parametrize("row", [row for row in API if AUTHORITY.operations[row] in AUTHORITY.purposeful])
def test_a_record_is_opened_for_a_purpose_only_and_the_reading_is_journaled(served: Served, row: str) -> None:
    role = next(role for role in ROLES if AUTHORITY.operations[row] in AUTHORITY.grants[role])
    refused = _call(served, row, HERE, served.token(role), purpose="")
    assert (refused.status_code, refused.json()["error"]) == (403, "purpose-required")
    if "{encounter_id}" not in row or "{attachment_id}" in row:  # opens what it finds: tests/journey/test_diversions.py
        return
    assert _call(served, row, HERE, served.token(role), purpose="case 7 of today").status_code == 200
    with served.house.store.read() as reader:
        facts = reader.facts_of(served.encounter(HERE))
    assert facts[-1].kind == "RecordRead"
    assert (facts[-1].actor, facts[-1].data["purpose"]) == ("Ada Quill", "case 7 of today")


PEOPLE = sorted(
    row
    for row in AUTHORITY.operations
    if row.startswith("GET ") and str(AUTHORITY.operations[row]) in ("port:encounter:list", "port:report:read")
)
FIGURES = {
    "GET /api/reports/reporting": "counts by movement",
    "GET /api/reports/late": "movements and their manifests",
    "GET /api/board": "counts at a port",
    "GET /api/board/alarms": "figures that raised them, and the officers who answered",
    "GET /board": "counts at a port",
    "GET /board/table": "counts at a port",
}
"""Operations of a port in whose answers nobody is named."""


@pytest.mark.parametrize("row", PEOPLE)
def test_a_list_of_people_is_journaled_as_read_and_figures_are_not(served: Served, row: str) -> None:
    path, token = row.split(" ", 1)[1], served.token("commander")
    before = len(served.house.store.journal_range(0, 100_000))
    answer = served.call("GET", path, token, X_Purpose="a test of readings")
    assert answer.status_code == 200, answer.content
    new = served.house.store.journal_range(before, 100_000)
    assert [entry.kind for entry in new] == ([] if row in FIGURES else ["RecordRead"])
    if row in FIGURES:
        assert b"enc-" not in answer.content and b"surname" not in answer.content
        return
    with served.house.store.read() as reader:
        (stated,) = reader.entries(about="listing", after=before)
    assert stated.entry.actor == "Ada Quill"
    shown = json.loads(stated.entry.rows[0])
    assert shown["purpose"] == "a test of readings"
    assert all(encounter.encode() in answer.content for encounter in shown["encounters"])
    assert set(re.findall(r"enc-[0-9a-f-]{36}", answer.content.decode())) == set(shown["encounters"])
