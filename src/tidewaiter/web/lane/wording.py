"""The words of rooms and policies that a lane shows, marked for translation; the rooms know no language but English.

A test holds this list against ``inspect.saying``, ``inspect.verdict`` and ``policies/lane.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidewaiter.inspect import load_lane_policy
from tidewaiter.vocabulary.errors import Refusal
from tidewaiter.web.telling import part, told

MARKED = (
    _("Refer to secondary"),
    _("A check failed: refer, or check it again by hand"),
    _("Refer: drawn at random, no suspicion"),
    _("Checks incomplete: refer, or run them again by hand"),
    _("Ask first; admit if the answers satisfy you"),
    _("Nothing stands in the way, by your own check; you may admit"),
    _("Nothing stands in the way: you may admit"),
    _("Data complete"),
    _("Document announced"),
    _("Form of the number"),
    _("Check digits"),
    _("Document valid"),
    _("Issuing country"),
    _("Birth date possible"),
    _("Look-out lists"),
    _("Same document and person"),
    _("Reported lost or stolen"),
    _("One holder"),
    _("One document in use"),
    _("Visa fits the purpose"),
    _("Something that must be announced is missing"),
    _("No document was announced"),
    _("The document number has a form that no issuer uses"),
    _("The check digits of the document do not hold"),
    _("The document has expired"),
    _("The issuing country is not one that exists"),
    _("The birth date is not possible"),
    _("A look-out list may mean this person"),
    _("The document in your hand is not what was announced"),
    _("The document is reported lost, stolen or cancelled"),
    _("Somebody else has shown this document"),
    _("Two documents of one kind are in use in turn"),
    _("The visa is not for what they travel for"),
    _("A check failed: {check}"),
    _("It was not checked whether the data are complete"),
    _("No document was announced to be checked"),
    _("The document number was not checked"),
    _("The check digits were not read: scan the document"),
    _("The document's expiry is not known"),
    _("The issuing country was not checked"),
    _("The birth date was not checked"),
    _("The look-out lists were not all asked"),
    _("The document in your hand was not compared"),
    _("Lists of lost and stolen documents were not asked"),
    _("It was not checked whether the visa fits the purpose"),
    _("A check did not run: {check}"),
    _("Drawn at random: no suspicion"),
    _("Checked by hand by {officer}"),
    _("A child who may be alone: the authority for children comes first"),
    _("A claim of protection waits for the competent authority"),
    _("An analyst confirmed a match with a look-out list ({category}, by {basis})"),
    _("Possible match with a look-out list ({category}, by {basis}), not settled yet"),
    _("Assigned to secondary before arrival"),
    _("In it: {who}"),
    _("Risk was not assessed"),
    _("No check is recorded"),
    _("The carrier had taken them off the list"),
    _("Nobody had announced them"),
    _("Assessed as of medium risk"),
    _("Identity is in doubt"),
    _("The document needs a closer look"),
    _("The answers do not fit together"),
    _("Goods or baggage to be examined"),
    _("Plants, animals or food to be examined"),
    _("Checks are incomplete"),
    _("Somebody may need help or protection"),
    _("An interpreter is needed"),
    _("For another reason, told to the colleague"),
)
"""What is shown of rooms and policies, in the order of a decision; asked for by name when it is shown."""


def say(words: str, values: Mapping[str, str] | None = None) -> str:
    """Give words in the reader's language, their blanks filled; a rule author's own stand as they were written."""
    if not values:
        return told(words)
    return gettext(words).format(**{name: part(value) for name, value in values.items()})


def reasons() -> list[dict[str, Any]]:
    """Give the reasons to refer: digit, code, and words in the reader's language."""
    return [
        {"key": each.key, "code": each.code, "words": gettext(each.words)}
        for each in sorted(load_lane_policy().reasons.values(), key=lambda each: each.key)
    ]


def day(text: str | None, wrong: str) -> date | None:
    """Read a day from a form, None where nothing was typed. Raises ``Refusal`` (``no-day``) with the words given."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(wrong, code="no-day") from error
