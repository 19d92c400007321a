"""The tables that answer questions quickly; each is rebuilt from the journal alone and says nothing that it does not.

Moments and days are text in ISO 8601 (see ``projections/sql.py``). Rows are written by ``projections`` and read by
``queries`` and ``needs_of_rooms`` in plain SQL; the models exist so that one system of migrations makes the tables.
"""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from typing import Any

from django.db import models


def _text() -> Any:
    """Make a text column; null where nothing was said, never an empty text."""
    return models.TextField(null=True)


def _key() -> Any:
    """Make a text column that is the primary key."""
    return models.TextField(primary_key=True)


def _part() -> Any:
    """Make a text column that is part of a primary key."""
    return models.TextField()


def _seq(*, key: bool = True) -> Any:
    """Make the number of the journal entry that the row comes from."""
    return models.BigIntegerField(primary_key=key)


def _count() -> Any:
    """Make a count that starts at zero."""
    return models.IntegerField(default=0)


def _large() -> Any:
    """Make a count that may outgrow two thousand million."""
    return models.BigIntegerField(default=0)


def _seq_or_none() -> Any:
    """Make the number of a journal entry that there may not be."""
    return models.BigIntegerField(null=True)


def _whole() -> Any:
    """Make a whole number that may be unknown."""
    return models.IntegerField(null=True)


def _number() -> Any:
    """Make a number that may be unknown."""
    return models.FloatField(null=True)


def _flag() -> Any:
    """Make a flag that starts as false."""
    return models.BooleanField(default=False)


class Inbox(models.Model):
    """One row per interchange that came to the door, accepted or refused."""

    message_id = _key()
    sender = _text()
    recipient = _text()
    reference = _text()
    digest = _text()
    status = _text()  # accepted | refused | closed
    syntax = _text()
    kinds = _text()
    carrier = _text()
    answer = _text()
    received_at = _text()
    receiver = _text()
    file = _text()
    travelers = _count()
    crew = _count()
    bookings = _count()
    error_code = _text()
    error_text = _text()
    error_position = _text()
    replays = _count()
    closed_by = _text()
    closed_at = _text()
    closed_reason = _text()

    class Meta:
        app_label = "store"
        db_table = "inbox"
        indexes = (
            models.Index(fields=["sender", "recipient", "reference"], name="inbox_key"),
            models.Index(fields=["status", "received_at"], name="inbox_status"),
        )
        # A refused message may share its key with the one it is a bad copy of; two accepted ones never do.
        constraints = (
            models.UniqueConstraint(
                fields=["sender", "recipient", "reference"],
                condition=models.Q(status="accepted"),
                name="inbox_accepted_once",
            ),
        )


class Waiting(models.Model):
    """Declared rows of a message between its Declared and its Identified entry, should they come apart."""

    message_id = _key()
    rows = _part()

    class Meta:
        app_label = "store"
        db_table = "waiting"


class Encounter(models.Model):
    """One person or conveyance on one movement: what all messages said, what was decided, where it stands."""

    encounter_id = _key()
    kind = _text()
    role = _text()
    subject_id = _text()
    trip = _text()
    direction = _text()
    mode = _text()
    port = _text()
    carrier = _text()
    number = _text()
    departure = _text()
    arrival = _text()
    scheduled_at = _text()
    surname = _text()
    given_names = _text()
    birth_date = _text()
    nationality = _text()
    document_kind = _text()
    document_number = _text()
    document_issuer = _text()
    document_expires = _text()
    document_key = _text()  # issuer, number and birth date as identify compares them: what closes a stay
    plate = _text()
    plate_issuer = _text()
    conveyance_name = _text()
    seat = _text()
    locator = _text()
    unaccompanied_minor = _flag()
    cancelled = _flag()
    sources = _text()
    rank = _count()  # the best source so far: a booking never overwrites what a manifest said
    score = _number()
    band = _text()
    reasons = _text()
    assignment = _text()
    stream = _text()
    advice = _text()
    lookout = _text()
    hits = _count()
    status = _text()  # announced presented referred admitted refused departed detained released
    status_at = _text()
    outcome = _text()
    presented_at = _text()
    lane = _text()
    unannounced = _flag()
    diverted_from = _text()  # the port that expected them, where they reported at another
    version = _count()
    announced_at = _text()
    updated_at = _text()

    class Meta:
        app_label = "store"
        db_table = "encounter"
        indexes = (
            models.Index(fields=["port", "scheduled_at"], name="encounter_port"),
            models.Index(fields=["subject_id", "trip"], name="encounter_subject"),
            models.Index(fields=["document_number"], name="encounter_document"),
            models.Index(fields=["plate"], name="encounter_plate", condition=models.Q(plate__isnull=False)),
            models.Index(fields=["surname", "birth_date"], name="encounter_name"),
            models.Index(fields=["trip"], name="encounter_trip"),
            models.Index(
                fields=["diverted_from"],
                name="encounter_diverted",
                condition=models.Q(diverted_from__isnull=False),
            ),
        )


