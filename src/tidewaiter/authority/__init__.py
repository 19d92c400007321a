"""Who may see and do what: one table of permissions, one filter under every query and command."""

from tidewaiter.authority.filter import Authority, read_authority
from tidewaiter.authority.permissions import Permission

__all__ = ["Authority", "Permission", "read_authority"]
