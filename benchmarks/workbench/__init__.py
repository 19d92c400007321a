"""The workbench under load: every page with a million encounters stored, and a hundred officers at once."""
