"""Look-out lists in the forms of others: what each says is read, what is broken is refused with its place."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.formats import lists
from tidewaiter.formats.lists.births import birth_date
from tidewaiter.formats.lists.countries import country
from tidewaiter.formats.lists.ofac_remarks import remarks
from tidewaiter.formats.lists.opensanctions import values
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.listing import ListedDocument, ListedName, ListTerms, birth_span

TERMS = ListTerms(
    *("L", "title", "source", "licence", "desk", "order", "sanctions", "refer"),
    *(date(2026, 3, 1), 7, date(2026, 9, 1), date(2027, 3, 1)),
)
SDN = (
    b'11,"MARROWGATE, Tibor","individual","ABC] [DEF",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 09 Apr 1971;'
    b" alt. DOB 1972; POB Utopia; nationality France; Gender Male; Passport A1234567 (France) expires 01 Jan 2030;"
    b" a.k.a. 'TIB'.\"\r\n"
    b'12,"QUILLON FREIGHT",-0- ,"ABC",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"all offices."\r\n'
    b'13,"SEA QUILL","vessel","DEF",-0- ,"ZZ9",-0- ,-0- ,-0- ,"Panama",-0- ,"Vessel Registration Identification IMO'
    b' 9999993."\r\n'
    b'14,"UP-QL1","aircraft","DEF",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
)
ALT = b'11,1,"aka","MARROW, T.",-0- \r\n11,2,"fka","MAROVGAT, Tibor",-0- \r\n12,3,"aka","QUILLON",-0- \r\n\x1a'
ADD = b'11,1,"Quay 1","Utopia City","Spain",-0- \r\n\x1a'
TRIO = {"sdn.csv": SDN, "alt.csv": ALT, "add.csv": ADD}

OFAC_XML = b"""<?xml version="1.0"?>
<sdnList xmlns="http://tempuri.org/sdnList.xsd">
  <publshInformation><Publish_Date>02/27/2026</Publish_Date><Record_Count>1</Record_Count></publshInformation>
  <sdnEntry>
    <uid>11</uid><firstName>Tibor</firstName><lastName>MARROWGATE</lastName><sdnType>Individual</sdnType>
    <programList><program>ABC</program></programList>
    <idList><id><uid>1</uid><idType>Passport</idType><idNumber>A1234567</idNumber><idCountry>France</idCountry></id>
      <id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id></idList>
    <akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>TIB</lastName></aka>
      <aka><uid>2</uid><type>f.k.a.</type><category>strong</category><lastName>MAROVGAT</lastName>
        <firstName>Tibor</firstName></aka></akaList>
    <dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>circa 1971</dateOfBirth></dateOfBirthItem>
    </dateOfBirthList>
    <nationalityList><nationality><uid>1</uid><country>France</country></nationality></nationalityList>
  </sdnEntry>
</sdnList>
"""

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>1</DATAID><FIRST_NAME>TIBOR</FIRST_NAME><SECOND_NAME>MARROWGATE</SECOND_NAME>
      <UN_LIST_TYPE>Sample</UN_LIST_TYPE><REFERENCE_NUMBER>SAi.001</REFERENCE_NUMBER>
      <LISTED_ON>2012-12-31</LISTED_ON><NAME_ORIGINAL_SCRIPT>تيبور ماروغيت</NAME_ORIGINAL_SCRIPT>
      <NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>T. Marrow; Tib Marrow</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Tib</ALIAS_NAME>
        <DATE_OF_BIRTH>09 Apr. 1970</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1968</FROM_YEAR>
        <TO_YEAR>1973</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><DATE>1971-04-09</DATE>
      </INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X77</NUMBER>
        <ISSUING_COUNTRY>Viet Nam</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY><DATAID>2</DATAID><FIRST_NAME>QUILLON BUREAU</FIRST_NAME><UN_LIST_TYPE>Sample</UN_LIST_TYPE>
      <REFERENCE_NUMBER>SAe.001</REFERENCE_NUMBER>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>QUILL OFFICE</ALIAS_NAME></ENTITY_ALIAS></ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
""".encode()

SIMPLE = (
    b"id,schema,name,aliases,birth_date,countries,identifiers,dataset,first_seen,last_change\n"
    b'q1,Person,Tibor Marrowgate,"Tib Marrow;""Marrow; T.""",1971-04;1972,fr;zz,A1234567,sample,2025-01-01T00:00:00,'
    b"2026-02-20T00:00:00\n"
    b"q2,LegalEntity,The Quillon Circle,,,,,sample,,\n"
    b"q3,CryptoWallet,bc1,,,,,sample,,\n"
)

