"""A policy file as read: its values, and for every key the line it stands on, so that an error can point there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from tidewaiter.language.source import nearest
from tidewaiter.vocabulary.errors import InvalidPolicy


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One YAML mapping with the nodes it was read from."""

    where: str
    data: dict[str, Any]
    nodes: Mapping[str, yaml.Node]
    lines: Sequence[str]

    def line(self, key: str) -> int:
        """Give the line, from 1, on which a key's value begins."""
        return self.nodes[key].start_mark.line + 1 if key in self.nodes else 1

    def error(self, text: str, key: str) -> InvalidPolicy:
        """Make the error that points at a key's value."""
        node = self.nodes.get(key)
        column = node.start_mark.column + 1 if node else None
        return InvalidPolicy(text, where=self.where, line=self.line(key), column=column)

    def text(self, key: str) -> str:
        """Give a text that is not empty."""
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key} is a text that is not empty", key)
        return value.strip()

    def whole_number(self, key: str) -> int:
        """Give a whole number from 1."""
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.error(f"{key} is a whole number from 1", key)
        return value

    def day(self, key: str) -> date:
        """Give a day."""
        value = self.data.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(f"{key} is a day such as 2027-11-30", key)
        return value

    def citation(self) -> tuple[str, bool]:
        """Give the legal citation, empty where there is none, and whether somebody has opened and checked it."""
        entry = self.data.get("citation")
        if entry is None:
            return "", False
        if not isinstance(entry, dict) or not entry.get("text") or not isinstance(entry.get("verified"), bool):
            raise self.error("a citation has a text, and verified: true or false", "citation")
        return str(entry["text"]), entry["verified"]

    def block(self, key: str) -> tuple[str, int, int]:
        """Give a text with the line and column at which it begins: one line, or a block written ``|``."""
        text, node = self.text(key), self.nodes[key]
        assert isinstance(node, yaml.ScalarNode)
        line, column = node.start_mark.line, node.start_mark.column
        if node.style == "|":
            first = next(i for i in range(line + 1, len(self.lines)) if self.lines[i].strip())
            return text, first + 1, len(self.lines[first]) - len(self.lines[first].lstrip()) + 1
        if node.start_mark.line != node.end_mark.line:
            raise self.error(f"write {key}: | for a text of several lines, so that errors can point into it", key)
        return text, line + 1, column + (2 if node.style else 1)


def read_policy(text: str, where: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> PolicyFile:
    """Read one policy file and check its keys. Raises ``InvalidPolicy`` with line and column."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        problem = f"this is not YAML: {error.problem or error.context}"
        raise InvalidPolicy(problem, where=where, line=line, column=column) from error
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidPolicy(f"this is not YAML: {error}", where=where) from error
    if not isinstance(root, yaml.MappingNode) or not isinstance(data, dict):
        raise InvalidPolicy("a policy file is one mapping of keys to values", where=where, line=1, column=1)
    nodes: dict[str, yaml.Node] = {}
    for key, value in root.value:
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
        if key.value in nodes:
            raise InvalidPolicy(f"{key.value} stands here twice", where=where, line=line, column=column)
        if key.value not in required and key.value not in optional:
            hint = nearest(str(key.value), [*required, *optional])
            raise InvalidPolicy(f"{key.value} is no key of this file{hint}", where=where, line=line, column=column)
        nodes[key.value] = value
    if missing := [key for key in required if key not in nodes]:
        raise InvalidPolicy(f"there is no {', no '.join(missing)}", where=where, line=1, column=1)
    return PolicyFile(where, data, nodes, text.splitlines())
