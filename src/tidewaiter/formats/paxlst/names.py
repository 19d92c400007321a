"""Names in a passenger list that do not stand as surname and given names in their own components."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_TITLE = re.compile(r"\s+(?:MR|MRS|MS|MISS|MSTR|DR)\Z", re.IGNORECASE)
_PARTING = re.compile(r"\s*[/,]\s*")


class Parted(NamedTuple):
    """A name in two parts; ``glued`` tells that the sender wrote both into one component."""

    surname: str | None
    given: str | None
    glued: bool = False


def part_name(components: Sequence[str]) -> Parted:
    """Part a name (C080, or the lines of C058): the first component is the surname, all others are given names.

    A single component is parted at a slash or comma, the ways of ticketing systems and of index cards.

    >>> part_name(["DOE", "JOHN", "WAYNE"]), part_name(["DOE/JOHN MR"])
    (Parted(surname='DOE', given='JOHN WAYNE', glued=False), Parted(surname='DOE', given='JOHN', glued=True))
    """
    first = components[0].strip()
    rest = " ".join(part.strip() for part in components[1:] if part.strip())
    if first and not rest:
        pieces = _PARTING.split(first, 1)
        if len(pieces) == 2 and pieces[0] and pieces[1]:
            return Parted(pieces[0], _TITLE.sub("", pieces[1]), glued=True)
    return Parted(first or None, rest or None)
