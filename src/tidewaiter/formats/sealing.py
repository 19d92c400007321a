"""What is sealed at receipt: service codes and texts that would tell health, disability or belief, and all free text.

Fail closed: a code that is not known to be harmless is sealed. Source: IATA AIRIMP chapter 3 and RP 1708 service codes
(SSR); the line drawn by the PNR agreements, which forbid the use of sensitive codes and remarks.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


RELIGION: Final = _codes("HNML JNML KSML MOML VJML")
"""Meals that are asked for on religious ground; they are meals too, but the sharper word counts."""
MEAL: Final = _codes(
    "AVML BBML BLML CHML CNML DBML DIML FPML FSML GFML HFML JPML LCML LFML LPML LSML NBML NFML NLML NOML NSML OBML "
    "ORML PFML PRML RFML RVML SFML SPML VGML VLML VOML VVML"
)
DISABILITY: Final = _codes(
    "BLND BLSC DEAF DPNA ESAN EXST LEGB LEGL LEGR MAAS PRMK SVAN WCBD WCBW WCHC WCHR WCHS WCLB WCMP WCOB"
)
MEDICAL: Final = _codes("ALGY ASMT MEDA MEDC MEDF MEDI MEDP NUTS OXYG PNUT POXY PPOC STCR PREG BSCT")

OPERATIONAL: Final = _codes(
    "ADMD ADPI ADTK CHLD CKIN DOCA DOCO DOCS FQTR FQTS FQTU FQTV GRPF GRPS INFT NSSA NSSB NSST NSSW RQST SEAT TKNA "
    "TKNE TKNM TKNO TKNR TKTL UMNR"
)
"""Codes that say nothing about health, body or belief; a text that comes with them is sealed all the same."""
CONTACT: Final = _codes("CTCA CTCB CTCE CTCF CTCH CTCM CTCP CTCR CTCT")

_WHOLE = re.compile(r"\d{12,19}")
_CARD = re.compile(r"(?<!\d)[2-6](?:[ -]?\d){12,18}(?!\d)")


def seal_kind(code: str) -> str | None:
    """Give the kind under which a service code is sealed, None for one that may be read.

    >>> seal_kind("WCHR"), seal_kind("KSML"), seal_kind("SEAT"), seal_kind("ZZZZ")
    ('disability', 'religion', None, 'free-text')
    """
    if code in OPERATIONAL or code in CONTACT:
        return None
    if code in RELIGION:
        return "religion"
    if code in MEAL:
        return "meal"
    if code in DISABILITY:
        return "disability"
    return "medical" if code in MEDICAL else "free-text"


def mask_cards(text: str) -> str:
    """Hide all but the last four digits of whatever in a text is a payment card number (ISO/IEC 7812, Luhn).

    >>> mask_cards("PAID 4111 1111 1111 1111 EXP 0528")
    'PAID XXXXXXXXXXXX1111 EXP 0528'
    """
    return _CARD.sub(_mask_match, text)


def mask_number(number: str) -> str:
    """Hide all but the last four characters of an account number: ``XXXXXXXXXXXX1111`` becomes ``****1111``."""
    kept = re.sub(r"[^0-9A-Z]", "", number.upper())[-4:]
    return f"****{kept}" if len(kept) == 4 and kept.isdigit() else "****"


def number_digest(number: str) -> str | None:
    """Digest a whole account number, so that no number leaves the codec; None for one that came masked or cut short.

    >>> number_digest("XXXXXXXXXXXX1111"), number_digest("1111")
    (None, None)
    """
    plain = re.sub(r"[ -]", "", number)
    return sha256(plain.encode()).hexdigest() if _WHOLE.fullmatch(plain) else None


def _mask_match(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    return "X" * (len(digits) - 4) + digits[-4:] if _luhn(digits) else match.group()


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit)
        total += number if place % 2 == 0 else sum(divmod(2 * number, 10))
    return total % 10 == 0
