"""Reference tables: what a rule looks up in them, and what is refused with its place."""

import pytest

from tidewaiter.language import compile_expression, python, read_catalogue, read_reference_table
from tidewaiter.vocabulary.errors import InvalidPolicy

CATALOGUE = read_catalogue(
    """
owner: o
review_at: 2030-01-01
features:
  port: {type: text, meaning: port}
  via: {type: texts, meaning: places}
  party: {type: number, meaning: travelers}
  booked_on: {type: date, meaning: a day}
  sold_at: {type: time, meaning: a moment}
  lead: {type: number, unit: day, meaning: days before}
  margin: {type: number, unit: hour, meaning: hours before}
  axles: {type: number, meaning: axles, subjects: [conveyance]}
"""
)
TEXT = """\
# name: port_profile
# version: 1
# title: Ports
# owner: Desk
# ground: Power to examine
# source: Register of ports
# review_at: 2030-01-01
# expires_at: 2031-01-01
# key: port
# columns: region text, lanes number, night flag, opened date
port,region,lanes,night,opened
JFK,east,12,true,2001-02-03
LAX,west,,false,
"""
TABLES = {"port_profile": read_reference_table(TEXT, "tables/port_profile.csv")}


def read(text, **options):
    return compile_expression(text, CATALOGUE, tables=TABLES, **options)


@pytest.mark.parametrize(
    ("text", "port", "outcome"),
    [
        ('port_profile[port].region == "east"', "JFK", True),
        ('port_profile[port].region == "east"', "LAX", False),
        ('port_profile[port].region == "east"', "XXX", None),
        ('port_profile[port].region == "east"', None, None),
        ("port_profile[port].lanes >= 10", "LAX", None),
        ("is_missing(port_profile[port].lanes)", "LAX", True),
        ("port_profile[port].night", "JFK", True),
        ("not port_profile[port].night", "XXX", None),
        ('port_profile[port].opened < "2002-01-01"', "JFK", True),
        ('startswith(port_profile[port].region, "we")', "LAX", True),
        ('port_profile[port].region in ["east", "west"]', "LAX", True),
    ],
)
def test_a_rule_asks_a_table_by_a_feature_and_what_is_not_in_it_is_unknown(text, port, outcome):
    expression = read(text)
    assert expression.tables == {"port_profile"}
    assert expression.features == {"port"}
    assert python([expression])({"port": port}) == (outcome,)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ('port_profil[port].region == "east"', 1, "did you mean port_profile?"),
        ('port_profile[port].regon == "east"', 1, "did you mean region?"),
        ('port_profile[port].region == "eastt"', 30, "did you mean east?"),
        ('port_profile[party].region == "east"', 14, "is asked by port"),
        ("port_profile[port] == 1", 1, "say which column"),
        ("port_profile == 1", 1, "write port_profile[x].column"),
        ("port_profile[port].lanes", 1, "compare it with something"),
        ("port_profile[port].lanes > 'x'", 1, "a number cannot be compared with a text"),
        ("hour(booked_on) > 3", 6, "hour needs a time here, not a date"),
        ("weekday('2026-01-01') > 3", 9, "weekday needs a date or a time here, not a text"),
        ("count(party) > 1", 7, "count needs a list of texts"),
        ("weekdy(sold_at) > 1", 1, "did you mean weekday?"),
        ("weekday(sold_at, sold_at) > 1", 1, "weekday takes one value"),
        ("lead > margin", 1, "a number of days beside a number of hours: multiply the days by 24"),
        ("lead + hours(sold_at, sold_at) > 1", 1, "a number of days beside a number of hours"),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_a_hint(text, column, says):
    with pytest.raises(InvalidPolicy) as refused:
        read(text, line=3)
    assert says in refused.value.text
    assert (refused.value.line, refused.value.column) == (3, column)


def test_a_factor_says_that_units_were_meant_to_meet():
    assert python([read("lead * 24 > margin")])({"lead": 1, "margin": 23}) == (True,)


def test_a_feature_of_conveyances_stands_in_no_rule_about_people():
    assert read("axles > 2", kinds={"conveyance"}).features == {"axles"}
    for kinds in ({"person"}, {"person", "conveyance"}):
        with pytest.raises(InvalidPolicy, match="axles says nothing of a person: it is of a conveyance"):
            read("axles > 2", kinds=kinds)


@pytest.mark.parametrize(
    ("good", "bad", "line", "says"),
    [
        ("JFK,east,12", "JFK,east,twelve", 12, "lanes is a number, not 'twelve'"),
        ("12,true", "12,yes", 12, "night is true or false, not 'yes'"),
        ("2001-02-03", "3 Feb 2001", 12, "opened is a day"),
        ("LAX,west", "JFK,west", 13, "JFK stands here twice"),
        ("lanes number", "lanes integer", 10, "columns cannot say 'lanes integer'"),
        ("# owner: Desk\n", "", 1, "there is no owner"),
        ("# version: 1", "# vresion: 1", 2, "did you mean version?"),
        ("# expires_at: 2031", "# expires_at: 2029", 8, "expires_at lies before review_at"),
        ("port,region,lanes,night,opened", "port,region,lanes,night,closed", 12, "closed is no key here"),
        ("# name: port_profile", "# name: port profile", 1, "a table's name is a word"),
        ("JFK,east,12,true,2001-02-03\nLAX,west,,false,\n", "", 11, "at least one row"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(good, bad, line, says):
    assert good in TEXT
    with pytest.raises(InvalidPolicy) as refused:
        read_reference_table(TEXT.replace(good, bad), "tables/port_profile.csv")
    assert says in refused.value.text
    assert (refused.value.where, refused.value.line) == ("tables/port_profile.csv", line)
