"""Invented people of many tongues, as many as asked for, and lists of them: the same seed gives the same people.

Surnames and given names are put together from syllables in the manner of a tongue; how often each is borne falls off
as it does among people, so that a day of travelers holds both thousands of namesakes and hundreds of thousands of
words that stand once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Texts = npt.NDArray[np.object_]


class Tongue(NamedTuple):
    """How the names of a tongue are made: beginnings, middles and ends, and how many of each kind of name there are."""

    share: float
    listed: float
    """Share among travelers, and among those listed."""
    surnames: int
    givens: int
    heads: str
    middles: str
    ends: str
    given_ends: str
    order: str
    """``s`` surname, ``g`` given name, ``p`` the father's name, as they follow in a full name; ``a`` an article."""
    script: str = ""


TONGUES = (
    Tongue(0.30, 0.06, 260_000, 22_000,
           "Ald Barr Bren Cal Cors Dunn Elm Fair Gar Hal Harg Kel Lang Marl Nor Ock Pem Quil Rad Sel Thor Und Vern Wex"
           " Yar Ash Bex Crom Drayt Eth Fenn Gold Hux Ing Jess Kirk Lamb Mont Nev Old Prest Rut Staff Tun Whit",
           "a e i o u er en in ow ing am el or ar ond ast ell ett",
           "ford ton ley wick by son man field worth ham more sen berg stein dale er ins well ridge combe",
           "a an en ie is on y ina ette ard ward ric ert lyn elle old vin", "gs"),
    Tongue(0.25, 0.16, 120_000, 12_000,
           "Alm Ben Car Cas Dur Esc Fer Gal Her Ibar Jar Lor Mal Nav Ort Pal Quin Riv Sal Tor Urb Val Zam Bar Cor Mor",
           "a e i o ar er or an en al el as ill ent ond aqu", "ez es ado ero osa anes ino eda oza illa ares ales uta",
           "a o io ia ela elo ina ino andra ando ita ario ena", "ggss"),
    Tongue(0.08, 0.24, 70_000, 4_000,
           "Abr Bor Vor Gar Dem Dor Yev Zhur Kal Kuz Lar Mak Nik Os Pet Rod Sav Tar Ul Fed Khar Tsv Chern Sham"
           " Shcher Y",
           "a e i o u en an ov in al ol ar atk esh ichk ushch", "ov ev in enko sky uk ich yan kin chuk",
           "a an y il ey iy ei ina ana ya isa mila slav mir", "gps", "cyrillic"),
    Tongue(0.09, 0.34, 50_000, 6_000,
           "Ab Aq Bas Dar Fad Far Ghaz Had Haf Ham Hash Jab Jam Kab Kam Kath Laf Mah Mans Naj Nas Qad Qas Raf Rash Sab"
           " Sal Sham Tah Taw Wal Yas Zah Zub Muq Muh",
           "a i u aa ii ay aw as am al", "ani awi i iri ushi een ad im ir aq ud ahi ari",
           "ad ir im ud id am een a iya i",
           "gpas", "arabic"),
    Tongue(0.10, 0.05, 60_000, 9_000,
           "Adh Bal Bhat Chak Dev Gan Har Jay Kris Lax Mah Nar Pad Raj Sank Tri Up Venk Yog Dhar Gop Ram Sur Vis",
           "a i u e ana ara ita esh av end", "a an am ar kar war lal nath swamy rao pati dekar ia",
           "a i esh it an av ita ika ani",
           "gs"),
    Tongue(0.10, 0.06, 420, 26_000,
           "An Bai Cai Chen Deng Fan Gao Guo Han He Huang Jia Jiang Kong Li Lin Liu Lu Ma Meng Ning Pan Peng Qian"
           " Qiu Ren"
           " Shao Shen Song Su Tang Tao Wang Wei Wu Xia Xiao Xie Xu Yan Yang Yao Yin Yu Yuan Zeng Zhang Zhao Zheng"
           " Zhou Zhu",
           "", "", "an bo cheng fang gang hao hong hui jie jing jun kai lei li ling mei min ning peng ping qiang rong"
           " rui shan tao ting wei wen xia xin xue yan yi ying yu yun zhen zhi", "sg"),
    Tongue(0.08, 0.09, 60_000, 8_000,
           "Ade Ok Chuk Nwa Ola Mba Ke Nja Kip Mwa Ba Di Dia Sow Tra Kou Nde Oba Sse Wan Za Mut Nky Tsh",
           "a e i o u be ke la mu nu wa ya za ra di", "ye la wo ma ré ko ba ji ni ngo mba dike kwu ti",
           "a e i o u mi la ka de wu",
           "gs"),
)  # fmt: skip
_CYRILLIC = dict(
    zip(
        ("shch", "sh", "ch", "kh", "ts", "zh", "ya", "yu", "ye", "a", "b", "v", "g", "d", "e", "z", "i", "y", "k", "l",
         "m", "n", "o", "p", "r", "s", "t", "u", "f", "w", "h", "j", "q", "x", "c"),
        "щ ш ч х ц ж я ю е а б в г д е з и й к л м н о п р с т у ф в х дж к кс к".split(),  # noqa: SIM905
        strict=True,
    )
)  # fmt: skip
_ARABIC = dict(
    zip(
        ("sh", "th", "gh", "kh", "aa", "ii", "ee", "ay", "aw", "a", "i", "u", "e", "o", "b", "t", "j", "h", "d", "r",
         "z", "s", "q", "f", "k", "l", "m", "n", "w", "y", "g", "p", "v", "x", "c"),
        "ش ث غ خ ا ي ي ي و - - و - و ب ت ج ه د ر ز س ق ف ك ل م ن و ي غ ب ف كس ك".split(),  # noqa: SIM905
        strict=True,
    )
)  # fmt: skip


