"""Put links between rows and subjects into words an officer can check: basis, score, the two values compared."""

from __future__ import annotations

from tidewaiter.identify.keys import KINDS, Key
from tidewaiter.identify.plain import Row
from tidewaiter.identify.resolve import Resolved

UNSEEN_DOCUMENT = 0.1
"""What a link loses when the row shows a document that the subject was never seen with."""


def unseen(one: Resolved) -> bool:
    """Tell whether the row is linked by less than a document and shows one that leads to no known subject."""
    if one.key is None or one.key.rank <= KINDS["S"].rank or one.row.p_number is None:
        return False
    return not any(key.rank == 0 for key, _ in one.known)


def link_score(one: Resolved) -> float:
    """Say how sure the link is: 0 to 1, 1 for a new subject."""
    score = one.key.meaning.score if one.key else 1.0
    return round(score - UNSEEN_DOCUMENT if unseen(one) else score, 3)


def link_evidence(one: Resolved) -> str:
    """Say in words what linked the row, with the two values compared, and what speaks against it."""
    said = "no earlier declaration shares a key" if one.key is None else _link(one.row, one.key, within=one.within)
    if unseen(one):
        said += "; the document declared was not seen with this subject before"
    rivals = dict.fromkeys(subject for _, subject in one.known if subject != one.subject_id)
    if rivals:
        said += f"; a weaker key also leads to {', '.join(rivals)}, left apart"
    if one.unclear:
        said += "; a key shared by different people of this message was not used"
    if one.apart:
        said += "; kept apart from another person of this message, to whom a key of this row leads too"
    return said


def subject_keys(one: Resolved) -> list[str]:
    """Give the keys that find the subject again; of a row set apart only its document's: its name leads elsewhere."""
    return [key.text for key in one.keys if not one.apart or key.kind == "D"]


def here_as(one: Resolved) -> str | None:
    """Give another subject by which a key of this very movement knows the row.

    A booking came before the document that shows who it is.
    """
    anywhere = (KINDS["D"].rank, KINDS["N"].rank)
    return next((subject for key, subject in one.known if subject != one.subject_id and key.rank not in anywhere), None)


def _link(row: Row, key: Key, *, within: bool) -> str:
    where = "of another row of this batch" if within else "on record"
    _, _, known_as = key.text.partition("|")
    return f"{key.meaning.words}: declared '{_declared(row, key.kind)}', {where} '{known_as.replace('|', ' ')}'"


def _declared(row: Row, kind: str) -> str:
    if kind == "P":
        return _said(row.plate_issuer, row.plate)
    if kind in ("D", "T"):
        return _said(row.document_kind, row.document_issuer, row.document_number, row.birth_date)
    if kind == "S":
        return _said(row.presubmission)
    if kind == "C":
        return _said(row.conveyance_name)
    person = (row.surname, row.given_names, row.birth_date)
    return _said(*person) if kind == "N" else _said(row.locator, *person)


def _said(*values: object) -> str:
    return " ".join(str(value) for value in values if value is not None)
