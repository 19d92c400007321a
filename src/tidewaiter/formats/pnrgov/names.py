"""Names as airlines write them: titles glued to given names, surnames cut by line breaks, and which two are one."""

from __future__ import annotations

import re

_SPACED = re.compile(r"(?:\s+(?:MR|MRS|MS|MISS|MSTR|DR|PROF|REV|SIR|INF|CHD))+$")
_GLUED = re.compile(r"^(.{3,}?)(MSTR|MISS|MRS|MR)$")
_LEADING = re.compile(r"^(?:(?:MR|MRS|MS|MISS|MSTR|DR)\s+)+(?=\S)")
_LEADING_GLUED = re.compile(r"^MR(?=[BCDFGHJKLMNPQTVWXZ][A-Z]{2})")
_TITLES = frozenset({"MR", "MRS", "MS", "MISS", "MSTR", "DR"})


def bare_given(given: str | None, passport: str | None = None) -> str | None:
    """Strip a title from given names where that is safe; ``passport`` is the name of the travel document, if known.

    Blanks before a title make it safe. A glued MR, MRS, MISS or MSTR goes when three letters remain and the passport
    does not bear the whole; a glued MS or DR stays (WILLIAMS, ALEXANDR) unless the passport bears the rest. A leading
    glued MR goes only before a consonant that no name begins with after it (MRJONATHON, not MRINAL or MRSUSAN).

    >>> bare_given("JOHNMR"), bare_given("ANNA MARIA MRS"), bare_given("MRJONATHON"), bare_given("WILLIAMS")
    ('JOHN', 'ANNA MARIA', 'JONATHON', 'WILLIAMS')
    """
    if given is None:
        return None
    text = " ".join(given.split())
    plain = text.upper()
    if plain in _TITLES:
        return None
    if found := _SPACED.search(plain):
        return text[: found.start()]
    if found := _LEADING.match(plain):
        return text[found.end() :]
    borne = fold(passport)
    if borne and fold(plain) and borne.startswith(fold(plain)):
        return text
    if found := _GLUED.match(plain):
        return text[: found.end(1)].rstrip()
    if plain.endswith(("MS", "DR")) and len(plain) > 4 and borne and borne == fold(plain[:-2]):
        return text[:-2].rstrip()
    if found := _LEADING_GLUED.match(plain):
        return text[found.end() :]
    return text


def fold(name: str | None) -> str:
    """Bring a name to the letters alone, so that blanks from a line break do not part what is one."""
    return "".join(filter(str.isalnum, name.upper())) if name else ""


def same_name(surname: str | None, given: str | None, other_surname: str | None, other_given: str | None) -> bool:
    """Tell whether two names may be the same person's: same surname, and given names of which one begins the other."""
    left, right = fold(surname), fold(other_surname)
    if not left or left != right:
        return False
    first, second = fold(bare_given(given)), fold(bare_given(other_given))
    return first.startswith(second) or second.startswith(first)
