from __future__ import annotations

import pytest

from tidewaiter.assemble import policy
from tidewaiter.authority import read_authority
from tidewaiter.vocabulary.errors import InvalidPolicy
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.sender import Sender

AUTHORITY = read_authority(policy("permissions.yaml"))


@pytest.mark.parametrize(
    ("text", "sender"),
    [("ZZ", Sender("ZZ")), (" ZZ:14 ", Sender("ZZ", "14")), ("A?:B", Sender("A:B")), ("A?:B:ZZ", Sender("A:B", "ZZ"))],
)
def test_a_sender_is_read_and_written_as_unb_writes_it(text: str, sender: Sender):
    assert Sender.of(text) == sender
    assert Sender.of(str(sender)) == sender


def test_a_sender_without_a_qualifier_stands_for_any_and_one_with_it_for_itself_alone():
    assert Sender("ZZ").covers(Sender("ZZ", "14")) and Sender("ZZ", "14").covers(Sender("ZZ", "14"))
    assert not Sender("ZZ", "14").covers(Sender("ZZ")) and not Sender("ZZ").covers(Sender("ZZA"))


def test_a_role_that_is_bound_speaks_for_its_senders_and_the_house_for_all():
    carrier = AUTHORITY.submitter(Officer("feed", frozenset({"carrier"}), senders=("ZZ",)))
    assert carrier.may_submit_for(Sender("ZZ", "9")) and not carrier.may_submit_for(Sender("QQ"))
    assert AUTHORITY.submitter(Officer("Ada", frozenset({"steward"}))).may_submit_for(Sender("QQ"))
    assert AUTHORITY.submitter(Officer("Ada", frozenset({"steward", "carrier"}))).may_submit_for(Sender("QQ"))


def test_whoever_may_not_submit_at_all_is_bound_to_nobody():
    assert not AUTHORITY.submitter(Officer("Ada", frozenset({"auditor"}))).may_submit_for(Sender("ZZ"))


def test_a_bound_role_that_is_no_role_is_refused():
    with pytest.raises(InvalidPolicy):
        read_authority(
            policy("permissions.yaml").replace("bound_to_senders:\n  - carrier", "bound_to_senders:\n  - ship")
        )
