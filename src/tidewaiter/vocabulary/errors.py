"""The whole tree of errors on one page, each named for what the caller can do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where in an input something stands.

    EDIFACT: ``segment`` is the ordinal of the segment in the interchange (UNB = 1; UNA is not counted), ``element``
    and ``component`` count from 1 after the tag, ``message`` is the UNH ordinal. CSV: ``segment`` is the line,
    ``element`` the column. JSON: ``path`` is the pointer (``/travelers/2/document/number``).
    """

    segment: int | None = None
    element: int | None = None
    component: int | None = None
    message: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        parts = [
            f"{name} {value}"
            for name, value in (
                ("message", self.message),
                ("segment", self.segment),
                ("element", self.element),
                ("component", self.component),
                ("path", self.path),
            )
            if value is not None
        ]
        return ", ".join(parts) or "the input as a whole"


class TidewaiterError(Exception):
    """Anything this system raises on purpose. ``code`` is stable and meant for programs, the text for people."""

    code = "error"

    def __init__(self, text: str, *, code: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        if code is not None:
            self.code = code


class Unreadable(TidewaiterError):
    """A message that cannot be read: send it again, corrected at ``position``.

    ``code`` is the UN/EDIFACT syntax error code (data element 0085) that CONTRL answers with: 12 invalid value,
    13 missing, 15 not supported in this position, 16 too many constituents, 18 unspecified error, 21 invalid
    character, 22 invalid service character, 23 unknown sender, 26 duplicate detected, 28 references do not match,
    29 control count does not match, 36/37 too long or too short.
    """

    code = "18"

    def __init__(self, text: str, position: Position | None = None, *, code: str | None = None) -> None:
        super().__init__(text, code=code)
        self.position = position or Position()

    def __str__(self) -> str:
        return f"{self.text} (at {self.position})"


class Refusal(TidewaiterError):
    """A command that the state of things, the law or the officer's authority does not allow; nothing was stored."""

    code = "refused"


class Stale(Refusal):
    """Somebody else acted first: read the encounter again, then decide again."""

    code = "stale"


class NotFound(TidewaiterError):
    """No such record, or none that the caller may see."""

    code = "not_found"


class Forbidden(TidewaiterError):
    """The caller's roles, port or purpose do not carry this permission."""

    code = "forbidden"


class InvalidPolicy(TidewaiterError):
    """A rule, list, ground or other policy file is wrong; ``where`` names the file, line and column."""

    code = "invalid_policy"

    def __init__(self, text: str, *, where: str = "", line: int | None = None, column: int | None = None) -> None:
        super().__init__(text)
        self.where, self.line, self.column = where, line, column

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.where, self.line, self.column) if part not in (None, ""))
        return f"{place}: {self.text}" if place else self.text


class Tampered(TidewaiterError):
    """The journal does not prove what it says: keep the evidence, restore from a trusted copy."""

    code = "tampered"
