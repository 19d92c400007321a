"""Measure the workbench: its pages with a million encounters stored, then a hundred people at once."""

from __future__ import annotations

import argparse

from benchmarks.workbench import officers, pages

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encounters", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("pages", "officers"))
    asked = parser.parse_args()
    if asked.only != "officers":
        worst = pages.main(asked.encounters)
        print(f"worst_page_p95_ms={worst:.0f}")
    if asked.only != "pages":
        officers.main()
