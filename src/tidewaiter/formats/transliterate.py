"""Names between national scripts and the machine-readable zone (ICAO Doc 9303-3, 8th edition, section 6).

The zone knows A-Z and the filler ``<`` alone. Tables A (Latin), B (Cyrillic) and C (Arabic) are the standard's;
Greek is not in it and follows ELOT 743. Where the standard offers two spellings, the first one is written.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Language = Literal["be", "bg", "mk", "sr", "uk"]
"""ISO 639-1 codes of the languages for which table B states exceptions."""
Script = Literal["latin", "cyrillic", "arabic"]

UNKNOWN = "<"
"""What is written for a character no table knows: a filler, so that nothing is invented."""


def _table(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LATIN = _table(
    "Ä AE Å AA Æ AE Ð D Đ D Ö OE Ø OE Œ OE Ü UE Þ TH ẞ SS ß SS Ħ H ı I"
    " Ĳ IJ Ŀ L Ł L Ŋ N ĸ Q Ŧ T Ǝ E Ə E Ɓ B Ɗ D Ƙ K Ɨ I Ƴ Y"
)
_CYRILLIC = _table(
    "А A Б B В V Г G Д D Е E Ж ZH З Z И I Й I К K Л L М M Н N О O П P Р R С S Т T У U Ф F Х KH Ц TS Ч CH Ш SH Щ SHCH"
    " Ъ IE Ы Y Э E Ю IU Я IA Ё E І I Ї I Є IE Ґ G Ў U Ѕ DZ Ј J Љ LJ Њ NJ Ќ K Ѓ G Ћ C Ђ D Џ DZ Ѣ IE Ѫ U Ѵ Y Ѳ F Ғ F"
) | {"Ь": ""}
_CYRILLIC_OF: dict[Language, dict[str, str]] = {
    "be": _table("Г H Ё IO"),
    "bg": _table("Щ SHT"),
    "mk": _table("Х H Ц C Ќ KJ Ѓ GJ Џ DJ"),
    "sr": _table("Г G Ж Z Х H Ц C Ч C Ш S"),
    "uk": _table("Г H И Y"),
}
_FIRST_OF: dict[Language, dict[str, str]] = {"uk": _table("Є YE Ї YI")}
_GREEK = _table("Α A Β V Γ G Δ D Ε E Ζ Z Η I Θ TH Ι I Κ K Λ L Μ M Ν N Ξ X Ο O Π P Ρ R Σ S Τ T Υ Y Φ F Χ CH Ψ PS Ω O")
_ARABIC_CODES = """
0621 XE 0622 XAA 0623 XAE 0624 U 0625 I 0626 XI 0627 A 0628 B 0629 XTA 062A T 062B XTH 062C J 062D XH 062E XKH
062F D 0630 XDH 0631 R 0632 Z 0633 S 0634 XSH 0635 XSS 0636 XDZ 0637 XTT 0638 XZZ 0639 E 063A G 0641 F 0642 Q
0643 K 0644 L 0645 M 0646 N 0647 H 0648 W 0649 XAY 064A Y 0671 XXA 0679 XXT 067C XRT 067E P 0681 XKE 0685 XXH
0686 XC 0688 XXD 0689 XDR 0691 XXR 0693 XRR 0696 XRX 0698 XJ 069A XXS 06A9 XKK 06AB XXK 06AD XNG 06AF XGG
06BA XNN 06BC XXN 06BE XDO 06C0 XYH 06C1 XXG 06C2 XGE 06C3 XTG 06CC XYA 06CD XXY 06D0 Y 06D2 XYB 06D3 XBE
"""
_ARABIC = {chr(int(code, 16)): word for code, word in _table(_ARABIC_CODES).items()}
_SHADDA, _TEH_MARBUTA = "\u0651", "\u0629"
_ARABIC_DROPPED = frozenset(map(chr, (0x0640, *range(0x064B, 0x0651), 0x0652, 0x0670)))
"""Tatweel, the short vowels, sukun and the superscript alef: not encoded."""

_BASE = {**_LATIN, **_CYRILLIC, **_GREEK, **_ARABIC}
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SEPARATORS = frozenset(" -\u2010\u2011\u2013<\t\u00a0,/")
_SILENT = frozenset("'\u2019\u2018\u02bc`\u00b4.\u00b7\u200c\u200d\u200e\u200f")


def to_mrz(name: str, language: Language | None = None) -> str:
    """Write a name in the zone's letters: ``Żółć-Müller`` becomes ``ZOLC<MUELLER``; hyphen and blank become ``<``.

    ``language`` picks the exceptions of table B (Belarusian, Bulgarian, Macedonian, Serbian, Ukrainian). Apostrophes
    and full stops are left out (Doc 9303-3, 4.6). Never raises: a character that no table knows becomes a filler.
    """
    words = _words(name)
    return "<".join(word for word in (_word(word, language) for word in words) if word)


def from_mrz(text: str, script: Script = "latin") -> str:
    """Read a name of the zone: fillers become blanks; with ``script``, letters go back to that script.

    Arabic is exact for names written without vowel signs (table C is a prefix code; a doubled letter stays doubled,
    Farsi and Pashto letters come back as themselves). Cyrillic is one likely reading, for the sound signs are lost.
    """
    words = [word for word in text.strip().upper().replace(" ", "<").split("<") if word]
    if script == "latin":
        return " ".join(words)
    codes, longest = _BACK[script]
    return " ".join(_greedy(word, codes, longest) for word in words)


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFC", name)
    text = "".join(ch if ch in "ßẞıĸ" else ch.upper() for ch in text if ch not in _SILENT)
    return "".join(" " if ch in _SEPARATORS else ch for ch in text).split()


def _word(word: str, language: Language | None) -> str:
    special = _CYRILLIC_OF.get(language, {}) if language else {}
    first = _FIRST_OF.get(language, {}) if language else {}
    written: list[str] = []
    for place, ch in enumerate(word):
        if ch == _SHADDA:
            written += written[-1:]
        elif ch == _TEH_MARBUTA and place == len(word) - 1:
            written.append("XAH")
        elif place == 0 and ch in first:
            written.append(first[ch])
        else:
            written.append(_letter(ch, special))
    return "".join(written).strip("<")


def _letter(ch: str, special: dict[str, str]) -> str:
    if ch in _PLAIN:
        return ch
    for table in (special, _BASE):
        if ch in table:
            return table[ch]
    if ch in _ARABIC_DROPPED or unicodedata.combining(ch):
        return ""
    base = unicodedata.normalize("NFKD", ch)[0].upper()
    if base in _PLAIN:
        return base
    return _BASE.get(base, UNKNOWN)


def _greedy(word: str, codes: dict[str, str], longest: int) -> str:
    read: list[str] = []
    place = 0
    while place < len(word):
        for size in range(longest, 0, -1):
            letter = codes.get(word[place : place + size])
            if letter is not None:
                break
        else:
            letter, size = word[place], 1
        read.append(letter)
        place += size
    return "".join(read)


def _reverse(table: dict[str, str]) -> dict[str, str]:
    return {word: letter for letter, word in reversed(table.items()) if word}


_CYRILLIC_FIRST = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЮЯЈЉЊ"
_BACK: dict[str, tuple[dict[str, str], int]] = {
    "arabic": (_reverse({k: v for k, v in _ARABIC.items() if k != "\u06d0"}) | {"XAH": _TEH_MARBUTA}, 3),
    "cyrillic": (_reverse({k: _CYRILLIC[k] for k in _CYRILLIC_FIRST}), 4),
}
