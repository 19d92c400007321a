"""The steward's pages: look-out lists, data quality by feed, dead letters, and how one message went."""
