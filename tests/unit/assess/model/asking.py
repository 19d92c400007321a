"""Rules that ask a model, for tests; none is shipped."""

from dataclasses import replace

from tidewaiter.assess.rule import read_rule

RULE = """\
id: {id}
version: 1
title: The model would look
applies_to: {{kind: person}}
owner: Targeting unit
ground: Power to examine
citation: {{text: none, verified: false}}
review_at: 2027-01-01
expires_at: 2027-06-30
weight: 90
when: |
  {when}
reason: 'By experience with others: {{model_reasons}}'
tests:
  fires: [{{model_score: 0.5}}]
  quiet: [{{model_score: 0.0}}]
  unknown: [{{}}]
"""


def asking(ruleset, *whens, alone=True):
    """Give a ruleset with a rule for each expression over model features, beside the rules there are or alone."""
    text = [RULE.format(id=f"by-model-{number}", when=when) for number, when in enumerate(whens)]
    own = [read_rule(one, ruleset.catalogue, {}, "by-model.yaml") for one in text]
    kept = () if alone else ruleset.rules
    return replace(ruleset, rules=tuple(sorted((*kept, *own), key=lambda rule: rule.id)))
