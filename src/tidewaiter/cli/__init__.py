"""The command line: ``tidewaiter``."""

from tidewaiter.cli.app import main

__all__ = ["main"]
