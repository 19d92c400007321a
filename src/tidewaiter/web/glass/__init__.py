"""Break-glass on the pages: a record of another port opened in an emergency, and what waits for review."""
