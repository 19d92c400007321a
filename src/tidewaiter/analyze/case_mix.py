"""Ports beside each other, after adjusting for whom they see.

Indirect standardisation: what a port would have if it treated everyone it saw as all *other* ports treat people of the
same kind (mode, direction, role, band, stream). The ratio of what it has to that carries a score interval (Rao's, with
the variance of the comparison itself), widened by the spread that is common to all ports (Spiegelhalter 2005,
Statistics in Medicine 24:1185-1202, multiplicative over-dispersion on winsorised z-scores), at a level that holds for
all ports and measures together (Sidak). A port that stands out calls for a look at the port; nothing follows about any
person.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import polars as pl

from tidewaiter.analyze.service_levels import ComparisonPolicy
from tidewaiter.vocabulary.tables import FLAG, NUMBER, TEXT, Schema

STRATA = ("mode", "direction", "role", "band", "stream")
CASES: Schema = {
    "port": TEXT,
    **dict.fromkeys(STRATA, TEXT),
    **dict.fromkeys(("reported", "referred", "examined", "found", "refused"), pl.Int64()),
}
"""One row a port and kind of person: how many reported, and what became of them."""

MEASURES = {"referred": "reported", "found": "examined", "refused": "reported"}
"""What is compared, and out of whom."""

COMPARED: Schema = {
    **dict.fromkeys(("measure", "port"), TEXT),
    **dict.fromkeys(("of", "count"), pl.Int64()),  # null where suppressed
    **dict.fromkeys(("expected", "ratio", "low", "high", "crude"), NUMBER),  # crude: the plain ratio to all others
    "suppressed": FLAG,
    "alone": pl.Int64(),  # people of kinds that no other port saw: they are compared with nobody
    "finding": TEXT,  # higher | lower | null
}
"""One row a measure and port, by ratio."""

_WINSORISED = 0.1
_NO_SPREAD = 1.0


@dataclass(frozen=True, slots=True)
class _Port:
    name: str
    of: int
    count: int
    expected: float
    variance: float
    others: float  # the plain share of all others
    alone: int

    @property
    def z(self) -> float:
        return (self.count - self.expected) / sqrt(self.variance) if self.variance > 0 else 0.0


def case_mix(cases: pl.DataFrame, policy: ComparisonPolicy) -> pl.DataFrame:
    """Compare ports: ``CASES`` to ``COMPARED``, each measure's highest ratio first.

    Ports with fewer people than the policy's sizes are suppressed: small numbers prove nothing and could name somebody.
    """
    ports = {measure: _ports(cases, measure, of) for measure, of in MEASURES.items()}
    shown = {measure: [port for port in each if not _small(port, policy)] for measure, each in ports.items()}
    tested = sum(len(each) for each in shown.values())
    level = (1 - policy.family_error) ** (1 / tested) if tested else 1 - policy.family_error
    z = NormalDist().inv_cdf((1 + level) / 2)
    rows: list[dict[str, object]] = []
    for measure, each in ports.items():
        spread = _spread([port.z for port in shown[measure]], policy)
        made = [_row(measure, port, z * z * spread, small=port not in shown[measure]) for port in each]
        rows += sorted(made, key=lambda row: (row["ratio"] is None, -(row["ratio"] or 0.0), row["port"]))  # type: ignore[operator]
    return pl.DataFrame(rows, schema=COMPARED, orient="row")


def _small(port: _Port, policy: ComparisonPolicy) -> bool:
    return port.of < policy.smallest_port or port.expected < policy.smallest_expected or port.variance <= 0


def _ports(cases: pl.DataFrame, measure: str, of: str) -> list[_Port]:
    """Reckon what each port would have, were it like all others, stratum by stratum."""
    own = (
        cases.with_columns(pl.col(name).fill_null("") for name in STRATA)
        .group_by("port", *STRATA)
        .agg(n=pl.col(of).sum(), k=pl.col(measure).sum())
        .filter(pl.col("n") > 0)
    )
    whole = own.group_by(STRATA).agg(all_n=pl.col("n").sum(), all_k=pl.col("k").sum())
    beside = own.join(whole, on=list(STRATA)).with_columns(
        rest=pl.col("all_n") - pl.col("n"), rest_k=pl.col("all_k") - pl.col("k")
    )
    met = pl.col("rest") > 0
    rate = pl.col("rest_k") / pl.col("rest")
    # Half a case among the others: a share of exactly none, or of all, is never known so well.
    soft = (pl.col("rest_k") + 0.5) / (pl.col("rest") + 1)
    # The expectation is itself an estimate: its own variance grows with the square of what it is scaled to.
    variance = pl.col("n") * soft * (1 - soft) * (1 + pl.col("n") / pl.col("rest"))
    told = beside.group_by("port").agg(
        of=pl.col("n").filter(met).sum(),
        count=pl.col("k").filter(met).sum(),
        expected=(pl.col("n") * rate).filter(met).sum(),
        variance=variance.filter(met).sum(),
        rest=pl.col("rest").filter(met).sum(),
        alone=pl.col("n").filter(~met).sum(),
    )
    n, k = int(own["n"].sum()), int(own["k"].sum())
    return [
        _Port(
            row["port"], row["of"], row["count"], row["expected"], row["variance"],
            _share(k - row["count"], n - row["of"] - row["alone"]), row["alone"],
        )
        for row in told.sort("port").iter_rows(named=True)
    ]  # fmt: skip


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else 0.0


def _spread(zs: list[float], policy: ComparisonPolicy) -> float:
    """Give the over-dispersion of all ports: the mean square of z, its tails drawn in; never below 1."""
    if len(zs) < policy.spread_from_ports:
        return _NO_SPREAD
    ordered = sorted(zs)
    cut = int(len(ordered) * _WINSORISED)
    low, high = ordered[cut], ordered[-1 - cut]
    return max(_NO_SPREAD, sum(min(max(z, low), high) ** 2 for z in ordered) / len(ordered))


def _row(measure: str, port: _Port, z2: float, *, small: bool) -> dict[str, object]:
    named: dict[str, object] = {"measure": measure, "port": port.name, "suppressed": small, "alone": port.alone}
    if small:
        return {**named, **dict.fromkeys(("of", "count", "expected", "ratio", "low", "high", "crude", "finding"))}
    low, high = _interval(port, z2)
    crude = port.count / port.of / port.others if port.others else None
    said = {"of": port.of, "count": port.count, "expected": port.expected, "ratio": port.count / port.expected}
    finding = "higher" if low > 1 else "lower" if high < 1 else None
    return {**named, **said, "low": low, "high": high, "crude": crude, "finding": finding}


def _interval(port: _Port, z2: float) -> tuple[float, float]:
    """Solve (count - r expected)^2 = z^2 r variance for r: the ratios that the count does not speak against."""
    a = port.expected * port.expected
    b = 2 * port.count * port.expected + z2 * port.variance
    root = sqrt(max(0.0, b * b - 4 * a * port.count * port.count))
    return (b - root) / (2 * a), (b + root) / (2 * a)
