"""Five thousand damaged passenger lists: each is read or refused with a place, none leaks, none dawdles."""

from pathlib import Path

import pytest
from tests.mutants import leaks, mutants

from tidewaiter.formats import contrl, paxlst
from tidewaiter.formats.edifact import open_interchange, split_interchanges
from tidewaiter.vocabulary.errors import Unreadable

SAMPLES = Path(paxlst.__file__).parents[2] / "samples" / "paxlst"
SMALL = [path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.stat().st_size < 10_000]
LARGE = [(SAMPLES / "flight_of_260.edi").read_bytes()]


def parse(raw):
    contrl.subject_of(raw)
    for piece in split_interchanges(raw):
        envelope = open_interchange(piece)
        for message in envelope.messages:
            found = paxlst.read(envelope, message)
            assert found.kind == "paxlst"
            for finding in found.findings:
                assert finding.position.segment is not None
                assert finding.position.message == message.ordinal


def test_five_thousand_mutants_of_small_lists_leak_nothing():
    assert leaks(parse, mutants(20260814, SMALL, 4850)) == []


def test_mutants_of_a_list_of_260_leak_nothing():
    assert leaks(parse, mutants(260, LARGE, 150)) == []


HEAD = b"UNB+UNOA:4+A+B+260501:0900+R"
OPEN = HEAD + b"'UNH+1+PAXLST:D:12B:UN'BGM+745'NAD+FL+++A:B'"


@pytest.mark.parametrize(
    "hostile",
    [
        HEAD + b" " * 200_000 + b"x",
        OPEN + b"\n" * 200_000 + b"x",
        OPEN + b"?" * 200_000,
        b"UNB" + b" " * 200_000 + b"+",
        b"UNA" * 60_000,
        b"UNB+UNOA:4+" * 15_000,
        OPEN + b"'" * 200_000,
        OPEN + b"+" * 200_000,
        OPEN + b"FTX+BAG+++A1:99'" * 10_000,
        OPEN + b"RFF+AVF:1:" * 20_000,
        OPEN + b"CNT+42:" + b"9" * 100_000 + b"'UNT+" + b"9" * 100_000 + b"'",
        OPEN + "CNT+42:²'UNT+²+1'UNZ+²+R'".encode(),
    ],
    ids=lambda raw: repr(raw[-12:]),
)
def test_input_made_to_be_slow_is_not(hostile):
    assert leaks(parse, [hostile]) == []


def test_the_mutants_are_the_same_on_every_run():
    assert list(mutants(5, SMALL, 20)) == list(mutants(5, SMALL, 20)) != list(mutants(6, SMALL, 20))


def test_many_mutants_are_still_read_and_many_refused():
    read = refused = 0
    for mutant in mutants(7, SMALL, 300):
        try:
            parse(mutant)
            read += 1
        except Unreadable:
            refused += 1
    assert read > 100
    assert refused > 5


def test_a_reader_that_leaks_is_caught():
    def broken(raw):
        """A twin that takes its input on trust, as most readers do."""
        envelope = open_interchange(raw)
        return [segment[4][1] for message in envelope.messages for segment in message.segments if segment[0] == ["NAD"]]

    caught = leaks(broken, mutants(8, SMALL, 200))
    assert caught
    assert "IndexError" in {leak.what.split(":")[0] for leak in caught}


def test_a_reader_that_refuses_without_a_place_is_caught():
    def broken(raw):
        raise Unreadable("no")

    assert len(leaks(broken, mutants(9, SMALL, 3))) == 3


def test_a_reader_that_dawdles_is_caught():
    def broken(raw):
        return sum(range(200_000))

    assert leaks(broken, mutants(10, SMALL, 2), limit=0.0001)
