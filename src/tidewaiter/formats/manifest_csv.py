"""Bus, ferry and private vessel manifests as CSV, the form small operators can make with a spreadsheet.

The movement stands in leading lines ``# key: value``; then one heading row and one row a person.
``docs/reference/manifest.md`` lists keys and columns.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from tidewaiter.formats import manifest_columns as columns
from tidewaiter.formats.manifest_json import MESSAGE_TYPE, begin, check_count, validated_head, written_head
from tidewaiter.formats.manifest_model import LegModel, ManifestModel, VehicleModel
from tidewaiter.formats.manifest_people import Location, only_message, sealed_of, take_traveler, write_traveler
from tidewaiter.vocabulary.announcement import Announcement, Interchange
from tidewaiter.vocabulary.errors import Position, Unreadable
from tidewaiter.vocabulary.quality import QualityFinding, Severity

__all__ = ["MESSAGE_TYPE", "looks_like_csv", "read", "write"]

_HEAD_LINE = re.compile(r"#\s*([A-Za-z_ ]+?)\s*:\s*(.*)\Z")
_LEG = tuple(name for name in LegModel.model_fields if name not in {"carrier", "number"})
_LEG_OWN = {"leg_carrier": "carrier", "leg_number": "number"} | {name: name for name in _LEG}
_VEHICLE = {f"vehicle_{name}": name for name in VehicleModel.model_fields}
_SINGLE = frozenset(ManifestModel.model_fields) - {"contacts", "legs", "vehicles"}
_DELIMITERS = ";,\t|"


class _Head(NamedTuple):
    """The ``#`` lines as keys of ``ManifestModel``, where each stood, and how many lines there were."""

    value: dict[str, Any]
    lines: dict[Location, int]
    length: int


def looks_like_csv(raw: bytes) -> bool:
    """Tell whether the bytes begin with ``# key: value`` lines or a heading row with a column we know."""
    text = raw[:16_384].removeprefix(codecs.BOM_UTF8).decode("cp1252", "replace")
    for line in text.splitlines():
        if not line.strip() or line.lstrip('"').startswith("#"):
            continue
        headings = [columns.normalised(cell.strip('" ')) for cell in line.split(_delimiter(line))]
        return any(columns.is_known(columns.ALIASES.get(heading, heading)) for heading in headings)
    return False


def read(raw: bytes) -> Interchange:
    """Read one manifest; ``;``, ``,``, tab or ``|`` part the cells, UTF-8 or cp1252 encodes them.

    Raises ``Unreadable`` (segment = line, element = column) when the movement or the table is broken. A bad cell is
    a finding of severity error on its person; the rest of the row, and everybody else, is kept.
    """
    findings: list[QualityFinding] = []
    lines = list(io.StringIO(_decoded(raw, findings), newline=""))
    head = _head(lines, findings)
    model = validated_head(head.value, lambda where: _head_position(where, head))
    interchange, announcement = begin(model, "csv", raw, findings)
    _rows(lines, head.length, announcement)
    check_count(announcement, _head_position(("declared_count",), head))
    return interchange


def write(interchange: Interchange) -> bytes:
    """Write a manifest with one message as UTF-8 CSV with commas; only columns that somebody fills are written."""
    announcement = only_message(interchange.messages)
    people = [
        columns.cells_of(write_traveler(person, sealed_of(announcement, ordinal)))
        for ordinal, person in enumerate(announcement.people, 1)
    ]
    headings = columns.ordered({"surname", "given_names"}.union(*people))
    out = io.StringIO(newline="")
    out.writelines(f"# {key}: {value}\r\n" for key, value in _written_head(interchange, announcement))
    table = csv.DictWriter(out, headings, restval="", lineterminator="\r\n")
    table.writeheader()
    table.writerows(people)
    return out.getvalue().encode()


def _decoded(raw: bytes, findings: list[QualityFinding]) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("the file is UTF-16; save it as CSV UTF-8", Position(segment=1), code="21")
    if raw.startswith(codecs.BOM_UTF8):
        findings.append(QualityFinding("byte-order-mark", "info", "a byte order mark opens the file"))
        raw = raw[3:]
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        where = Position(segment=raw.count(b"\n", 0, error.start) + 1)
        raise Unreadable("neither UTF-8 nor cp1252", where, code="21") from None
    findings.append(
        QualityFinding("legacy-encoding", "warning", "the file is cp1252, not UTF-8", Position(segment=line))
    )
    return text


