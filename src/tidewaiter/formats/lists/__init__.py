"""The forms in which public look-out lists come, each read into the same ``Listing``: bytes in, entries out.

A file that is broken anywhere is refused whole with file, line and column. What a file holds and an entry cannot say is
counted in ``Listing.left_out``, never dropped in silence.
"""

from collections.abc import Callable, Mapping

from tidewaiter.formats.lists import ftm, ofac_csv, ofac_xml, opensanctions, un_xml
from tidewaiter.formats.lists.building import Files
from tidewaiter.vocabulary.listing import Listing, ListTerms

__all__ = ["FORMS", "Files", "read", "siblings"]


def _ofac(files: Files, terms: ListTerms) -> Listing:
    first = next(iter(files.values()), b"")
    is_xml = first.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    return ofac_xml.read(files, terms) if is_xml else ofac_csv.read(files, terms)


FORMS: Mapping[str, Callable[[Files, ListTerms], Listing]] = {
    "ofac-sdn": _ofac,
    "un-xml": un_xml.read,
    "opensanctions": opensanctions.read,
    "ftm": ftm.read,
}
"""Reader of each public form. Our own CSV and YAML are policy files and are read by ``identify.listing``."""


def siblings(name: str) -> tuple[str, ...]:
    """Name the files that one file of OFAC's tables comes with, itself first; a document stands alone."""
    return ofac_csv.siblings(name) if name.lower().endswith(".csv") else (name,)


def read(form: str, files: Files, terms: ListTerms) -> Listing:
    """Read the files of one list (name to bytes) in one of ``FORMS``. Raises ``InvalidPolicy`` with the place."""
    return FORMS[form](files, terms)
