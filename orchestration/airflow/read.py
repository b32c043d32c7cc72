"""Reads the DAG files of a folder. Nothing of them is imported or run."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.airflow.evaluate import Evaluator, TooMuchError
from orchestration.airflow.values import Dag

MOST_BYTES = 2_000_000
"""A larger file is not a DAG file that somebody wrote, and is named as unreadable."""
LEFT_OUT = {"__pycache__", "node_modules", "site-packages", "venv"}
"""Folders that are not looked into, beside hidden ones."""


@dataclass(frozen=True)
class Unreadable:
    """A file that could not be read; ``line`` is 0 where it is the whole file."""

    file: str
    line: int
    reason: str


@dataclass
class Folder:
    """What was read: DAGs in the order of files and lines, and what could not be read."""

    root: Path
    files: int = 0
    dags: list[Dag] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    loose: list[tuple[str, int, str]] = field(default_factory=list)
    """Tasks that belong to no DAG: file, line, task id."""


def read_folder(root: Path) -> Folder:
    """Every ``.py`` file below a folder, or one file."""
    folder = Folder(root)
    base = root if root.is_dir() else root.parent
    for path in python_files(root):
        name = path.relative_to(base).as_posix()
        if path.suffix == ".zip":
            folder.unreadable.append(Unreadable(name, 0, "packed DAGs are not read: unpack it"))
            continue
        found = read_file(path, name)
        if isinstance(found, Unreadable):
            folder.unreadable.append(found)
            continue
        folder.files += 1
        folder.dags.extend(found.dags)
        folder.loose.extend(
            (name, task.line, task.task_id) for task in found.loose if task.dag is None
        )
    return folder


def python_files(root: Path) -> Iterator[Path]:
    """Python files and zip files, sorted by path; links to folders are not followed."""
    if not root.is_dir():
        yield root
        return
    for folder, names, files in os.walk(root):
        names[:] = sorted(
            name for name in names if name not in LEFT_OUT and not name.startswith(".")
        )
        for name in sorted(files):
            if name.endswith((".py", ".zip")) and not name.startswith("."):
                yield Path(folder) / name


def read_file(path: Path, name: str) -> Evaluator | Unreadable:
    """Follow one file, or say at which line and why it can't be."""
    try:
        if not path.is_file():
            return Unreadable(name, 0, "not a regular file")
        if (size := path.stat().st_size) > MOST_BYTES:
            return Unreadable(name, 0, f"{size:,} bytes, more than {MOST_BYTES:,}")
        content = path.read_bytes()
    except OSError as error:
        return Unreadable(name, 0, error.strerror or type(error).__name__)
    return read_source(content, name)


def read_source(content: bytes, name: str) -> Evaluator | Unreadable:
    """Follow the text of one file, encoded as its first lines say, or else in UTF-8."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is the file's own affair
            tree = ast.parse(content, filename=name)
        evaluator = Evaluator(name)
        evaluator.follow(tree)
    except SyntaxError as error:
        return Unreadable(name, error.lineno or 0, reason(content, error.msg, error.lineno))
    except ValueError as error:
        return Unreadable(name, 0, str(error))
    except TooMuchError:
        return Unreadable(name, 0, "its loops and calls take too many steps to follow")
    except (RecursionError, MemoryError):
        return Unreadable(name, 0, "nested too deeply to follow")
    return evaluator


def reason(content: bytes, message: str, line: int | None) -> str:
    """The parser's message; for text that is not in its encoding the byte's line is found."""
    if line or "codec" not in message:
        return message
    for number, row in enumerate(content.splitlines(), start=1):
        try:
            row.decode()
        except UnicodeDecodeError as error:
            return f"line {number} is not UTF-8 (byte 0x{row[error.start]:02x}): {message}"
    return message
