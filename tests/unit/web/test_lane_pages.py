"""The lane's pages without JavaScript: plain forms, what is wrong said beside what was typed, and no page out of reach."""

from __future__ import annotations
