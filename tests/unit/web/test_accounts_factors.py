"""The second factor: set up before the first page where a role asks for it, asked at every sign-in, and sealed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import Served, serving
from tests.unit.web.signing import browser, mark, signed_in

from tidewaiter.vocabulary.officer import Officer

CHIEF = Officer("Bo Tarn", frozenset({"administrator"}))
OWN = "a long sentence of my own"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def nothing_tried_before() -> None:
    from django.core.cache import cache

    cache.clear()


def code_of(secret: str, steps: int = 0) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def opened(served: Served, name: str, role: str = "analyst") -> Any:
    """Open an account, give its first password up for an own one, and give the browser."""
    first = served.house.accounts.add(CHIEF, name, roles=[role], port="*")
    client = browser()
    client.post("/login", {"login": name, "password": first})
    said = {"old_password": first, "new_password1": OWN, "new_password2": OWN}
    assert client.post("/account/password", said).status_code == 302
    return client


def set_up(client: Any) -> str:
    page = client.get("/account/factor/app").content.decode()
    (secret,) = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    assert "<svg" in page and "data:" not in page
    assert client.post("/account/factor/app", {"code": "000000"}).status_code == 200
    assert client.post("/account/factor/app", {"code": code_of(secret)})["Location"] == "/account/factor/codes"
    return secret


def facts(served: Served, name: str) -> list[Any]:
    from tidewaiter.store.accounts import keeping

    with served.house.store.read() as reader:
        return reader.facts_of(keeping.about(keeping.find(name)))


def test_a_sensitive_role_opens_no_page_before_its_factor_is_set_up(served: Served) -> None:
    client = opened(served, "Ana Brook")
    assert client.get("/")["Location"] == "/account/factor/app?next=%2F"
    set_up(client)
    assert client.get("/").status_code == 200
    codes = client.get("/account/factor/codes").content.decode()
    assert len(re.findall(r"<li><code>\d+</code></li>", codes)) == 10


def test_a_role_that_needs_none_is_asked_for_none(served: Served) -> None:
    assert opened(served, "Ben Clay", "officer").get("/").status_code == 200


def test_the_factor_is_asked_at_every_sign_in_and_a_wrong_code_is_journaled(served: Served) -> None:
    secret = set_up(opened(served, "Cat Dell"))
    client = browser()
    asked = client.post("/login", {"login": "Cat Dell", "password": OWN, "next": "/?band=low"})
    assert asked["Location"].startswith("/login/second")
    assert client.get("/")["Location"].startswith("/login?next")  # the password alone opens nothing
    assert client.post("/login/second", {"code": "123456"}).status_code == 200
    assert client.post("/login/second", {"code": code_of(secret, -1)})["Location"] == "/?band=low"
    assert client.get("/").status_code == 200
    told = facts(served, "Cat Dell")
    assert [fact.data["why"] for fact in told if fact.kind == "SignInFailed"] == ["second factor"]
    assert [fact.data["second_factor"] for fact in told if fact.kind == "SignedIn"] == [False, True]
    assert secret not in str(told)


def test_a_code_opens_once(served: Served) -> None:
    secret = set_up(opened(served, "Dan Elm"))
    code, answers = code_of(secret, 1), []
    for _ in range(2):
        client = browser()
        client.post("/login", {"login": "Dan Elm", "password": OWN})
        answers.append(client.post("/login/second", {"code": code}).status_code)
    assert answers == [302, 200]


def test_a_recovery_code_opens_once(served: Served) -> None:
    client = opened(served, "Eva Finch")
    set_up(client)
    recovery = re.findall(r"<li><code>(\d+)</code></li>", client.get("/account/factor/codes").content.decode())[0]
    answers = []
    for _ in range(2):
        again = browser()
        again.post("/login", {"login": "Eva Finch", "password": OWN})
        answers.append(again.post("/login/second", {"code": recovery}).status_code)
    assert answers == [302, 200]


def test_guessing_codes_is_stopped_after_five(served: Served) -> None:
    secret = set_up(opened(served, "Fay Gill"))
    client = browser()
    client.post("/login", {"login": "Fay Gill", "password": OWN})
    for _ in range(5):
        client.post("/login/second", {"code": "000000"})
    assert client.post("/login/second", {"code": code_of(secret, -1)}).status_code == 200


def test_a_lost_factor_is_taken_away_by_an_administrator_and_set_up_anew(served: Served) -> None:
    client = opened(served, "Gil Hart")
    set_up(client)
    chief = signed_in("administrator")
    assert "Take the second factor away" in chief.get("/accounts").content.decode()
    assert chief.post("/accounts/Gil Hart/reset", {"what": "factor"}).status_code == 302
    assert client.get("/")["Location"].startswith("/login")
    assert client.post("/login", {"login": "Gil Hart", "password": OWN})["Location"] == "/"
    assert client.get("/")["Location"].startswith("/account/factor/app")


def test_taking_ones_own_factor_away_asks_for_a_proof_and_closes_the_pages(served: Served) -> None:
    client = opened(served, "Hei Ives")
    set_up(client)
    for path in ("codes", "codes/new", "app/remove"):
        assert client.get(f"/account/factor/{path}").status_code == 200
    mark(client, proved=0)
    assert client.get("/account/factor/app/remove")["Location"].startswith("/account/proof?next=")
    assert client.get("/account/proof/code").status_code == 200
    client.post("/account/proof", {"password": OWN})
    assert client.post("/account/factor/app/remove").status_code == 302
    assert client.get("/")["Location"].startswith("/account/factor/app")
    done = [fact.data.get("done") for fact in facts(served, "Hei Ives") if fact.kind == "CredentialReset"]
    assert {"set up", "taken away"} <= set(done)


def test_secrets_of_factors_are_sealed_in_the_database(served: Served) -> None:
    from allauth.mfa.models import Authenticator

    secret = set_up(opened(served, "Ivo Jett"))
    kept = Authenticator.objects.get(user__login="ivo jett", type="totp")
    assert secret not in str(kept.data)
    assert kept.wrap().validate_code(code_of(secret, 1))


def test_a_demonstration_asks_no_factor_of_its_own_accounts_alone_and_every_page_says_so(served: Served) -> None:
    from django.test import override_settings

    given: dict[str, Any] = {"roles": ["analyst"], "port": "*", "password": OWN, "demonstration": True}
    served.house.accounts.add(CHIEF, "shown", **given)
    real = opened(served, "Jan King")
    with override_settings(DEMONSTRATION=True):
        client = browser()
        client.post("/login", {"login": "shown", "password": OWN})
        assert "Demonstration:" in client.get("/").content.decode()
        assert real.get("/")["Location"].startswith("/account/factor/app")
    assert "Demonstration:" not in browser().get("/login").content.decode()
