"""Past the rooms: who stands at a lane, and who was seen to leave. Machines state it; stays close by it.

Facts about an encounter say themselves whom they concern (``whole``): what was announced is destroyed long before them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import polars as pl

from tidewaiter.enforce import exits
from tidewaiter.enforce.exits import Sighting, Told
from tidewaiter.receive.closing import ABOARD, CANCELLED, Closing
from tidewaiter.receive.declare import NOT_ABOARD
from tidewaiter.vocabulary.act import CROSSINGS
from tidewaiter.vocabulary.facts import Fact, FactKind
from tidewaiter.vocabulary.quality import QualityFinding

Row = Mapping[str, Any]


class Needs(Protocol):
    """What is asked of the store."""

    def these(self, encounter_ids: Collection[str], status: str | None = None) -> dict[str, dict[str, Any]]:
        """Give encounters as they stand, by id; with a ``status``, those alone that stand there."""
        ...

    def departing(self, trip: str) -> list[dict[str, Any]]:
        """Give the outbound encounters of a movement as they stand."""
        ...

    def earlier(self, encounter_ids: pl.Series) -> pl.DataFrame:
        """Give what messages declared about encounters (DECLARED and ``encounter_id``)."""
        ...

    def facts_of(self, about: str) -> Sequence[Fact]:
        """Give the single facts about an encounter, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What is stated of lanes and exits, in order, and what an officer's act or a gap stands against, by message."""

    facts: list[Fact]
    against: dict[str, list[QualityFinding]]


def whole(fact: Fact, encounter: Row) -> Fact:
    """Let a fact about an encounter say itself whom it concerns: ``encounter`` in its data, and nothing more than that.

    Announcements are destroyed years before crossings and cases are, and these must stand without them. Facts that a
    crossing is made of also say by which document, so that stays close and who crossed is found again; no other does.
    """
    said = {name: encounter.get(name) for name in ("subject_id", "kind", "direction", "port")}
    if fact.kind in CROSSINGS:
        said["document_key"] = encounter.get("document_key")
    return replace(fact, data={**fact.data, "encounter": said})


def seen(
    declared: pl.DataFrame,
    identified: pl.DataFrame,
    closings: Sequence[Closing],
    needs: Needs,
    *,
    now: datetime,
    actor: str,
) -> Seen:
    """State who stands at a lane and who was seen to leave, once a batch has walked the rooms and is in the store."""
    rows = _rows(declared, identified)
    if not rows and not closings:
        return Seen([], {})
    return _Looking(rows, closings, needs, now, actor).told()


_OF_PERSON = ("message_id", "source", "function", "direction", "lane", "port", "scheduled_at", "plate", "plate_issuer")


def _rows(declared: pl.DataFrame, identified: pl.DataFrame) -> list[dict[str, Any]]:
    """Give the rows that may tell of a lane or an exit; ``identified`` stands in the order of ``declared``.

    Most messages have none, and none of this may cost them anything.
    """
    new, outbound = identified["is_new"].to_list(), (declared["direction"] == "outbound").to_list()
    told = zip(declared["source"].to_list(), declared["function"].to_list(), outbound, new, strict=True)
    wanted = [
        place
        for place, (source, function, leaving, fresh) in enumerate(told)
        if source == "lane" or (leaving and (not fresh or function == "close-out"))
    ]
    if not wanted:
        return []
    who = zip(identified["encounter_id"].gather(wanted).to_list(), (new[place] for place in wanted), strict=True)
    rows = declared.select(_OF_PERSON)[wanted].to_dicts()
    return [{**row, "encounter_id": about, "is_new": fresh} for row, (about, fresh) in zip(rows, who, strict=True)]


