"""The bytes of attachments: they lie in the journal, encrypted under the key of their day, and go when it goes."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256

import orjson

from tidewaiter.store.work import Reader
from tidewaiter.vocabulary.errors import Tampered
from tidewaiter.vocabulary.facts import FactKind


def content_of(reader: Reader, attachment_id: str, digest: str) -> bytes | None:
    """Give the bytes of an attachment, or None where they were purged.

    Raises ``Tampered`` where they are not those that were hashed when they were attached.
    """
    for stored in reader.entries(attachment_id, {FactKind.ATTACHMENT_KEPT}):
        if stored.purged:
            return None
        content = b64decode(orjson.loads(stored.entry.rows[0])["content"])
        if sha256(content).hexdigest() != digest:
            raise Tampered(f"the bytes of {attachment_id} are not those that were attached")
        return content
    return None
