"""Exits close stays; what is left over is a gap in the data, or a list for a human."""

from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.enforce import match_exits
from tidewaiter.enforce.stays import Exit, Stay, past_its_date, unmatched


def day(number: int) -> str:
    return f"2026-01-{number + 1:02d}T00:00:00.000000Z"


def stay(name: str, admitted: int, key: str | None = "AB123") -> Stay:
    return Stay(name, key, day(admitted))


def left(name: str, when: int, key: str | None = "AB123", seq: int = 0) -> Exit:
    return Exit(name, key, day(when), seq)


def matched(exits, stays):
    return {stay: one.encounter_id for stay, one in match_exits(exits, stays).items()}


def test_an_exit_closes_the_stay_of_the_same_document_issuer_and_birth_date():
    assert matched([left("out", 9)], [stay("in", 1), stay("another", 1, "ZZ9")]) == {"in": "out"}


def test_each_exit_closes_the_latest_stay_that_began_before_it():
    exits = [left("late", 20), left("early", 5)]
    assert matched(exits, [stay("a", 1), stay("b", 10)]) == {"b": "late", "a": "early"}


def test_a_second_exit_closes_nothing_and_falls_back_on_no_earlier_stay():
    exits = [left("second", 9), left("first", 8)]
    assert matched(exits, [stay("missed", 1), stay("in", 5)]) == {"in": "first"}


def test_of_two_exits_at_one_moment_the_one_stated_first_closes():
    assert matched([left("b", 9, seq=7), left("a", 9, seq=3)], [stay("in", 1)]) == {"in": "a"}


def test_who_leaves_at_the_moment_of_entry_has_left():
    assert matched([left("out", 4)], [stay("in", 4)]) == {"in": "out"}


def test_nothing_matches_without_a_document_or_before_the_entry():
    exits = [left("unknown", 9, "ZZ9"), left("before entry", 0), left("no number", 9, None), left("blank", 9, "")]
    assert matched(exits, [stay("in", 1), stay("keyless", 1, None), stay("blank", 1, "")]) == {}
    assert matched([], [stay("in", 1)]) == matched([left("out", 9)], []) == {}


def test_what_is_left_over_is_said_to_be_a_gap_first():
    assert past_its_date(keyed=True, again=False)[0] == "past-date"
    assert past_its_date(keyed=True, again=True)[0] == "data-gap", "the exit in between is missing"
    assert past_its_date(keyed=False, again=False)[0] == "data-gap", "no exit could have matched"
    assert (
        len(
            {unmatched(keyed=False, begun=False), unmatched(keyed=True, begun=False), unmatched(keyed=True, begun=True)}
        )
        == 3
    )


CROSSED = st.lists(st.tuples(st.integers(0, 30), st.sampled_from("AB")), max_size=8)


@given(CROSSED, CROSSED, st.randoms(use_true_random=False))
def test_no_stay_closes_twice_or_before_it_began_and_the_order_of_knowing_does_not_matter(gone, entered, dice):
    exits = [left(f"x{i}", when, key, i) for i, (when, key) in enumerate(gone)]
    stays = [stay(f"s{i}", when, key) for i, (when, key) in enumerate(entered)]
    closed = match_exits(exits, stays)
    assert len({one.encounter_id for one in closed.values()}) == len(closed)
    begun = {one.encounter_id: one for one in stays}
    for name, one in closed.items():
        assert begun[name].admitted_at <= one.left_at
        assert begun[name].key == one.key
    dice.shuffle(exits)
    dice.shuffle(stays)
    assert match_exits(exits, stays) == closed
