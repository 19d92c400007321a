"""The text of an expression and the way back from a character of it to a line and column of its file."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from tidewaiter.vocabulary.errors import InvalidPolicy

LONGEST = 4000
_TEXT = re.compile(r"""'[^']*'|"[^"]*\"""")
_FOREIGN = [
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"(?<![=!<>:])=(?!=)", "= sets nothing here; write == to compare"),
        (r"===", "write == to compare"),
        (r"&&?", "write and"),
        (r"\|\|?", "write or"),
        (r"<>", "write !="),
        (r"!(?!=)", "write not"),
        (r"\b(?!(?:and|or|not|in)\b)(?i:and|or|not|in)\b", "and, or, not and in are written in small letters"),
        (r"(?i:\bis\s+(not\s+)?null\b)", "write is_missing(x)"),
        (r"(?i:\b(between|like)\b)", "write a <= x <= b, or startswith, endswith, contains"),
    )
]
"""Signs of other languages, looked for only in a text that cannot be read, each with what to write in their place."""


@dataclass(frozen=True, slots=True)
class Source:
    """One expression as written; ``line`` and ``column`` (from 1) are where it begins in the file ``where``.

    ``column`` is also where its further lines begin, as in a YAML block of even indentation.
    """

    text: str
    where: str = ""
    line: int = 1
    column: int = 1

    def parse(self) -> ast.expr:
        """Parse the text as one Python expression that may run over several lines; ``InvalidPolicy`` if it is none."""
        self._refuse_early()
        flat = self.flat
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(flat, mode="eval").body
        except SyntaxError as error:
            raise self._unreadable(error) from None
        except (RecursionError, MemoryError, ValueError):
            raise self.error("this is nested too deeply to be read", 0) from None

    def _unreadable(self, error: SyntaxError) -> InvalidPolicy:
        """Say what is wrong with a text that is no Python, and for a sign of another language what to write here."""
        for pattern, advice in _FOREIGN:
            if found := pattern.search(_without_texts(self.flat)):
                return self.error(f"this cannot be read: {advice}", found.start())
        return self.error(f"this cannot be read: {error.msg}", (error.offset or 1) - 1)

    @property
    def flat(self) -> str:
        """Give the text on one line, every character at its offset."""
        return self.text.replace("\r", " ").replace("\n", " ").replace("\t", " ")

    def _refuse_early(self) -> None:
        if not self.text.strip():
            raise self.error("the expression is empty", 0)
        if len(self.text) > LONGEST:
            raise self.error(f"the expression is longer than {LONGEST} characters: split the rule", 0)
        for sign, word in (("\\", "a backslash"), ("\0", "a null character"), ("\f", "a form feed")):
            if (at := self.text.find(sign)) >= 0:
                raise self.error(f"{word} has no meaning here", at)
        if self.flat != self.flat.lstrip():
            raise self.error("the expression begins with blanks", 0)
        # On one line a comment would swallow what follows it; texts side by side would silently become one.
        previous = tokenize.ENCODING
        try:
            for token in tokenize.generate_tokens(io.StringIO(self.flat).readline):
                if token.type == tokenize.COMMENT:
                    raise self.error("a comment belongs beside the rule, not inside it", token.start[1])
                if token.type == previous == tokenize.STRING:
                    raise self.error("there is a comma missing before this text", token.start[1])
                previous = token.type
        except (tokenize.TokenError, SyntaxError):
            return  # the parser says it better

    def offset(self, node: ast.AST, *, end: bool = False) -> int:
        """Give the character offset at which a node begins or ends."""
        column = getattr(node, "end_col_offset" if end else "col_offset", 0) or 0
        return len(self.flat.encode()[:column].decode(errors="ignore"))

    def words(self, first: ast.AST, last: ast.AST) -> str:
        """Give the text from one node to another, blanks made single."""
        return " ".join(self.flat[self.offset(first) : self.offset(last, end=True)].split())

    def error(self, text: str, at: int | ast.AST) -> InvalidPolicy:
        """Make the error that points at an offset or a node."""
        offset = at if isinstance(at, int) else self.offset(at)
        before = self.text[: max(offset, 0)]
        line = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1)
        return InvalidPolicy(text, where=self.where, line=self.line + line, column=self.column + column)


def nearest(word: str, names: Iterable[str]) -> str:
    """Say the nearest of some names as a question, or nothing when none is near."""
    close = get_close_matches(word, sorted(names), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _without_texts(flat: str) -> str:
    """Blank out what stands in quotes, every other character at its offset."""
    return _TEXT.sub(lambda found: " " * len(found.group()), flat)
