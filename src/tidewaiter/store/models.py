"""All tables of the store, for Django's migrations; hot paths use SQL on the same connection."""

from tidewaiter.store.access_models import AccessToken
from tidewaiter.store.act_models import *  # noqa: F403
from tidewaiter.store.board_models import *  # noqa: F403
from tidewaiter.store.glass_models import *  # noqa: F403
from tidewaiter.store.inspection_models import *  # noqa: F403
from tidewaiter.store.journal_models import JournalEntry, JournalHead, JournalKey, JournalPayload
from tidewaiter.store.lane_models import *  # noqa: F403
from tidewaiter.store.list_models import *  # noqa: F403
from tidewaiter.store.model_models import *  # noqa: F403
from tidewaiter.store.read_models import *  # noqa: F403
from tidewaiter.store.rule_models import *  # noqa: F403
from tidewaiter.store.targeting_models import *  # noqa: F403
from tidewaiter.store.tie_models import *  # noqa: F403

__all__ = ["AccessToken", "JournalEntry", "JournalHead", "JournalKey", "JournalPayload"]
