"""Who may sign in: accounts, their sessions, and what was tried in vain; an application of its own in Django's sense.

None of its tables is a read model: passwords and sessions are secrets of this installation. What each account was
given, and by whom, is journaled (``AccessGranted``, ``AccessRevoked``), as it is for tokens.
"""