FTM = "".join(
    json.dumps(line) + "\n"
    for line in (
        {"id": "p", "schema": "Person", "target": True, "properties": {
            "name": ["Tibor Marrowgate"], "firstName": ["Tibor"], "lastName": ["Marrowgate"], "weakAlias": ["Tib"],
            "birthDate": ["1971"], "nationality": ["fr"], "passports": [
                {"id": "n", "schema": "Passport", "properties": {"number": ["A1"], "country": ["fr"]}}]}},
        {"id": "d", "schema": "Identification", "properties": {"holder": ["p"], "number": ["ID-2"], "country": ["es"]}},
        {"id": "s", "schema": "Sanction", "properties": {"entity": ["p"], "program": ["ABC"]}},
        {"id": "v", "schema": "Vessel", "properties": {"name": ["SEA QUILL"], "imoNumber": ["IMO9999993"]}},
        {"id": "c", "schema": "Vehicle", "properties": {"registrationNumber": ["QL 1"], "country": ["mx"]}},
        {"id": "x", "schema": "Address", "properties": {"full": ["Quay 1"]}},
        {"id": "r", "schema": "Person", "target": False, "properties": {"name": ["A Relative"]}},
    )
).encode()  # fmt: skip
GOOD = {
    "ofac-sdn": TRIO,
    "un-xml": {"un.xml": UN},
    "opensanctions": {"targets.simple.csv": SIMPLE},
    "ftm": {"entities.ftm.json": FTM},
}


def test_the_trio_of_ofac_gives_names_dates_numbers_and_aliases_by_their_quality():
    listing = lists.read("ofac-sdn", TRIO, TERMS)
    person, firm, ship, craft = listing.entries
    assert [one.kind for one in listing.entries] == ["person", "organisation", "vessel", "aircraft"]
    assert person.names == (
        ListedName("MARROWGATE, Tibor", "name", "strong", "MARROWGATE", "Tibor"),
        ListedName("MARROW, T.", "alias", "strong", "MARROW", "T."),
        ListedName("MAROVGAT, Tibor", "former", "strong", "MAROVGAT", "Tibor"),
        ListedName("TIB", "alias", "weak"),
    )
    assert (person.birth_dates, person.sex, person.nationalities) == (("1971-04-09", "1972"), "M", ("FRA",))
    assert person.documents == (ListedDocument("A1234567", "passport", "FRA"),) and person.countries == ("ESP",)
    assert (person.ground, person.owner, person.expires_at) == ("order: ABC, DEF", "desk", TERMS.expires_at)
    assert [name.text for name in firm.names] == ["QUILLON FREIGHT", "QUILLON"]
    assert {(each.kind, each.number) for each in ship.documents} == {("imo", "9999993"), ("call-sign", "ZZ9")}
    assert craft.documents == (ListedDocument("UP-QL1", "tail-number"),)
    assert (listing.fetched_at, listing.licence, set(listing.files)) == (TERMS.fetched_at, "licence", set(TRIO))


def test_the_document_of_ofac_says_the_same_and_its_own_day():
    listing = lists.read("ofac-sdn", {"sdn.xml": OFAC_XML}, TERMS)
    (person,) = listing.entries
    assert listing.fetched_at == date(2026, 2, 27) and listing.version.startswith("2026-02-27-")
    assert [(name.text, name.role, name.quality) for name in person.names] == [
        ("MARROWGATE, Tibor", "name", "strong"),
        ("TIB", "alias", "weak"),
        ("MAROVGAT, Tibor", "former", "strong"),
    ]
    assert (person.birth_dates, person.sex, person.nationalities) == (("1971~",), "M", ("FRA",))
    assert person.documents == (ListedDocument("A1234567", "passport", "FRA"),)


def test_the_list_of_the_security_council_gives_names_in_their_own_script():
    listing = lists.read("un-xml", {"un.xml": UN}, TERMS)
    person, bureau = listing.entries
    assert (person.entry_id, person.ground, person.listed_at) == (
        "SAi.001",
        "order: Sample, SAi.001",
        date(2012, 12, 31),
    )
    assert [(name.text, name.role, name.quality) for name in person.names] == [
        ("TIBOR MARROWGATE", "name", "strong"),
        ("تيبور ماروغيت", "original-script", "strong"),
        ("T. Marrow", "alias", "strong"),
        ("Tib Marrow", "alias", "strong"),
        ("Tib", "alias", "weak"),
    ]
    assert person.birth_dates == ("1968/1973", "1971~", "1970-04-09") and person.nationalities == ("IRN",)
    assert person.documents == (ListedDocument("X77", "passport", "VNM"),)
    assert [name.role for name in bureau.names] == ["name", "former"] and listing.fetched_at == date(2026, 2, 27)


