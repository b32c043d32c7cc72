"""kill -9 of a run in the middle of its build, and of the daemon: both recover by themselves.

With a code server and a daemon as in production, on a world of two networks. Two runs are asked
for at once: one waits. Then the first and the daemon die; the daemon alone is started again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dagster as dg
import pytest
from conftest import BIN, ROOT, Project, copy_landed, make_project

from orchestration.intake import today
from orchestration.publish import digest
from orchestration.sample import write_sample

pytestmark = pytest.mark.build

PATIENCE = 300.0


@contextmanager
def running(project: Project, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A service of its own process group, which ends with the test."""
    log = project.home / f"{command[0]}_{time.monotonic_ns()}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=project.variables(),
            stdout=stream, stderr=stream, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until(what: Callable[[], object], project: Project) -> None:
    """Wait until something is so; else say what the services printed."""
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            said = [path.read_text()[-2000:] for path in sorted(project.home.glob("*.log"))]
            pytest.fail("waited in vain\n" + "\n".join(said))
        time.sleep(0.2)


def below(parent: int) -> list[int]:
    """Processes that one has started, whichever thread of it did, and theirs."""
    found = []
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += [child, *below(child)]
    return found


def served_by(home: Path) -> dict[str, tuple[str, int, int]]:
    return digest(home / "serve" / "claimhouse.duckdb")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_a_killed_run_and_a_killed_daemon_recover_and_two_runs_take_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "dagster"
    settings.mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(settings))  # for this process, which looks on
    parts = (ROOT / "orchestration" / name for name in ("dagster.yaml", "storage.yaml"))
    text = "".join(part.read_text() for part in parts)
    assert "poll_interval_seconds: 30" in text
    (settings / "dagster.yaml").write_text(
        text.replace("poll_interval_seconds: 30", "poll_interval_seconds: 2")
    )
    inbox = tmp_path / "inbox"
    write_sample(inbox, claim_lines=120, networks=2)
    for path in inbox.glob("sample_*"):
        path.rename(path.with_name(path.name.replace("sample_", "own_")))
    feeds = inbox / "feeds.yml"
    feeds.write_text(feeds.read_text().replace("network: sample_", "network: own_"))
    workspace = tmp_path / "workspace.yaml"
    port = free_port()
    workspace.write_text(
        f"load_from:\n  - grpc_server: {{host: localhost, port: {port}, location_name: here}}\n"
    )
    clean = make_project(tmp_path / "clean")
    project = make_project(
        tmp_path / "home", CLAIMHOUSE_INBOX=str(inbox), DAGSTER_HOME=str(settings)
    )
    project.run("dbt", "parse", "--quiet")
    log = project.home / "target" / "dbt.log"

    def launch() -> None:
        tags = f'{{"dagster/partition": "{today()}"}}'
        project.run("dagster", "job", "launch", "-w", str(workspace), "-j", "everything",
                    "--tags", tags)  # fmt: skip

    with ExitStack() as stack:
        # first, since it makes the database of runs
        instance = stack.enter_context(dg.DagsterInstance.from_config(str(settings)))
        code = stack.enter_context(running(
            project, "dagster", "api", "grpc", "-m", "orchestration.definitions",
            "--port", str(port), "--host", "localhost",
        ))  # fmt: skip
        daemon = stack.enter_context(
            running(project, "dagster-daemon", "run", "-w", str(workspace))
        )

        def statuses() -> list[str]:
            return sorted(run.status.value for run in instance.get_runs())

        health = ("dagster", "api", "grpc-health-check", "--port", str(port), "--host", "localhost")
        until(lambda: project.run(*health, check=False).returncode == 0, project)
        launch()
        launch()
        until(lambda: statuses() == ["QUEUED", "STARTED"], project)
        # in the middle of the build: sixty tables are there
        until(lambda: log.exists() and log.read_text().count("OK created") > 60, project)
        assert statuses() == ["QUEUED", "STARTED"]
        os.killpg(daemon.pid, signal.SIGKILL)
        run = below(code.pid)
        assert len(run) >= 2  # its process, and dbt
        for each in run:
            os.kill(each, signal.SIGKILL)
        assert not (project.home / "serve").exists()
        stack.enter_context(running(project, "dagster-daemon", "run", "-w", str(workspace)))
        # the first, failed; the second; and the first once more
        until(lambda: statuses() == ["FAILURE", "SUCCESS", "SUCCESS"], project)
        [failed] = [each for each in instance.get_runs() if each.is_failure]
        retried = [each for each in instance.get_runs() if each.parent_run_id == failed.run_id]
        assert len(retried) == 1

    # of the same landed files: a pull of a database is named by its load
    copy_landed(project, clean)
    clean.run("dbt", "build", "--quiet", "--exclude-resource-type", "unit_test")
    clean.run("claimhouse", "publish")
    recovered, built = served_by(project.home), served_by(clean.home)
    assert recovered.keys() == built.keys()
    differing = {table for table in built if recovered[table] != built[table]}
    assert not differing