class Announced(models.Model):
    """Which declaration of which message announced which encounter."""

    declaration_id = _key()
    encounter_id = _text()
    message_id = _text()
    link_basis = _text()
    link_score = _number()
    differs = _text()
    checks = _text()  # those that did not pass, as name:state; empty where all passed, null where none is recorded

    class Meta:
        app_label = "store"
        db_table = "announced"
        indexes = (
            models.Index(fields=["encounter_id"], name="announced_encounter"),
            models.Index(fields=["message_id"], name="announced_message"),
        )


class Trip(models.Model):
    """One movement of a conveyance, and which messages about it came when."""

    trip = _key()
    carrier = _text()
    number = _text()
    departure = _text()
    arrival = _text()
    direction = _text()
    mode = _text()
    port = _text()
    departs_at = _text()
    arrives_at = _text()
    scheduled_at = _text()
    api_messages = _count()
    booking_messages = _count()
    first_api_at = _text()
    closed_out = _flag()
    people = _count()

    class Meta:
        app_label = "store"
        db_table = "trip"
        indexes = (models.Index(fields=["port", "scheduled_at"], name="trip_port"),)


class Subject(models.Model):
    """One resolved person or conveyance."""

    subject_id = _key()
    first_seen_at = _text()

    class Meta:
        app_label = "store"
        db_table = "subject"


class SubjectKey(models.Model):
    """What a subject is found by again. The key is unique, so that parallel walkers cannot double a person."""

    key = _key()
    subject_id = _text()
    basis = _text()

    class Meta:
        app_label = "store"
        db_table = "subject_key"


class DocumentUse(models.Model):
    """Who declared which document, once for each identity that did: what tells two holders of one, or two of one's."""

    pk = models.CompositePrimaryKey("document", "subject_id", "identity")
    document = _part()  # issuer|number, as identify compares them
    subject_id = _part()
    identity = _part()  # surname|given names|birth date, as declared
    kind = _text()
    encounter_id = _text()  # the latest
    first_at = _text()
    last_at = _text()

    class Meta:
        app_label = "store"
        db_table = "document_use"
        indexes = (models.Index(fields=["subject_id"], name="document_use_subject"),)


class DocumentFinding(models.Model):
    """What a check of a document found that a human should look into: both values in words, no verdict on anybody."""

    pk = models.CompositePrimaryKey("encounter_id", "name")
    encounter_id = _part()
    name = _part()
    detail = _text()
    declaration_id = _text()
    at = _text()

    class Meta:
        app_label = "store"
        db_table = "document_finding"
        indexes = (models.Index(fields=["at"], name="document_finding_at"),)


class LinkProposal(models.Model):
    """Two subjects that history says may be one: proposed by a machine, decided by a named human, reversible."""

    proposal_id = _key()
    subject_id = _text()
    other_id = _text()
    weight = _number()
    probability = _number()
    evidence = _text()  # JSON: each field compared, both values, its weight
    status = _text()  # proposed | accepted | rejected | undone
    officer = _text()
    reason = _text()
    at = _text()
    decided_at = _text()

    class Meta:
        app_label = "store"
        db_table = "link_proposal"
        indexes = (models.Index(fields=["status", "weight"], name="link_proposal_status"),)


