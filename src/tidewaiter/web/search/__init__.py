"""One search over everything that was announced."""
