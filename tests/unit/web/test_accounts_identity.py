"""Signing in with the identity of an issuer: the round trip with a real one, and every token that does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from tests.parts.issuer import CLIENT, FAULTS, SECRET, running_issuer
from tests.unit.api.serving import Served, serving
from tests.unit.web.signing import browser

from tidewaiter.assemble import policy
from tidewaiter.vocabulary.officer import Officer

CHIEF = Officer("Bo Tarn", frozenset({"administrator"}))
GROUPS = """  groups:
    lane-jfk: {role: officer, port: JFK}
    lane-bos: {role: officer, port: BOS}
    watch: {role: analyst, port: "*"}
    stewards: {role: steward, port: "*"}
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_issuer() as address:
        yield address


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home: Path = tmp_path_factory.mktemp("home")
    (home / "policies").mkdir()
    (home / "policies" / "accounts.yaml").write_text(policy("accounts.yaml").replace("  groups: {}\n", GROUPS))
    with serving(home) as opened:
        yield opened


@pytest.fixture(autouse=True)
def named(issuer: str) -> Iterator[None]:
    from django.core.cache import cache
    from django.test import override_settings

    from tidewaiter.web.accounts.issuers import provided

    cache.clear()
    said = {"TIDEWAITER_ISSUER": issuer, "TIDEWAITER_ISSUER_CLIENT": CLIENT, "TIDEWAITER_ISSUER_SECRET": SECRET}
    with override_settings(SOCIALACCOUNT_PROVIDERS=provided({**said, "TIDEWAITER_ISSUER_NAME": "the ministry"})):
        yield


def come(who: str, groups: str, client: Any = None, **more: str) -> tuple[Any, Any]:
    """Go to the issuer and come back as somebody; give the browser and the answer at our door."""
    client = client or browser()
    left = client.get("/login/issuer", {"next": "/?band=low"})
    assert left.status_code == 302
    answer = httpx.get(f"{left['Location']}&{urlencode({'as': who, 'groups': groups, **more})}", timeout=10)
    back = urlsplit(answer.headers["Location"])
    return client, client.get(back.path, {name: values[0] for name, values in parse_qs(back.query).items()})


def facts(served: Served, about: str) -> list[Any]:
    with served.house.store.read() as reader:
        return reader.facts_of(about)


def about(name: str) -> str:
    from tidewaiter.store.accounts import keeping

    return keeping.about(keeping.find(name))


def test_an_identity_with_a_group_opens_what_the_group_stands_for(served: Served) -> None:
    assert "Sign in with the ministry" in browser().get("/login").content.decode()
    client, answer = come("Ana Brook", "lane-jfk,choir")
    assert (answer.status_code, answer["Location"]) == (302, "/?band=low")
    assert client.get("/").status_code == 200
    told = facts(served, about("Ana Brook"))
    assert [fact.kind for fact in told] == ["AccessGranted", "SignedIn"]
    assert (told[0].actor, told[0].data["roles"], told[0].data["port"]) == ("issuer:issuer", ["officer"], "JFK")
    assert told[1].data["by"] == "identity"


def test_its_roles_follow_its_groups_and_without_one_it_opens_nothing_any_more(served: Served) -> None:
    come("Ben Clay", "lane-jfk")
    client, _ = come("Ben Clay", "lane-bos,stewards", amr="mfa")
    assert "two ports" not in client.get("/").content.decode()
    for groups, code in (("", "no-group"), ("choir", "no-group"), ("lane-jfk,lane-bos", "no-group")):
        client, answer = come("Ben Clay", groups)
        assert answer.status_code == 403
        assert client.get("/")["Location"].startswith("/login")
        failures = [fact for fact in facts(served, about("Ben Clay")) if fact.kind == "SignInFailed"]
        assert failures[-1].data["why"] == f"identity: {code}"


def test_an_identity_without_a_group_gets_no_account(served: Served) -> None:
    _, answer = come("Cat Dell", "choir")
    assert answer.status_code == 403
    assert all(row["name"] != "Cat Dell" for row in served.house.accounts.listed(CHIEF))


def test_an_identity_does_not_take_over_an_account_of_the_same_name(served: Served) -> None:
    served.house.accounts.add(CHIEF, "Dan Elm", roles=["administrator"], port="*")
    _, answer = come("Dan Elm", "lane-jfk")
    assert answer.status_code == 403
    assert "There is an account of Dan Elm already" in answer.content.decode()


def test_a_closed_identity_stays_closed_whatever_its_groups(served: Served) -> None:
    come("Eva Finch", "lane-jfk")
    served.house.accounts.close(CHIEF, "Eva Finch", "left the service")
    assert come("Eva Finch", "lane-jfk")[1].status_code == 403


def test_the_issuers_second_factor_counts_where_it_says_so(served: Served) -> None:
    client, _ = come("Fay Gill", "watch")
    assert client.get("/")["Location"].startswith("/account/factor/app")
    client, _ = come("Gil Hart", "watch", amr="pwd,otp")
    assert client.get("/").status_code == 200


WHY = {
    "forged": "signature",
    "unsigned": "alg",
    "symmetric": "alg",
    "nonce": "another question",
    "expired": "expired",
    "audience": "audience",
    "issuer": "issuer",
    "no-nonce": "nonce",
    "another-client": "another client",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_that_does_not_hold_opens_nothing(served: Served, fault: str) -> None:
    client, answer = come("Hei Ives", "lane-jfk", fault=fault)
    assert answer.status_code == 403
    assert client.get("/")["Location"].startswith("/login")
    assert all(row["name"] != "Hei Ives" for row in served.house.accounts.listed(CHIEF))
    last = facts(served, "sign-in")[-1]
    assert (last.kind, last.data["why"]) == ("SignInFailed", "identity")
    assert WHY[fault] in last.data["detail"].lower()


def test_an_answer_without_our_question_opens_nothing(served: Served) -> None:
    _, answer = come("Ivo Jett", "lane-jfk", say_state="of-another-browser")
    assert answer.status_code == 403
    stolen = browser().get("/login/issuer/callback", {"code": "x", "state": "x"})
    assert stolen.status_code == 403


def test_no_token_and_no_claim_that_is_not_used_is_kept(served: Served) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialToken

    come("Jan King", "lane-jfk", amr="mfa")
    kept = SocialAccount.objects.get(uid="sub-Jan King").extra_data
    assert set(kept.get("id_token", {})) <= {"sub", "name", "groups", "amr"}
    assert not SocialToken.objects.exists()


def test_without_an_issuer_there_is_no_such_door_and_an_issuer_in_clear_is_refused(served: Served) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.test import override_settings

    from tidewaiter.web.accounts.issuers import provided

    with override_settings(SOCIALACCOUNT_PROVIDERS={}):
        assert browser().get("/login/issuer").status_code == 404
    assert provided({}) == {}
    for said in ({"TIDEWAITER_ISSUER": "http://issuer.example"}, {"TIDEWAITER_ISSUER": "https://issuer.example"}):
        with pytest.raises(ImproperlyConfigured):
            provided(said)
