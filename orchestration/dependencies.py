"""Put in place what a build needs besides Python packages: dbt packages and DuckDB extensions.

Run as ``python -m orchestration.dependencies``. It is safe to repeat: what is installed and
unchanged is left alone, and nothing half-made ever takes the place of something that works.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, cast, get_args

Source = Literal["auto", "hub", "standin"]

EXTENSIONS = ("httpfs", "excel")
"""DuckDB extensions that claimhouse loads, each from the wheel ``duckdb-extension-<name>``."""

PROBE_SECONDS = 4
HUB_SECONDS = 90
STAMP = ".claimhouse.json"


class DependencyError(Exception):
    """Something that a build needs could not be put in place; the message says what to do."""


def parse_source(value: str | None) -> Source:
    """Read DBT_UTILS_SOURCE.

    Raises:
        DependencyError: for a value other than auto, hub or standin.
    """
    name = value or "auto"
    if name not in get_args(Source):
        allowed = ", ".join(get_args(Source))
        raise DependencyError(f"DBT_UTILS_SOURCE is '{name}'; allowed are: {allowed}")
    return cast(Source, name)


def fingerprint(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of files and of all files below folders."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            name = file.relative_to(path.parent).as_posix()
            digest.update(f"{name}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def installed_source(packages_dir: Path, wanted: str) -> str | None:
    """Where the installed packages came from, or None when they are absent or out of date.

    Args:
        packages_dir: dbt_packages.
        wanted: fingerprint that the installed packages must have been made from.
    """
    try:
        stamp = json.loads((packages_dir / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not (packages_dir / "dbt_utils" / "dbt_project.yml").is_file():
        return None
    if stamp.get("fingerprint") != wanted:
        return None
    return cast("str | None", stamp.get("source"))


def is_satisfied(source: Source, installed: str | None) -> bool:
    """Whether what is installed serves the source asked for."""
    return installed is not None and source in ("auto", installed)


def hub_answers(timeout: float = PROBE_SECONDS) -> bool:
    """Whether anything answers at the dbt hub's address, within a few seconds.

    dbt itself tries six times for up to 30 seconds each, too long for a first run offline.
    """
    from dbt.clients.registry import DEFAULT_REGISTRY_BASE_URL

    try:
        with urllib.request.urlopen(str(DEFAULT_REGISTRY_BASE_URL), timeout=timeout):
            return True
    except urllib.error.HTTPError:
        return True
    except urllib.error.URLError as error:
        # dbt brings its own certificates: what fails here may work there
        return isinstance(error.reason, ssl.SSLError)
    except OSError:
        return False


def fetch_from_hub(packages_yml: Path, scratch: Path, timeout: float = HUB_SECONDS) -> Path:
    """Run ``dbt deps`` in an empty scratch project and return its dbt_packages.

    A failed ``dbt deps`` empties dbt_packages, so it never runs in the real project.

    Raises:
        DependencyError: when dbt fails, takes too long or installs no dbt_utils.
    """
    (scratch / "dbt_project.yml").write_text(
        "name: scratch\nversion: '1.0'\nflags: {send_anonymous_usage_stats: false}\n",
        encoding="utf-8",
    )
    shutil.copy(packages_yml, scratch / "packages.yml")
    dbt = Path(sys.executable).with_name("dbt")
    command = [str(dbt), "--no-use-colors", "deps", "--project-dir", str(scratch)]
    try:
        done = subprocess.run(
            command, cwd=scratch, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DependencyError(f"dbt deps took longer than {timeout:.0f} s") from error
    fetched = scratch / "dbt_packages"
    if done.returncode != 0 or not (fetched / "dbt_utils" / "dbt_project.yml").is_file():
        raise DependencyError(f"dbt deps failed: {reason(done.stdout + done.stderr)}")
    return fetched


def reason(log: str) -> str:
    """The first line of a dbt log that says what went wrong."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    for mark in ("External connection exception", "Error", "error"):
        for line in lines:
            if mark in line and not line.endswith("Encountered an error:"):
                return line
    return lines[-1] if lines else "no output"


