"""Secondary: who waits, one inspection's file, its forms, decisions after it, and what supervisors answer."""
