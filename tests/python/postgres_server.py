"""A PostgreSQL server of its own for the tests: a free port, a folder that is removed after.

A test module gets the fixture by ``pytest_plugins = ["postgres_server"]``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

USER = "claimhouse"
PASSWORD = "-".join(["horse", "battery"])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running server, with user and password, ending in /postgres."""
    pytest.importorskip("psycopg")
    with running_server() as url:
        yield url


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server, give its URL, stop it."""
    programs = postgres_programs()
    if not programs:
        pytest.skip("no PostgreSQL server here; get it: apt-get install postgresql")
    bin_folder = programs[-1].parent
    # the server refuses to run as root, and pytest's own folders are closed to others
    nobody: dict[str, Any] = {}
    if os.getuid() == 0:
        nobody = {"user": "postgres", "group": "postgres", "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="claimhouse-postgres-"))
    try:
        secret = folder / "password"
        secret.write_text(PASSWORD)
        if nobody:
            shutil.chown(folder, "postgres", "postgres")
            shutil.chown(secret, "postgres", "postgres")
        subprocess.run(
            [bin_folder / "initdb", "--pgdata", folder / "data", "--username", USER,
             "--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8",
             "--locale", "C", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **nobody,
        )  # fmt: skip
        port = free_port()
        (folder / "data" / "postgresql.auto.conf").write_text(
            f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\n"
            "fsync = off\n"
        )
        control = [str(bin_folder / "pg_ctl"), "--pgdata", str(folder / "data"), "--wait"]
        subprocess.run(
            [*control, "--log", str(folder / "log"), "start"], check=True, cwd=folder, **nobody,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "--mode", "immediate", "stop"], check=True,
                           capture_output=True, cwd=folder, **nobody)  # fmt: skip
    finally:
        shutil.rmtree(folder)


def postgres_programs() -> list[Path]:
    """The servers installed here, the newest last."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=version)


def version(program: Path) -> float:
    """The server's version, from its path."""
    return float(program.parts[-3])


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
