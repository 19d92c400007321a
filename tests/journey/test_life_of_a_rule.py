"""The life of a rule, from the draft to the kill switch: who may do what, what runs, and what officers see of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.journey.border import INES, Border, passenger_list, person

from tidewaiter.assemble import open_house
from tidewaiter.assess.life import ApproveRule, KillRule, PromoteRule, RetireRule, load_life_policy
from tidewaiter.cli import doctor
from tidewaiter.store import queries
from tidewaiter.vocabulary.errors import Forbidden, InvalidPolicy, Refusal
from tidewaiter.vocabulary.officer import Officer

ADA = Officer("Ada Quill", frozenset({"analyst"}))
BO = Officer("Bo Tarn", frozenset({"analyst"}))
CORA = Officer("Cora Lindh", frozenset({"supervisor"}))

RULE = """\
id: carries-a-passport
version: 1
title: Carries a passport
applies_to: {kind: person}
owner: 'Targeting unit, trials'
ground: General power to examine people that cross the border
citation: {text: "19 U.S.C. 1467", verified: false}
review_at: 2027-06-30
expires_at: 2027-11-30
weight: 60
when: |
  document_kind == "P"
reason: 'Carries a document of kind {document_kind}'
tests:
  fires:
    - {document_kind: P}
  quiet:
    - {document_kind: I}
