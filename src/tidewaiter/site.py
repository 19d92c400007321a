"""Where an administration keeps policies of its own, beside those that ship: rules, lists, reference tables, bands."""

from __future__ import annotations

import os
from pathlib import Path

from tidewaiter.language.policy import FOLDER
from tidewaiter.vocabulary.errors import NotFound


def site_policies(home: Path | None = None) -> Path | None:
    """Give the folder of this house's own policies: ``TIDEWAITER_POLICIES``, else ``policies`` in the home folder.

    None where nobody made one. ``home`` is the house's folder; without it ``TIDEWAITER_HOME``, else ``var``. Raises
    ``NotFound`` where the environment names a folder that is not there: rules must not go missing in silence.
    """
    named = os.environ.get("TIDEWAITER_POLICIES")
    if named:
        if not Path(named).is_dir():
            raise NotFound(f"TIDEWAITER_POLICIES names {named}, and there is no such folder")
        return Path(named)
    folder = (home or Path(os.environ.get("TIDEWAITER_HOME") or "var")) / FOLDER
    return folder if folder.is_dir() else None
