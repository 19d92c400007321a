from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from tidewaiter.store.keys import kept_secret


def test_makers_at_the_same_moment_end_up_with_one_whole_secret(tmp_path: Path):
    path, start = tmp_path / "keys" / "some.key", Barrier(8)

    def make() -> bytes:
        start.wait()
        return os.urandom(32)

    with ThreadPoolExecutor(8) as makers:
        found = set(makers.map(lambda _: kept_secret(path, make), range(8)))
    assert found == {path.read_bytes()}
    assert (path.stat().st_mode & 0o777, [each.name for each in path.parent.iterdir()]) == (0o600, ["some.key"])
