"""Who may see and do what: one table of permissions, one filter under every query and command."""

from tidewaiter.authority.entry import EntryPolicy, read_entry
from tidewaiter.authority.filter import Authority, read_authority
from tidewaiter.authority.permissions import Permission

__all__ = ["Authority", "EntryPolicy", "Permission", "read_authority", "read_entry"]
