from datetime import date

import pytest

from tidewaiter.identify.changes import compare
from tidewaiter.identify.sources import files_at, load_sources, source_of
from tidewaiter.language.policy import POLICIES, read_file
from tidewaiter.vocabulary.errors import InvalidPolicy

SOURCES = load_sources()


def test_every_source_has_terms_and_the_official_ones_are_fetched_over_https():
    assert {"ofac-sdn", "un-sc"} <= {name for name, source in SOURCES.items() if source.urls}
    for source in SOURCES.values():
        assert all(url.startswith("https://") for url in source.urls)
        terms = source.terms(date(2026, 3, 1), date(2026, 3, 1))
        assert terms.fetched_at < terms.review_at <= terms.expires_at and terms.licence


def test_a_list_that_is_old_when_it_is_loaded_is_stale_and_not_expired():
    terms = SOURCES["ofac-sdn"].terms(date(2021, 6, 1), date(2026, 3, 1))
    assert terms.fetched_at == date(2021, 6, 1) and terms.review_at > date(2026, 3, 1)


@pytest.mark.parametrize("name", [name for name, source in SOURCES.items() if source.files])
def test_every_list_of_invented_people_is_read_whole(name):
    listing = SOURCES[name].shipped()
    assert len(listing.entries) >= 5 and not any(what.startswith(("birth", "number")) for what in listing.left_out)
    assert all(entry.review_at <= entry.expires_at and entry.ground and entry.owner for entry in listing.entries)


def test_the_invented_lists_hold_every_kind_of_entry_but_documents():
    kinds = {entry.kind for source in SOURCES.values() if source.files for entry in source.shipped().entries}
    assert kinds == {"person", "organisation", "party", "vessel", "aircraft", "plate"}


def test_a_list_of_another_name_takes_the_terms_of_the_first_source_of_its_form():
    source = source_of("un-xml", "trial", SOURCES)
    assert (source.list_id, source.title, source.urls) == ("trial", SOURCES["un-sc"].title, ())
    with pytest.raises(InvalidPolicy, match="comes as un-xml"):
        source_of("ftm", "un-sc", SOURCES)


def test_the_tables_of_ofac_are_found_beside_each_other_whatever_their_case(tmp_path):
    for name in ("my_SDN.csv", "my_alt.csv", "my_add.CSV", "other_add.csv"):
        (tmp_path / name).write_bytes(b"x")
    assert set(files_at(tmp_path / "my_SDN.csv", "ofac-sdn")) == {"my_SDN.csv", "my_alt.csv", "my_add.CSV"}


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [("form: un-xml", "form: un-yaml", "un-xml"), ("severity: refer", "severity: shoot", "shoot"),
     ("list_id: un-sc", "list_id: ofac-sdn", "two sources"), ("fetched_at: 2026-11-01\n", "\n", "fetched_at"),
     ("stale_after_days: 7", "stale_after_days: soon", "stale_after_days")],
)  # fmt: skip
def test_a_wrong_source_is_refused_with_its_line(old, new, word):
    text = read_file(POLICIES / "list_sources.yaml")
    with pytest.raises(InvalidPolicy, match=word) as caught:
        load_sources(text.replace(old, new, 1))
    assert caught.value.line


def test_two_versions_are_compared_entry_by_entry():
    old = [b'{"entry_id":"a","sex":"F"}', b'{"entry_id":"b"}', b'{"entry_id":"c"}']
    new = [b'{"entry_id":"b"}', b'{"entry_id":"a","sex":"M","remarks":"r"}']
    change = compare(old, new)
    assert (change.added, change.altered, change.removed) == ((), {"a": ("remarks", "sex")}, ("c",))
    assert not compare(old, list(reversed(old))) and compare((), old).added == ("a", "b", "c")
    assert compare(old, old[:1]).shrinks and not compare(old, old[:2]).shrinks