class Voice:
    """Draws names of one tongue."""

    def __init__(self, tongue: Tongue, chance: np.random.Generator, scale: float) -> None:
        """Put the tongue's surnames and given names together, ``scale`` times as many as it has."""
        self.tongue = tongue
        heads, middles, ends = tongue.heads.split(), tongue.middles.split() or [""], tongue.ends.split() or [""]
        self._surnames = _made(chance, round(tongue.surnames * scale), heads, middles, ends)
        self._givens = _made(chance, round(tongue.givens * scale), heads, middles, tongue.given_ends.split())

    def names(self, chance: np.random.Generator, count: int) -> Texts:
        """Draw full names, words in the tongue's own order; some people bear fewer words than others."""
        said: Texts = np.full(count, "", object)
        for place, kind in enumerate(self.tongue.order):
            if kind == "a":
                words: Texts = np.where(chance.random(count) < 0.5, "al", "").astype(object)
            elif kind == "s":
                words = _drawn(chance, self._surnames, count)
            else:
                words = _drawn(chance, self._givens, count)
                if kind == "p" and self.tongue.script == "cyrillic":
                    words = words + "ovich"
            if len(self.tongue.order) > 2 and place in (1, 3):
                words = np.where(chance.random(count) < 0.55, words, "").astype(object)
            said = said + np.where(words == "", "", " ").astype(object) * (said != "") + words
        return np.array([" ".join(name.split()) for name in said], object)


def _made(chance: np.random.Generator, count: int, *parts: list[str]) -> Texts:
    """Put words together: head, up to two middles, end; the shorter ones come first and are borne by more.

    Heads are mixed too, the onset of one with the rest of another. Even so words stand closer than on real lists, where
    half as many are at least 0.54 alike to one of them: finding is somewhat harder here than it is in earnest.
    """
    heads, middles, ends = (np.array(part, object) for part in parts)
    if len(middles) > 1:
        cuts = [next((at for at, letter in enumerate(head) if letter in "aeiouAEIOU"), 0) for head in heads]
        onsets = [head[:at] for head, at in zip(heads, cuts, strict=True)]
        rests = [head[at:].lower() for head, at in zip(heads, cuts, strict=True)]
        heads = np.array(sorted({(onset + rest).capitalize() for onset in onsets for rest in rests}), object)
    words: list[str] = []
    seen: set[str] = set()
    for depth in (0, 1, 2, 3):
        more = 3 * (count - len(words))
        joined = heads[chance.integers(len(heads), size=more)]
        for _ in range(depth):
            joined = joined + middles[chance.integers(len(middles), size=more)]
        for word in joined + ends[chance.integers(len(ends), size=more)]:
            if word not in seen and len(words) < count * (0.15, 0.7, 0.95, 1.0)[depth]:
                seen.add(word)
                words.append(word)
    return np.array(words, object)


