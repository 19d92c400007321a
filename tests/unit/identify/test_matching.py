"""The matcher on a list of invented people: every script, every way of writing, every answer explained."""

from __future__ import annotations

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.identify.matching import SCREENED, Matcher, screen_all

PEOPLE = [
    ("p01", "Person", "QARVELI, Zurab Otarovich", "KARVELI, Zurab", "1961-05-27"),
    ("p02", "Person", "AL-MUNDHIRI, Tawfiq 'Abd al-Jabbar", "AL MONZERI, Toufik", "1974-03-09"),
    ("p03", "Person", "YEVSTRATENKO, Lyudmyla Hryhorivna", "EVSTRATENKO, Liudmila", "1983"),
    ("p04", "Person", "OUYANG, Xiulan", "", "1970-11-02;1970-02-11"),
    ("p05", "Person", "PAK, Chol-Min", "", "1965-01-15"),
    ("p06", "Person", "DALGAARD, Soren Bertil", "", ""),
    ("p07", "Person", "VILLAMARIN ESQUERRA, Fabiola", "", "1990-07-07"),
    ("p08", "Person", "ABU BAKR, Nadhir", "", "1958"),
    ("p09", "Person", "SOLTANIPOUR, Behrang", "", "1979-12-30"),
    ("p10", "Person", "MUHAMMAD, Ali", "", "1980-04-04"),
    ("p11", "Person", "MUHAMMAD, Hasan Ali", "", "1966-06-16"),
    ("o01", "Organization", "BRIGHT HERON SHIPPING CO., LTD.", "HERON LINES", ""),
    ("o02", "LegalEntity", "GREY OTTER TRADING LLC", "", ""),
    ("u01", "LegalEntity", "TARKOWITZ, Benno", "", ""),
]
FILLERS = [
    (f"f{n:03}", "Person", f"{family}, {given}", "", f"{1940 + n % 60}-0{1 + n % 9}-1{n % 9}")
    for n, (family, given) in enumerate(
        (f"{a}{b}", f"{c}{d}")
        for a in ("BREN", "KOLT", "MARVE", "SUND", "TALI")
        for b in ("OVIC", "STAD", "ERA", "INEN")
        for c in ("Ali", "Jor", "Mik", "Hasan")
        for d in ("", "ela", "osh")
    )
]
LISTED = pl.DataFrame(
    PEOPLE + FILLERS, schema=["id", "schema", "name", "aliases", "birth_date"], orient="row"
).with_columns(pl.lit("").alias("countries"), pl.lit("invented").alias("dataset"))


@pytest.fixture(scope="module")
def matcher():
    return Matcher.build(LISTED)


def asked(*names, dates=None):
    table = {"query_id": [str(at) for at in range(len(names))], "name": list(names)}
    return pl.DataFrame(table | ({"birth_date": dates} if dates is not None else {}))


def first(matcher, name, birth_date=None):
    found = matcher.screen(asked(name, dates=pl.Series([birth_date], dtype=pl.String)))
    return found.row(0, named=True) if found.height else None


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("qarveli zurab otarovich", "p01"),
        ("Zurab Qarveli", "p01"),
        ("zurab z qarveli", "p01"),
        ("qarveli z otarovich", "p01"),
        ("QARVELIZURAB", "p01"),
        ("qarvlei zurba", "p01"),
        ("Зураб Карвели", "p01"),
        ("ზურაბ ყარველი", "p01"),
        ("توفيق عبد الجبار المنذري", "p02"),
        ("Tewfik Abdul Jabar al Munziri", "p02"),
        ("abdeljabbar toufic almundhiri", "p02"),
        ("Евстратенко Людмила Григорьевна", "p03"),
        ("Evstratenko Ludmila", "p03"),
        ("歐陽秀蘭", "p04"),
        ("欧阳秀兰", "p04"),
        ("Ou-yang Hsiu-lan", "p04"),
        ("박철민", "p05"),
        ("Park Cheol Min", "p05"),
        ("Søren Dalgård", "p06"),
        ("Villamarín Esquerra, Fabiola", "p07"),
        ("nadhir abubakr", "p08"),
        ("نذیر ابو بکر", "p08"),
        ("بهرنگ سلطانی‌پور", "p09"),
        ("בנו טרקוביץ", "u01"),
        ("फबिओला विल्लामारिन", "p07"),
    ],
)
def test_a_name_is_found_however_it_is_written(matcher, name, whom):
    assert first(matcher, name)["entity_id"] == whom


def test_an_answer_has_the_columns_of_the_contract_and_no_more_than_asked_for(matcher):
    found = matcher.screen(asked("muhammad ali", "hasan ali muhammad"), 2)
    assert dict(found.schema) == SCREENED
    assert found.group_by("query_id").len()["len"].max() <= 2
    for _, group in found.group_by("query_id", maintain_order=True):
        assert group["score"].is_sorted(descending=True)


def test_every_word_that_met_is_shown_with_the_word_it_met(matcher):
    told = json.loads(first(matcher, "Zurab Karwely Petrovich", "1961-05-27")["evidence"])
    assert ["zurab", "zurab", 1.0] in told["name"]["words"]
    assert told["name"]["asked"] == "Zurab Karwely Petrovich"
    assert told["name"]["listed"] in ("QARVELI, Zurab Otarovich", "KARVELI, Zurab")
    assert told["birth_date"] == {"asked": "1961-05-27", "listed": "1961-05-27", "agreement": "same day"}


