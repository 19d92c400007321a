"""Dirt between and inside segments that carriers really send: it is mended, told once, and loses nobody."""

import pytest

from tidewaiter.formats.edifact import open_interchange

BODY = "UNH+1+PAXLST:D:12B:UN'BGM+745'NAD+FL+++ABARCA:ELENA'NAT+2+ESP'UNT+5+1'"
GOOD = f"UNA:+.? 'UNB+UNOA:4+AA:ZZ+BB:ZZ+260501:0900+R1'{BODY}UNZ+1+R1'"


def opened(text, encoding="utf-8"):
    envelope = open_interchange(text.encode(encoding))
    return envelope, {finding.code: finding for finding in envelope.findings}


def texts(envelope):
    return [segment for segment in envelope.messages[0].segments if segment[0][0] in ("NAD", "NAT")]


CLEAN = [[["NAD"], ["FL"], [""], [""], ["ABARCA", "ELENA"]], [["NAT"], ["2"], ["ESP"]]]


@pytest.mark.parametrize("dirt", ["?'", "???'", "?' \r\n"])
def test_a_stray_release_character_before_a_terminator_hides_no_segment(dirt):
    envelope, found = opened(GOOD.replace("ELENA'", "ELENA" + dirt))
    assert found["released-terminator"].position.segment == 4
    assert len(texts(envelope)) == 2
    assert texts(envelope)[1] == CLEAN[1]
    assert texts(envelope)[0][4][1] == "ELENA" + ("?" if dirt == "???'" else "")


def test_a_released_release_character_before_a_terminator_is_plain_text():
    envelope, found = opened(GOOD.replace("ELENA'", "ELENA??'"))
    assert "released-terminator" not in found
    assert texts(envelope)[0][4] == ["ABARCA", "ELENA?"]


def test_a_released_apostrophe_inside_a_name_stays_in_the_name():
    envelope, found = opened(GOOD.replace("ABARCA:ELENA", "O?'NATAL:D?'ADDA"))
    assert not found
    assert texts(envelope)[0][4] == ["O'NATAL", "D'ADDA"]


@pytest.mark.parametrize("quote", ["\u2019", "\u2018", "\u00b4", "`"])
def test_a_typographic_quotation_mark_ends_a_segment_where_a_tag_follows(quote):
    envelope, found = opened(GOOD.replace("ELENA'", "ELENA" + quote), "cp1252")
    assert found["curly-terminator"].position.segment == 4
    assert texts(envelope) == CLEAN


def test_a_typographic_apostrophe_in_a_name_ends_nothing():
    envelope, found = opened(GOOD.replace("ABARCA", "O\u2019NEIL"), "cp1252")
    assert set(found) == {"not-utf-8"}
    assert texts(envelope)[0][4][0] == "O\u2019NEIL"


def test_the_place_of_a_doubtful_byte_is_its_segment():
    _, found = opened(GOOD.replace("ELENA", "EL\u00c9NA"), "cp1252")
    assert found["not-utf-8"].position.segment == 4


def test_utf_8_and_windows_1252_in_one_interchange_are_both_read():
    raw = GOOD.replace("ABARCA", "M\u00dcLLER").encode().replace(b"ELENA", "REN\u00c9".encode("cp1252"))
    envelope = open_interchange(raw)
    assert texts(envelope)[0][4] == ["M\u00dcLLER", "REN\u00c9"]


def test_small_letters_in_a_tag_are_read_and_told_once():
    envelope, found = opened(GOOD.replace("NAD+", "nad+").replace("NAT+", "nat+"))
    assert found["lower-case-tag"].position.segment == 4
    assert "(2 times)" in found["lower-case-tag"].text
    assert texts(envelope) == CLEAN


def test_control_characters_are_taken_out():
    envelope, found = opened("\x01\r\n\x02" + GOOD.replace("NAT+", "\x00NAT+").replace("ELENA", "ELE\x07NA") + "\x03")
    assert found["control-character"].position.segment == 4
    assert texts(envelope) == CLEAN


def test_control_characters_that_separate_are_kept():
    raw = GOOD[9:].replace("'", "\x1c").replace("+", "\x1d").replace(":", "\x1f")
    envelope, found = opened(raw)
    assert "control-character" not in found
    assert texts(envelope) == CLEAN
