import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tidewaiter.record import (
    NO_HASH,
    Head,
    attest,
    leaf_hash,
    leaves_of,
    pack,
    read_checkpoints,
    root_of,
    seal,
    unpack,
)
from tidewaiter.vocabulary.errors import Tampered, TidewaiterError
from tidewaiter.vocabulary.facts import Entry, FactKind

AT = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=-5)))
SALT = bytes(range(16))
ENTRY = Entry(FactKind.ADMITTED, "enc-1", AT, "Ågot Nørve-Lima", (b'{"a":1}', b'{"a":2}'))
rows = st.lists(st.binary(max_size=40).filter(lambda row: b"\n" not in row), max_size=20).map(tuple)


def test_a_sealed_entry_states_what_its_kind_means_and_its_place():
    sealed = seal(Head(), ENTRY, SALT)
    assert (sealed.seq, sealed.room, sealed.retention, sealed.rows) == (1, "enforce", "crossing", 2)
    assert sealed.at == "2026-03-01T12:30:00.000000Z"
    assert sealed.previous == NO_HASH
    assert seal(Head().after(sealed), ENTRY, SALT).previous == sealed.hash


def test_the_hash_covers_canonical_json_that_any_language_can_write():
    sealed = seal(Head(), ENTRY, SALT, b"\xab")
    text = json.dumps(sealed.fields(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert sealed.hash == sha256(text.encode()).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"about": "enc-2"},
        {"actor": ""},
        {"rows": 3},
        {"rows_root": b""},
        {"previous": b""},
        {"kind": "Refused"},
        {"room": ""},
        {"at": ""},
        {"retention": "audit"},
        {"payload_digest": b"x"},
    ],
)
def test_no_sealed_field_changes_without_changing_the_hash(change):
    sealed = seal(Head(), ENTRY, SALT)
    assert replace(sealed, **change).computed_hash() != sealed.hash


def test_row_digests_need_the_salt_and_differ_for_equal_rows():
    same = leaves_of(SALT, [b"row", b"row"])
    assert len(set(same)) == 2
    assert leaves_of(bytes(16), [b"row"]) != same[:1]
    assert leaf_hash(b"row") not in same
    assert seal(Head(), replace(ENTRY, rows=(b"row", b"row")), SALT).rows_root == root_of(same)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(TidewaiterError, match="no time zone"):
        seal(Head(), replace(ENTRY, at=AT.replace(tzinfo=None)), SALT)


def test_text_that_is_not_unicode_is_refused():
    with pytest.raises(TidewaiterError, match="Unicode"):
        seal(Head(), replace(ENTRY, about="\ud800"), SALT)


@given(rows)
def test_payloads_unpack_to_what_was_packed(given_rows):
    assert unpack(pack(SALT, given_rows), len(given_rows)) == (SALT, given_rows)


def test_a_row_with_a_line_end_is_refused():
    with pytest.raises(TidewaiterError, match="line end"):
        pack(SALT, (b"one\ntwo",))


@pytest.mark.parametrize("packed", [b"", SALT + b"no zlib", pack(SALT, (b"one", b"two"))])
def test_a_payload_that_is_not_the_sealed_number_of_rows_is_tampered(packed):
    with pytest.raises(Tampered):
        unpack(packed, 1)


def test_checkpoints_come_back_by_size_with_the_altered_lines_named_and_the_torn_passed_over():
    key, head = Ed25519PrivateKey.generate(), Head()
    stated = []
    for _ in range(3):
        head = head.after(seal(head, ENTRY, SALT))
        stated.append(attest("origin", head, AT, key))
    lines = [stated[2].line(), stated[0].line(), b'{"size":"many"}\n', stated[1].line()[:40], b"\n"]
    assert read_checkpoints(lines) == ([stated[0], stated[2]], [3])
    assert stated[0].is_signed_by(key.public_key())
    assert not replace(stated[0], size=2).is_signed_by(key.public_key())
    assert not stated[0].is_signed_by(Ed25519PrivateKey.generate().public_key())


def test_moments_are_utc_whatever_zone_they_came_in():
    assert seal(Head(), ENTRY, SALT).hash == seal(Head(), replace(ENTRY, at=AT.astimezone(UTC)), SALT).hash
