"""What is asked of travel documents, read from ``policies/documents.yaml``: reported categories, visas and purposes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tidewaiter.language.policy import POLICIES, PolicyFile, read_file, read_policy

_FILE = "documents.yaml"
_KEYS = ("ground", "verified", "reported", "purposes", "visas")
_CLASS = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True, slots=True)
class DocumentPolicy:
    """``reported``: categories of list entries that report a document; ``visas``: purposes of each class."""

    reported: frozenset[str]
    purposes: frozenset[str]
    visas: Mapping[str, tuple[str, ...]]

    def purposes_of(self, visa_class: str) -> tuple[str, ...] | None:
        """Give what a class is issued for (``B1/B2``: both); None where it, or a part of it, is not in the file."""
        parts = [_CLASS.sub("", part) for part in visa_class.upper().split("/")]
        if not all(part in self.visas for part in parts):
            return None
        return tuple(dict.fromkeys(purpose for part in parts for purpose in self.visas[part]))


@cache
def load_documents() -> DocumentPolicy:
    """Read the file that ships with the house. Raises ``InvalidPolicy`` with its place."""
    return document_policy(read_file(POLICIES / _FILE))


def document_policy(text: str, where: str = _FILE) -> DocumentPolicy:
    """Read a document policy. Raises ``InvalidPolicy``, also for a visa with a purpose that is no word of the file."""
    file: PolicyFile = read_policy(text, where, required=_KEYS)
    file.text("ground")
    file.flag("verified")
    purposes = file.texts("purposes")
    visas = file.mapping("visas")
    return DocumentPolicy(
        frozenset(file.texts("reported")),
        frozenset(purposes),
        {name: visas.texts(name, purposes) for name in visas.fields},
    )