def copy_standin(standin: Path, scratch: Path) -> Path:
    """Copy our own small dbt_utils into a new dbt_packages folder below scratch."""
    packages = scratch / "dbt_packages"
    shutil.copytree(standin, packages / "dbt_utils")
    return packages


def move_into_place(made: Path, packages_dir: Path, source: str, wanted: str) -> None:
    """Replace dbt_packages by a complete folder; both must be on one file system."""
    stamp = {"source": source, "fingerprint": wanted}
    (made / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    if packages_dir.exists():
        shutil.rmtree(packages_dir)
    made.rename(packages_dir)


def install_dbt_packages(project: Path, source: Source) -> str | None:
    """Install the packages that packages.yml names.

    Args:
        project: the dbt project's folder.
        source: auto tries the hub and falls back to packages/dbt_utils; hub and standin
            take only that one.

    Returns:
        A line for the user when the stand-in was installed, else None.

    Raises:
        DependencyError: when source is hub and the hub gave no package.
    """
    packages_dir, standin = project / "dbt_packages", project / "packages" / "dbt_utils"
    wanted = fingerprint([project / "packages.yml", standin])
    if is_satisfied(source, installed_source(packages_dir, wanted)):
        return None

    build = project / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="deps-", dir=build) as name:
        scratch = Path(name)
        why = "asked for by DBT_UTILS_SOURCE"
        if source != "standin":
            try:
                if source == "auto" and not hub_answers():
                    raise DependencyError("the dbt hub does not answer")
                made = fetch_from_hub(project / "packages.yml", scratch)
            except DependencyError as error:
                if source == "hub":
                    raise
                why = str(error)
                shutil.rmtree(scratch / "dbt_packages", ignore_errors=True)
            else:
                move_into_place(made, packages_dir, "hub", wanted)
                return None
        move_into_place(copy_standin(standin, scratch), packages_dir, "standin", wanted)
    return f"dbt_utils: using the stand-in in packages/dbt_utils ({why})"


def wheel_extension(name: str, version: str) -> Path:
    """The extension binary inside the installed wheel ``duckdb-extension-<name>``.

    Args:
        name: extension, for example httpfs.
        version: DuckDB's version, for example v1.5.5; an extension loads into no other.

    Raises:
        DependencyError: when the wheel is missing or was made for another version.
    """
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        raise DependencyError(f"the package duckdb-extension-{name} is not installed")
    folder = Path(spec.origin).parent / "extensions"
    binary = folder / version / f"{name}.duckdb_extension"
    if not binary.is_file():
        found = ", ".join(sorted(p.name for p in folder.glob("*"))) or "none"
        raise DependencyError(f"duckdb-extension-{name} is for DuckDB {found}, not {version}")
    return binary


def install_extensions(directory: Path, names: Iterable[str] = EXTENSIONS) -> list[Path]:
    """Copy extension binaries to where DuckDB looks for them, without any network.

    Args:
        directory: value for DuckDB's setting ``extension_directory``.
        names: extensions to install.

    Returns:
        The files copied; an empty list when all were there.

    Raises:
        DependencyError: when a wheel is missing or was made for another version.
    """
    import duckdb

    with duckdb.connect() as connection:
        row = connection.execute(
            "select library_version, platform from pragma_version(), pragma_platform()"
        ).fetchone()
    assert row is not None
    version, platform = cast("tuple[str, str]", row)
    target = directory / version / platform
    target.mkdir(parents=True, exist_ok=True)

    copied = []
    for name in names:
        binary = wheel_extension(name, version)
        file = target / binary.name
        if file.is_file() and file.stat().st_size == binary.stat().st_size:
            continue
        partial = file.with_suffix(f".{os.getpid()}.partial")
        shutil.copyfile(binary, partial)
        partial.replace(file)
        copied.append(file)
    return copied


def main() -> int:
    """Install dbt packages in the working directory, DuckDB extensions below CLAIMHOUSE_HOME."""
    project = Path.cwd()
    home = Path(os.environ.get("CLAIMHOUSE_HOME") or project).resolve()
    try:
        source = parse_source(os.environ.get("DBT_UTILS_SOURCE"))
        note = install_dbt_packages(project, source)
        install_extensions(home / "build" / "extensions")
    except DependencyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if note:
        print(note, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
