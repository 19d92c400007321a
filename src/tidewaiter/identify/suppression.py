"""Keep who was found not to be the one a list means from being stopped again, until either side changes.

A settled *not-a-match* holds for one subject and one entry, as both were when a human compared them: the names, birth
dates and documents declared, and what the entry said. One of our redress numbers does the same for the entries its
resolved case names, where document and birth date agree. A suppressed hit is still a hit: it is journaled, counted and
shown with what suppresses it; it stops nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from tidewaiter.identify.needs import Settlements
from tidewaiter.identify.plain import plainly
from tidewaiter.identify.settled import Case, Digests, Pair, Settled, Verdicts
from tidewaiter.vocabulary.hit import HitStatus, hit_id
from tidewaiter.vocabulary.redress import plain_redress
from tidewaiter.vocabulary.tables import HITS, STANDING, conform, empty

COMPARED = ("names", "birth_dates", "documents", "plates")
"""What of a declared person or conveyance a human compares with an entry: each a sorted list of plain values."""


class Who(NamedTuple):
    """One encounter: its subject, what was declared of it, and the redress numbers its messages carry."""

    subject_id: str | None
    compared: Mapping[str, list[str]]
    numbers: tuple[str, ...] = ()


def compared(said: pl.DataFrame) -> dict[str, dict[str, list[str]]]:
    """Sum up what was declared of each encounter: ``COMPARED`` by ``encounter_id``.

    ``said``: columns of DECLARED and ``encounter_id``, every declaration that counts.
    """
    if said.is_empty():
        return {}
    rows = said if "p_number" in said.columns else plainly(said)
    named = pl.concat_str(pl.col("p_surname").fill_null(""), pl.lit("|"), pl.col("p_given").fill_null(""))
    vehicle = pl.col("kind") == "conveyance"
    columns = {
        "names": pl.when(vehicle)
        .then(pl.col("conveyance_name").str.to_uppercase())
        .when(pl.any_horizontal(pl.col("p_surname", "p_given").is_not_null()))
        .then(named),
        "birth_dates": pl.col("birth_date").cast(pl.String),
        "documents": pl.format("{}|{}", pl.col("p_issuer").fill_null(""), "p_number"),
        # The people in a vehicle bear its plate too; who they are does not change with the car.
        "plates": pl.when(vehicle).then(pl.format("{}|{}", "p_plate_issuer", "p_plate")),
    }
    told = rows.group_by("encounter_id", maintain_order=True).agg(
        value.drop_nulls().unique().sort().alias(name) for name, value in columns.items()
    )
    return {row["encounter_id"]: {name: row[name] for name in COMPARED} for row in told.iter_rows(named=True)}


def holds(settled: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> bool:
    """Tell whether what is declared now is what was compared: nothing new, and no kind of evidence missing."""
    return any(settled.get(name) for name in COMPARED) and all(
        set(now.get(name) or ()) <= set(settled.get(name) or ()) and bool(now.get(name)) == bool(settled.get(name))
        for name in COMPARED
    )


def suppressed(
    hits: pl.DataFrame, who: Mapping[str, Who], verdicts: Verdicts, cases: Mapping[str, Case], digests: Digests
) -> pl.DataFrame:
    """Say of each hit whether it stands: HITS in, STANDING out, row by row. Pure.

    ``digests`` gives what each entry says now. An entry without a digest, or an encounter without a subject, is never
    suppressed by a verdict.
    """
    more: dict[str, list[str | None]] = {name: [] for name in STANDING if name not in HITS}
    for encounter_id, list_id, entry_id in hits.select("encounter_id", "list_id", "entry_id").iter_rows():
        one, pair = who.get(encounter_id, Who(None, {})), (list_id, entry_id)
        digest = digests.get(pair)
        last = _last(verdicts.get((one.subject_id or "", *pair), ()), one)
        by = last.hit_id if last and _silences(last, digest) else None
        said = []
        for number in one.numbers:
            agrees, words = _redress(number, cases.get(number), one, pair, digest, last)
            said.append(words)
            if agrees and by is None:
                by = cases[number].case_id
        told = (hit_id(encounter_id, *pair), digest, by, "; ".join(said) or None)
        for name, value in zip(more, told, strict=True):
            more[name].append(value)
    return conform(hits.with_columns(pl.Series(name, values, pl.String) for name, values in more.items()), STANDING)


def _last(verdicts: Sequence[Settled], one: Who) -> Settled | None:
    """Give the latest of the verdicts that speak of what is declared now; who cannot tell takes no verdict back."""
    told = (verdict for verdict in reversed(verdicts) if verdict.status != HitStatus.CANNOT_TELL)
    return next((verdict for verdict in told if holds(verdict.compared, one.compared)), None)


def _silences(last: Settled, digest: str | None) -> bool:
    return last.status == HitStatus.NOT_A_MATCH and digest is not None and last.entry_digest == digest


def _redress(
    number: str, case: Case | None, one: Who, pair: Pair, digest: str | None, last: Settled | None
) -> tuple[bool, str]:
    """Tell whether a redress number suppresses a hit, and say it in words for the analyst."""
    if case is None:
        return False, f"redress number {number}: not one of ours"
    words = f"redress number {number}, case {case.case_id}: "
    if case.status != "resolved":
        return False, words + "not resolved"
    for name, theirs in (("documents", case.documents), ("birth_dates", case.birth_dates)):
        declared = one.compared.get(name) or []
        if not declared or not set(declared) <= theirs:
            told, kept = ", ".join(declared) or "nothing", ", ".join(sorted(theirs))
            return False, words + f"does not agree on {name.replace('_', ' ')}: declared {told}, in the case {kept}"
    if pair not in case.pairs:
        return False, words + "agrees, but was not resolved for this entry"
    if digest is None or case.pairs[pair] != digest:
        return False, words + "agrees, but the entry was altered since"
    doubted = last is not None and last.status != HitStatus.NOT_A_MATCH and last.at > case.resolved_at
    if doubted:
        return False, words + "agrees, but an officer said otherwise since"
    return True, words + "agrees on document and birth date"


def suppress(
    hits: pl.DataFrame, said: pl.DataFrame, subjects: Mapping[str, str | None], needs: Settlements
) -> pl.DataFrame:
    """Ask the world what was settled about the subjects of some hits, and say which hits stand: HITS to STANDING.

    ``said``: every declaration of the encounters concerned (columns of DECLARED and ``encounter_id``); ``subjects``
    gives the subject of each. Without hits nothing is asked.
    """
    if hits.is_empty():
        return empty(STANDING)
    concerned = hits["encounter_id"].unique(maintain_order=True).to_list()
    told = said.filter(pl.col("encounter_id").is_in(concerned))
    declared, numbers = compared(told), _numbers(told)
    who = {each: Who(subjects.get(each), declared.get(each, {}), numbers.get(each, ())) for each in concerned}
    known = sorted({one.subject_id for one in who.values() if one.subject_id})
    pairs = hits.select("list_id", "entry_id").unique(maintain_order=True).rows()
    carried = sorted({number for one in who.values() for number in one.numbers})
    cases = {case.number: case for case in needs.redress(carried)} if carried else {}
    return suppressed(hits, who, needs.verdicts(known), cases, needs.entry_digests(pairs))


def _numbers(said: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    carried = said.drop_nulls("redress_number").select("encounter_id", "redress_number").unique(maintain_order=True)
    found: dict[str, list[str]] = {}
    for encounter_id, number in carried.iter_rows():
        plain = plain_redress(number)
        if plain and plain not in found.setdefault(encounter_id, []):
            found[encounter_id].append(plain)
    return {encounter_id: tuple(numbers) for encounter_id, numbers in found.items()}


def standing(hits: pl.DataFrame) -> pl.DataFrame:
    """Give those of STANDING that stop somebody, as HITS."""
    return conform(hits.filter(pl.col("suppressed_by").is_null()), HITS)


def settled_before(hits: pl.DataFrame, stopped: Iterable[str]) -> dict[str, str]:
    """Say, of each encounter all of whose hits (STANDING) are suppressed, by what: words by ``encounter_id``.

    ``stopped``: encounters with a hit that stands, by this message or an earlier one.
    """
    by: dict[str, list[str]] = {}
    quiet = hits.drop_nulls("suppressed_by").filter(~pl.col("encounter_id").is_in(list(stopped)))
    for encounter, list_id, entry, settled in quiet.select(_BY).iter_rows():
        by.setdefault(encounter, []).append(f"{list_id} entry {entry} settled before ({settled})")
    return {encounter: ", ".join(dict.fromkeys(words)) for encounter, words in by.items()}


_BY = ("encounter_id", "list_id", "entry_id", "suppressed_by")


def absolve(identified: pl.DataFrame, why: Mapping[str, str]) -> pl.DataFrame:
    """Let the check against lists pass for encounters whose possible matches were all settled, and say why.

    ``identified``: has ``encounter_id`` and ``checks``; a check that did not run is left as it is.
    """
    if not why:
        return identified
    checks = [
        [_passed(check, why[encounter]) for check in checks] if encounter in why and checks else checks
        for encounter, checks in identified.select("encounter_id", "checks").iter_rows()
    ]
    return identified.with_columns(pl.Series("checks", checks, identified.schema["checks"]))


def _passed(check: dict[str, Any], why: str) -> dict[str, Any]:
    if check["name"] != "lists" or check["state"] != "fail":
        return check
    _, label, stale = (check["detail"] or "").partition("; STALE")
    return {**check, "state": "pass", "detail": f"no match: {why}{label}{stale}"}
