"""Compile the loops of the matcher, and keep what was compiled until any file of this folder changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])

_HERE = Path(__file__).parent
_SETTINGS: Any = numba.config
"""The compiler's; its attributes are made at run time."""


def compiled(function: Function) -> Function:
    """Compile a function of numbers and arrays when it is first called; it holds no lock of the interpreter.

    What was compiled is kept on disk. The compiler looks at the function's own file alone when it decides whether that
    still holds, and our loops call each other across files; so the place where it is kept goes by all of them.
    """
    kept = _SETTINGS.CACHE_DIR
    try:
        _SETTINGS.CACHE_DIR = _PLACE
        made = numba.njit(cache=bool(_PLACE), nogil=True, error_model="numpy")(function)
    finally:
        _SETTINGS.CACHE_DIR = kept
    return cast(Function, made)


def _place() -> str:
    """Give the folder where compiled loops are kept: beside the code or with the user; none where neither lets us."""
    files = sorted(_HERE.glob("*.py"))
    said = "".join(f"{one.name} {one.stat().st_mtime_ns} {one.stat().st_size} " for one in files)
    mark = hashlib.sha256(said.encode()).hexdigest()[:12]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for folder in (_HERE / "__pycache__", home / "tidewaiter"):
        place = folder / f"compiled-{mark}"
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            return str(place)
    return ""


_PLACE = _place()
