"""Narrow many people down to those whom a few new list entries might mean, before anybody is compared with care.

The inverse of screening: not each person against the lists, but a few entries against everybody. What is left out here
could not have become a hit; what is kept is screened by ``lookup.screen`` against the lists in full.
"""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from tidewaiter.identify.likeness import PEOPLE, SHELVES, Shelf, comparable, entries_of, matcher_of
from tidewaiter.identify.matching import weights
from tidewaiter.identify.matching.dates import ListedDates, tells
from tidewaiter.identify.matching.names import cut
from tidewaiter.identify.matching.words import ARTICLES, KINSHIP, TITLES
from tidewaiter.identify.names import plain_number, plain_plate
from tidewaiter.identify.policy import ScreeningPolicy

WORTH = 0.5
"""Part of the probability from which a hit is stated that the entries alone must give: among few entries a word tells
other than among all."""
SLACK = 1.5
"""Nats by which the bound on what a name can tell may be wrong."""
_LEAST = 0.54
"""Likeness by a rough measure, no smaller than the matcher's own, under which two words are not taken as one."""
_FOLDED_MORE = 0.05
"""How much nearer folding over spellings may bring two words than half way to their consonants."""
_AT_ONCE = 20_000
_SLIGHT = pl.Series([*ARTICLES, *KINSHIP, *TITLES, *"abcdefghijklmnopqrstuvwxyz"], dtype=pl.String).implode()
"""Words that are hardly missed, or not at all."""
_BONES = {
    **dict.fromkeys(("sch", "tch", "sh", "ch", "zh", "dj", "ts", "tz", "z", "c", "j", "ss", "zz", "cc"), "s"),
    **dict.fromkeys(("kh", "gh", "hh"), "h"),
    **dict.fromkeys(("th", "dh", "d", "tt", "dd"), "t"),
    **dict.fromkeys(("ck", "q", "x", "g", "kk", "gg"), "k"),
    **dict.fromkeys("aeiouy", ""),
    "ph": "f",
    "ff": "f",
    "w": "v",
    "vv": "v",
    "ww": "v",
    "ll": "l",
    "mm": "m",
    "nn": "n",
    "rr": "r",
    "bb": "b",
    "pp": "p",
}
_PAIRS = 3
"""Neighbouring words of a person's name that are also tried written together."""
_MOST = float(np.log1p(weights.FEWEST_ENTITIES))
"""What a word tells that nobody on a short list bears, in nats."""
_JOINED_MORE = weights.JOINED_MOST - _MOST
_WORDS = r"[\p{L}\p{N}\p{M}]+"


def suspects(people: pl.DataFrame, listings: pl.DataFrame, policy: ScreeningPolicy) -> pl.DataFrame:
    """Give the rows of ``people`` that entries of ``listings`` might mean.

    ``people``: ``kind, surname, given_names, birth_date`` (text), ``document_number, plate, conveyance_name``;
    ``listings``: the rows (``lookup.LISTINGS``) of the few entries that are looked for.
    """
    if listings["entry_id"].n_unique() >= policy.narrow_below:
        return people
    table = people.with_row_index("at")
    found = [_numbered(table, listings)]
    for shelf in SHELVES:
        entries = entries_of(listings, shelf)
        asked = _named(table, shelf)
        if not entries.is_empty() and not asked.is_empty():
            found.append(_alike(asked, entries, shelf, policy))
    rows = pl.concat(found).unique().sort()
    return people[rows]


def _numbered(table: pl.DataFrame, listings: pl.DataFrame) -> pl.Series:
    """Find who bears one of the numbers or plates, or is a conveyance of a listed registration."""
    tests = []
    aircraft = listings.filter(pl.col("entry_kind") == "aircraft")
    for column, listed, bare in (
        ("document_number", listings["document_number"], plain_number),
        ("plate", listings["plate"], plain_plate),
        ("conveyance_name", aircraft["name"], plain_number),
    ):
        numbers = listed.drop_nulls().to_frame("n").select(bare(pl.col("n")))["n"].drop_nulls().unique()
        if len(numbers):
            tests.append(bare(pl.col(column)).is_in(numbers.implode()))
    return table.filter(pl.any_horizontal(tests))["at"] if tests else table["at"].head(0)


def _named(table: pl.DataFrame, shelf: Shelf) -> pl.DataFrame:
    """Give ``at, name, birth_date`` of those whom a shelf is about."""
    parts, kind = (
        (("given_names", "surname"), "person") if shelf is PEOPLE
        else (("conveyance_name",), "conveyance") if shelf.alert == "vessel" else (("surname",), "organisation")
    )  # fmt: skip
    name = pl.concat_str(parts, separator=" ", ignore_nulls=True)
    here = table.lazy().filter(pl.col("kind") == kind)
    return here.select("at", name.alias("name"), "birth_date").filter(pl.col("name") != "").collect()