def test_the_table_of_opensanctions_parts_values_and_counts_what_is_nobody():
    listing = lists.read("opensanctions", {"t.csv": SIMPLE}, TERMS)
    person, party = listing.entries
    assert [name.text for name in person.names] == ["Tibor Marrowgate", "Tib Marrow", "Marrow; T."]
    assert (person.birth_dates, person.countries) == (("1971-04", "1972"), ("FRA", "zz"))
    assert person.nationalities == (), "the table does not say which country is which"
    assert party.kind == "party" and listing.left_out == {"schema CryptoWallet": 1}
    assert listing.fetched_at == date(2026, 2, 20)


def test_entities_of_followthemoney_get_the_passports_and_sanctions_of_other_lines_and_of_their_own():
    listing = lists.read("ftm", {"e.json": FTM}, TERMS)
    person, ship, car = listing.entries
    assert person.names[0] == ListedName("Tibor Marrowgate", "name", "strong", "Marrowgate", "Tibor")
    assert {(each.number, each.kind, each.issuer) for each in person.documents} == {
        ("A1", "passport", "FRA"),
        ("ID-2", "document", "ESP"),
    }
    assert person.ground == "order: ABC" and person.nationalities == ("FRA",)
    assert ship.documents == (ListedDocument("IMO9999993", "imo"),)
    assert (car.kind, car.plate, car.plate_issuer) == ("plate", "QL 1", "MEX")
    assert listing.left_out == {"entities that are not targets themselves": 1, "schema Address": 1}


def broken(form: str, name: str, old: bytes, new: bytes) -> InvalidPolicy:
    files = GOOD[form]
    assert old in files[name]
    with pytest.raises(InvalidPolicy) as caught:
        lists.read(form, {**files, name: files[name].replace(old, new, 1)}, TERMS)
    return caught.value


@pytest.mark.parametrize(
    ("form", "name", "old", "new", "line", "column", "word"),
    [
        ("ofac-sdn", "sdn.csv", b',-0- \r\n\x1a', b"", 4, 11, "11 cells, and not 12"),
        ("ofac-sdn", "sdn.csv", b'offices."', b"offices.", 2, None, "not CSV"),
        ("ofac-sdn", "sdn.csv", b"\r\n13", b"\r\nXIII", 3, 1, "entry number"),
        ("ofac-sdn", "sdn.csv", b"\r\n13", b"\r\n12", 3, None, "twice"),
        ("ofac-sdn", "sdn.csv", b'"vessel"', b'"submarine"', 3, 3, "submarine"),
        ("ofac-sdn", "sdn.csv", b"QUILLON", b"QUILL\x81N", 2, 10, "0x81"),
        ("ofac-sdn", "alt.csv", b"\r\n12", b"\r\n99", 3, 1, "entry 99"),
        ("un-xml", "un.xml", b"<DATAID>1</DATAID>", b"", 4, 5, "INDIVIDUAL/DATAID"),
        ("un-xml", "un.xml", b"2012-12-31", b"2012-13-31", 4, 5, "LISTED_ON"),
        ("un-xml", "un.xml", b"</INDIVIDUALS>", b"</INDIVIDUAL>", 19, None, "mismatched tag"),
        ("un-xml", "un.xml", b"CONSOLIDATED_LIST d", b"CONSOLIDATED d", 2, 1, "a CONSOLIDATED,"),
        ("opensanctions", "targets.simple.csv", b"schema", b"scheme", 1, 1, "schema"),
        ("opensanctions", "targets.simple.csv", b"bc1,,,", b"bc1,", 4, 8, "8 cells"),
        ("opensanctions", "targets.simple.csv", b"\nq2", b"\nq1", 3, None, "twice"),
        ("ftm", "entities.ftm.json", b'{"id": "d"', b'{"id": d', 2, 8, "JSON"),
        ("ftm", "entities.ftm.json", b'"number": ["A1"]', b'"number": [1]', 1, None, "passports/0/properties/number/0"),
        ("ftm", "entities.ftm.json", b'"id": "v"', b'"id": ""', 4, None, "/id"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_whole_with_its_place(form, name, old, new, line, column, word):
    error = broken(form, name, old, new)
    assert (error.where, error.line) == (name, line) and word in error.text
    assert column is None or error.column == column


def test_two_of_the_trio_are_not_a_list():
    with pytest.raises(InvalidPolicy, match="no alt and no add"):
        lists.read("ofac-sdn", {"sdn.csv": SDN}, TERMS)


def test_a_document_that_holds_fewer_entries_than_it_says_is_refused():
    with pytest.raises(InvalidPolicy, match="says that it holds 2 entries and holds 1"):
        lists.read("ofac-sdn", {"x.xml": OFAC_XML.replace(b">1</Record", b">2</Record")}, TERMS)


def test_a_document_type_is_not_read_however_harmless():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CONSOLIDATED_LIST/>'
    with pytest.raises(InvalidPolicy, match="document type"):
        lists.read("un-xml", {"x.xml": bomb}, TERMS)


def test_a_file_without_any_entry_is_no_list():
    with pytest.raises(InvalidPolicy, match="no entry"):
        lists.read("un-xml", {"x.xml": b"<CONSOLIDATED_LIST/>"}, TERMS)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(GOOD)), st.integers(0, 10_000), st.binary(max_size=3))
def test_a_damaged_file_is_read_or_refused_and_never_fails_otherwise(form, at, noise):
    name, raw = next(iter(GOOD[form].items()))
    at %= len(raw)
    for damaged in (raw[:at], raw[:at] + noise + raw[at + len(noise) :]):
        try:
            listing = lists.read(form, {**GOOD[form], name: damaged}, TERMS)
        except InvalidPolicy as error:
            assert error.where
        else:
            assert listing.entries


def test_the_files_of_the_trio_are_found_by_any_of_them():
    assert lists.siblings("ofac_alt.csv")[:3] == ("ofac_sdn.csv", "ofac_alt.csv", "ofac_add.csv")
    assert lists.siblings("SDN.CSV")[1] == "alt.CSV" and lists.siblings("sdn.xml") == ("sdn.xml",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09 Apr 1971", "1971-04-09"),
        ("Apr 1971", "1971-04"),
        ("1971", "1971"),
        ("circa 1971", "1971~"),
        ("circa Nov 1962", "1962~"),
        ("1968 to 1973", "1968/1973"),
        ("circa 1979-1982", "1979/1982"),
        ("between 01 Jan 1968 and 1973", "1968-01-01/1973"),
        ("1971-04-09T00:00:00", "1971-04-09"),
        ("31 Feb 1971", None),
        ("1973 to 1968", None),
        ("in spring", None),
        ("", None),
    ],
)
def test_a_birth_date_is_read_as_lists_write_it(text, expected):
    assert birth_date(text) == expected


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_whatever_is_written_of_a_day_its_span_holds_it(day):
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    forms = (f"{day.day:02} {months[day.month - 1]} {day.year}", f"{months[day.month - 1]} {day.year}", f"{day.year}",
             f"circa {day.year + 2}", f"{day.year - 3} to {day.year}", day.isoformat())  # fmt: skip
    for text in forms:
        first, last = birth_span(birth_date(text))
        assert first <= day <= last
    assert birth_span(birth_date(forms[0])) == (day, day)


