"""The EDIFACT frame: service characters as used, segments as meant, and the file around them."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidewaiter.formats.edifact import DEFAULT, Syntax, open_interchange, split_interchanges, tokenize
from tidewaiter.formats.edifact.writer import interchange, segment
from tidewaiter.vocabulary.errors import Unreadable

BODY = "UNH+1+PAXLST:D:12B:UN'BGM+745'NAD+FL+++ABARCA:ELENA'UNT+4+1'"
GOOD = f"UNA:+.? 'UNB+UNOA:4+AA:ZZ+BB:ZZ+260501:0900+R1'{BODY}UNZ+1+R1'"
NO_UNA = GOOD[9:]


def codes(raw):
    return {finding.code for finding in open_interchange(raw).findings}


def test_a_clean_interchange_gives_no_finding():
    envelope = open_interchange(GOOD.encode())
    assert (envelope.sender, envelope.recipient, envelope.reference) == ("AA", "BB", "R1")
    assert envelope.prepared == datetime(2026, 5, 1, 9, 0)
    assert envelope.findings == []
    assert envelope.messages[0].segments[2] == [["NAD"], ["FL"], [""], [""], ["ABARCA", "ELENA"]]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (GOOD.replace("UNT+4+1'", ""), "missing-unt"),
        (GOOD.replace("UNZ+1+R1'", ""), "missing-unz"),
        (GOOD.replace("UNZ+1+R1'", "UNZ+1+R1"), "missing-last-terminator"),
        (GOOD.replace("UNT+4+1", "UNT+9+1"), "segment-count-mismatch"),
        (GOOD.replace("UNT+4+1", "UNT+4+7"), "reference-mismatch"),
        (GOOD.replace("UNZ+1", "UNZ+3"), "message-count-mismatch"),
        (GOOD.replace("'NAD", "'\n  NAD"), "blank-before-tag"),
        (GOOD.replace("NAD+", "NAD +"), "blank-in-tag"),
        (GOOD.replace("'NAD", "''NAD"), "empty-segment"),
        (GOOD.replace("BGM+745'", "BGM+745\n"), "missing-terminator"),
        (GOOD.replace("ABARCA", "ABA\r\nRCA"), "line-break-in-segment"),
        ("ZCZC 0042\r\n" + GOOD, "leading-text"),
        (GOOD + "NNNN", "trailing-text"),
        (GOOD.replace("UNA:+.? '", "UNA*-.? '"), "service-characters-differ"),
        (GOOD.replace("UNA:+.? '", "UNA:+? '"), "short-una"),
        (GOOD.replace("ELENA", "EL?ENA"), "needless-release"),
        (GOOD.replace("ELENA", "EL\u00c9NA").encode("cp1252"), "not-utf-8"),
        (GOOD.replace("+260501:0900", "+991399:0900"), "invalid-date"),
        (GOOD.replace("UNT+4+1'", "UNT+4+1'FTX+AAA'"), "stray-segment"),
    ],
)  # fmt: skip
def test_each_liberty_is_read_and_recorded(raw, code):
    raw = raw if isinstance(raw, bytes) else raw.encode()
    envelope = open_interchange(raw)
    found = [finding for finding in envelope.findings if finding.code == code]
    assert found, [finding.code for finding in envelope.findings]
    assert all(finding.position.segment for finding in found)
    assert any("BGM" in piece for piece in envelope.messages[0].pieces)


def test_a_missing_unt_leaves_the_people_of_the_message_whole():
    message = open_interchange(GOOD.replace("UNT+4+1'", "").encode()).messages[0]
    assert message.segments[-1][4] == ["ABARCA", "ELENA"]


@pytest.mark.parametrize("una", ["UNA:+.? '", "UNA*$.\\ ~", "UNA\x1f\x1d.  \x1c", "UNA:+,?*\n"])
def test_any_service_characters_that_una_declares_are_used(una):
    syntax = Syntax(una[3], una[4], una[5], una[6].strip(), una[7], una[8])
    raw = interchange(
        [("1", ["PAXLST", "D", "12B", "UN"], [segment("NAD", "FL", ["A", "B"], syntax=syntax)])],
        sender="AA", recipient="BB", reference="R", prepared=datetime(2026, 5, 1), syntax=syntax,
    )  # fmt: skip
    envelope = open_interchange(raw)
    assert envelope.syntax == syntax
    assert envelope.messages[0].segments[1] == [["NAD"], ["FL"], ["A", "B"]]


def test_a_tag_split_by_a_line_wrap_is_put_together():
    assert codes(GOOD.replace("'BGM", "'BG\r\nM").encode()) == {"line-break-in-segment"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "13"),
        (b"nothing of the kind", "13"),
        (NO_UNA.replace("UNB+UNOA:4", "UNB+:4").encode(), "12"),
        (NO_UNA.replace("+R1'UNH", "+'UNH").encode(), "13"),
        (b"UNA:UNB+UNOA:4+A+B+260501:0900+R'", "22"),
        (b"UNB+UNOA:4+A+B+260501:0900+R'UNZ+0+R'", "13"),
    ],
)
def test_what_cannot_be_read_is_refused_with_code_and_place(raw, code):
    with pytest.raises(Unreadable) as refusal:
        open_interchange(raw)
    assert refusal.value.code == code
    assert refusal.value.position.segment is not None


def test_positions_count_segments_from_unb():
    message = open_interchange(GOOD.encode()).messages[0]
    assert (message.first, message.ordinal) == (2, 1)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.lists(texts, min_size=1, max_size=3), min_size=1, max_size=4), min_size=1, max_size=5))
def test_whatever_is_written_is_read_back(segments):
    body = [segment("FTX", *elements) for elements in segments]
    raw = interchange(
        [("1", ["PAXLST"], body)], sender="A", recipient="B", reference="R", prepared=datetime(2026, 5, 1)
    )
    envelope = open_interchange(raw)
    read = envelope.messages[0].segments[1:]
    assert len(read) == len(segments)
    for got, meant in zip(read, segments, strict=True):
        expected = [element[: max((i + 1 for i, text in enumerate(element) if text), default=0)] for element in meant]
        while expected and not expected[-1]:
            expected.pop()
        assert [element if element != [""] else [] for element in got[1:]] == expected


@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything_but_unreadable(raw):
    for attempt in (raw, b"UNB+UNOA:4+A+B+260501:0900+R'" + raw, b"UNA" + raw + b"UNB+UNOA:4" + raw):
        try:
            tokenize(attempt)
            open_interchange(attempt)
        except Unreadable as refusal:
            assert refusal.position.segment is not None
        split_interchanges(attempt)


def numbered(count):
    return [GOOD.replace("R1", f"R{n}").encode() for n in range(count)]


def test_interchanges_of_one_file_are_cut_byte_for_byte_and_junk_between_is_left_out():
    parts = numbered(3)
    assert split_interchanges(b"HEAD\r\n" + b"\r\n \x1aJUNK\n".join(parts) + b"\n\n") == parts


def test_a_name_that_contains_unb_cuts_nothing():
    hostile = GOOD.replace("ABARCA", "UNB").replace("ELENA", "X?'UNB?+UNOA?:4?+UNA")
    assert split_interchanges(hostile.encode()) == [hostile.encode()]
    assert open_interchange(hostile.encode()).messages[0].segments[2][4] == ["UNB", "X'UNB+UNOA:4+UNA"]


def test_an_interchange_without_unz_ends_where_the_next_begins():
    first, second = numbered(2)
    first = first.replace(b"UNZ+1+R0'", b"")
    assert split_interchanges(first + b"\r\n" + second) == [first, second]


def test_interchanges_with_other_separators_and_accents_are_cut_too():
    strange = GOOD.replace("'", "~").replace("+", "^").replace("ELENA", "ÉLÉNA'").encode("cp1252")
    assert split_interchanges(numbered(1)[0] + strange) == [*numbered(1), strange]


def test_a_file_without_header_comes_back_whole():
    assert split_interchanges(b"no edifact") == [b"no edifact"]


def test_many_open_interchanges_are_cut_in_linear_time():
    parts = [part.replace(b"UNZ+1", b"UNX+1") for part in numbered(400)]
    assert len(split_interchanges(b"".join(parts))) == 400


def test_text_beyond_ascii_is_declared_as_utf_8():
    def head(name):
        body = [segment("NAD", "FL", [name])]
        written = interchange(
            [("1", ["PAXLST"], body)], sender="A", recipient="B", reference="R", prepared=datetime(2026, 5, 1)
        )
        return written[9:19]

    assert head("ABARCA") == b"UNB+UNOC:4"
    assert head("ÁBARCA") == b"UNB+UNOY:4"
    assert segment("NAD", "A+B", ["C:D", None], None, syntax=DEFAULT) == "NAD+A?+B+C?:D'"
