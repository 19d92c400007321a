"""A sitting ends by itself, gives way to a newer one, locks, and asks who sits there before what is sensitive."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import HERE, TWO_PORTS, Served, serving
from tests.unit.web.signing import account, browser, is_in, mark, signed_in

from tidewaiter.vocabulary.officer import Officer

CHIEF = Officer("Bo Tarn", frozenset({"administrator"}))
OWN = "a long sentence of my own"
MINUTE, HOUR = 60, 3600


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_tried_before() -> None:
    from django.core.cache import cache

    cache.clear()


def ago(seconds: float) -> int:
    return int(time.time() - seconds)


def told(served: Served, whose: str, kind: str) -> list[dict[str, Any]]:
    with served.house.store.read() as reader:
        return [dict(fact.data) for fact in reader.facts_of(whose) if fact.kind == kind]


def with_password(served: Served, name: str, *roles: str) -> str:
    """Open an account whose password stands, and give what the journal calls it."""
    from tidewaiter.store.accounts import keeping

    served.house.accounts.add(CHIEF, name, roles=roles, port="*", password=OWN)
    return keeping.about(keeping.find(name))


def test_an_idle_sitting_ends_and_so_does_one_that_is_too_long(served: Served) -> None:
    for marks, why in (
        ({"seen": ago(16 * MINUTE)}, "nobody was there"),
        ({"began": ago(12 * HOUR + MINUTE)}, "the sitting was too long"),
    ):
        client = mark(signed_in("officer", name=f"Ola {why[:2]}"), **marks)
        whose = f"account-{account('officer', name=f'Ola {why[:2]}').pk}"
        assert client.get("/")["Location"].startswith("/login")
        assert told(served, whose, "SignedOut") == [{"why": why}]


def test_a_page_that_asks_by_itself_keeps_no_sitting_alive(served: Served) -> None:
    client = mark(signed_in("officer"), seen=ago(5 * MINUTE))
    client.get("/", headers={"X-Live": "yes"})
    assert client.session["seen"] == ago(5 * MINUTE) or client.session["seen"] < ago(4 * MINUTE)
    client.get("/")
    assert client.session["seen"] > ago(MINUTE)


def test_reading_pages_writes_the_session_once_a_minute_at_most(served: Served) -> None:
    from django.db import connection

    client, written = signed_in("officer"), []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        if "account_session" in sql and not sql.startswith("SELECT"):
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        for _ in range(3):
            assert is_in(client)
    assert written == []


def test_sessions_that_are_over_are_swept_at_the_next_sign_in(served: Served) -> None:
    from datetime import timedelta

    from tidewaiter.store.accounts.models import Session
    from tidewaiter.vocabulary.time import utc_now

    old = Session.objects.create(session_key="old", session_data="", expire_date=utc_now() - timedelta(days=1))
    signed_in("officer")
    assert not Session.objects.filter(session_key=old.session_key).exists()


def test_a_newer_sign_in_ends_the_older_and_both_are_journaled(served: Served) -> None:
    whose = with_password(served, "Pam Quay", "officer")
    older, newer = browser(), browser()
    for client in (older, newer):
        assert client.post("/login", {"login": "Pam Quay", "password": OWN}).status_code == 302
    assert older.get("/")["Location"].startswith("/login")
    assert is_in(newer)
    assert len(told(served, whose, "SignedIn")) == 2
    assert told(served, whose, "SignedOut") == [{"why": "a newer sign-in"}]


def test_signing_out_is_journaled_and_ends_the_sitting(served: Served) -> None:
    client = signed_in("officer", name="Quin Rae")
    assert client.post("/logout")["Location"] == "/login"
    assert client.get("/")["Location"].startswith("/login")
    assert told(served, f"account-{account('officer', name='Quin Rae').pk}", "SignedOut") == [{"why": "signed out"}]


def test_sign_out_everywhere_ends_every_browser(served: Served) -> None:
    from tidewaiter.store.accounts.models import Session

    client = signed_in("officer", name="Rob Sand")
    assert "in this browser alone" in client.get("/account").content.decode()
    assert client.post("/account/everywhere").status_code == 302
    assert not Session.objects.filter(account=account("officer", name="Rob Sand").pk).exists()


def test_a_locked_screen_shows_nothing_until_its_officer_is_back(served: Served) -> None:
    with_password(served, "Sue Thorn", "officer")
    client = browser()
    client.post("/login", {"login": "Sue Thorn", "password": OWN})
    assert client.post("/lock")["Location"] == "/unlock"
    for path in ("/", "/account", "/account/password"):
        assert client.get(path)["Location"].startswith("/unlock?next=")
    locked = client.get("/unlock?next=/").content.decode()
    assert "Locked by Sue Thorn" in locked and "Areas" not in locked
    assert client.post("/unlock", {"password": "wrong"}).status_code == 422
    assert client.post("/unlock", {"password": OWN, "next": "/?band=low"})["Location"] == "/?band=low"
    assert is_in(client)


def test_five_failures_stop_a_name_from_one_address_and_nobody_else_there(served: Served) -> None:
    whose = with_password(served, "Tom Umber", "officer")
    with_password(served, "Una Vale", "officer")
    for _ in range(7):
        assert browser().post("/login", {"login": "Tom Umber", "password": "wrong"}).status_code == 200
    assert "Too many attempts" in browser().post("/login", {"login": "Tom Umber", "password": OWN}).content.decode()
    assert browser().post("/login", {"login": "Una Vale", "password": OWN}).status_code == 302
    elsewhere = browser(REMOTE_ADDR="127.0.0.9")
    assert elsewhere.post("/login", {"login": "Tom Umber", "password": OWN}).status_code == 302
    failures = told(served, whose, "SignInFailed")
    assert [each["why"] for each in failures] == ["password"] * 5
    assert {each["address"] for each in failures} == {"127.0.0.1"}


def test_a_name_that_nobody_has_is_not_kept_since_it_may_be_a_password(served: Served) -> None:
    browser().post("/login", {"login": "correct horse battery", "password": "x"})
    failures = told(served, "sign-in", "SignInFailed")
    assert failures[-1] == {"why": "no such name", "address": "127.0.0.1"}
    with served.house.store.read() as reader:
        assert all("horse" not in str(fact) for fact in reader.facts_of("sign-in"))


def test_purposes_are_offered_by_role_and_kept_for_the_sitting(served: Served) -> None:
    client, path = signed_in("officer", port=HERE), f"/encounters/{served.encounter(HERE)}"
    asked = client.get(path).content.decode()
    assert 'data-key="1"' in asked and "an arrival at the lane" in asked and "an audit of decisions" not in asked
    assert client.post("/purpose", {"ready": "an arrival at the lane", "next": path})["Location"] == path
    assert client.get(path).status_code == 200
    assert told(served, served.encounter(HERE), "RecordRead")[-1]["purpose"] == "an arrival at the lane"
    client.post("/logout")
    assert "purpose" not in client.session


def test_what_is_sensitive_asks_again_who_sits_there_and_then_goes_on(served: Served) -> None:
    whose = with_password(served, "Val Wood", "administrator")
    client = browser()
    client.post("/login", {"login": "Val Wood", "password": OWN})
    mark(client, factor=ago(0), proved=ago(11 * MINUTE))
    assert client.get("/accounts")["Location"] == "/account/proof?next=%2Faccounts"
    said = {"name": "Xan Yule", "role": ["officer"], "port": "JFK", "days": "9"}
    asked = client.post("/accounts/add", said)
    assert asked["Location"] == "/account/proof?next=%2Faccounts%2Fadd"
    form = {"password": OWN, "next": "/accounts/add"}
    assert client.post("/account/proof", {**form, "password": "wrong"}).status_code == 200
    assert "shown once" in client.post("/account/proof", form).content.decode()
    assert [each["why"] for each in told(served, whose, "SignInFailed")] == ["password"]
    assert client.get("/accounts").status_code == 200


def test_a_suspended_form_is_held_to_its_own_permission_when_it_goes_on(served: Served) -> None:
    with_password(served, "Yan Zorn", "administrator")
    client = browser()
    client.post("/login", {"login": "Yan Zorn", "password": OWN})
    mark(client, factor=ago(0), proved=ago(11 * MINUTE))
    said = {"name": "Zed Ames", "role": ["officer"], "port": "JFK", "days": "9"}
    client.post("/accounts/add", said)
    served.house.accounts.change(CHIEF, "Yan Zorn", roles=["officer"], port="*", days=9)
    assert client.post("/account/proof", {"password": OWN, "next": "/accounts/add"}).status_code == 403


def test_a_form_of_htmx_is_led_to_the_door_as_a_whole_page(served: Served) -> None:
    answer = browser().get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/login?next=%2F")
