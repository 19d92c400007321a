"""Single keys are switched off by each officer alone, also in a browser that others use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.api.serving import Served, serving
from tests.unit.web.signing import browser, signed_in

from tidewaiter.web.single_keys import COOKIE, MOST

OFF = 'data-keys="off"'


@pytest.fixture(scope="module", autouse=True)
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("home"), "flight_zz204.edi") as opened:
        yield opened


def switch(client: Any, to: str, onward: str = "/corner") -> None:
    answer = client.post("/keys", {"keys": to, "next": onward})
    assert (answer.status_code, answer["Location"]) == (302, onward)


def off(client: Any) -> bool:
    return OFF in client.get("/corner").content.decode()


def shared(client: Any, other: Any) -> None:
    """Let another officer sit down at the same browser."""
    if COOKIE in client.cookies:
        other.cookies[COOKIE] = client.cookies[COOKIE].value


def test_single_keys_act_until_an_officer_switches_them_off_and_only_for_that_officer() -> None:
    ada, bo = signed_in("officer", port="JFK", name="Ada Quill"), signed_in("officer", port="JFK", name="Bo Tarn")
    assert not off(ada)
    switch(ada, "off")
    assert off(ada)
    shared(ada, bo)
    assert not off(bo), "Bo sits at the same desk and has said nothing"
    switch(bo, "off")
    shared(bo, ada)
    switch(ada, "on")
    assert not off(ada)
    shared(ada, bo)
    assert off(bo), "what Ada says is no word of Bo's"


def test_they_are_switched_before_signing_in_too_and_the_account_says_how_they_stand() -> None:
    client = browser()
    switch(client, "off", "/login")
    assert OFF in client.get("/login").content.decode()
    cy = signed_in("officer", port="JFK", name="Cy Fern")
    assert "act on pages" in cy.get("/account").content.decode()
    switch(cy, "off", "/account")
    said = cy.get("/account").content.decode()
    assert "do nothing in this browser" in said and "Switch single keys on" in said


def test_a_browser_remembers_so_many_and_leads_to_no_other_site() -> None:
    client = browser()
    client.cookies[COOKIE] = ".".join(f"{number}" for number in range(1, 500))
    switch(client, "off")
    assert len(client.cookies[COOKIE].value.split(".")) == MOST
    assert off(client)
    assert client.post("/keys", {"keys": "on", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.get("/keys").status_code == 405
