"""XML with the line and column of every element, and without the doors that XML opens: no document type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.parsers import expat

from tidewaiter.vocabulary.errors import InvalidPolicy

MAX_DEPTH = 40


class Node:
    """One element: its name without namespace, its text, its children, and where it begins."""

    __slots__ = ("attributes", "children", "column", "line", "name", "path", "text")

    def __init__(self, name: str, path: str, attributes: dict[str, str], line: int, column: int) -> None:
        self.name, self.path, self.attributes, self.line, self.column = name, path, attributes, line, column
        self.text = ""
        self.children: list[Node] = []

    def all(self, *names: str) -> Iterator[Node]:
        """Walk the elements at a path below this one."""
        for child in self.children:
            if child.name == names[0]:
                if len(names) == 1:
                    yield child
                else:
                    yield from child.all(*names[1:])

    def said(self, *names: str) -> str:
        """Give the text of the first element at a path, blanks folded; empty where there is none or it is empty."""
        return next((words for words in self.texts(*names)), "")

    def texts(self, *names: str) -> list[str]:
        """Give the texts of all elements at a path that are not empty, blanks folded."""
        return [words for node in self.all(*names) if (words := " ".join(node.text.split()))]


def walk(raw: bytes, where: str, root: str, records: frozenset[str], take: Callable[[Node], None]) -> Node:
    """Parse a document, hand each element named in ``records`` to ``take`` once it is whole, and give the root.

    The elements handed over are not kept, so that memory stays flat. Raises ``InvalidPolicy`` with line and column:
    not well-formed, another root, a document type, or too deep.
    """
    return _Walk(where, root, records, take).run(raw)


class _Walk:
    def __init__(self, where: str, root: str, records: frozenset[str], take: Callable[[Node], None]) -> None:
        self._where, self._root, self._records, self._take = where, root, records, take
        self._stack: list[Node] = []
        self._texts: list[list[str]] = []
        self._top: Node | None = None
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._doctype

    def run(self, raw: bytes) -> Node:
        try:
            self._parser.Parse(raw, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            reason = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)
            open_at = f" inside {self._stack[-1].path}" if self._stack else ""
            raise self._wrong(f"this is not XML: {reason}{open_at}") from error
        if self._top is None:
            raise self._wrong("this document has no root")
        return self._top

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition("}")[2]
        if not self._stack and name != self._root:
            raise self._wrong(f"the document is a {name}, and not a {self._root}")
        if len(self._stack) >= MAX_DEPTH:
            raise self._wrong("the document is nested too deeply")
        path = f"{self._stack[-1].path}/{name}" if self._stack else name
        parser = self._parser
        self._stack.append(Node(name, path, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
        self._texts.append([])

    def _data(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def _end(self, _: str) -> None:
        node = self._stack.pop()
        node.text = "".join(self._texts.pop()).strip()
        if node.name in self._records:
            self._take(node)
        elif self._stack:
            self._stack[-1].children.append(node)
        else:
            self._top = node

    def _doctype(self, *_: object) -> None:
        raise self._wrong("a document type is not read: it could name files and entities of its own")

    def _wrong(self, text: str) -> InvalidPolicy:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return InvalidPolicy(text, where=self._where, line=line, column=column)