class Hit(models.Model):
    """A possible match of an encounter with a list entry, and how far people have come in settling it."""

    pk = models.CompositePrimaryKey("encounter_id", "list_id", "entry_id")
    encounter_id = _part()
    list_id = _part()
    entry_id = _part()
    hit_id = _text()
    declaration_id = _text()
    list_version = _text()
    list_stale = _flag()
    category = _text()
    basis = _text()
    score = _number()
    declared_value = _text()
    listed_value = _text()
    ground = _text()
    evidence = _text()  # JSON: for each field the two values compared and what they say
    entry_gone_at = _text()  # when the entry left its list; the hit stays
    entry_digest = _text()
    redress = _text()
    suppressed_by = _text()  # a settled hit or a redress case
    status = _text()  # vocabulary.hit.HitStatus
    version = _count()
    at = _text()  # when it was first found
    opened_at = _text()  # when it was last opened: first found, or reopened
    claimed_by = _text()
    claimed_until = _text()
    settled_by = _text()
    settled_at = _text()
    verdict = _text()
    reason = _text()
    escalated_by = _text()
    reviewed_by = _text()
    reviewed_at = _text()
    review_reason = _text()
    subject_id = _text()  # this and the next: whom and what the verdict compared
    compared = _text()

    class Meta:
        app_label = "store"
        db_table = "hit"
        indexes = (
            models.Index(fields=["status", "at"], name="hit_status"),
            models.Index(fields=["hit_id"], name="hit_hit_id"),
            models.Index(fields=["subject_id"], name="hit_subject", condition=models.Q(subject_id__isnull=False)),
            models.Index(fields=["suppressed_by"], name="hit_by", condition=models.Q(suppressed_by__isnull=False)),
        )


class RedressCase(models.Model):
    """One inquiry of somebody who was taken for another, with the number that messages may carry."""

    case_id = _key()
    number = _text()
    status = _text()  # open | resolved
    surname = _text()
    given_names = _text()
    birth_date = _text()
    documents = _text()  # JSON: keys of issuer and number
    hits = _text()  # JSON: ids of the hits it was opened about
    pairs = _text()  # JSON: entries the person was found not to be
    opened_by = _text()
    opened_at = _text()
    resolved_by = _text()
    resolved_at = _text()
    reason = _text()

    class Meta:
        app_label = "store"
        db_table = "redress_case"
        indexes = (models.Index(fields=["number"], name="redress_number"),)


class Quality(models.Model):
    """One data-quality finding of a message; sender and carrier stand in the inbox row of the message."""

    pk = models.CompositePrimaryKey("seq", "ordinal")
    seq = _seq(key=False)
    ordinal = _count()
    message_id = _text()
    traveler = _whole()
    code = _text()
    severity = _text()
    field = _text()
    segment = _whole()
    element = _whole()
    component = _whole()
    path = _text()
    text = _text()
    at = _text()

    class Meta:
        app_label = "store"
        db_table = "quality"
        indexes = (models.Index(fields=["message_id"], name="quality_message"),)


class Listing(models.Model):
    """The entries of the version in force of every look-out list; null owner, review and expiry are the list's."""

    pk = models.CompositePrimaryKey("list_id", "entry_id")
    list_id = _part()
    entry_id = _part()
    entry_kind = _text()
    category = _text()
    severity = _text()
    ground = _text()
    owner = _text()
    review_at = _text()
    expires_at = _text()
    names = _text()  # this and the next four as JSON, columns of identify.listed.LISTED
    birth_dates = _text()
    nationalities = _text()
    countries = _text()
    documents = _text()
    sex = _text()
    plate = _text()
    plate_issuer = _text()
    remarks = _text()

    class Meta:
        app_label = "store"
        db_table = "listing"


class ListVersion(models.Model):
    """Which version of each list is in force, and when it goes stale."""

    list_id = _key()
    version = _text()
    digest = _text()  # of the entries, so that readers know when to read them again
    title = _text()
    format = _text()
    source = _text()
    licence = _text()
    owner = _text()
    ground = _text()
    fetched_at = _text()
    stale_after_days = _whole()
    review_at = _text()
    expires_at = _text()
    entries = _count()
    left_out = _text()  # JSON: what its file holds and no entry does, counted
    loaded_at = _text()
    stated: Any = models.BigIntegerField(null=True)  # number of the journal entry that holds the rows
    stated_at = _text()

    class Meta:
        app_label = "store"
        db_table = "list_version"


class ListHistory(models.Model):
    """Every time a list was loaded, found unchanged or rolled back, with what that changed."""

    seq = _seq()
    list_id = _text()
    act = _text()  # loaded | refreshed | rolled-back
    version = _text()
    digest = _text()
    entries = _count()
    added = _whole()
    altered = _whole()
    removed = _whole()
    actor = _text()
    reason = _text()
    at = _text()

    class Meta:
        app_label = "store"
        db_table = "list_history"
        indexes = (models.Index(fields=["list_id"], name="list_history_list"),)


