"""Read the sheets of a workbook (.xlsx .xlsm .xlsb .xls .ods) as text, row by row.

What a file is is told from its bytes, not its name. calamine holds a sheet in memory, in about
32 bytes a cell and its text, so a workbook that unpacks to more than ``UNPACKED_BYTES`` or (.xlsx,
.xlsm) spans more than ``CELLS`` cells is refused; one far stray cell would else end the process.
Nothing bounds the span in the other kinds: a damaged .xls can ask for gigabytes.

A cell's text is its value, not its look: 12 for 12.0, 12.1 for 12.1, never an exponent, true and
false, dates ``YYYY-MM-DD``, with a time of day ``YYYY-MM-DD HH:MM:SS``, durations ``HH:MM:SS``. A
leading zero that only a number format shows is not in the value. A formula has its saved value, an
error cell its text (#N/A; in .xlsb .xls .ods it is null, calamine does not give it there), an empty
cell null. Rows without any value are skipped, and so are columns without header and value. Rows
above the header are read by nobody; the raw file keeps them.
"""

from __future__ import annotations

import io
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from orchestration.ingestion.batch import BATCH_BYTES, BATCH_ROWS, Batch, ReadError

KEEPS_RAW = True
OPTIONS: dict[str, Any] = {
    "sheets": {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "minItems": 1,
        "description": "Names or globs of the sheets to read, each of which must be there; "
        "without it every sheet that has a cell, hidden ones too.",
    },
    "header_row": {
        "type": "integer",
        "minimum": 1,
        "description": "Excel's number of the row with the column names; without it the first "
        "row with more than half of the used columns filled, and the file is refused "
        "if that row is not all text.",
    },
    "fill_merged": {
        "type": "boolean",
        "description": "Repeat the value of merged cells in each of them (.xlsx .xlsm .xls); "
        "without it only the first of them has it.",
    },
}
UNPACKED_BYTES = 2 * 1024**3
"""The sizes that a zip's directory states may add up to this."""
CELLS = 50_000_000
"""All sheets together may span so many cells."""
LONGEST_ROW_BYTES = 64 * 1024**2
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED = re.compile(
    "EncryptedPackage".encode("utf-16-le") + rb"|\x09\x08\x10\x00\x00\x06.{14}\x2f\x00", re.DOTALL
)
"""An encrypted .xlsx; a .xls whose first record after the start is FILEPASS."""
NO_SECTOR = 0xFFFFFFFA
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError,
    OverflowError,
)  # fmt: skip
"""What zipfile raises over damaged bytes; a name that is not text is a ValueError."""
BOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
FILLED = re.compile(rb' r="([A-Z]+)([0-9]+)"(?:[^>]*[^/>])?>')
ERROR = re.compile(rb'(<(?:\w+:)?c (?:[^>]* )?t=")e(?=")')
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch]:
    """Yield each used sheet of ``path`` in batches; ``part`` is its name if there are several.

    ``source_rows`` are row numbers as Excel shows them. A repeated header ``x`` is ``x (2)``; an
    empty header over a value is ``column 3``, by its place in the sheet.

    Raises:
        ReadError: the file is empty, password-protected, corrupt, too large or no workbook (it
            says what it is: HTML, text, XML), or a sheet or its header can't be found.
    """
    with _reading():
        book = CalamineWorkbook.from_filelike(io.BytesIO(_workbook(path)))
        kinds = {sheet.name: str(sheet.typ) for sheet in book.sheets_metadata}
    names = [name for name in book.sheet_names if kinds[name].endswith("WorkSheet")]
    patterns = options.get("sheets", ["*"])
    for pattern in options.get("sheets", []):
        if not any(fnmatchcase(name, pattern) for name in names):
            raise ReadError(f"no sheet {pattern} among {len(names)}")
    with _reading():
        chosen = (name for name in names if any(fnmatchcase(name, one) for one in patterns))
        sheets = [sheet for sheet in map(book.get_sheet_by_name, chosen) if sheet.start]
    if not sheets:
        raise ReadError("no sheet has a cell with a value")
    for sheet in sheets:
        part = sheet.name if len(sheets) > 1 else None
        yield from _batches(sheet, options, part)


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what a broken file raises, a panic of the parser too, into a ReadError."""
    try:
        yield
    except PasswordError:
        raise ReadError("the workbook is password-protected") from None
    except (CalamineError, *BROKEN_ZIP) as error:
        raise ReadError(f"the workbook is corrupt or cut off ({type(error).__name__})") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ReadError("the workbook is corrupt (the parser gave up)") from None


def _workbook(path: Path) -> bytes:
    """The file's bytes, if they are a workbook that can be read."""
    if (size := path.stat().st_size) == 0:
        raise ReadError("the file is empty")
    if size > UNPACKED_BYTES:
        raise ReadError(f"the file has {size} bytes: at most {UNPACKED_BYTES}")
    data = path.read_bytes()
    if data.startswith(OLE) and PROTECTED.search(data):
        raise ReadError("the workbook is password-protected")
    if data.startswith(OLE):
        _refuse_loops(data)
        return data
    if not data.startswith(b"PK\3\4"):
        raise ReadError(f"not a workbook but {_kind(data[:8192])}")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = set(archive.namelist())
        unpacked = sum(entry.file_size for entry in archive.infolist())
        if not BOOKS & members:
            raise ReadError("not a workbook but a zip of other files")
        if unpacked > UNPACKED_BYTES:
            raise ReadError(f"the workbook unpacks to {unpacked} bytes: at most {UNPACKED_BYTES}")
        manifest = "META-INF/manifest.xml"
        locked = any(entry.flag_bits & 1 for entry in archive.infolist())
        if locked or (manifest in members and b"encryption-data" in archive.read(manifest)):
            raise ReadError("the workbook is password-protected")
        # calamine checks no member that it reads only in part, and takes a lost one for empty
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
        return _readable(archive, data)


