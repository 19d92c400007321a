"""May this officer do this, here, for this purpose?"""

import pytest

from tidewaiter.assemble import policy
from tidewaiter.authority import Permission, read_authority
from tidewaiter.vocabulary.errors import Forbidden, InvalidPolicy
from tidewaiter.vocabulary.officer import Officer

TABLE = read_authority(policy("permissions.yaml"))
AT_JFK = Officer("A. Officer", frozenset({"officer"}), "JFK", "arrival of ZZ204")


def test_an_officer_acts_at_the_own_port_and_at_no_other():
    assert TABLE.allows(AT_JFK, Permission.PORT_ENCOUNTER_ADMIT, "JFK")
    assert not TABLE.allows(AT_JFK, Permission.PORT_ENCOUNTER_ADMIT, "LAX")


def test_an_encounter_without_a_port_is_no_ports_own():
    assert not TABLE.allows(AT_JFK, Permission.PORT_ENCOUNTER_ADMIT, "")


def test_a_record_is_opened_only_for_a_stated_purpose():
    silent = Officer("A. Officer", frozenset({"officer"}), "JFK", "  ")
    assert TABLE.allows(AT_JFK, Permission.PORT_ENCOUNTER_READ, "JFK")
    assert not TABLE.allows(silent, Permission.PORT_ENCOUNTER_READ, "JFK")
    with pytest.raises(Forbidden) as refused:
        TABLE.require(silent, Permission.PORT_ENCOUNTER_READ, "JFK")
    assert refused.value.code == "purpose-required"


def test_what_a_role_does_not_hold_is_refused():
    with pytest.raises(Forbidden, match="house:journal:verify"):
        TABLE.require(AT_JFK, Permission.HOUSE_JOURNAL_VERIFY)


def test_an_unknown_role_holds_nothing():
    stranger = Officer("Somebody", frozenset({"emperor"}), "*", "curiosity")
    assert not any(TABLE.allows(stranger, permission) for permission in Permission)


def test_rows_are_confined_to_the_port_of_whoever_has_one():
    assert TABLE.port_of(AT_JFK) == "JFK"
    assert TABLE.port_of(Officer("An Auditor", frozenset({"auditor"}))) is None
    assert TABLE.port_of(Officer("Of No Port", frozenset({"officer"}), "")) == "nowhere"


def test_an_unknown_permission_in_the_table_is_refused():
    text = policy("permissions.yaml").replace("house:journal:verify", "house:journal:verfy")
    with pytest.raises(InvalidPolicy, match="verfy"):
        read_authority(text)
