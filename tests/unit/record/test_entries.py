"""From tables to entries and back: nothing that was said is lost, and rows find their message."""

from __future__ import annotations

import polars as pl

from tidewaiter import record
from tidewaiter.vocabulary.facts import lines, table_of
from tidewaiter.vocabulary.tables import DECLARED, conform


def declared() -> pl.DataFrame:
    said = {"declaration_id": ["dec-1", "dec-2", "dec-3"], "message_id": ["msg-1", "msg-1", "msg-2"]}
    places = pl.Series("booking_places", [["LHR", "JFK"], None, None], dtype=pl.List(pl.String))
    return conform(pl.DataFrame({**said, "surname": ["VALE", None, "REED"]}).with_columns(places), DECLARED)


def test_columns_in_which_a_message_says_nothing_are_left_out_and_read_back_as_null() -> None:
    table = declared()
    shares = record.cut_spoken(table)
    assert table_of(shares["msg-1"] + shares["msg-2"], DECLARED).equals(table)
    assert b'"seat"' not in shares["msg-1"][0]
    assert len(shares["msg-1"][0]) * 3 < len(lines(table)[0])


def test_what_a_message_leaves_out_does_not_hang_on_others_of_its_batch() -> None:
    table = declared()
    assert record.cut_spoken(table)["msg-2"] == record.cut_spoken(table.filter(message_id="msg-2"))["msg-2"]


def test_an_encounter_belongs_to_the_last_message_of_the_batch_that_speaks_of_it() -> None:
    identified = pl.DataFrame({"declaration_id": ["dec-1", "dec-2", "dec-3"], "encounter_id": ["e1", "e2", "e1"]})
    owners = record.owners_of(pl.Series(["e2", "e1", "unheard-of"]), identified, declared())
    assert owners.to_list() == ["msg-1", "msg-2", None]


def test_rows_keep_their_order_within_the_message_that_owns_them() -> None:
    shares = record.cut(pl.DataFrame({"n": [1, 2, 3]}), pl.Series(["a", "b", "a"]))
    assert shares == {"a": (b'{"n":1}', b'{"n":3}'), "b": (b'{"n":2}',)}