def _alike(asked: pl.DataFrame, entries: pl.DataFrame, shelf: Shelf, policy: ScreeningPolicy) -> pl.Series:
    """Find whose names the entries alone, without the rest of their lists, would take for one of theirs."""
    alert = policy.names[shelf.alert].alert_at
    near = _within_reach(asked, entries, float(np.log(alert / max(1.0 - alert, 1e-9))) - SLACK)
    if near.is_empty():
        return near["at"]
    queries = near.select(pl.col("at").cast(pl.String).alias("query_id"), "name", "birth_date")
    found = matcher_of(entries).screen(queries, limit=1, least=alert * WORTH, explained=False)
    return found["query_id"].cast(pl.UInt32).alias("at").unique()


def _within_reach(asked: pl.DataFrame, entries: pl.DataFrame, odds: float) -> pl.DataFrame:
    """Keep the names that could reach ``odds`` with one of the entries, were every word as telling as any can be.

    The bound follows ``matching.scoring.name_odds``, part by part.
    """
    listed = _listed(entries)
    long = _words(asked, listed)
    singles = _likes(long.filter(~pl.col("pair"))["word"].unique(), listed, pairs=False)
    pairs = _likes(long.filter("pair")["word"].unique(), listed.filter(~pl.col("pair")), pairs=True)
    met = long.lazy().join(pl.concat([singles, pairs]).lazy(), on=["word", "pair"])
    once = met.group_by("at", "entry", "place", "joined").agg(pl.col("tells").max())
    table = once.group_by("at", "entry").agg(*_told()).collect()
    count = long.lazy().filter(~pl.col("pair") & ~pl.col("word").is_in(_SLIGHT)).group_by("at").agg(words=pl.len())
    whole = listed.group_by("entry").agg(whole=pl.col("least").first() * _MOST)
    table = table.join(count.collect(), on="at", how="left").join(whole, on="entry").join(asked, on="at")
    reach = table.select(_reach())["odds"] + _dates(table, entries) >= odds
    return asked.filter(pl.col("at").is_in(table["at"].filter(reach).unique().implode()))


def _told() -> list[pl.Expr]:
    """Sum up what the words of a name tell at most of an entry: each listed word once, or two written together."""
    alone = ~pl.col("joined")
    tells = pl.col("tells")
    together = tells.filter(~alone).max() + _JOINED_MORE + tells.filter(alone).max().fill_null(0.0)
    return [
        tells.filter(alone).sum().alias("apart"),
        together.alias("together"),
        alone.sum().alias("met"),
    ]


def _reach() -> pl.Expr:
    words = pl.col("words").fill_null(0).cast(pl.Float64).clip(lower_bound=1.0)
    missed = pl.max_horizontal(words - pl.col("met"), 0.0)

    def most(told: pl.Expr, missed: pl.Expr) -> pl.Expr:
        return (
            weights.BASE
            + weights.TOLD * told
            + weights.LISTED_SHARE * (told / pl.col("whole")).clip(upper_bound=1.0)
            + weights.ASKED_SHARE * (told / (words * _MOST)).clip(upper_bound=1.0)
            + pl.when(words == 1).then(weights.ONE_WORD).otherwise(0.0)
            - weights.ASKED_MISSED * missed
        )

    joined = most(pl.col("together"), pl.lit(0.0))
    return pl.max_horizontal(most(pl.col("apart"), missed), joined).alias("odds")


def _dates(table: pl.DataFrame, entries: pl.DataFrame) -> pl.Series:
    """Give what the birth dates of each row tell beside those of its entry."""
    digits = pl.col("birth_date").str.replace_all("-", "", literal=True).str.pad_end(8, "0")
    born = table.select(digits.cast(pl.Int32, strict=False).fill_null(0))["birth_date"]
    births = ListedDates([tuple(comparable(text).split(";")) for text in entries["births"].to_list()])
    agreement, _ = births.compare(born.to_numpy(), table["entry"].cast(pl.Int32).to_numpy())
    return pl.Series(tells(agreement))


