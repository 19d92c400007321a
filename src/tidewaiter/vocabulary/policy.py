"""Policy files as records that remember their line, so that a wrong one is refused with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tidewaiter.vocabulary.errors import InvalidPolicy

POLICIES = Path(__file__).parents[1] / "policies"
"""The policies that ship with the house; an administration may load its own folder instead."""


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """One record of a policy file: its values, its file and the line where it begins."""

    values: dict[str, Any]
    where: str
    line: int

    def wrong(self, text: str) -> InvalidPolicy:
        """Make the error that says what is wrong here."""
        return InvalidPolicy(text, where=self.where, line=self.line)

    def only(self, *names: str) -> None:
        """Refuse a key that nobody reads: a misspelt key must not pass for a missing one."""
        unknown = sorted(set(self.values) - set(names))
        if unknown:
            raise self.wrong(f"unknown key {', '.join(unknown)}; known are {', '.join(names)}")

    def text(self, name: str) -> str:
        """Give a required, non-empty text."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"'{name}' is required and must be a text")
        return value.strip()

    def optional_text(self, name: str) -> str | None:
        """Give a text, or None where the record leaves it out or says null."""
        return None if self.values.get(name) is None else self.text(name)

    def day(self, name: str) -> date:
        """Give a required date (ISO 8601, unquoted)."""
        value = self.values.get(name)
        if type(value) is not date:
            raise self.wrong(f"'{name}' is required and must be a date such as 2027-01-31")
        return value

    def flag(self, name: str) -> bool:
        """Give a required true or false."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise self.wrong(f"'{name}' is required and must be true or false")
        return value

    def days(self, name: str) -> int | None:
        """Give a number of days; the key is required, null says that no clock runs."""
        value = self.values.get(name)
        if name not in self.values or not (value is None or (type(value) is int and value > 0)):
            raise self.wrong(f"'{name}' is required: a number of days above 0, or null where no clock runs")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of texts; missing reads as empty."""
        value = self.values.get(name) or []
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self.wrong(f"'{name}' must be a list of texts")
        return tuple(value)


def read_records(path: Path, key: str) -> list[PolicyRecord]:
    """Read the list under ``key`` of one YAML file.

    Raises ``InvalidPolicy`` with file, line and column when it is no YAML, has no such list, or an item is no mapping.
    """
    source = path.read_text(encoding="utf-8")
    try:
        values = yaml.safe_load(source)
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise InvalidPolicy(str(error.problem), where=path.name, line=line, column=column) from error
    listed = values.get(key) if isinstance(values, dict) else None
    if not isinstance(listed, list) or not isinstance(node, yaml.MappingNode):
        raise InvalidPolicy(f"a list '{key}' is required", where=path.name, line=1)
    nodes = next(item.value for name, item in node.value if name.value == key)
    lines = [item.start_mark.line + 1 for item in nodes]
    for item, line in zip(listed, lines, strict=True):
        if not isinstance(item, dict):
            raise InvalidPolicy("each item must be a mapping", where=path.name, line=line)
    return [PolicyRecord(item, path.name, line) for item, line in zip(listed, lines, strict=True)]
