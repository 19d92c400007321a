"""The pages' words in other languages: extract them, bring catalogues up to date, compile them.

    python tools/catalogs.py update     extract from the source, and mend src/tidewaiter/web/locale/<language>/...po
    python tools/catalogs.py compile    write the .mo files, and two invented languages that show what was not marked
    python tools/catalogs.py check      exit 1 where a message is missing, unfinished or breaks its placeholders

``en_XA`` writes every marked word longer and with accents; ``ar_XB`` the same from right to left. Both are for looking
at the layout alone, shown where ``TIDEWAITER_PSEUDO`` is set. Source of the names: Unicode CLDR, pseudo-locales.
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # where it is run as a file
from tools.sayings import sayings

WEB = Path(__file__).resolve().parent.parent / "src" / "tidewaiter" / "web"
LOCALES = WEB / "locale"
LANGUAGES = ("es",)
PSEUDO = ("en_XA", "ar_XB")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "newstyle_gettext": "true", "extensions": "jinja2.ext.i18n"}}
WHEN = datetime(2026, 11, 22, tzinfo=UTC)  # held fast: a catalogue changes when its messages do
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>)")
_ACCENTS = str.maketrans("aceinousyzACEINOUSYZ", "åçéîñöûšýžÅÇÉÎÑÖÛŠÝŽ")


def extracted() -> Catalog:
    """Give every marked message of the pages with where it stands."""
    found = Catalog(project="Tidewaiter", charset="utf-8")
    keywords = {
        "_": None,
        "gettext": None,
        "gettext_lazy": None,
        "gettext_noop": None,
        "ngettext": (1, 2),
        "ngettext_lazy": (1, 2),
        "pgettext": ((1, "c"), 2),
        "pgettext_lazy": ((1, "c"), 2),
    }
    for name, line, message, comments, context in extract_from_dir(
        str(WEB), METHODS, OPTIONS, keywords=keywords, comment_tags=("Translators:",)
    ):
        found.add(message, None, [(name, line)], auto_comments=comments, context=context)
    for text, name, line in sayings():
        found.add(text, None, [(name, line)])
    return found


def path_of(language: str, suffix: str) -> Path:
    """Give where a catalogue stands."""
    return LOCALES / language / "LC_MESSAGES" / f"django.{suffix}"


def read(language: str) -> Catalog:
    """Read a catalogue; an empty one where there is none yet."""
    path = path_of(language, "po")
    return read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)


def update() -> None:
    """Bring every catalogue up to date; what is no longer said is dropped, what is new stands empty."""
    template = extracted()
    for language in LANGUAGES:
        kept = read(language)
        kept.update(template, no_fuzzy_matching=True)
        kept.obsolete.clear()
        kept.header_comment = "# The words of Tidewaiter's pages in this language. License: Apache-2.0."
        kept.project, kept.version, kept.msgid_bugs_address = "Tidewaiter", "0", "the issues of the project"
        kept.last_translator, kept.language_team = "nobody yet; see web/languages.py", "none"
        kept.creation_date = kept.revision_date = WHEN
        kept.fuzzy = False
        path = path_of(language, "po")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_po(out, kept, width=120, no_location=True, sort_output=True, omit_header=False)


def compile_all() -> None:
    """Write the files that the pages read."""
    for language in LANGUAGES:
        with path_of(language, "mo").open("wb") as out:
            write_mo(out, read(language))
    template = extracted()
    for language in PSEUDO:
        made = Catalog(locale=None, charset="utf-8")
        for message in template:
            if message.id:
                texts = message.id if isinstance(message.id, tuple) else (message.id,)
                said = tuple(pseudo(text, language) for text in texts)
                made.add(message.id, said if len(said) > 1 else said[0], context=message.context)
        path = path_of(language, "mo")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            write_mo(out, made)


def pseudo(text: str, language: str) -> str:
    """Write a message as a language that nobody speaks would: marked, longer by a third, its placeholders kept."""
    parts = _KEPT.split(text)
    told = "".join(part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(parts))
    longer = f"{told}{' ~' * max(1, len(text) // 6)}"
    return f"[{longer}]" if language == "en_XA" else f"\u202b⟦{longer}⟧\u202c"


def check() -> int:
    """Say what is missing; the exit code."""
    wanted, wrong = extracted(), []
    for language in LANGUAGES:
        kept = read(language)
        for message in wanted:
            if not message.id:
                continue
            found = kept.get(message.id, message.context)
            said = found.string if found else ""
            texts = said if isinstance(said, tuple) else (said,)
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            if found is None or not all(texts):
                wrong.append(f"{language}: not translated: {first!r}")
            elif not isinstance(message.id, tuple) and not keeps(first, texts[-1]):
                wrong.append(f"{language}: other placeholders: {first!r} -> {texts[-1]!r}")
    print("\n".join(wrong) or f"{len([m for m in wanted if m.id])} messages in {', '.join(LANGUAGES)}: complete")
    return 1 if wrong else 0


def keeps(text: str, said: str) -> bool:
    """Tell whether a translation holds the placeholders and tags of its text, and no others."""
    return set(_KEPT.findall(text)) == set(_KEPT.findall(said))


if __name__ == "__main__":
    word = sys.argv[1] if len(sys.argv) > 1 else "check"
    if word == "check":
        sys.exit(check())
    {"update": update, "compile": compile_all}[word]()
