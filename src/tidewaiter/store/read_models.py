"""The tables that answer questions quickly; each is rebuilt from the journal alone and says nothing that it does not.

Moments and days are text in ISO 8601 (see ``projections/sql.py``). Rows are written by ``projections`` and read by
``queries`` and ``needs_of_rooms`` in plain SQL; the models exist so that one system of migrations makes the tables.
"""

# ruff: noqa: D106  (a Meta class has nothing to say that its model has not)
from __future__ import annotations

from django.db import models

from tidewaiter.store import columns


class Inbox(models.Model):
    """One row per interchange that came to the door, accepted or refused."""

    message_id = columns.key()
    sender = columns.text()
    recipient = columns.text()
    reference = columns.text()
    digest = columns.text()
    status = columns.text()  # accepted | refused | closed
    syntax = columns.text()
    kinds = columns.text()
    carrier = columns.text()
    answer = columns.text()
    received_at = columns.text()
    receiver = columns.text()
    file = columns.text()
    travelers = columns.count()
    crew = columns.count()
    bookings = columns.count()
    error_code = columns.text()
    error_text = columns.text()
    error_position = columns.text()
    replays = columns.count()
    closed_by = columns.text()
    closed_at = columns.text()
    closed_reason = columns.text()

    class Meta:
        app_label = "store"
        db_table = "inbox"
        indexes = (
            models.Index(fields=["sender", "recipient", "reference"], name="inbox_key"),
            models.Index(fields=["status", "received_at"], name="inbox_status"),
            models.Index(fields=["received_at"], name="inbox_received"),
        )
        # A refused message may share its key with the one it is a bad copy of; two accepted ones never do.
        constraints = (
            models.UniqueConstraint(
                fields=["sender", "recipient", "reference"],
                condition=models.Q(status="accepted"),
                name="inbox_accepted_once",
            ),
        )


_FLAGGED = models.Q(hits__gt=0) | models.Q(score__gt=0)
"""Encounters that give an analyst something to look at: a possible match, or a rule that fired."""


class Waiting(models.Model):
    """Declared rows of a message between its Declared and its Identified entry, should they come apart."""

    message_id = columns.key()
    rows = columns.part()

    class Meta:
        app_label = "store"
        db_table = "waiting"


class Encounter(models.Model):
    """One person or conveyance on one movement: what all messages said, what was decided, where it stands."""

    encounter_id = columns.key()
    kind = columns.text()
    role = columns.text()
    subject_id = columns.text()
    trip = columns.text()
    direction = columns.text()
    mode = columns.text()
    port = columns.text()
    carrier = columns.text()
    number = columns.text()
    departure = columns.text()
    arrival = columns.text()
    scheduled_at = columns.text()
    surname = columns.text()
    given_names = columns.text()
    birth_date = columns.text()
    nationality = columns.text()
    document_kind = columns.text()
    document_number = columns.text()
    document_issuer = columns.text()
    document_expires = columns.text()
    document_key = columns.text()  # issuer, number and birth date as identify compares them: what closes a stay
    plate = columns.text()
    plate_issuer = columns.text()
    conveyance_name = columns.text()
    occupants = columns.whole()  # of a conveyance, as announced or counted by a lane
    name_key = columns.text()  # of a person, as lanes look for names (formats.wedge.name_key)
    seat = columns.text()
    locator = columns.text()
    unaccompanied_minor = columns.flag()
    cancelled = columns.flag()
    sources = columns.text()
    rank = columns.count()  # the best source so far: a booking never overwrites what a manifest said
    score = columns.number()
    band = columns.text()
    reasons = columns.text()
    assignment = columns.text()
    stream = columns.text()
    advice = columns.text()
    lookout = columns.text()
    hits = columns.count()
    status = columns.text()  # announced presented referred admitted refused departed detained released
    status_at = columns.text()
    outcome = columns.text()
    presented_at = columns.text()
    lane = columns.text()
    unannounced = columns.flag()
    diverted_from = columns.text()  # the port that expected them, where they reported at another
    version = columns.count()
    announced_at = columns.text()
    updated_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "encounter"
        indexes = (
            models.Index(fields=["port", "scheduled_at"], name="encounter_port"),
            models.Index(fields=["subject_id", "trip"], name="encounter_subject"),
            # The look-up at primary: one person's years of crossings lie together, the one due now is found at once.
            models.Index(fields=["document_number", "scheduled_at"], name="encounter_document"),
            models.Index(
                fields=["plate", "scheduled_at"], name="encounter_plate", condition=models.Q(plate__isnull=False)
            ),
            models.Index(
                fields=["port", "name_key", "scheduled_at"],
                name="encounter_name_key",
                condition=models.Q(name_key__isnull=False),
            ),
            models.Index(
                fields=["port", "presented_at"], name="encounter_waiting", condition=models.Q(status="presented")
            ),
            models.Index(fields=["surname", "birth_date"], name="encounter_name"),
            models.Index(fields=["trip"], name="encounter_trip"),
            models.Index(fields=["port", "scheduled_at"], name="encounter_flagged", condition=_FLAGGED),
            models.Index(fields=["scheduled_at"], name="encounter_flagged_all", condition=_FLAGGED),
            models.Index(
                fields=["conveyance_name"],
                name="encounter_vessel",
                condition=models.Q(conveyance_name__isnull=False),
            ),
            # Boards and comparisons of ports are counted from this index alone; only who has come stands in it.
            models.Index(
                fields=[
                    *("port", "presented_at", "kind", "status", "outcome", "mode", "direction", "role", "band"),
                    *("stream", "lane", "unannounced", "encounter_id"),
                ],
                name="encounter_presented",
                condition=models.Q(presented_at__isnull=False),
            ),
            models.Index(
                fields=["diverted_from"],
                name="encounter_diverted",
                condition=models.Q(diverted_from__isnull=False),
            ),
        )


