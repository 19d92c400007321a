"""What comes in is recognised by its content; what cannot be read carries its place."""

import pytest

from tidewaiter.receive import Delivery, open_delivery
from tidewaiter.receive.delivery import LIMIT_BYTES

UNKNOWN_TYPE = b"UNB+UNOA:4+CARRIER+BORDER+260814:0630+R1'UNH+1+INVOIC:D:96A:UN'BGM+380'UNT+3+1'UNZ+1+R1'"
PAXLST = (
    b"UNB+UNOA:4+CARRIER+BORDER+260814:0630+R%d'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'TDT+20+ZZ204'LOC+125+LHR'"
    b"DTM+189:2608141005:201'LOC+87+JFK'DTM+232:2608141310:201'NAD+FL+++ILVES:MAARJA'UNT+9+1'UNZ+1+R%d'"
)


def opened(raw):
    return list(open_delivery(Delivery(raw)))


def test_one_file_may_hold_several_interchanges():
    found = opened(PAXLST % (1, 1) + b"\r\n" + PAXLST % (2, 2))
    assert [one.reference for one in found] == ["R1", "R2"]
    assert [len(one.interchange.messages[0].people) for one in found] == [1, 1]


def test_a_message_type_that_is_not_taken_here_is_refused_at_its_header():
    (one,) = opened(UNKNOWN_TYPE)
    assert one.interchange is None and one.reference == "R1"
    assert (one.error.code, one.error.position.segment) == ("17", 2)
    assert "INVOIC" in one.error.text


@pytest.mark.parametrize("raw", [b"", b"   \r\n", b"hello", b"\x00\xff\xfe\x01" * 50, b"%PDF-1.7 ..."])
def test_what_is_no_message_is_refused_and_keyed_by_its_content(raw):
    (one,) = opened(raw)
    assert one.error is not None and one.interchange is None
    assert one.reference.startswith("sha256:")


def test_a_delivery_over_the_limit_is_refused_before_it_is_read():
    (one,) = opened(b"UNB" + b" " * LIMIT_BYTES)
    assert one.error.code == "37"


def test_the_digest_is_of_the_interchange_not_of_the_file():
    alone = opened(PAXLST % (2, 2))[0].digest
    assert opened(PAXLST % (1, 1) + b"\n" + PAXLST % (2, 2))[1].digest == alone


def test_an_empty_delivery_is_called_empty_and_an_unknown_one_is_told_how_a_csv_begins():
    [empty] = open_delivery(Delivery(b" \r\n", "command-line", "empty.edi"))
    assert "empty" in str(empty.error)
    [unknown] = open_delivery(Delivery(b"a,b\n1,2\n", "command-line", "plain.csv"))
    assert "# sender:" in str(unknown.error)
