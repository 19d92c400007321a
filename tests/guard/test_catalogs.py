"""Every word of the pages is said in every language that is offered, with the placeholders of the English text."""

from __future__ import annotations

from tools import catalogs

from tidewaiter.web.languages import LANGUAGES


def test_every_language_offered_is_complete(capsys):
    assert set(catalogs.LANGUAGES) == {code for code, _ in LANGUAGES} - {"en"}
    assert catalogs.check() == 0, capsys.readouterr().out


def test_a_message_without_its_placeholder_is_caught():
    assert not catalogs.keeps("%(name)s is here", "alguien esta aqui")
    assert catalogs.keeps("%(name)s is here", "%(name)s esta aqui")
