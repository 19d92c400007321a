"""Segments to bytes, strictly by ISO 9735: released service characters, no trailing separators, counted trailers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from tidewaiter.formats.edifact.syntax import DEFAULT, Syntax

Element = str | int | None | Sequence[str | int | None]


def segment(tag: str, *elements: Element, syntax: Syntax = DEFAULT) -> str:
    """Write one segment with its terminator; a sequence is a composite, None an empty place."""
    parts = [tag] + [_element(element, syntax) for element in elements]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return syntax.element.join(parts) + syntax.terminator


def _element(element: Element, syntax: Syntax) -> str:
    if element is None or isinstance(element, str | int):
        return _escape(element, syntax)
    parts = [_escape(component, syntax) for component in element]
    while parts and not parts[-1]:
        parts.pop()
    return syntax.component.join(parts)


def _escape(component: str | int | None, syntax: Syntax) -> str:
    if component is None:
        return ""
    text = " ".join(str(component).split())
    for character in (syntax.release, syntax.component, syntax.element, syntax.terminator):
        if character and character in text:
            text = (
                text.replace(character, syntax.release + character) if syntax.release else text.replace(character, " ")
            )
    return text


def interchange(
    messages: Iterable[tuple[str, Sequence[str | None], Sequence[str]]],
    *,
    sender: Element,
    recipient: Element,
    reference: str,
    prepared: datetime,
    syntax_id: str | None = None,
    syntax_version: str = "4",
    syntax: Syntax = DEFAULT,
    advice: bool = True,
    application: str | None = None,
    test: bool = False,
) -> bytes:
    """Write one interchange. Each message is (reference, UNH identifier components, its written segments).

    Without ``syntax_id`` the repertoire is UNOC for plain ASCII text and UNOY (UTF-8) for anything beyond it.
    """
    body: list[str] = []
    count = 0
    for message_reference, identifier, segments in messages:
        count += 1
        body.append(segment("UNH", message_reference, identifier, syntax=syntax))
        body.extend(segments)
        body.append(segment("UNT", len(segments) + 2, message_reference, syntax=syntax))
    body.append(segment("UNZ", count, reference, syntax=syntax))
    text = "".join(body)
    clock = [prepared.strftime("%y%m%d"), prepared.strftime("%H%M")]
    repertoire = [syntax_id or ("UNOC" if text.isascii() else "UNOY"), syntax_version]
    marks = [application, None, None, None, "1"] if test else [application]
    header = segment("UNB", repertoire, sender, recipient, clock, reference, None, *marks, syntax=syntax)
    return ((syntax.una() if advice else "") + header + text).encode("utf-8")
