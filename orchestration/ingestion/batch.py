"""What a connector gives to the landing layer: rows as they stood in the source, all text."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

BATCH_ROWS = 50_000
"""A batch holds at most so many rows."""

BATCH_BYTES = 32 * 1024 * 1024
"""A batch holds about so many bytes of text."""


@dataclass(frozen=True)
class Batch:
    """Some rows of one arrival; everything in it has one length.

    ``columns`` are text, named by the source's own header (a header ``x`` that comes twice is
    ``x`` and ``x (2)``). ``source_rows`` counts physical rows or records from 1 (for text files
    the line). ``texts`` is the raw record where it is to be kept. ``errors`` says why a row
    can't be used; its cells are null. ``part`` is the sheet or table inside the arrival.
    ``hashes`` tells the rows of a database apart (``orchestration/ingestion/watermark.py``).
    """

    columns: pa.Table
    source_rows: pa.Array
    texts: pa.Array | None = None
    errors: pa.Array | None = None
    part: str | None = None
    hashes: pa.Array | None = None


class ReadError(Exception):
    """A whole file can't be used; the message is the reason, without row content."""


class SourceAway(Exception):  # noqa: N818
    """The source can't be reached now; worth another try."""


class DriverMissing(Exception):  # noqa: N818
    """The feed's driver or server is not there; the message says how to get it."""
