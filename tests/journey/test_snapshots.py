"""Snapshots of what was assessed: the features as known then, and nothing that came later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import orjson
import polars as pl
import pytest
from tests.journey.border import INES, Border, booking_record, passenger_list, person

from tidewaiter import assess, detect, enforce, inspect, snapshots
from tidewaiter.assemble import open_house
from tidewaiter.assess.features.anew import usable
from tidewaiter.assess.rule import read_rule
from tidewaiter.fleet.snapshots import scan
from tidewaiter.store import materials
from tidewaiter.vocabulary.errors import Forbidden
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.vocabulary.snapshot import SEALED, snapshot_schema

NOA = Officer("Noa Fenn", frozenset({"analyst"}))
AUDITOR = Officer("Iris Holm", frozenset({"auditor"}))
READS = (
    "crossings_30d", "crossings_90d", "refusals_5y", "findings_5y", "route_rarity", "differences", "companions_before",
    "companions_with_finding", "contacts_shared", "contacts_shared_with_finding", "payments_shared",
)  # fmt: skip


class Ticking:
    """A clock that never tells one moment twice."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=7)
        return self.now

    def on(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


def reading_everything(ruleset: assess.Ruleset) -> assess.Ruleset:
    """The rules shipped, and one that reads every feature of the past."""
    text = dedent("""
        id: reads-the-past
        version: 1
        title: A rule that reads all there is of the past
        applies_to: {kind: person}
        owner: The tests
        ground: To see what a rule would see
        citation: {text: none, verified: false}
        review_at: 2027-01-01
        expires_at: 2027-06-01
        weight: 1
        when: |
          CONDITION
        reason: The past was read
        tests:
          fires: [{kind: person}]
          quiet: [{kind: person}]
    """).replace("CONDITION", " or ".join(f"{name} > 1000" for name in READS))
    rule = read_rule(text, ruleset.catalogue, {}, "reads-the-past.yaml")
    rules = tuple(sorted((*ruleset.rules, rule), key=lambda each: each.id))
    return assess.Ruleset(rules, ruleset.expired, ruleset.lists, ruleset.bands, ruleset.catalogue)


@pytest.fixture
def border(tmp_path: Path) -> Border:
    clock = Ticking()
    house = open_house(tmp_path / "home", clock=clock)
    rules = reading_everything(house.policies.ruleset)
    house.policies = replace(house.policies, rules=lambda: rules)
    return Border(house, clock)  # type: ignore[arg-type]


def story(border: Border) -> None:
    """Two who travel together twice, a third who gave the same telephone; one of them is found with something."""
    ana, ben = person("ALDER", "ANA", number="P0000001"), person("BIRCH", "BEN", number="P0000002")
    cleo = person("CEDAR", "CLEO", number="P0000003", locator="QQ7TTT")
    border.accepted(passenger_list([ana, ben], "API1"), booking_record([ana, ben], "PNR1"))
    border.clock.on(hours=1)
    border.accepted(passenger_list([ana, ben], "API2"))
    here = border.one("ALDER")
    border.act(inspect.ReportAtPrimary, here["encounter_id"], lane="4")
    border.act(enforce.Refer, here["encounter_id"], reason="a question is open")
    border.act(
        detect.RecordFinding, here["encounter_id"], kind="currency", quantity=12000, unit="USD", note="in a shoe"
    )
    border.act(
        inspect.RecordSecondaryResult, here["encounter_id"], outcome="undeclared-currency", report="coins in a shoe"
    )
    border.clock.on(days=9)
    next_leg = later_leg()
    hers = booking_record([cleo], "PNR3", leg=next_leg).replace(b"R2JX6C", b"QQ7TTT")
    border.accepted(booking_record([ana, ben], "PNR2", leg=next_leg), hers)
    border.clock.on(hours=2)
    border.accepted(passenger_list([ana, ben, cleo], "API3", leg=next_leg))


def later_leg():
    from tests.journey.border import INBOUND

    later = timedelta(days=20)
    return replace(
        INBOUND, number="208", departs_local=INBOUND.departs_local + later, arrives_local=INBOUND.arrives_local + later
    )


def computed_and_stored(border: Border) -> tuple[pl.DataFrame, list[dict]]:
    """Give features computed anew, and beside them those that the rules saw when they were asked."""
    with border.house.store.read() as reader:
        chosen = snapshots.choose(reader, 0)
        first, last = chosen["seq"].min(), chosen["seq"].max()
        judged = materials.judged(reader, first - 1, last).join(chosen, on=["encounter_id", "seq"], how="semi")
        said = materials.said(reader, chosen["encounter_id"].to_list())
        anew = snapshots._computed(reader, said, judged, border.house.policies.ruleset.catalogue)
    both = judged.join(anew, on="encounter_id", maintain_order="left")
    return both, [orjson.loads(text) for text in both["features"]]


def test_features_computed_anew_are_those_the_rules_saw(border):
    story(border)
    anew, seen = computed_and_stored(border)
    assert len(seen) == 5 and set(READS) <= set(seen[0])
    kinds = usable(border.house.policies.ruleset.catalogue)
    for name in seen[0]:
        column = anew[name]
        if kinds[name] == "time":
            column = column.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
        elif kinds[name] == "date":
            column = column.dt.to_string("%Y-%m-%d")
        assert column.to_list() == [row[name] for row in seen], name
    told = {row["contacts_shared"] for row in seen}, {row["companions_before"] for row in seen}
    assert told == ({0.0, 1.0, 2.0}, {0.0, 1.0})
    assert max(row["companions_with_finding"] for row in seen) == 1.0
    assert any(row["route_rarity"] is not None for row in seen)


def test_a_snapshot_says_what_was_live_and_what_came_of_it_and_holds_nothing_protected(border, tmp_path):
    story(border)
    built = snapshots.build(border.house, tmp_path / "out", NOA)
    assert [(one.rows, one.left_out) for one in built] == [(2, 0), (3, 0)]
    table = scan(tmp_path / "out").collect()
    catalogue = border.house.policies.ruleset.catalogue
    assert table.schema == pl.Schema(snapshot_schema(usable(catalogue)))
    assert not {name for name, feature in catalogue.items() if feature.protected} & set(table.columns)
    examined = table.filter("examined")
    assert examined["found"].to_list() == [True] and examined["findings"].to_list() == [0.0]
    assert table.filter(~pl.col("examined"))["found"].null_count() == 4
    assert table["draw_rate"].null_count() == 0 and table["live_ruleset"].n_unique() == 1


def test_building_a_past_day_again_after_more_has_happened_gives_the_same_features(border, tmp_path):
    story(border)
    names = list(usable(border.house.policies.ruleset.catalogue))
    first = snapshots.build(border.house, tmp_path / "one", NOA)[0].day
    before = scan(tmp_path / "one", first, first).select("encounter_id", *names).collect()
    border.clock.on(days=1)
    stranger = person("DOGWOOD", "DAN", number="P0000004", locator="KK1KKK")
    border.accepted(booking_record([stranger], "PNR9", leg=later_leg()))
    snapshots.build(border.house, tmp_path / "two", NOA, first=first, last=first)
    assert scan(tmp_path / "two").select("encounter_id", *names).collect().equals(before)
    assert [path.name for path in (tmp_path / "two").iterdir()] == [f"day={first}"]


def test_the_sealed_table_lies_apart_and_needs_the_auditor(border, tmp_path):
    story(border)
    with pytest.raises(Forbidden):
        snapshots.build(border.house, tmp_path / "out", NOA, sealed=tmp_path / "sealed")
    assert not (tmp_path / "sealed").exists()
    with pytest.raises(Forbidden):
        snapshots.build(border.house, tmp_path / "out", INES)
    snapshots.build(border.house, tmp_path / "out", AUDITOR, sealed=tmp_path / "sealed")
    sealed = scan(tmp_path / "sealed").collect()
    assert sealed.schema == pl.Schema(SEALED) and sealed["age_group"].unique().to_list() == ["30-44"]
    assert (tmp_path / "sealed").stat().st_mode & 0o077 == 0
    assert set(sealed["encounter_id"]) == set(scan(tmp_path / "out").collect()["encounter_id"])


def test_contacts_leave_only_digests_behind_and_a_rebuild_gives_the_same_ties(border):
    story(border)
    said = [row for kind, rows in border.journal() if kind == "Declared" for row in rows]
    digests = {one for row in said for one in row.get("contact_digests") or ()}
    assert len(digests) == 1 and not any("442055500134" in str(row) for row in said)
    assert len(border.tables()["tie"]) == 10
    assert border.proves()
