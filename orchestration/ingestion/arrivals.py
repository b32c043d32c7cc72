"""Find the files of a source, in a folder or in a bucket, and open what is packed."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from orchestration.ingestion.batch import DriverMissing, SourceAway
from orchestration.ingestion.feeds import Source

LARGEST_UNPACKED_BYTES = 20 * 1024**3
"""A compressed file that unpacks to more than this (bytes) is kept packed and quarantined."""

GZIP_MARK = b"\x1f\x8b"
ZIP_MARK = b"PK\x03\x04"
PACKED_ANYWAY = {"excel", "parquet"}
"""Connectors whose files are zips or compressed by themselves."""


@dataclass(frozen=True)
class Found:
    """A file of a source: its name below the network's folder, and where it is.

    ``system`` is the bucket's file system (fsspec), None for a file on this machine.
    """

    name: str
    place: str
    system: Any = None

    def modified_at(self) -> datetime | None:
        """When the file was last written (UTC), where its folder or bucket knows."""
        try:
            if self.system is None:
                written = datetime.fromtimestamp(Path(self.place).stat().st_mtime, UTC)
            else:
                written = self.system.modified(self.place)
        except NotImplementedError:
            return None
        except Exception as error:  # each bucket's driver has errors of its own
            raise SourceAway(f"{self.name}: {type(error).__name__}") from None
        return written.astimezone(UTC).replace(tzinfo=None)

    @contextmanager
    def local(self) -> Iterator[Path]:
        """The file on this machine; one of a bucket is fetched and removed after."""
        if self.system is None:
            yield Path(self.place)
            return
        with scratch_folder() as folder:
            copy = folder / PurePosixPath(self.name).name
            try:
                self.system.get_file(self.place, str(copy))
            except Exception as error:  # each bucket's driver has errors of its own
                raise SourceAway(f"{self.name}: {type(error).__name__}") from None
            yield copy


@dataclass(frozen=True)
class Arrival:
    """The bytes that land as one file; ``error`` says why they can't be read."""

    source_name: str
    path: Path
    error: str | None = None


def find(source: Source, location: str, folder: Path) -> list[Found]:
    """Files of a source in a fixed order; ``folder`` is the network's folder of the inbox."""
    if "://" in location:
        return find_remote(location)
    pattern = location.rstrip("/") + ("/**/*" if location.endswith("/") else "")
    base = Path(pattern) if Path(pattern).is_absolute() else folder / pattern
    root, glob = split_glob(base)
    if not root.exists():
        raise SourceAway(f"{root}: no such folder")
    paths = [root] if not glob else sorted(root.glob(glob))
    return [
        Found(path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name,
              str(path))
        for path in paths
        if path.is_file() and not path.name.startswith(".")
    ]  # fmt: skip


def split_glob(path: Path) -> tuple[Path, str]:
    """The part of a path before its first wildcard, and the rest."""
    parts = path.parts
    for number, part in enumerate(parts):
        if any(mark in part for mark in "*?["):
            return Path(*parts[:number]), "/".join(parts[number:])
    return path, ""


def find_remote(location: str) -> list[Found]:
    """Files of a bucket; the driver, the endpoint and the keys are those of the environment."""
    import fsspec

    try:
        # an instance of its own: a shared one would keep its listing and its endpoint
        system, pattern = fsspec.core.url_to_fs(location, skip_instance_cache=True)
        names = sorted(system.glob(pattern))
        is_there = bool(names) or system.exists(pattern.split("/", 1)[0])
    except ImportError:
        raise DriverMissing("S3 needs its driver: pip install 'claimhouse[s3]'") from None
    except Exception as error:  # each bucket's driver has errors of its own
        raise SourceAway(f"{location}: {type(error).__name__}") from None
    if not is_there:
        raise SourceAway(f"{location}: no such bucket")
    return [Found(name, name, system) for name in names if not name.endswith("/")]


@contextmanager
def opened(connector: str, name: str, path: Path) -> Iterator[Iterator[Arrival]]:
    """The file itself, or what it holds when it is a whole gzip or zip of bounded size."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if connector in PACKED_ANYWAY or not start.startswith((GZIP_MARK, ZIP_MARK)):
        yield iter([Arrival(name, path)])
        return
    with scratch_folder() as folder:
        unpack = unzipped if start == ZIP_MARK else gunzipped
        yield unpack(name, path, folder)


def gunzipped(name: str, path: Path, folder: Path) -> Iterator[Arrival]:
    """What a gzip holds."""
    copy, size = folder / "content", 0
    try:
        with gzip.open(path, "rb") as stream, copy.open("wb") as target:
            while chunk := stream.read(1024 * 1024):
                size += target.write(chunk)
                if size > LARGEST_UNPACKED_BYTES:
                    reason = f"gzip unpacks to more than {LARGEST_UNPACKED_BYTES} bytes"
                    yield Arrival(name, path, reason)
                    return
    except (OSError, EOFError, zlib.error):
        yield Arrival(name, path, "gzip is damaged or cut short")
        return
    yield Arrival(name, copy)


def unzipped(name: str, path: Path, folder: Path) -> Iterator[Arrival]:
    """What a zip holds, one member after the other."""
    error = zip_error(path)
    if error:
        yield Arrival(name, path, error)
        return
    copy = folder / "content"
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            if not entry.is_dir():
                with archive.open(entry) as stream, copy.open("wb") as target:
                    shutil.copyfileobj(stream, target, 1024 * 1024)
                yield Arrival(f"{name}/{entry.filename}", copy)


def zip_error(path: Path) -> str | None:
    """Why a zip can't be used, or None."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED_BYTES:
                return f"zip unpacks to more than {LARGEST_UNPACKED_BYTES} bytes"
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                return "zip is encrypted"
            if archive.testzip() is not None:
                return "zip is damaged"
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
        return "zip is damaged or cut short"
    return None


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="claimhouse_") as name:
        yield Path(name)