class Announced(models.Model):
    """Which declaration of which message announced which encounter."""

    declaration_id = columns.key()
    encounter_id = columns.text()
    message_id = columns.text()
    link_basis = columns.text()
    link_score = columns.number()
    differs = columns.text()
    checks = (
        columns.text()
    )  # those that did not pass, as name:state; empty where all passed, null where none is recorded

    class Meta:
        app_label = "store"
        db_table = "announced"
        indexes = (
            models.Index(fields=["encounter_id"], name="announced_encounter"),
            models.Index(fields=["message_id"], name="announced_message"),
        )


class Trip(models.Model):
    """One movement of a conveyance, and which messages about it came when."""

    trip = columns.key()
    carrier = columns.text()
    number = columns.text()
    departure = columns.text()
    arrival = columns.text()
    direction = columns.text()
    mode = columns.text()
    port = columns.text()
    departs_at = columns.text()
    arrives_at = columns.text()
    scheduled_at = columns.text()
    api_messages = columns.count()
    booking_messages = columns.count()
    first_api_at = columns.text()
    closed_out = columns.flag()
    people = columns.count()

    class Meta:
        app_label = "store"
        db_table = "trip"
        indexes = (models.Index(fields=["port", "scheduled_at"], name="trip_port"),)


class Subject(models.Model):
    """One resolved person or conveyance."""

    subject_id = columns.key()
    first_seen_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "subject"


class SubjectKey(models.Model):
    """What a subject is found by again. The key is unique, so that parallel walkers cannot double a person."""

    key = columns.key()
    subject_id = columns.text()
    basis = columns.text()

    class Meta:
        app_label = "store"
        db_table = "subject_key"


class DocumentUse(models.Model):
    """Who declared which document, once for each identity that did: what tells two holders of one, or two of one's."""

    pk = models.CompositePrimaryKey("document", "subject_id", "identity")
    document = columns.part()  # issuer|number, as identify compares them
    subject_id = columns.part()
    identity = columns.part()  # surname|given names|birth date, as declared
    kind = columns.text()
    encounter_id = columns.text()  # the latest
    first_at = columns.text()
    last_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "document_use"
        indexes = (models.Index(fields=["subject_id"], name="document_use_subject"),)


class DocumentFinding(models.Model):
    """What a check of a document found that a human should look into: both values in words, no verdict on anybody."""

    pk = models.CompositePrimaryKey("encounter_id", "name")
    encounter_id = columns.part()
    name = columns.part()
    detail = columns.text()
    declaration_id = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "document_finding"
        indexes = (models.Index(fields=["at"], name="document_finding_at"),)


class LinkProposal(models.Model):
    """Two subjects that history says may be one: proposed by a machine, decided by a named human, reversible."""

    proposal_id = columns.key()
    subject_id = columns.text()
    other_id = columns.text()
    weight = columns.number()
    probability = columns.number()
    evidence = columns.text()  # JSON: each field compared, both values, its weight
    status = columns.text()  # proposed | accepted | rejected | undone
    officer = columns.text()
    reason = columns.text()
    at = columns.text()
    decided_at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "link_proposal"
        indexes = (models.Index(fields=["status", "weight"], name="link_proposal_status"),)


class Quality(models.Model):
    """One data-quality finding of a message; sender and carrier stand in the inbox row of the message."""

    pk = models.CompositePrimaryKey("seq", "ordinal")
    seq = columns.seq(key=False)
    ordinal = columns.count()
    message_id = columns.text()
    traveler = columns.whole()
    code = columns.text()
    severity = columns.text()
    field = columns.text()
    segment = columns.whole()
    element = columns.whole()
    component = columns.whole()
    path = columns.text()
    text = columns.text()
    at = columns.text()

    class Meta:
        app_label = "store"
        db_table = "quality"
        indexes = (models.Index(fields=["message_id"], name="quality_message"),)
