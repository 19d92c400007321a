"""Measure the workbench. ``--pages`` alone, or with ``--officers`` the load of a hundred at once."""

from __future__ import annotations

import argparse

from benchmarks.workbench import pages

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encounters", type=int, default=1_000_000)
    asked = parser.parse_args()
    worst = pages.main(asked.encounters)
    print(f"worst_page_p95_ms={worst:.0f}")
