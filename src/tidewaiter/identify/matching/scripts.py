"""Tell the script of a word and write it in Latin letters, keeping in mind which scripts leave vowels unwritten.

Letters of Arabic and Hebrew follow tables of our own (their usual values in passports and UN romanisation systems);
every other script goes through anyascii (ISC licence), which knows all of Unicode.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNVOWELLED = "~"
"""Marks the Latin form of a word whose script leaves short vowels unwritten."""

_UNVOWELLED_SCRIPTS = _words(
    "ARABIC HEBREW SYRIAC THAANA DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA"
    " THAI LAO TIBETAN MYANMAR KHMER"
)
_SYLLABIC = frozenset(("CJK", "HANGUL"))


def _table(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return {letter: "" if latin == "-" else latin for letter, latin in zip(words[::2], words[1::2], strict=True)}


_ARABIC = _table(
    "ا a أ a إ a آ a ٱ a ب b پ p ت t ٹ t ټ t ث t ج j چ c ځ z څ c ح h خ h د d ڈ d ډ d ذ d ر r ڑ r ړ r ز z ژ j ږ j س s"
    " ش s ښ s ص s ض d ط t ظ z ع - غ g ف f ڤ v ق k ك k ک k گ g ګ g ڭ n ل l م m ن n ں n ڼ n ه h ھ h ہ h ۀ h ة - ۃ -"
    " و w ۋ v ؤ w ي y ی y ې y ۍ y ے y ئ y ى a ء -"
)
_HEBREW = _table(
    "א a ב b ג g ד d ה h ו w ז z ח h ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע - פ p ף f צ c ץ c ק k ר r ש s ת t"
)
"""One letter for each sign, so that two signs never read as one digraph; sounds written alike fall together."""
_CYRILLIC = _table(
    "х kh Х Kh ц ts Ц Ts щ shch Щ Shch ъ - ь - Ъ - Ь - ё yo Ё Yo й y Й Y ы y Ы Y э e Э E ю yu Ю Yu я ya Я Ya"
)
_LATIN = _table("ß ss æ ae œ oe ø o ł l đ d ð d þ th ı i ə a ŋ ng")
_SURNAMES = _table(
    "김 kim 이 li 리 ri 박 pak 최 choe 정 jong 강 kang 조 jo 임 im 림 rim 유 yu 류 ryu 노 no 로 ro 양 yang 우 woo"
    " 曾 zeng 單 shan 单 shan 解 xie 仇 qiu 查 zha 樂 yue 乐 yue 區 ou 区 ou 任 ren 朴 piao 葉 ye 叶 ye 盖 ge 翟 zhai"
)
"""Readings of surnames where they differ from the usual reading of the sign."""
_DOUBLE_SURNAMES = _words(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 尉迟 公孙 令狐 慕容 司徒 东方 東方 남궁 황보 제갈 사공 선우 독고"
)


@lru_cache(maxsize=65536)
def script_of(letter: str) -> str:
    """Give the first word of the letter's Unicode name (``ARABIC``, ``CJK``, ...); ``""`` for what is no letter."""
    if not (letter.isalnum() or unicodedata.category(letter).startswith("M")):
        return ""
    return "LATIN" if letter.isdigit() else unicodedata.name(letter, "").split(" ", 1)[0]


def latin(word: str) -> list[str]:
    """Write a word of any one script in small Latin letters: one form, or one a syllable for Han and Hangul.

    Forms of scripts that leave vowels out begin with ``~``.
    """
    script = script_of(word[0])
    if script == "LATIN":
        return _said(_stripped(word, _LATIN))
    if script == "ARABIC":
        return _said("".join(_ARABIC.get(letter, "") for letter in word), marked=True)
    if script == "HEBREW":
        return _said("".join(_HEBREW.get(letter, "") for letter in word), marked=True)
    if script in _SYLLABIC:
        return _syllables(word)
    if script == "CYRILLIC":
        return _said(anyascii("".join(_CYRILLIC.get(letter, letter) for letter in word)))
    if script in _UNVOWELLED_SCRIPTS:
        return _said(_one_letter(anyascii(word).lower()), marked=True)
    return _said(anyascii(word))


def _one_letter(word: str) -> str:
    for digraph, letter in (("sh", "s"), ("kh", "h"), ("gh", "g"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f")):
        word = word.replace(digraph, letter)
    return word


def _stripped(word: str, table: dict[str, str]) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    bare = "".join(table.get(letter, letter) for letter in decomposed if not unicodedata.combining(letter))
    return bare if bare.isascii() else anyascii(bare)


def _said(text: str, *, marked: bool = False) -> list[str]:
    bare = "".join(letter for letter in text.lower() if letter.isalnum())
    return [UNVOWELLED + bare if marked else bare] if bare else []


def _syllables(word: str) -> list[str]:
    """Read a name of two to four signs as surname and given name, sign by sign; longer words sign by sign too."""
    if word[:2] in _DOUBLE_SURNAMES and len(word) > 2:
        head = ["".join(anyascii(sign) for sign in word[:2])]
        tail = word[2:]
    else:
        head, tail = [_SURNAMES.get(word[0]) or anyascii(word[0])], word[1:]
    return [form for sign in (*head, *map(anyascii, tail)) for form in _said(sign)]
