"""The library of legal grounds, and the notices that cite it."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tidewaiter.enforce.cases import KIND_OF_GROUND, NEXT
from tidewaiter.enforce.grounds import KINDS, load_grounds
from tidewaiter.enforce.law import load_law
from tidewaiter.enforce.notices import load_notices
from tidewaiter.language.policy import POLICIES
from tidewaiter.vocabulary.errors import InvalidPolicy, Refusal

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
GROUND = """grounds:
  - id: one
    title: {en: One}
    kind: seizure
    citation: {text: "1 X 1", verified: false}
    text: t
    note: n
    owner: o
    review_at: 2027-01-01
    expires_at: 2028-01-01
    due_days: null
    appeal_days: 30
    clock_citation: {text: c, verified: false}
"""


def test_the_shipped_grounds_cover_every_kind_and_say_what_was_not_verified():
    grounds = load_grounds().values()
    assert {ground.kind for ground in grounds} == set(KINDS) == set(KIND_OF_GROUND)
    assert len(grounds) >= 20
    assert any(not ground.verified for ground in grounds) and any(ground.verified for ground in grounds)
    assert all(ground.note and "es" in ground.title for ground in grounds)


def test_a_ground_is_off_on_the_day_it_expires():
    ground = next(iter(load_grounds().values()))
    assert not ground.in_force(ground.expires_at)
    assert ground.in_force(date.fromordinal(ground.expires_at.toordinal() - 1))


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("kind: seizure", "kind: taking", "4:11", "kind cannot be 'taking'; known are refusal"),
        ("    due_days: null\n", "", "2:5", "there is no due_days"),
        ("appeal_days: 30", "appeal_days: 0", "12:18", "appeal_days is a number of days from 1, or null"),
        ("appeal_days: 30", "appeal_days: true", "12:18", "appeal_days is a number of days from 1, or null"),
        ('X 1", verified: false', 'X 1", verified: no idea', "5:41", "verified is true or false"),
        ("expires_at: 2028-01-01", "expires_at: soon", "10:17", "expires_at is a day"),
        ("expires_at: 2028-01-01", "expires_at: 2026-01-01", "10:17", "expires_at lies before review_at"),
        ("{en: One}", "{fr: Un}", "3:12", "en is a text"),
        ("{en: One}", "{en: One, es: 1}", "3:26", "es is a text that is not empty; put it in quotes"),
        ("owner: o", "ovner: o", "8:5", "ovner is no key here; did you mean owner?"),
        ("text: t\n", "text: ''\n", "6:11", "text is a text"),
        ("note: n\n", "note: n\n    note: m\n", "8:5", "note stands here twice"),
    ],
)
def test_a_wrong_ground_is_refused_with_its_place(tmp_path, old, new, place, says):
    assert GROUND.count(old) == 1
    (tmp_path / "own.yaml").write_text(GROUND.replace(old, new))
    with pytest.raises(InvalidPolicy) as caught:
        load_grounds(tmp_path)
    assert str(caught.value).startswith(f"own.yaml:{place}: {says}")


def test_a_ground_written_twice_in_two_files_is_refused(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GROUND)
    with pytest.raises(InvalidPolicy, match=r"b.yaml:2:9: ground 'one' is written twice"):
        load_grounds(tmp_path)


def test_broken_yaml_is_refused_with_line_and_column(tmp_path):
    (tmp_path / "own.yaml").write_text("grounds:\n  - {id: [}\n")
    with pytest.raises(InvalidPolicy, match=r"own.yaml:2:\d+"):
        load_grounds(tmp_path)


def test_no_case_is_stuck_before_it_is_closed():
    assert all(status in NEXT for following in NEXT.values() for status in following)
    assert all("closed" in following for status, following in NEXT.items() if status != "closed")


def test_every_notice_is_printed_in_both_languages_and_says_how_to_appeal():
    law = load_law()
    for kind in ("refusal", "seizure", "arrest"):
        assert law.notices.languages(kind) == ["en", "es"]
    ground = law.grounds["unreported-currency"]
    text = law.notices.render(
        "seizure", "es", ground, AT, case="case-1", person="LUCIA ORTEGA", port="JFK", officer="Ines Vallo"
    )
    assert "AVISO DE DECOMISO" in text and "Instrumentos monetarios no declarados" in text
    assert "2026-12-21 12:00 UTC" in text and "2027-01-20 12:00 UTC" in text
    assert "$" not in text and "31 U.S.C. 5317(c)(2)" in text


def test_a_notice_says_that_its_citation_is_not_confirmed_and_that_no_clock_is_known():
    law = load_law()
    text = law.notices.render("refusal", "en", law.grounds["previously-removed"], AT)
    assert "to be confirmed by counsel" in text
    assert "no time limit is recorded" in text
    assert "(name not given)" in text


def test_a_dollar_sign_in_a_reason_is_printed_as_it_is():
    law = load_law()
    text = law.notices.render("seizure", "en", law.grounds["failure-to-declare"], AT, reasons="  - $case is $5")
    assert "  - $case is $5" in text


def test_a_language_there_is_no_notice_in_is_refused_by_naming_those_there_are():
    law = load_law()
    with pytest.raises(Refusal, match="en, es") as caught:
        law.notices.render("arrest", "xx", law.grounds["outstanding-warrant"], AT)
    assert caught.value.code == "unknown-language"


def test_a_ground_without_a_title_in_the_language_falls_back_to_english():
    law = load_law()
    ground = replace(law.grounds["stowaway"], title={"en": "Arriving stowaway"})
    assert "Arriving stowaway" in law.notices.render("refusal", "es", ground, AT)


@pytest.mark.parametrize(
    ("name", "text"), [("refusal.en.txt", "$nobody"), ("refusal.en.txt", "5 $ 6"), ("refusal.xx.txt", "")]
)
def test_a_template_with_a_blank_that_nothing_fills_is_refused_when_loaded(tmp_path, name, text):
    shutil.copy(POLICIES / "notices" / "notices.yaml", tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(InvalidPolicy, match=name):
        load_notices(tmp_path)


def test_a_language_with_words_and_no_text_is_refused_when_loaded(tmp_path):
    shutil.copytree(POLICIES / "notices", tmp_path, dirs_exist_ok=True)
    (tmp_path / "arrest.es.txt").unlink()
    with pytest.raises(InvalidPolicy, match=r"notices.yaml:6:3: there is no arrest.es.txt"):
        load_notices(tmp_path)
