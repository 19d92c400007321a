"""``python -m tidewaiter.identify.matching``: compile the loops of the matcher now, not when somebody is waiting."""

from __future__ import annotations

import polars as pl

from tidewaiter.identify.matching.matcher import Matcher


def main() -> None:
    """Index a name and ask for it; what was compiled is kept (``compiled.py``)."""
    listed = {"id": ["1"], "schema": ["Person"], "name": ["OUYANG, Xiulan"], "aliases": [""], "birth_date": [""]}
    asked = pl.DataFrame({"query_id": ["1"], "name": ["xiulan ouyang"], "birth_date": ["1970-11-02"]})
    Matcher.build(pl.DataFrame(listed)).screen(asked)


if __name__ == "__main__":
    main()