class _Looking:
    """One look at a batch: corrections before sightings, lanes before close-outs."""

    def __init__(
        self, rows: list[dict[str, Any]], closings: Sequence[Closing], needs: Needs, now: datetime, actor: str
    ) -> None:
        self.rows, self.closings, self.needs, self.now, self.actor = rows, closings, needs, now, actor
        self.at_lane = needs.these({row["encounter_id"] for row in rows if row["source"] == "lane"})
        spoken_of = {row["encounter_id"] for row in rows if row["source"] != "lane" and not row["is_new"]}
        self.gone = needs.these(spoken_of, status="departed")
        self.facts: list[Fact] = []
        self.against: dict[str, list[QualityFinding]] = {}
        self.settled: set[str] = set()

    def told(self) -> Seen:
        """Go through lanes, corrections and close-outs."""
        self._lanes()
        self._corrections()
        for closing in self.closings:
            self._closed_out(closing)
        return Seen(self.facts, self.against)

    def _lanes(self) -> None:
        """Whoever a lane message speaks of stands at the lane; at an exit lane they leave, unless somebody is to look.

        Who is assigned to secondary is an officer's to let go, and so is whoever shares the vehicle.
        """
        lane = [row for row in self.rows if row["source"] == "lane"]
        held = {_crossing(row) for row in lane if self.at_lane[row["encounter_id"]]["assignment"] == "secondary"}
        here: set[str] = set()
        for row in lane:
            if row["encounter_id"] in here:
                continue
            here.add(row["encounter_id"])
            encounter = self.at_lane[row["encounter_id"]]
            data = {name: row[name] for name in ("lane", "port")}
            data |= {"at": row["scheduled_at"], "unannounced": row["is_new"]}
            fact = Fact(FactKind.PRESENTED, row["encounter_id"], self.now, self.actor, data)
            self.facts.append(whole(fact, encounter))
            if row["direction"] == "outbound" and _crossing(row) not in held:
                at = row["scheduled_at"] or self.now
                self._leaves(encounter, Sighting(at, "lane", row["message_id"], row["lane"]))

    def _corrections(self) -> None:
        """What a carrier says later of somebody who was stated to have left: taken off, or another document."""
        for row in self.rows:
            encounter = self.gone.get(row["encounter_id"])
            if encounter is None or row["encounter_id"] in self.settled:
                continue
            before = self.needs.facts_of(row["encounter_id"])
            if encounter["cancelled"]:
                self._stays(encounter, before, "the carrier took them off the list", row["message_id"])
            else:
                again = exits.corrected(encounter, before, row["message_id"], now=self.now, actor=self.actor)
                self._take(again, encounter, row["message_id"])

    def _closed_out(self, closing: Closing) -> None:
        """Let those leave who a close-out says are aboard; who it says is not, has not left."""
        trip = {row["encounter_id"]: row for row in self.needs.departing(closing.trip)}
        named = {
            row["encounter_id"] for row in self.rows if row["message_id"] == closing.message_id and _on_closing(row)
        }
        named = (named & trip.keys()) | self._referred(closing, trip)
        sighting = Sighting(closing.left_at or self.now, "close-out", closing.message_id)
        if closing.says == ABOARD:
            aboard = [trip[one] for one in trip if one in named]
        elif closing.says == NOT_ABOARD:
            aboard = [row for one, row in trip.items() if one not in named and _on_the_list(row)]
        else:
            aboard = []
        for encounter in aboard:
            if encounter["status"] != "departed":
                self._leaves(encounter, sighting)
        gone = {NOT_ABOARD: named, CANCELLED: trip.keys()}.get(closing.says, set())
        for one in sorted(gone):
            if trip[one]["status"] == "departed" and one not in self.settled:
                reason = "the carrier says that they are not on board"
                self._stays(trip[one], self.needs.facts_of(one), reason, closing.message_id)

    def _referred(self, closing: Closing, trip: Mapping[str, Row]) -> set[str]:
        """Find whom a close-out names by reference alone, in what was announced before."""
        if not closing.references:
            return set()
        said = self.needs.earlier(pl.Series(list(trip), dtype=pl.String))
        met = said.filter(pl.col("carrier_reference").is_in(list(closing.references)))
        unknown = len(closing.references - set(met["carrier_reference"].to_list()))
        if unknown:
            text = f"{unknown} references of the close-out were never announced: nobody was found by them"
            self._note(closing.message_id, QualityFinding("closing-reference-unknown", "warning", text))
        return set(met["encounter_id"].to_list())

    def _leaves(self, encounter: Row, sighting: Sighting) -> None:
        before = self.needs.facts_of(encounter["encounter_id"]) if encounter["version"] else ()
        told = exits.left(encounter, before, sighting, now=self.now, actor=self.actor)
        self._take(told, encounter, sighting.message_id)

    def _stays(self, encounter: Row, before: Sequence[Fact], reason: str, message_id: str) -> None:
        told = exits.stayed(encounter, before, reason, message_id, now=self.now, actor=self.actor)
        self._take(told, encounter, message_id)

    def _take(self, told: Told, encounter: Row, message_id: str) -> None:
        self.facts += [whole(fact, encounter) for fact in told.facts]
        if told.facts or told.against:
            self.settled.add(encounter["encounter_id"])
        if told.against:
            text = f"The exit of {encounter['encounter_id']} was left as it stands: {told.against}"
            self._note(message_id, QualityFinding("exit-contradicted", "warning", text))

    def _note(self, message_id: str, finding: QualityFinding) -> None:
        self.against.setdefault(message_id, []).append(finding)


def _on_closing(row: Row) -> bool:
    return row["source"] != "lane" and row["function"] in ("close-out", NOT_ABOARD)


def _on_the_list(encounter: Row) -> bool:
    """Tell whether a carrier's list, not a booking alone, put them on board, and none has taken them off."""
    listed = {"api", "manifest"} & set((encounter["sources"] or "").split(","))
    return bool(listed) and not encounter["cancelled"]


def _crossing(row: Row) -> tuple[str, ...]:
    """Name what passes a lane together: the vehicle with its people, or one pedestrian."""
    return (row["message_id"], row["plate"] or row["encounter_id"], row["plate_issuer"] or "")
