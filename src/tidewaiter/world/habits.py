"""The rules that are live at the planted border, in the form analysts write: two that know something, one old habit."""

from __future__ import annotations

from dataclasses import replace

from tidewaiter.assess.rule import read_rule
from tidewaiter.assess.ruleset import Ruleset
from tidewaiter.world.crossings import PROXY_COUNTRY, ROUTES_BEFORE

_FORM = """
id: {id}
version: 1
title: {title}
applies_to: {{kind: person}}
owner: Invented targeting unit
ground: Planted, to be measured against; in force nowhere
citation: {{text: none, verified: false}}
review_at: 2027-11-30
expires_at: 2028-11-30
weight: {weight}
when: |
  {when}
reason: '{title}'
tests:
  fires: [{{{fires}}}]
  quiet: [{{{quiet}}}]
  unknown: [{{}}]
"""
_KNOWN_ROUTE = _FORM.format(
    id="planted-known-route",
    title="Late cash booking on a route of earlier finds",
    weight=45,
    when=f'payment_form == "CA" and days_booked_before_departure <= 14 and departure in {list(ROUTES_BEFORE)}',
    fires=f"payment_form: CA, days_booked_before_departure: 3, departure: {ROUTES_BEFORE[0]}",
    quiet=f"payment_form: CC, days_booked_before_departure: 3, departure: {ROUTES_BEFORE[0]}",
)
_HEAVY = _FORM.format(
    id="planted-heavy-short-stay",
    title="Heavy bags for a short stay",
    weight=35,
    when="bag_weight_kg >= 50 and stay_nights <= 3",
    fires="bag_weight_kg: 60, stay_nights: 2",
    quiet="bag_weight_kg: 60, stay_nights: 9",
)
_OLD_HABIT = _FORM.format(
    id="planted-old-habit",
    title="One way, booked through an agency of one country",
    weight=30,
    when=f'agency_country == "{PROXY_COUNTRY}" and one_way',
    fires=f"agency_country: {PROXY_COUNTRY}, one_way: true",
    quiet=f"agency_country: {PROXY_COUNTRY}, one_way: false",
)


def with_habits(rules: Ruleset) -> Ruleset:
    """Add to the rules in force the three of the planted border; the old habit asks for a proxy and knows nothing."""
    texts = (_KNOWN_ROUTE, _HEAVY, _OLD_HABIT)
    own = [read_rule(text, rules.catalogue, {}, f"planted/{number}.yaml") for number, text in enumerate(texts)]
    ordered = tuple(sorted((*rules.rules, *own), key=lambda rule: rule.id))
    return replace(rules, rules=ordered)
