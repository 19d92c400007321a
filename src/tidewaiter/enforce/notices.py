"""Notices to print and hand over: what was decided, on what ground, and what the person may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from string import Template

from tidewaiter.enforce.grounds import Ground
from tidewaiter.language.policy import POLICIES, PolicyRecord, read_file, read_policy
from tidewaiter.vocabulary.errors import InvalidPolicy, Refusal

FIELDS = frozenset({
    "case", "person", "port", "at", "officer", "second_officer", "title", "citation", "reasons", "what", "due",
    "appeal", "handed_to",
})  # fmt: skip
"""What a template may name; another name is an error when the template is loaded, not when it is printed."""

WORDS = ("no_limit", "unconfirmed", "unnamed")
"""What each language says where no clock runs, no counsel confirmed the citation, or nobody gave a name."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Templates by kind (refusal, seizure, arrest) and language, and each language's ``WORDS``."""

    templates: Mapping[tuple[str, str], Template]
    words: Mapping[str, Mapping[str, str]]

    def languages(self, kind: str) -> list[str]:
        """List the languages a notice can be printed in."""
        return sorted(language for name, language in self.templates if name == kind)

    def render(self, kind: str, language: str, ground: Ground, at: datetime, **fields: str) -> str:
        """Give the text to print; raises ``Refusal`` for a language there is no template in."""
        template = self.templates.get((kind, language))
        if template is None:
            known = ", ".join(self.languages(kind))
            raise Refusal(f"the notice of {kind} is printed in: {known}", code="unknown-language")
        says = self.words[language]
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
    """Read ``notices.yaml`` and each ``<kind>.<language>.txt``.

    Raises ``InvalidPolicy`` for a blank nothing fills, a language without words, or words without a template.
    """
    file = read_policy(read_file(folder / "notices.yaml"), "notices.yaml", required=("languages",))
    words = {language: _words(file.mapping("languages"), language) for language in file.mapping("languages").fields}
    templates = {}
    for path in sorted(folder.glob("*.txt")):
        kind, language = path.stem.split(".")
        template = Template(read_file(path))
        if language not in words:
            raise InvalidPolicy(f"language '{language}' is none of {', '.join(words)}", where=path.name)
        unknown = sorted(set(template.get_identifiers()) - FIELDS)
        if unknown or not template.is_valid():
            raise InvalidPolicy(f"nothing fills: {', '.join(unknown) or 'a stray $'}", where=path.name)
        templates[kind, language] = template
    for kind, language in product({kind for kind, _ in templates}, words):
        if (kind, language) not in templates:
            raise file.wrong(f"there is no {kind}.{language}.txt", "languages")
    return Notices(templates, words)


def _words(languages: PolicyRecord, language: str) -> Mapping[str, str]:
    record = languages.mapping(language)
    record.only(WORDS)
    return {name: record.text(name) for name in WORDS}


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _until(at: datetime | None, says: Mapping[str, str]) -> str:
    return says["no_limit"] if at is None else _minute(at)