def _words(asked: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Give ``at, word, pair``: the words of each name, and neighbours as one, for a list may write them together."""
    split = asked.lazy().select("at", pl.col("name").str.to_lowercase().str.extract_all(_WORDS).alias("word"))
    parts = [split.explode("word", empty_as_null=False).with_columns(pl.lit(value=False).alias("pair"))]
    longest = max(listed["text"].str.len_chars().to_list(), default=0) / weights.JOINED_LENGTHS
    for at in range(_PAIRS):
        first, last = (pl.col("word").list.get(place, null_on_oob=True) for place in (at, at + 1))
        pairs = split.select("at", (first + last).alias("word"), pl.lit(value=True).alias("pair"))
        parts.append(pairs.filter(pl.col("word").str.len_bytes() <= longest))
    return pl.concat(parts).drop_nulls("word").collect()


def _listed(entries: pl.DataFrame) -> pl.DataFrame:
    """Give the words of the entries: ``place, entry, text, bare, pair, least`` (words of the shortest name)."""
    rows = []
    for entry, (main, aliases) in enumerate(entries.select("main", "aliases").rows()):
        names = [words for text in (main, *aliases.split(";")) if (words := cut(text).words)]
        least = min((len(words) for words in names), default=1)
        pairs = {one + two.lstrip("~") for words in names for one, two in itertools.pairwise(words)}
        often = [Counter(words) for words in names]
        times = {word: max(one[word] for one in often) for words in names for word in words}
        for pair, several in ((False, sorted(Counter(times).elements())), (True, sorted(pairs))):
            rows += [(entry, word.lstrip("~"), word.startswith("~"), pair, least) for word in several]
    schema = {"entry": pl.UInt32, "text": pl.String, "bare": pl.Boolean, "pair": pl.Boolean, "least": pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row").with_row_index("place")


def _likes(words: pl.Series, listed: pl.DataFrame, *, pairs: bool) -> pl.DataFrame:
    """Give ``word, pair, place, entry, tells, joined``: which words a listed one may mean, and the most that tells.

    ``joined``: one of the two is two words written together; ``pairs``: all of ``words`` are.
    """
    latin = pl.Series("text", [word if word.isascii() else _latin(word) for word in words.to_list()], dtype=pl.String)
    table = pl.DataFrame([words, latin]).with_columns(_bones(pl.col("text")).alias("bone"))
    together = listed["pair"].to_numpy() | pairs
    found = [pl.DataFrame(schema={"word": pl.String, "place": pl.UInt32, "tells": pl.Float64})]
    for part in table.iter_slices(_AT_ONCE):
        alike = _rough(part, listed)
        if not pairs:
            _begin(part["text"], listed, alike)
        row, column = np.nonzero(alike >= np.where(together, weights.JOINED_LEAST, _LEAST))
        nats = _MOST - weights.UNLIKE * (1.0 - alike[row, column].astype(np.float64))
        columns = [part["word"].gather(row), listed["place"].gather(column), pl.Series("tells", nats, pl.Float64)]
        found.append(pl.DataFrame(columns))
    beside = listed.select("place", "entry", (pl.col("pair") | pl.lit(pairs)).alias("joined"))
    return pl.concat(found).join(beside, on="place").with_columns(pair=pl.lit(pairs))


def _rough(words: pl.DataFrame, listed: pl.DataFrame) -> npt.NDArray[np.float32]:
    """Bound how much alike the matcher may take words for: by spelling, and by roughly the same consonants."""
    osa = OSA.normalized_similarity
    bones = listed.select(_bones(pl.col("text")).alias("bone"))["bone"].to_list()
    plain = cdist(words["text"].to_list(), listed["text"].to_list(), scorer=osa, dtype=np.float32)
    bone = cdist(words["bone"].to_list(), bones, scorer=osa, dtype=np.float32)
    near = np.maximum(plain, bone)
    folded = (plain + near) / 2 + _FOLDED_MORE
    mixed = weights.PLAIN_PART * plain + weights.FOLD_PART * folded + weights.BONE_PART * near
    alike = np.maximum(np.maximum(plain, mixed), np.where(listed["bare"].to_numpy(), bone, 0))
    return np.asarray(np.minimum(alike, 1.0), np.float32)


def _begin(words: pl.Series, listed: pl.DataFrame, alike: npt.NDArray[np.float32]) -> None:
    """Raise ``alike`` where one word begins the other: Alex for Alexander."""
    long = words.str.len_chars() >= weights.SHORT_FORM
    for place, (text, pair) in enumerate(listed.select("text", "pair").rows()):
        if not pair and len(text) >= weights.SHORT_FORM:
            heads = pl.Series([text[:size] for size in range(weights.SHORT_FORM, len(text) + 1)])
            begins = (words.str.starts_with(text) | (words.is_in(heads.implode()) & long)).to_numpy()
            alike[begins, place] = np.maximum(alike[begins, place], weights.SHORT_FORM_ALIKE)


def _latin(word: str) -> str:
    return word if word.isascii() else "".join(part.lstrip("~") for part in cut(word).words)


def _bones(text: pl.Expr) -> pl.Expr:
    """Leave roughly the consonants by which the matcher compares words across spellings (``matching.forms``)."""
    plain = text.str.replace_many(list(_BONES), list(_BONES.values()), leftmost=True)
    return pl.when(plain != "").then(plain).otherwise(text)