def _head(lines: Sequence[str], findings: list[QualityFinding]) -> _Head:
    value: dict[str, Any] = {}
    places: dict[Location, int] = {}
    number = 0
    for number, line in enumerate(lines, 1):
        text = line.strip().strip('";,\t').strip()
        if text and not text.startswith("#"):
            number -= 1  # noqa: PLW2901 - the heading row does not belong to the head
            break
        if not text:
            continue
        match = _HEAD_LINE.match(text)
        where = _put(value, columns.normalised(match[1]), match[2].strip()) if match else None
        if where is None:
            wrong = "this line is not of the form '# key: value' with a known key; it was left out"
            findings.append(QualityFinding("unknown-field", "warning", wrong, Position(segment=number)))
        else:
            places[where] = number
    return _Head(value, places, number)


def _put(value: dict[str, Any], key: str, text: str) -> Location | None:
    """Put one head line in its place; a key that comes again opens the next leg or vehicle."""
    if key in _SINGLE:
        value[key] = text
        return (key,)
    if key == "contact":
        value.setdefault("contacts", []).append(text)
        return ("contacts", len(value["contacts"]) - 1)
    for group, names in (("legs", _LEG_OWN), ("vehicles", _VEHICLE)):
        if key in names:
            items = value.setdefault(group, [{}])
            if names[key] in items[-1]:
                items.append({})
            items[-1][names[key]] = text
            return (group, len(items) - 1, names[key])
    return None


def _head_position(where: Location, head: _Head) -> Position:
    return Position(segment=head.lines.get(where, max(head.length, 1)), element=None)


def _rows(lines: Sequence[str], skipped: int, announcement: Announcement) -> None:
    findings = announcement.findings
    if skipped >= len(lines):
        raise Unreadable("the table with its heading row is missing", Position(segment=skipped + 1), code="13")
    table = csv.reader(lines[skipped:], delimiter=_delimiter(lines[skipped]), strict=True, skipinitialspace=True)
    try:
        headings = _headings(next(table), skipped + 1, findings)
        start = skipped + table.line_num + 1
        for row in table:
            if any(cell.strip() for cell in row):
                _row(row, start, headings, announcement)
            start = skipped + table.line_num + 1
    except csv.Error as error:
        where = Position(segment=skipped + table.line_num)
        raise Unreadable(f"the table is broken: {error}", where, code="18") from None


def _headings(row: list[str], line: int, findings: list[QualityFinding]) -> list[str]:
    names: list[str] = []
    for place, heading in enumerate(row, 1):
        given = columns.normalised(heading)
        name = columns.ALIASES.get(given, given)
        where = Position(segment=line, element=place)
        if not columns.is_known(name):
            text = f"{heading.strip()[:60]!r} is no column of a manifest; it was left out"
            findings.append(QualityFinding("unknown-column", "warning", text, where))
            name = ""
        elif name in names:
            raise Unreadable(f"the column {name} stands twice", where, code="15")
        elif name != given:
            findings.append(QualityFinding("column-alias", "info", f"{given[:60]} was read as {name}", where))
        names.append(name)
    if "surname" not in names and "document_mrz" not in names:
        raise Unreadable("the heading row needs a column surname", Position(segment=line), code="13")
    return names


def _row(row: list[str], line: int, headings: list[str], announcement: Announcement) -> None:
    filled = [(name, cell) for name, cell in zip(headings, row, strict=False) if name and cell.strip()]
    numbers = columns.document_numbers(name for name, _ in filled)

    def locate(where: Location) -> Position:
        name = columns.column_of(where, numbers)
        return Position(segment=line, element=headings.index(name) + 1 if name in headings else None)

    if len(row) != len(headings):
        surplus = any(cell.strip() for cell in row[len(headings) :])
        severity: Severity = "error" if surplus else "info"
        text = f"the row has {len(row)} cells, the heading {len(headings)}"
        where = Position(segment=line, element=min(len(row), len(headings)) + 1)
        ordinal = len(announcement.people) + 1
        announcement.findings.append(QualityFinding("ragged-row", severity, text, where, traveler=ordinal))
    take_traveler(announcement, columns.traveler_of(filled), locate, line)


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count) if any(mark in line for mark in _DELIMITERS) else ","


def _written_head(interchange: Interchange, announcement: Announcement) -> list[tuple[str, str]]:
    head = written_head(interchange, announcement)
    legs, vehicles, contacts = head.pop("legs", []), head.pop("vehicles", []), head.pop("contacts", [])
    lines = [(key, _flat(value)) for key, value in head.items()]
    for names, items in ((_LEG_OWN, legs), (_VEHICLE, vehicles)):
        # An empty value keeps the items apart: a key that comes again opens the next one.
        used = [key for key, name in names.items() if any(name in item for item in items)]
        lines += [(key, _flat(item.get(names[key], ""))) for item in items for key in used]
    return lines + [("contact", _flat(contact)) for contact in contacts]


def _flat(value: Any) -> str:
    if value is True:
        return "yes"
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return " ".join(text.split())
