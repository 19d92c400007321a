"""The desk: what analysts and redress officers do about possible matches, wired over store, policies and authority.

Part of the assembly, kept apart so that ``assemble`` stays short; a face reaches it as ``House.hits`` and
``House.redress``.
"""

from tidewaiter.desk.hits import HIT_NEEDED, HitDesk
from tidewaiter.desk.redress import RedressDesk

__all__ = ["HIT_NEEDED", "HitDesk", "RedressDesk"]
