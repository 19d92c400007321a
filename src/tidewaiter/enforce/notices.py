"""Notices to print and hand over: what was decided, on what ground, and what the person may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Template

from tidewaiter.enforce.grounds import Ground
from tidewaiter.language.policy import POLICIES, read_file
from tidewaiter.vocabulary.errors import InvalidPolicy, Refusal

FIELDS = frozenset({
    "case", "person", "port", "at", "officer", "second_officer", "title", "citation", "reasons", "what", "due",
    "appeal", "handed_to",
})  # fmt: skip
"""What a template may name; another name is an error when the template is loaded, not when it is printed."""

_SAYS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "none": "no time limit is recorded; ask the officer named above",
        "unconfirmed": "(citation to be confirmed by counsel before service)",
        "unnamed": "(name not given)",
    },
    "es": {
        "none": "no consta un plazo; pregunte al oficial indicado arriba",
        "unconfirmed": "(cita legal por confirmar antes de la notificación)",
        "unnamed": "(sin nombre)",
    },
}


@dataclass(frozen=True, slots=True)
class Notices:
    """Templates by kind (refusal, seizure, arrest) and language."""

    templates: Mapping[tuple[str, str], Template]

    def languages(self, kind: str) -> list[str]:
        """List the languages a notice can be printed in."""
        return sorted(language for name, language in self.templates if name == kind)

    def render(self, kind: str, language: str, ground: Ground, at: datetime, **fields: str) -> str:
        """Give the text to print; raises ``Refusal`` for a language there is no template in."""
        template = self.templates.get((kind, language))
        if template is None:
            known = ", ".join(self.languages(kind))
            raise Refusal(f"the notice of {kind} is printed in: {known}", code="unknown-language")
        says = _SAYS[language]
        citation = ground.citation if ground.verified else f"{ground.citation} {says['unconfirmed']}"
        filled = dict.fromkeys(FIELDS, "") | fields
        filled |= {
            "person": fields.get("person") or says["unnamed"],
            "at": _minute(at),
            "title": ground.title.get(language, ground.title["en"]),
            "citation": citation,
            "due": _until(ground.due_at(at), says),
            "appeal": _until(ground.appeal_until(at), says),
        }
        return template.substitute(filled)


def load_notices(folder: Path = POLICIES / "notices") -> Notices:
    """Read ``<kind>.<language>.txt``; raises ``InvalidPolicy`` for a blank nothing fills, or a language not spoken."""
    templates = {}
    for path in sorted(folder.glob("*.txt")):
        kind, language = path.stem.split(".")
        template = Template(read_file(path))
        if language not in _SAYS:
            raise InvalidPolicy(f"language '{language}' is none of {', '.join(_SAYS)}", where=path.name)
        unknown = sorted(set(template.get_identifiers()) - FIELDS)
        if unknown or not template.is_valid():
            raise InvalidPolicy(f"nothing fills: {', '.join(unknown) or 'a stray $'}", where=path.name)
        templates[kind, language] = template
    return Notices(templates)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _until(at: datetime | None, says: Mapping[str, str]) -> str:
    return says["none"] if at is None else _minute(at)