def _drawn(chance: np.random.Generator, words: Texts, count: int) -> Texts:
    """Draw words by rank: the share of the n-th falls about as 1/(n+30)."""
    top = np.log((len(words) + 30) / 30)
    rank = (30 * np.exp(chance.random(count) * top) - 30).astype(np.int64)
    return np.asarray(words[np.minimum(rank, len(words) - 1)], object)


def voices(scale: float) -> list[Voice]:
    """Give a voice for each tongue; who is to bear the same names must be drawn from the same ``scale``."""
    chance = np.random.default_rng(0)
    return [Voice(tongue, chance, scale) for tongue in TONGUES]


def travelers(count: int, seed: int = 1, scale: float = 1.0) -> pl.DataFrame:
    """Invent travelers: ``query_id, name, birth_date``; surname first or last, small Latin letters."""
    chance, speaking = np.random.default_rng(seed), voices(scale)
    names, _ = _mixed(chance, speaking, [voice.tongue.share for voice in speaking], count)
    return pl.DataFrame(
        {
            "query_id": [f"t{at:07d}" for at in range(count)],
            "name": pl.Series(names.tolist(), dtype=pl.String).str.to_lowercase(),
            "birth_date": _dates(chance, count),
        }
    )


def listed(names: int, seed: int = 2, scale: float = 1.0) -> pl.DataFrame:
    """Invent a list with about so many names, 1.75 different ones an entity: ``id, schema, name, aliases, birth_date``.

    Four in ten entities are organisations; four in ten people have no birth date, or only a year.
    """
    chance, speaking = np.random.default_rng(seed), voices(scale)
    entities = max(1, round(names / 1.75))
    main, tongue = _mixed(chance, speaking, [voice.tongue.listed for voice in speaking], entities)
    body = chance.random(entities) < 0.4
    dates = _dates(chance, entities).to_list()
    rows = []
    for at, name in enumerate(main):
        script = TONGUES[tongue[at]].script
        extra = min(int(chance.exponential(1.2)), 12)
        if body[at]:
            said = f"{name.split()[-1].upper()} {_TRADES[int(chance.integers(len(_TRADES)))]}"
            aliases = [altered(said, "typo", chance) for _ in range(extra)]
        else:
            said = _family_first(name, TONGUES[tongue[at]].order)
            aliases = [altered(name, KINDS[int(chance.integers(len(KINDS)))], chance) for _ in range(extra)]
            if script and chance.random() < 0.12:
                aliases.append(written(name, script))
        date = None if body[at] else (dates[at], dates[at], dates[at][:4], None)[int(chance.integers(4))]
        rows.append((f"e{at:07d}", "Organization" if body[at] else "Person", said, ";".join(aliases), date))
    return pl.DataFrame(rows, schema=["id", "schema", "name", "aliases", "birth_date"], orient="row")