def _refuse_loops(data: bytes) -> None:
    """Refuse an OLE file whose chains of sectors meet: calamine would follow a loop for ever."""
    size = 1 << min(data[30], 12)
    tables = [
        start for start in struct.unpack_from("<109I", data.ljust(512), 76) if start < NO_SECTOR
    ]
    follow = b"".join(data[(start + 1) * size : (start + 2) * size] for start in tables)
    followers = [one for (one,) in struct.iter_unpack("<I", follow[: len(follow) // 4 * 4])]
    followers = [one for one in followers if one < NO_SECTOR]
    if len(set(tables)) < len(tables) or len(set(followers)) < len(followers):
        raise ReadError("the workbook is corrupt (its sectors form no chain)")


def _kind(head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "latin-1", "replace").lower()
    text = text.removeprefix("ï»¿").lstrip()
    if text.startswith("mime-version:"):
        return "a web page saved as one file (MHTML)"
    if text.startswith("<"):
        if re.search(r"<(!doctype )?(html|table|meta|head|body)\b", text):
            return "HTML"
        is_2003 = "urn:schemas-microsoft-com:office:spreadsheet" in text
        return "an XML Spreadsheet 2003" if is_2003 else "XML"
    return "bytes of an unknown kind" if re.search(r"[\0-\x08]", text) else "text, perhaps CSV"


def _readable(archive: zipfile.ZipFile, data: bytes) -> bytes:
    """The workbook, its error cells made texts; what spans too many cells is refused.

    calamine gives an error cell as an empty one, and refuses a sheet with a newer one (#SPILL!).
    """
    cells = 0
    with_errors = set()
    for member in filter(SHEET.fullmatch, archive.namelist()):
        last_row = last_column = 0
        for text in _row_texts(archive, member):
            if b't="e"' in text:
                with_errors.add(member)
            # the row's last cell; only if it is one without a value, look at all of them
            at = 0 if b"/></" in text[-16:] else max(0, text.rfind(b' r="'))
            if ends := FILLED.findall(text, at):
                last_row = max(last_row, int(ends[-1][1]))
                letters = reduce(lambda number, letter: number * 26 + letter - 64, ends[-1][0], 0)
                last_column = max(last_column, letters)
        cells += last_row * last_column
        if cells > CELLS:
            raise ReadError(f"the sheets span {cells} cells or more: at most {CELLS}")
    if not with_errors:
        return data
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for member in archive.namelist():
            with copy.open(member, "w") as file:
                if member in with_errors:
                    file.writelines(
                        ERROR.sub(rb"\1str", text) for text in _row_texts(archive, member)
                    )
                else:
                    with archive.open(member) as same:
                        shutil.copyfileobj(same, file)
    return made.getvalue()


def _row_texts(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The member in pieces, cut behind every row of a sheet."""
    rest = b""
    with archive.open(member) as file:
        while chunk := file.read(1024**2):
            *rows, rest = (rest + chunk).split(b"row>")
            if len(rest) > LONGEST_ROW_BYTES:
                raise ReadError(f"a row of more than {LONGEST_ROW_BYTES} bytes")
            yield from (row + b"row>" for row in rows)
    yield rest


def _batches(sheet: CalamineSheet, options: Mapping[str, Any], part: str | None) -> Iterator[Batch]:
    top = _header_row(sheet, options.get("header_row"))
    rows = _filled(sheet) if options.get("fill_merged") else enumerate(sheet.iter_rows(), 1)
    names = _names(next(row for number, row in rows if number == top), _first(sheet))
    data = (row for row in rows if row[1].count("") < len(row[1]))
    chunk = list(islice(data, BATCH_ROWS))
    while True:
        values = zip(*(row for _, row in chunk), strict=True) if chunk else ([] for _ in names)
        columns = {
            name: pa.array([TEXTS[type(value)](value) for value in column], pa.string())
            for (name, _), column in zip(names, values, strict=True)
        }
        keep = [name for name, given in names if given or columns[name].null_count < len(chunk)]
        numbers = pa.array([number for number, _ in chunk], pa.int64())
        table = pa.table({"": numbers, **columns}).select(keep)
        step = max(1, len(chunk) * BATCH_BYTES // max(BATCH_BYTES, table.nbytes))
        for at in range(0, max(1, len(chunk)), step):
            yield Batch(table.slice(at, step), numbers.slice(at, step), part=part)
        if not (chunk := list(islice(data, BATCH_ROWS))):
            return


def _first(sheet: CalamineSheet) -> int:
    """How many empty columns stand before the first one; they are not in the rows."""
    return (sheet.start or (0, 0))[1]


def _filled(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    """Rows by number, the value of merged cells in each of them."""
    if (ranges := sheet.merged_cell_ranges) is None:
        raise ReadError("fill_merged: merged cells are not known in a file of this kind")
    waiting = sorted(ranges, reverse=True)
    open_ranges: list[tuple[int, slice, Any]] = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        while waiting and waiting[-1][0][0] < number:
            (_, left), (bottom, right) = waiting.pop()
            cells = slice(max(0, left - _first(sheet)), max(0, right + 1 - _first(sheet)))
            open_ranges.append((bottom, cells, row[cells][0] if row[cells] else ""))
        open_ranges = [one for one in open_ranges if one[0] >= number - 1]
        for _, cells, value in open_ranges:
            row[cells] = [value] * len(row[cells])
        yield number, row


def _header_row(sheet: CalamineSheet, wanted: int | None) -> int:
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number == wanted:
            return number
        if wanted is None and row.count("") * 2 < len(row):
            if all(isinstance(value, str) for value in row):
                return number
            raise ReadError(f"row {number} looks like data, not a header: option header_row")
    raise ReadError("no header row in a sheet: option header_row says where it is")


def _names(header: list[Any], first: int) -> list[tuple[str, bool]]:
    """Unique column names, and whether the header gives them."""
    names: dict[str, bool] = {}
    for place, value in enumerate(header, first + 1):
        text = TEXTS[type(value)](value) or ""
        base = name = text if text.strip() else f"column {place}"
        count = 1
        while name in names:
            count += 1
            name = f"{base} ({count})"
        names[name] = bool(text.strip())
    return list(names.items())


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def _duration(value: timedelta) -> str:
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    minutes, seconds = divmod(value.days * 86_400 + value.seconds, 60)
    fraction = f".{value.microseconds:06}" if value.microseconds else ""
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}{fraction}"


TEXTS: dict[type, Callable[[Any], str | None]] = {
    str: lambda value: value or None,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _number,
    date: str,
    datetime: str,  # with a space between date and time
    time: str,
    timedelta: _duration,
}
"""The text of a cell by the type that calamine gives it."""
