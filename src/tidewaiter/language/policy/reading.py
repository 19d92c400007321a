"""From the text of a YAML file to records that know where everything in them stands."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from tidewaiter.language.policy.record import PolicyFile, PolicyRecord, Value
from tidewaiter.vocabulary.errors import InvalidPolicy

HEAD = ("owner", "review_at")
"""What every policy file states: who answers for it, and when it must be looked at again."""

_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq")}


def read_policy(text: str, where: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> PolicyFile:
    """Read one policy file; beside the keys named it must have an owner and a review day, and may have no others.

    Raises ``InvalidPolicy`` with file, line and column: no YAML, a key unknown, missing or written twice.
    """
    record = read_record(text, where)
    file = PolicyFile(where, record.fields, record.line, record.column, record.keys)
    file.only(tuple(dict.fromkeys((*HEAD, *required))), optional)
    file.text("owner")
    file.day("review_at")
    return file


def read_record(text: str, where: str) -> PolicyRecord:
    """Read any one YAML mapping. Raises ``InvalidPolicy`` with file, line and column."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        value = _Tree(text, where).value(root) if root else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        problem = f"this is not YAML: {error.problem or error.context}"
        raise InvalidPolicy(problem, where=where, line=line, column=column) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InvalidPolicy(f"this is not YAML: {error.reason}", where=where, line=line, column=column) from error
    except RecursionError as error:
        raise InvalidPolicy("this is not YAML that can be read: nested too deeply", where=where, line=1) from error
    if value is None or not isinstance(value.parts, PolicyRecord):
        raise InvalidPolicy("a policy file is one mapping of keys to values", where=where, line=1, column=1)
    return PolicyRecord(where, value.parts.fields, 1, 1, value.parts.keys)


def read_file(path: Path | Traversable) -> str:
    """Read a policy file's text (UTF-8, a byte order mark allowed). Raises ``InvalidPolicy`` where that fails."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidPolicy(f"this file cannot be read: {error}", where=path.name) from error


class _Tree:
    """Turns YAML's nodes into values; a node that aliases name again is turned once."""

    def __init__(self, text: str, where: str) -> None:
        self._lines = text.splitlines()
        self._where = where
        self._loader = yaml.SafeLoader("")
        self._built: dict[int, Value | None] = {}

    def value(self, node: yaml.Node) -> Value:
        """Give the value of a node, with all that is in it."""
        if id(node) not in self._built:
            self._built[id(node)] = None
            self._built[id(node)] = self._new(node)
        value = self._built[id(node)]
        if value is None:
            raise self._wrong("this holds itself", node)
        return value

    def _new(self, node: yaml.Node) -> Value:
        line, column = _place(node)
        if isinstance(node, yaml.ScalarNode):
            return Value(self._plain(node), line, column, self._begins(node))
        if node.tag not in _TAGS:
            raise self._wrong(f"the tag {node.tag} has no meaning here", node)
        if isinstance(node, yaml.MappingNode):
            record = self._record(node)
            return Value(record.data, line, column, parts=record)
        items = tuple(self.value(item) for item in node.value)
        return Value([item.data for item in items], line, column, parts=items)

    def _record(self, node: yaml.MappingNode) -> PolicyRecord:
        fields: dict[str, Value] = {}
        keys: dict[str, Value] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._wrong("a key is a word", key)
            if key.value in fields:
                raise self._wrong(f"{key.value} stands here twice", key)
            fields[key.value], keys[key.value] = self.value(value), Value(key.value, *_place(key))
        return PolicyRecord(self._where, fields, *_place(node), keys)

    def _plain(self, node: yaml.ScalarNode) -> Any:
        try:
            return self._loader.construct_object(node)
        except (ValueError, KeyError) as error:
            raise self._wrong(f"this is not YAML: {error}", node) from error

    def _begins(self, node: yaml.ScalarNode) -> tuple[int, int] | None:
        line, column = _place(node)
        if node.style == "|":
            first = next((at for at in range(line, len(self._lines)) if self._lines[at].strip()), None)
            if first is None:
                return None
            return first + 1, len(self._lines[first]) - len(self._lines[first].lstrip()) + 1
        if node.start_mark.line != node.end_mark.line:
            return None
        return line, column + (1 if node.style else 0)

    def _wrong(self, text: str, node: yaml.Node) -> InvalidPolicy:
        line, column = _place(node)
        return InvalidPolicy(text, where=self._where, line=line, column=column)


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