_TRADES = ("TRADING CO., LTD.", "SHIPPING LLC", "HOLDING GMBH", "GENERAL TRADING FZE", "INDUSTRIES JSC", "FOUNDATION")
KINDS = ("same", "order", "typo", "typos", "spelling", "missing", "initial", "joined", "spelling and order")
"""Ways in which a name is written otherwise."""
_SPELLINGS = (
    ("kh", "h"), ("h", "kh"), ("ou", "u"), ("u", "ou"), ("w", "v"), ("v", "w"), ("y", "i"), ("i", "y"), ("q", "k"),
    ("k", "q"),
    ("sh", "sch"), ("sh", "ch"), ("zh", "j"), ("j", "dj"), ("ee", "i"), ("i", "ee"), ("aa", "a"), ("ov", "off"),
    ("ii", "y"),
    ("c", "k"), ("ph", "f"), ("f", "ph"), ("d", "dh"), ("e", "a"), ("o", "u"), ("s", "ss"),
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def altered(name: str, kind: str, chance: np.random.Generator) -> str:
    """Write a name otherwise, in one of ``KINDS``."""
    words = name.lower().split()
    if "order" in kind:
        words = [words[at] for at in chance.permutation(len(words))]
    if kind == "missing" and len(words) > 2:
        words.pop(int(chance.integers(1, len(words) - 1)))
    if kind == "initial" and len(words) > 1:
        at = int(chance.integers(len(words)))
        words[at] = words[at][0]
    if kind == "joined" and len(words) > 1:
        at = int(chance.integers(len(words) - 1))
        words[at : at + 2] = [words[at] + words[at + 1]]
    if "spelling" in kind:
        words = [_respelled(word, chance) for word in words]
    for _ in range(("typo", "typos").index(kind) + 1 if kind in ("typo", "typos") else 0):
        at = int(chance.integers(len(words)))
        words[at] = _mistyped(words[at], chance)
    return " ".join(words)


def _respelled(word: str, chance: np.random.Generator) -> str:
    fitting = [pair for pair in _SPELLINGS if pair[0] in word]
    for at in chance.permutation(len(fitting))[:2]:
        word = word.replace(*fitting[at], 1)
    return word


def _mistyped(word: str, chance: np.random.Generator) -> str:
    at, kind = int(chance.integers(len(word))), int(chance.integers(4))
    letter = _LETTERS[int(chance.integers(26))]
    if kind == 0 and len(word) > 2:
        return word[:at] + word[at + 1 :]
    if kind == 1 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + letter + word[at + (kind == 2) :]


def written(name: str, script: str) -> str:
    """Write a name in Cyrillic or Arabic letters."""
    letters = {"cyrillic": _CYRILLIC, "arabic": _ARABIC}[script]
    said, at, name = "", 0, name.lower()
    while at < len(name):
        size = next((size for size in (4, 3, 2, 1) if name[at : at + size] in letters), 1)
        sign = letters.get(name[at : at + size], name[at])
        said, at = said + ("" if sign == "-" else sign), at + size
    return said


def _mixed(
    chance: np.random.Generator, speaking: list[Voice], shares: list[float], count: int
) -> tuple[Texts, npt.NDArray[np.int64]]:
    """Draw names of all tongues in mixed order, and say of which tongue each is."""
    weights = np.array(shares) / sum(shares)
    tongue = chance.choice(len(speaking), count, p=weights)
    names: Texts = np.full(count, "", object)
    for at, voice in enumerate(speaking):
        here = np.flatnonzero(tongue == at)
        names[here] = voice.names(chance, len(here))
    return names, tongue


def _family_first(name: str, order: str) -> str:
    words = name.split()
    count = max(1, order.count("s")) if order.startswith("g") else 1
    count = min(count, len(words) - 1) or 1
    head, rest = (words[:1], words[1:]) if order.startswith("s") else (words[-count:], words[:-count])
    return f"{' '.join(head).upper()}, {' '.join(rest)}"


def _dates(chance: np.random.Generator, count: int) -> pl.Series:
    days = chance.integers(0, 29_000, count)
    return pl.Series((np.datetime64("1938-01-01") + days).astype("datetime64[D]")).cast(pl.String)


def asked_of(table: pl.DataFrame, count: int, seed: int = 3) -> pl.DataFrame:
    """Ask for listed people in every one of ``KINDS``, dates left out: ``query_id, name``."""
    chance = np.random.default_rng(seed)
    people: list[dict[str, Any]] = table.filter(pl.col("schema") == "Person").to_dicts()
    rows: list[tuple[str, str]] = []
    for at in range(count):
        name = " ".join(reversed(people[int(chance.integers(len(people)))]["name"].split(", ")))
        rows.append((f"a{at:05d}", altered(name, KINDS[at % len(KINDS)], chance)))
    return pl.DataFrame(rows, schema=["query_id", "name"], orient="row")
