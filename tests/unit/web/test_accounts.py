"""Signing in to the pages: by a password that was granted, for as long as it was, and journaled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import TWO_PORTS, Served, serving
from tests.unit.web.signing import account, browser, is_in, signed_in

from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.vocabulary.officer import Officer

CHIEF = Officer("Bo Tarn", frozenset({"administrator"}))
OWN = "a long sentence of my own"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), *TWO_PORTS) as opened:
        yield opened


def sign_in(client: Any, name: str, password: str, onward: str = "/") -> Any:
    return client.post("/login", {"login": name, "password": password, "next": onward})


def of_account(served: Served, name: str) -> list[Any]:
    from tidewaiter.store.accounts import keeping

    with served.house.store.read() as reader:
        return reader.facts_of(keeping.about(keeping.find(name)))


def test_a_page_leads_whoever_is_not_signed_in_to_the_door_and_back(served: Served) -> None:
    first = served.house.accounts.add(CHIEF, "Cy Fern", roles=["officer"], port="JFK")
    client = browser()
    door = client.get("/?band=high")
    assert (door.status_code, door["Location"]) == (302, "/login?next=%2F%3Fband%3Dhigh")
    assert 'name="next" value="/?band=high"' in client.get(door["Location"]).content.decode()
    assert sign_in(client, " CY  fern", first, "/?band=high")["Location"] == "/?band=high"


def test_the_first_password_has_to_be_changed_before_any_page_opens(served: Served) -> None:
    first = served.house.accounts.add(CHIEF, "Di Holt", roles=["officer"], port="JFK")
    client = browser()
    sign_in(client, "Di Holt", first)
    assert client.get("/")["Location"] == "/account/password?next=%2F"
    said = {"old_password": first, "new_password1": "short", "new_password2": "short", "next": "/"}
    assert client.post("/account/password", said).status_code == 422
    assert client.post("/account/password", {**said, "new_password1": OWN, "new_password2": OWN})["Location"] == "/"
    assert is_in(client)
    assert sign_in(browser(), "Di Holt", first).status_code == 200
    assert sign_in(browser(), "Di Holt", OWN).status_code == 302
    told = [(fact.kind, fact.actor) for fact in of_account(served, "Di Holt")]
    assert told[:3] == [("AccessGranted", "Bo Tarn"), ("SignedIn", "Di Holt"), ("CredentialReset", "Di Holt")]
    assert not any(secret in str(of_account(served, "Di Holt")) for secret in (first, OWN))


def test_a_session_acts_with_all_roles_at_its_port_and_with_no_other(served: Served) -> None:
    client = signed_in("officer", "steward", port="JFK", name="Ed Moor")
    assert is_in(client)
    assert "ELSEWHERE" not in client.get("/").content.decode()
    assert client.get("/accounts").status_code == 403


def test_a_closed_account_is_out_at_once(served: Served) -> None:
    client = signed_in("officer", name="Flo Reed")
    assert is_in(client)
    served.house.accounts.close(CHIEF, "flo reed", "left the service")
    assert client.get("/")["Location"].startswith("/login")
    assert of_account(served, "Flo Reed")[-1].data == {"name": "Flo Reed", "reason": "left the service"}


def test_an_account_of_a_demonstration_opens_in_a_demonstration_only(served: Served) -> None:
    from django.test import override_settings

    given: dict[str, Any] = {"roles": ["officer"], "port": "JFK", "password": OWN, "demonstration": True}
    served.house.accounts.add(CHIEF, "demo", **given)
    assert "do not open an account" in sign_in(browser(), "demo", OWN).content.decode()
    with override_settings(DEMONSTRATION=True):
        assert sign_in(browser(), "demo", OWN)["Location"] == "/"


def test_nobody_grants_to_themselves_and_no_unknown_role_or_port_is_granted(served: Served) -> None:
    desk = served.house.accounts
    account("administrator", name="Bo Tarn")
    given: dict[str, Any] = {"roles": ["officer"], "port": "JFK", "days": 3}
    for name, more, code in (
        ("bo tarn", {}, "own-account"),
        ("Gus Lee", {"roles": ["king"]}, "no-such-role"),
        ("Gus Lee", {"roles": []}, "no-role"),
        ("Gus Lee", {"roles": ["carrier"]}, "bound-role"),
        ("Gus Lee", {"port": "NOWHERE"}, "unknown-port"),
        ("Gus Lee", {"days": 0}, "bad-term"),
        ("machine:gus", {}, "bad-name"),
    ):
        with pytest.raises(Refusal) as refused:
            desk.add(CHIEF, name, **{**given, **more})
        assert refused.value.code == code


def test_an_administrator_keeps_the_register_on_a_page(served: Served) -> None:
    client = signed_in("administrator", name="Hal Birch")
    said = {"name": "Ida Stone", "role": ["officer", "steward"], "port": "jfk", "days": "30"}
    opened = client.post("/accounts/add", said).content.decode()
    assert "shown once" in opened and "Ida Stone" in opened
    assert client.post("/accounts/add", said).status_code == 422
    assert client.post("/accounts/Ida Stone/change", {**said, "role": ["officer"], "port": "*"}).status_code == 302
    assert "shown once" in client.post("/accounts/Ida Stone/reset").content.decode()
    assert client.post("/accounts/Ida Stone/close", {"reason": ""}).status_code == 422
    assert client.post("/accounts/Ida Stone/close", {"reason": "a trial"}).status_code == 302
    kinds = [fact.kind for fact in of_account(served, "Ida Stone")]
    assert kinds == ["AccessGranted", "AccessGranted", "CredentialReset", "AccessRevoked"]
    (row,) = [each for each in served.house.accounts.listed(CHIEF) if each["name"] == "Ida Stone"]
    assert (row["roles"], row["port"], row["state"]) == (("officer",), "*", "closed")


def test_over_a_proxy_without_https_nobody_may_even_try_a_password(served: Served) -> None:
    answer = sign_in(browser(HTTP_X_FORWARDED_FOR="203.0.113.9"), "Di Holt", OWN)
    assert answer.status_code == 403
