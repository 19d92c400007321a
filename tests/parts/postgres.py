"""A real PostgreSQL on a free loopback port, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = "postgresql"
INITDB = ("--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
OWNERS = ("postgres", "nobody")


@contextmanager
def running_postgres(*, lasting: bool = True) -> Iterator[str]:
    """Start a server, give its URL, stop it by its own process. Fails naming the package where there is none.

    One that need not be ``lasting`` never waits for the disk: what it holds would not survive a loss of power.
    """
    programs = _programs()
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="tidewaiter-postgres-"))
    data, port = folder / "data", _free_port()
    data.mkdir()
    try:
        _give(folder, owner)
        subprocess.run(
            [
                programs / "initdb",
                "--pgdata",
                data,
                "--username",
                "tidewaiter",
                "--auth",
                "trust",
                "--encoding",
                "UTF8",
                "--no-sync",
                "--locale",
                "C.UTF-8",
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            user=owner,
        )
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        options += "" if lasting else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        _control(programs, data, owner, "start", "--wait", "--options", options, "--log", folder / "log")
        try:
            yield f"postgresql://tidewaiter@127.0.0.1:{port}/postgres"
        finally:
            _control(programs, data, owner, "stop", "--wait", "--mode", "immediate")
    except subprocess.CalledProcessError as error:
        log = (folder / "log").read_text() if (folder / "log").exists() else ""
        raise RuntimeError(f"PostgreSQL: {error}\n{(error.stderr or b'').decode()}\n{log}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _control(programs: Path, data: Path, owner: str | None, *words: str | Path) -> None:
    # Output goes nowhere: a pipe inherited by the server would never be closed.
    subprocess.run(
        [programs / "pg_ctl", "--pgdata", data, *words],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=data.parent,
        user=owner,
    )


def _programs() -> Path:
    """Find the folder of initdb and pg_ctl, installing them where that is allowed."""
    found = _find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", PACKAGE], check=False, capture_output=True)
        found = _find()
    if found is None:
        raise RuntimeError(f"PostgreSQL is not here: install the package `{PACKAGE}` (initdb and pg_ctl are needed)")
    return found


def _find() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    in_path = shutil.which("initdb")
    candidates = ([Path(in_path).resolve()] if in_path else []) + installed[::-1]
    return next((each.parent for each in candidates if (each.parent / "pg_ctl").exists()), None)


def _owner() -> str | None:
    """PostgreSQL refuses to run as root: name another user then."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in OWNERS if name in known)


def _give(folder: Path, owner: str | None) -> None:
    if owner:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, owner)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