def test_words_written_together_are_shown_as_joined(matcher):
    told = json.loads(first(matcher, "soltanipourbehrang")["evidence"])
    assert told["name"]["joined"] == ["soltanipourbehrang", "soltanipour behrang", 1.0]


def test_rare_words_weigh_more_than_common_ones(matcher):
    rare, common = first(matcher, "nikola qarveli zurab"), first(matcher, "nikola ali hasan")
    assert rare["entity_id"] == "p01"
    assert common is None or common["score"] < rare["score"]


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ("1970-11-02", "1970-11-12"),
        ("1970-11-12", "1970"),
        ("1970", None),
        (None, "1935-08-21"),
    ],
)
def test_a_birth_date_that_agrees_better_never_lowers_the_score(matcher, nearer, farther):
    assert first(matcher, "ouyang xiulan", nearer)["score"] > first(matcher, "ouyang xiulan", farther)["score"]


def test_day_and_month_swapped_are_said_to_be_so(matcher):
    told = json.loads(first(matcher, "fabiola villamarin", "1990-07-07")["evidence"])
    assert told["birth_date"]["agreement"] == "same day"
    told = json.loads(first(matcher, "tawfiq al mundhiri", "1974-09-03")["evidence"])
    assert told["birth_date"]["agreement"] == "day and month swapped"


def test_a_missing_birth_date_excludes_nobody(matcher):
    assert first(matcher, "dalgaard soren", "1950-01-01")["entity_id"] == "p06"
    assert first(matcher, "pak chol min")["entity_id"] == "p05"


def test_two_dates_that_differ_leave_a_doubt_and_no_silence(matcher):
    same, other = first(matcher, "pak chol min", "1965-01-15"), first(matcher, "pak chol min", "1931-09-28")
    assert other["entity_id"] == "p05"
    assert other["score"] < 0.9 < same["score"] < 1


def test_scores_are_not_saturated(matcher):
    whole = first(matcher, "villamarin esquerra fabiola")["score"]
    dated = first(matcher, "villamarin esquerra fabiola", "1990-07-07")["score"]
    assert whole < dated < 1


def test_a_person_is_not_taken_for_a_company_nor_a_company_for_a_person(matcher):
    assert first(matcher, "heron shipping company limited")["entity_id"] == "o01"
    assert first(matcher, "Grey Otter Trading")["entity_id"] == "o02"
    person = first(matcher, "heron otter")
    assert person is None or person["score"] < 0.05


def test_an_entry_of_unknown_kind_is_searched_for_people_too(matcher):
    assert first(matcher, "benno tarkowitz")["entity_id"] == "u01"


@pytest.mark.parametrize("name", ["", "   ", "-", "?!", "٪", "\u200f", None])
def test_a_name_without_letters_finds_nobody_and_breaks_nothing(matcher, name):
    assert matcher.screen(asked(name, "qarveli zurab"))["query_id"].unique().to_list() == ["1"]


def test_nothing_asked_nothing_found(matcher):
    none = pl.DataFrame(schema={"query_id": pl.String, "name": pl.String})
    assert matcher.screen(none).is_empty()


def test_an_empty_list_finds_nobody():
    assert Matcher.build(LISTED.clear()).screen(asked("qarveli zurab")).is_empty()


def test_what_was_looked_at_is_counted(matcher):
    found = matcher.screen(asked("qarveli zurab", "muhammad ali"))
    assert matcher.counts.considered >= matcher.counts.scored >= matcher.counts.reported == found.height > 0


NAMES = st.sampled_from(
    [name for _, _, name, aliases, _ in PEOPLE for name in (name, *filter(None, aliases.split(";")))]
    + [name for _, _, name, _, _ in FILLERS[:40]]
    + ["박철민", "توفيق المنذري", "Зураб Карвели", "nobody here", "x", "j ali", "soltani pour"]
)
DATES = st.sampled_from([None, "1961-05-27", "1961", "1980-04-04", "nonsense"])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, DATES), min_size=1, max_size=25))
def test_one_name_and_many_get_the_same_answers(rows):
    matcher = _whole()
    many = matcher.screen(asked(*(name for name, _ in rows), dates=pl.Series([d for _, d in rows], dtype=pl.String)))
    for at, (name, birth_date) in enumerate(rows):
        alone = matcher.screen(asked(name, dates=pl.Series([birth_date], dtype=pl.String)))
        together = many.filter(pl.col("query_id") == str(at))
        assert together.drop("query_id").rows() == alone.drop("query_id").rows()


_WHOLE = []


def _whole():
    if not _WHOLE:
        _WHOLE.append(Matcher.build(LISTED))
    return _WHOLE[0]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30))
def test_no_text_breaks_the_matcher_and_every_score_is_a_probability(text):
    found = _whole().screen(asked(text))
    assert found["score"].is_between(0, 1, closed="none").all()


def test_processes_give_the_answers_of_one(monkeypatch):
    monkeypatch.setattr("tidewaiter.identify.matching.workers.WORTH_SHARING", 1)
    queries = asked("qarveli zurab", "박철민", "nobody", "muhammad ali", "heron shipping ltd", "qarveli zurab")
    done = []
    shared, counts = screen_all(LISTED, queries, 3, workers=2, advance=done.append)
    alone, _ = screen_all(LISTED, queries, 3, workers=1)
    assert shared.rows() == alone.rows()
    assert sum(done) == queries.height
    assert counts.reported == alone.height
