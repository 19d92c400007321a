"""A steward sees the very characters that an error means, and nothing that was sent can act on the screen."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.formats.original import LONGEST_MARK, place, visible, window
from tidewaiter.vocabulary.errors import Position

EDI = (
    b"UNA:+.? 'UNB+UNOA:4+ZZ:ZZ+USAPIS+260814:0100+77'\r\nUNH+1+PAXLST:D:05B:UN'BGM+745'NAD+MS+++O?'NEILL:A?+B'\r\n"
    b"''DTM+189:2608141005:201'UNT+5+1'UNZ+1+77'"
)


def shown(raw: bytes, syntax: str, **where: object) -> bytes | None:
    span = place(raw, syntax, Position(**where))  # type: ignore[arg-type]
    return None if span is None else raw[span[0] : span[1]]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"segment": 1}, b"UNB+UNOA:4+ZZ:ZZ+USAPIS+260814:0100+77"),
        ({"segment": 1, "element": 2}, b"ZZ:ZZ"),
        ({"segment": 2, "element": 2, "component": 3}, b"05B"),
        ({"segment": 4, "element": 4}, b"O?'NEILL:A?+B"),
        ({"segment": 4, "element": 4, "component": 2}, b"A?+B"),
        ({"segment": 5, "element": 1, "component": 2}, b"2608141005"),
        ({"segment": 5, "element": 9}, b"DTM+189:2608141005:201"),
        ({"segment": 99}, None),
        ({"message": 1}, b"UNH+1+PAXLST:D:05B:UN"),
        ({}, None),
    ],
)
def test_a_position_in_an_interchange_is_the_bytes_it_names(where: dict[str, int], expected: bytes | None) -> None:
    assert shown(EDI, "edifact", **where) == expected


def test_a_segment_that_lost_its_terminator_ends_where_the_next_begins() -> None:
    raw = EDI.replace(b"BGM+745'", b"BGM+745\n")
    assert shown(raw, "edifact", segment=3) == b"BGM+745"
    assert shown(raw, "edifact", segment=4, element=4, component=1) == b"O?'NEILL"


def test_what_holds_no_header_still_shows_its_beginning() -> None:
    assert window(b"nothing of ours", place(b"nothing of ours", "edifact", Position(segment=7)), "edifact").marked == ""
    assert window(b"nothing of ours", None, "edifact").after == "nothing of ours"


def test_a_line_and_a_cell_of_a_table_are_found_with_quotes_and_other_delimiters() -> None:
    raw = b'# sender: X\r\nsurname;given_names;birth_date\r\n"DE; ""WIT""";ANNA;1999-02-31\r\n'
    assert shown(raw, "csv", segment=3) == b'"DE; ""WIT""";ANNA;1999-02-31'
    assert shown(raw, "csv", segment=3, element=1) == b'"DE; ""WIT"""'
    assert shown(raw, "csv", segment=3, element=3) == b"1999-02-31"
    assert shown(raw, "csv", segment=3, element=9) == b'"DE; ""WIT""";ANNA;1999-02-31'
    assert shown(raw, "csv", segment=12) is None


def test_a_pointer_leads_to_its_member_and_one_that_is_missing_to_what_should_hold_it() -> None:
    raw = '{"sender":"X", "travelers" : [ {"a":1}, {"document": {"num/ber": "Ü}1", "n": [1, 2]}} ]}'.encode()
    assert shown(raw, "json", path="/travelers/1/document/num~1ber") == '"Ü}1"'.encode()
    assert shown(raw, "json", path="/travelers/1/document/n/1") == b"2"
    assert shown(raw, "json", path="/travelers/0") == b'{"a":1}'
    assert shown(raw, "json", path="/travelers/0/surname") == b'{"a":1}'
    assert shown(raw, "json", path="/") == raw


def test_broken_json_is_marked_at_the_character_where_it_broke() -> None:
    assert shown(b'{\n  "a": 1,\n  oops\n}', "json", segment=3, element=3) == b"o"


def test_nothing_that_was_sent_can_act_or_hide() -> None:
    assert visible(b"a\x00\x1b[31m\x7f\xff") == "a\u2400\u241b[31m\u2421\\xff"
    assert visible("x\u202egpj.exe\u2028".encode()) == "x<U+202E>gpj.exe<U+2028>"
    assert visible(b"UNB+1'UNZ+1'", "'") == "UNB+1'\nUNZ+1'\n"


def test_of_a_big_file_only_what_stands_around_the_place_is_shown() -> None:
    raw = EDI[:-9] + b"FTX+" + b"x" * 3_000_000 + b"'" + EDI[-9:]
    seen = window(raw, place(raw, "edifact", Position(segment=7)), "edifact", around=100)
    assert len(seen.marked) == LONGEST_MARK
    assert len(seen.before) + len(seen.after) < 300
    assert seen.size == len(raw)
    assert 0 < seen.first < seen.last < len(raw)


_WORD = st.text(st.sampled_from("AB'+:? \u00dc"), min_size=1, max_size=6)


@given(st.lists(st.lists(st.lists(_WORD, min_size=1, max_size=3), min_size=1, max_size=4), min_size=1, max_size=6))
def test_every_component_of_every_interchange_is_found_where_it_was_written(body: list[list[list[str]]]) -> None:
    def written(word: str) -> bytes:
        return "".join(f"?{one}" if one in "'+:?" else one for one in word).encode()

    segments = [b"+".join([b"FTX", *(b":".join(map(written, one)) for one in parts)]) for parts in body]
    raw = b"UNB+UNOA:4+ZZ+US+260814:0100+1'UNH+1+PAXLST:D:05B:UN'" + b"'".join(segments) + b"'UNT+2+1'UNZ+1+1'"
    for number, parts in enumerate(body, 3):
        for element, components in enumerate(parts, 1):
            for component, word in enumerate(components, 1):
                found = shown(raw, "edifact", segment=number, element=element, component=component)
                assert found is not None
                assert found.strip() == written(word).strip()


@given(
    st.binary(max_size=300),
    st.sampled_from(["edifact", "csv", "json", "unknown"]),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_whatever_the_bytes_are_the_place_lies_within_them(raw: bytes, syntax: str, segment: int, element: int) -> None:
    for where in (
        Position(segment, element),
        Position(segment, element, 2),
        Position(path="/a/0"),
        Position(message=1),
    ):
        span = place(raw, syntax, where)
        assert span is None or 0 <= span[0] <= span[1] <= len(raw)
        assert "\x1b" not in window(raw, span, syntax).before


def test_a_pointer_reads_what_any_writer_of_json_wrote() -> None:
    value = {"a\u00e9": [None, {'b"c': "\\"}], "z": {"y": [[1], [2.5e3]]}}
    for raw in (json.dumps(value).encode(), json.dumps(value, indent=2, ensure_ascii=False).encode()):
        assert json.loads(shown(raw, "json", path='/a\u00e9/1/b"c') or b"") == "\\"
        assert json.loads(shown(raw, "json", path="/z/y/1/0") or b"") == 2500.0
