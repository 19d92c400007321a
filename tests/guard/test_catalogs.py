"""Every word of the pages is said in every language that is offered, with the placeholders of the English text."""

from __future__ import annotations

from tools import catalogs, sayings

from tidewaiter.web.languages import LANGUAGES


def test_every_language_offered_is_complete(capsys):
    assert set(catalogs.LANGUAGES) == {code for code, _ in LANGUAGES} - {"en"}
    assert catalogs.check() == 0, capsys.readouterr().out


def test_what_rooms_refuse_and_policies_say_is_among_the_messages():
    said = {text for text, _, _ in sayings.sayings()}
    assert {"There is no rule {rule_id}", "say in words what you looked at", "Booked on the last day"} <= said
    assert "missing unt" in said and "Rule approved" in said
    assert not {text for text in said if text.startswith(("SELECT", "http"))}


def test_a_message_without_its_placeholder_is_caught():
    assert not catalogs.keeps("%(name)s is here", "alguien esta aqui")
    assert catalogs.keeps("%(name)s is here", "%(name)s esta aqui")