@given(st.text(max_size=12))
def test_any_text_is_a_birth_date_or_none(text):
    said = birth_date(text)
    assert said is None or birth_span(said)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Passport A1 (Spain) issued 01 Jan 2010 expires 2020", ListedDocument("A1", "passport", "ESP")),
        ("alt. National ID No. D48(9) (Hong Kong)", ListedDocument("D48(9)", "national-id", "HKG")),
        ("Identification Number IMO 9999993", ListedDocument("9999993", "imo")),
        ("Tax ID No. 320 (Texas) (United States)", ListedDocument("320", "tax-number", "USA")),
    ],
)
def test_numbers_are_read_out_of_remarks(text, number):
    left_out = Counter()
    assert remarks(text, left_out).documents == [number] and not left_out


def test_a_number_or_date_that_cannot_be_read_is_counted_not_dropped_in_silence():
    left_out = Counter()
    said = remarks("DOB in spring; passport place of issue: Utopia City; all offices", left_out)
    assert not said.birth_dates and not said.documents
    assert left_out == {"birth date not understood": 1, "number not understood (passport)": 1}


@pytest.mark.parametrize(
    ("name", "code"),
    [("Korea, North", "PRK"), ("Iran (Islamic Republic of)", "IRN"), ("DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA", "PRK"),
     ("Democratic Republic of the Congo", "COD"), ("Côte d'Ivoire", "CIV"), ("gb", "GBR"), ("Utopia", None)],
)  # fmt: skip
def test_states_are_known_by_the_names_that_lists_give_them(name, code):
    assert country(name) == code


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)))
def test_values_joined_as_opensanctions_joins_them_are_parted_again(texts):
    cell = ";".join('"' + text.replace('"', '""') + '"' for text in texts)
    assert values(cell) == texts


def test_a_list_is_never_younger_than_its_publisher_dates_it_nor_older_than_fetched():
    late = replace(TERMS, fetched_at=date(2026, 1, 1))
    assert lists.read("un-xml", {"un.xml": UN}, late).fetched_at == date(2026, 1, 1)