class ListFailure(models.Model):
    """The last load of a list, where it failed; a load that succeeds takes it away."""

    list_id = _key()
    at = _text()
    actor = _text()
    error = _text()
    text = _text()

    class Meta:
        app_label = "store"
        db_table = "list_failure"


class Screening(models.Model):
    """What was compared with look-out lists on one day (UTC): pairs considered, scored, alerted."""

    day = _key()
    messages = _large()
    declarations = _large()
    names = _large()
    considered = _large()
    scored = _large()
    alerted = _large()

    class Meta:
        app_label = "store"
        db_table = "screening"


class Rescreening(models.Model):
    """How far the entries that a version changed were looked for among those who were announced before."""

    list_id = _key()
    base = _seq_or_none()  # the statement that was looked for last; null: none was
    stated = _seq_or_none()  # the statement that is looked for
    version = _text()
    through = _text()  # the last encounter looked at
    done = _flag()
    entries = _count()  # entries that the version added or altered
    declarations = _large()
    names = _large()
    considered = _large()
    scored = _large()
    alerted = _large()
    begun_at = _text()
    at = _text()

    class Meta:
        app_label = "store"
        db_table = "rescreening"


class Act(models.Model):
    """One fact about one encounter that a person or a lane stated: the ground of its status."""

    seq = _seq()
    encounter_id = _text()
    subject_id = _text()
    kind = _text()
    status = _text()  # the status this act gives, null where it gives none
    outcome = _text()
    at = _text()
    actor = _text()
    port = _text()
    withdrawn = _flag()

    class Meta:
        app_label = "store"
        db_table = "act"
        indexes = (
            models.Index(fields=["encounter_id", "seq"], name="act_encounter"),
            models.Index(fields=["subject_id"], name="act_seized", condition=models.Q(kind="Seized")),
        )


class Finding(models.Model):
    """Something found in an inspection."""

    seq = _seq()
    encounter_id = _text()
    subject_id = _text()
    finding_kind = _text()
    quantity = _number()
    unit = _text()
    note = _text()
    officer = _text()
    at = _text()

    class Meta:
        app_label = "store"
        db_table = "finding"
        indexes = (
            models.Index(fields=["encounter_id"], name="finding_encounter"),
            models.Index(fields=["subject_id"], name="finding_subject"),
        )


class EnforcementCase(models.Model):
    """A case opened by an adverse act, with its clocks."""

    case_id = _key()
    encounter_id = _text()
    kind = _text()
    ground = _text()
    status = _text()
    opened_at = _text()
    due_at = _text()
    appeal_until = _text()
    officer = _text()
    updated_at = _text()

    class Meta:
        app_label = "store"
        db_table = "enforcement_case"
        indexes = (
            models.Index(fields=["encounter_id"], name="case_encounter"),
            models.Index(fields=["status", "due_at"], name="case_due"),
        )


class Crossing(models.Model):
    """One completed crossing or refusal at a port."""

    seq = _seq()
    encounter_id = _text()
    subject_id = _text()
    kind = _text()  # person | conveyance
    document_key = _text()  # issuer, number and birth date as identify compares them: what closes a stay
    at = _text()
    port = _text()
    direction = _text()
    outcome = _text()  # admitted | refused | departed
    source = _text()  # who stated it: officer | lane | close-out

    class Meta:
        app_label = "store"
        db_table = "crossing"
        indexes = (
            models.Index(fields=["subject_id", "at"], name="crossing_subject"),
            models.Index(fields=["port", "at"], name="crossing_port"),
            models.Index(fields=["document_key"], name="crossing_document"),
        )


class Stay(models.Model):
    """A stay that an admission began; a departure on the same document closes it."""

    encounter_id = _key()
    subject_id = _text()
    document_key = _text()
    admitted_at = _text()
    until = _text()
    closed_at = _text()
    closed_by = _text()  # the departing encounter
    port = _text()

    class Meta:
        app_label = "store"
        db_table = "stay"
        indexes = (
            models.Index(fields=["document_key"], name="stay_document"),
            models.Index(fields=["until"], name="stay_until", condition=models.Q(closed_at__isnull=True)),
        )


class Draw(models.Model):
    """The committed, later revealed secret of one day's random examinations."""

    day = _key()
    commitment = _text()
    secret = _text()
    rate = _number()

    class Meta:
        app_label = "store"
        db_table = "draw"
