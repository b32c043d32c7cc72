"""A whole build on fixtures, made once, and read by every test marked ``build``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock
from postgres_server import postgres_programs, running_server
from x12_cases import write_cases

from orchestration.sample import open_world, write_sample, write_truth

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
TOKEN_KEY = "the key of the tests, for no real data"
TRUTH_LINES = os.environ.get("CLAIMHOUSE_TRUTH_LINES")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true nothing may be skipped: a skip is a failure."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@dataclass(frozen=True)
class Project:
    """This project, with landing/, build/ and serve/ in a folder of its own."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    prefix: str = "sample_"
    """How the ids of its networks begin."""

    def variables(self) -> dict[str, str]:
        """The environment of a command on this project."""
        return (
            os.environ
            | {"CLAIMHOUSE_TOKEN_KEY": TOKEN_KEY}
            | self.environment
            | {
                "CLAIMHOUSE_HOME": str(self.home),
                "DBT_PROFILES_DIR": str(ROOT),
                "DBT_TARGET_PATH": str(self.home / "target"),
                "DBT_LOG_PATH": str(self.home / "logs"),
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            }
        )

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT, env=self.variables(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if check and done.returncode:
            pytest.fail(f"{' '.join(command)}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}")
        return done

    def query(self, sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.home / "build" / "claimhouse.duckdb", read_only=True) as db:
            return db.execute(sql, parameters).fetchall()

    def served(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.home / "serve" / "claimhouse.duckdb", read_only=True) as db:
            return db.execute(sql).fetchall()


def make_project(home: Path, **environment: str) -> Project:
    (home / "build").mkdir(parents=True)
    return Project(home, environment)


def copy_landed(source: Project, target: Project) -> None:
    """Give one project what has landed in another, and the models that it has trained."""
    for name in ("landing", "risk"):
        shutil.copytree(source.home / name, target.home / name)


def built_once(
    factory: pytest.TempPathFactory, name: str, build: Callable[[Project], None], **environment: str
) -> Project:
    """A project that one of pytest's processes builds, and each has a copy of."""
    own = factory.mktemp(name) / "home"
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    folder = factory.getbasetemp() if is_alone else factory.getbasetemp().parent
    first, is_built = folder / f"{name}_first", folder / f"{name}_is_built"
    with FileLock(folder / f"{name}.lock"):
        if not is_built.exists():
            shutil.rmtree(first, ignore_errors=True)
            build(make_project(first, **environment))
            is_built.touch()
    shutil.copytree(first, own)
    return Project(own, environment)


@pytest.fixture(scope="session")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The sample networks: every feed landed, built with every test, published.

    Where no PostgreSQL server is installed, the feeds that need one are left out, but not in CI.
    """

    def build(project: Project) -> None:
        project.run("claimhouse", "ingest")
        project.run("dbt", "build", "--quiet")
        project.run("claimhouse", "publish")

    is_ci = os.environ.get("CI") == "true"
    with running_server() if is_ci or postgres_programs() else nullcontext() as url:
        variables = {"CLAIMHOUSE_SAMPLE_POSTGRES": url} if url else {}
        yield built_once(tmp_path_factory, "sample", build, **variables)


@pytest.fixture(scope="session")
def case_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The files of x12_cases, most of them broken in one way each, landed and built."""

    def build(project: Project) -> None:
        inbox = project.home / "inbox"
        write_cases(inbox / "cases")
        write_sample(project.home / "sample", claim_lines=60)
        for path in sorted((project.home / "sample").glob("sample_*")):
            (path / "x12").rename(inbox / path.name.replace("sample_", "own_"))
        project.run("claimhouse", "ingest", "--inbox", str(inbox))
        project.run("dbt", "build", "--quiet", "--exclude-resource-type", "unit_test")

    return built_once(tmp_path_factory, "cases", build)


@pytest.fixture(scope="session")
def truth_project(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """The networks that are held against the simulator's truth: those of the sample.

    With CLAIMHOUSE_TRUTH_LINES they are networks of so many charge lines; and without a PostgreSQL
    server, from which one network of the sample sends what it wrote off, networks that send every
    table as Parquet. Built with every data test, once for all files that ask for it.
    """
    if not TRUTH_LINES and (os.environ.get("CI") == "true" or postgres_programs()):
        sample: Project = request.getfixturevalue("sample_project")
        return sample

    def build(project: Project) -> None:
        inbox = project.home / "inbox"
        write_sample(inbox, claim_lines=int(TRUTH_LINES or 6000), as_parquet=True)
        for path in sorted(inbox.iterdir()):
            if path.is_dir():
                path.rename(inbox / path.name.replace("sample_", "own_"))
            else:
                path.write_text(path.read_text().replace("sample_", "own_"))
        project.run("claimhouse", "ingest", "--inbox", str(inbox))
        project.run("dbt", "build", "--quiet", "--exclude-resource-type", "unit_test")

    return replace(built_once(tmp_path_factory, "truth", build), prefix="own_")


@pytest.fixture(scope="session")
def true_world(
    truth_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The world that ``truth_project`` was written from, with its truth as tables ``truth_...``."""
    with open_world(claim_lines=int(TRUTH_LINES or 6000)) as world:
        if truth_project.prefix != "sample_":
            # no crosswalk names the payers of these networks
            world.execute(
                f"""
                update networks set network_id = '{truth_project.prefix}' || network_id[8:];
                update payers set payer_key = network_id || ':' || payer_name
                from networks where payers.network_number = networks.network_number
                """
            )
        write_truth(world, tmp_path_factory.mktemp("true_world"))
        yield world