"""


NAMES = re.compile(r"'seq': \d+|[a-z]{3}-[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9A-F]{10,}\b|'sha256:\w+'")
"""What two borders never have in common: ids, numbers of entries, references made of them."""


def written(version: int = 1, **changes: str) -> str:
    text = RULE.replace("version: 1", f"version: {version}")
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def act(border: Border, command: type[Any], officer: Officer, rule: str = "carries-a-passport", **said: Any) -> Any:
    return border.house.rules.act(rule, command(officer=officer, at=border.clock.on(minutes=1), **said))


def in_shadow(border: Border, text: str = RULE) -> None:
    border.house.rules.draft(text, ADA)
    act(border, ApproveRule, BO, step="shadow", reason="worth a look")
    act(border, PromoteRule, CORA, to="shadow")


def live(border: Border, text: str = RULE) -> None:
    in_shadow(border, text)
    act(border, ApproveRule, BO, step="live", reason="the shadow was right")
    act(border, PromoteRule, CORA, to="live")


def fired(border: Border, surname: str, reference: str) -> set[str]:
    """Send somebody, and give the rules that fired on them."""
    border.accepted(passenger_list([person(surname)], reference))
    one = border.one(surname)
    return {reason["rule"] for reason in one["reasons"]}


def test_whoever_wrote_a_rule_cannot_approve_it_and_nobody_without_the_role(border: Border):
    border.house.rules.draft(RULE, ADA)
    for officer, code in ((ADA, "second-person"), (replace(ADA, name=" ada  QUILL"), "second-person")):
        with pytest.raises(Refusal) as refused:
            act(border, ApproveRule, officer, step="shadow", reason="mine")
        assert refused.value.code == code
    with pytest.raises(Forbidden):
        act(border, ApproveRule, INES, step="shadow", reason="an officer's word")
    with pytest.raises(Forbidden):
        act(border, PromoteRule, ADA, to="shadow")
    with pytest.raises(Refusal, match="not approved"):
        act(border, PromoteRule, CORA, to="shadow")


def test_no_step_of_a_life_is_left_out(border: Border):
    in_shadow(border)
    with pytest.raises(Refusal, match="not approved for live"):
        act(border, PromoteRule, CORA, to="live")
    with pytest.raises(Refusal, match="is shadow"):
        act(border, PromoteRule, CORA, to="shadow")
    with pytest.raises(Refusal, match="higher number"):
        border.house.rules.draft(RULE, ADA)
    border.house.rules.draft(written(2, **{"document_kind: P}": "document_kind: X}"}), ADA)
    with pytest.raises(Refusal, match="tests of carries-a-passport 2 do not pass"):
        act(border, ApproveRule, BO, step="shadow", reason="a look")


def test_the_shadow_records_and_officers_see_nothing_of_it(open_border: Callable[[str], Border]):
    """Two borders, one with a rule in the shadow: nothing that anybody is shown differs by it."""
    plain, shaded = open_border("plain"), open_border("shaded")
    in_shadow(shaded)
    plain.clock.now = shaded.clock.now
    told = []
    for border in (plain, shaded):
        (arrival,) = border.accepted(passenger_list([person("MARLOW"), person("TEASEL", "ANNA")], "S1"))
        encounter = border.one("MARLOW")["encounter_id"]
        said = border.explain(encounter)
        shown = (arrival.answer, border.one("MARLOW"), border.encounters(), border.house.record(encounter, INES), said)
        told.append(NAMES.sub("", repr(shown)))
    for name in ("score", "band", "reasons", "advice", "assignment"):
        assert plain.one("MARLOW")[name] == shaded.one("MARLOW")[name]
    assert "carries-a-passport" not in told[1]
    assert told[0] == told[1]
    with shaded.house.store.read() as reader:
        pairs = queries.shadow_pairs(reader.cursor, "carries-a-passport")
    assert sorted(pairs) == sorted((1, one["encounter_id"]) for one in shaded.encounters())
    (version,) = shaded.house.rules.show("carries-a-passport", ADA)["versions"]
    assert (version["shadow"]["hits"], version["shadow"]["examined"], version["shadow"]["estimate"]) == (2, 0, None)
    assert [kind for kind, _ in shaded.journal(arrival.message_id)].count("ShadowFired") == 1
    assert shaded.proves()


def test_a_failing_shadow_rule_harms_no_walk(border: Border, monkeypatch, caplog):
    in_shadow(border)
    monkeypatch.setattr("tidewaiter.assess.life.shadow.asked", lambda *_: 1 / 0)
    with caplog.at_level(logging.CRITICAL):
        assert "carries-a-passport" not in fired(border, "MARLOW", "F1")


def test_live_fires_and_the_kill_switch_stops_it_with_the_next_message_everywhere(border: Border):
    live(border)
    assert "carries-a-passport" in fired(border, "MARLOW", "L1")
    before = border.explain(border.one("MARLOW")["encounter_id"])
    other = open_house(border.house.home, clock=border.clock)  # another process of the same house
    assert any(rule.id == "carries-a-passport" for rule in other.policies.ruleset.rules)
    act(border, KillRule, CORA, reason="it stops everybody")
    assert all(rule.id != "carries-a-passport" for rule in other.policies.ruleset.rules)
    assert fired(border, "TEASEL", "L2") == set()
    after = border.explain(border.one("MARLOW")["encounter_id"])
    assert after["replayed"] and after["rules"] == before["rules"], "what was true of that day stays true"
    (outcome,) = [rule for rule in after["rules"] if rule["rule"] == "carries-a-passport"]
    assert outcome["outcome"] == "fired"
    assert border.explain(border.one("TEASEL")["encounter_id"])["replayed"]
    with pytest.raises(Refusal, match="nothing of carries-a-passport"):
        act(border, KillRule, CORA, reason="again")
    assert border.proves()


def test_a_rule_that_ships_can_be_killed_and_comes_back_only_as_a_new_version(border: Border):
    shipped = border.house.policies.ruleset.rules[0]
    act(border, KillRule, BO, shipped.id, reason="too many")
    assert all(rule.id != shipped.id for rule in border.house.policies.ruleset.rules)
    (row,) = [row for row in border.house.rules.rules(ADA) if row["id"] == shipped.id]
    assert (row["state"], row["reason"]) == ("killed", "too many")
    with pytest.raises(Refusal, match="nothing of"):
        act(border, RetireRule, CORA, shipped.id, reason="again")
    text = RULE.replace("carries-a-passport", shipped.id).replace("version: 1", f"version: {shipped.version + 1}")
    border.house.rules.draft(text, ADA)
    for step in ("shadow", "live"):
        act(border, ApproveRule, BO, shipped.id, step=step, reason="better now")
        act(border, PromoteRule, CORA, shipped.id, to=step)
    (back,) = [rule for rule in border.house.policies.ruleset.rules if rule.id == shipped.id]
    assert back.version == shipped.version + 1


def test_the_kill_switch_works_where_no_rule_can_be_read(border: Border, monkeypatch):
    def broken() -> Any:
        raise InvalidPolicy("this is not YAML", where="rules/one.yaml", line=3)

    live(border)
    monkeypatch.setattr(border.house.book, "base", broken)
    act(border, KillRule, CORA, reason="first off, then mended")
    with border.house.store.read() as reader:
        assert queries.running(reader.cursor, "live") == []


def test_a_later_version_takes_the_place_of_the_one_before_and_retiring_brings_nothing_back(border: Border):
    live(border)
    live(border, written(2, **{"weight: 60": "weight: 5"}))
    (now,) = [rule for rule in border.house.policies.ruleset.rules if rule.id == "carries-a-passport"]
    assert (now.version, now.weight) == (2, 5)
    act(border, RetireRule, CORA, reason="a trial that is over")
    assert "carries-a-passport" not in {rule.id for rule in border.house.policies.ruleset.rules}
    states = [row["stage"] for row in border.house.rules.show("carries-a-passport", ADA)["versions"]]
    assert states == ["retired", "superseded"]
    kinds = [row["kind"] for row in border.house.rules.history("carries-a-passport", ADA)]
    assert kinds[:6] == [
        "RuleDrafted", "RuleTested", "RuleApproved", "RulePromoted", "RuleApproved", "RulePromoted",
    ]  # fmt: skip
    assert kinds[-1] == "RuleRetired" and border.proves()


def test_an_expired_rule_is_off_by_itself(border: Border):
    live(border)
    assert "carries-a-passport" in fired(border, "MARLOW", "X1")
    border.clock.on(days=(date(2027, 12, 1) - border.clock.now.date()).days)
    late = border.clock.now
    assert "carries-a-passport" not in {rule.id for rule in border.house.policies.ruleset.in_force(late).rules}
    (row,) = [row for row in border.house.rules.rules(ADA) if row["id"] == "carries-a-passport"]
    assert row["state"] == "expired"


def test_a_rule_that_expires_while_in_the_shadow_cannot_go_live(border: Border):
    in_shadow(border)
    act(border, ApproveRule, BO, step="live", reason="good")
    border.clock.on(days=700)
    with pytest.raises(Refusal, match="expired on 2027-11-30"):
        act(border, PromoteRule, CORA, to="live")


def test_a_policy_can_ask_for_days_in_the_shadow(border: Border, monkeypatch):
    strict = replace(load_life_policy(), least_shadow_days=14)
    monkeypatch.setattr("tidewaiter.desk.rules.load_life_policy", lambda: strict)
    in_shadow(border)
    act(border, ApproveRule, BO, step="live", reason="good")
    with pytest.raises(Refusal, match="stays in the shadow until"):
        act(border, PromoteRule, CORA, to="live")
    border.clock.on(days=14)
    act(border, PromoteRule, CORA, to="live")


def test_an_old_encounter_is_explained_by_the_files_of_its_day(border: Border, monkeypatch):
    """Other rules ship later: the text of those of the day stands in the journal."""
    fired(border, "MARLOW", "E1")
    encounter = border.one("MARLOW")["encounter_id"]
    before = border.explain(encounter)
    base = border.house.book.base()
    fewer = replace(base, rules=base.rules[:3])
    later = open_house(border.house.home, clock=border.clock)
    monkeypatch.setattr(later.book, "base", lambda: fewer)
    after = later.explain(encounter, INES)
    assert len(later.policies.ruleset.rules) == 3
    assert after["replayed"] and after["rules"] == before["rules"]


def test_what_is_approved_is_what_runs_to_the_letter(border: Border):
    border.house.rules.draft(RULE, ADA)
    with pytest.raises(Refusal) as refused:
        act(border, ApproveRule, BO, step="shadow", reason="read it", digest="0000")
    assert refused.value.code == "other-text"
    act(border, ApproveRule, BO, step="shadow", reason="read it")
    act(border, PromoteRule, CORA, to="shadow")
    assert doctor.shadow(border.house).state == doctor.OK
    with border.house.store.work() as work:  # somebody with the database's password
        work.cursor.execute("UPDATE rule_version SET text = %s", [RULE.replace('"P"', '"I"')])
        work.cursor.execute("UPDATE rule SET mark = mark + 1")
    assert border.house.book.shadow() is None
    assert "not the text that was approved" in next(iter(border.house.book.broken().values()))
    told = doctor.shadow(border.house)
    assert told.state == doctor.WARN
    assert "carries-a-passport 1: " in told.text and "not the text that was approved" in told.text
