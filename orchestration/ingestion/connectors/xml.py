"""Read one row per record element of an XML file of any size, in constant memory.

The file is fed to libxml2 in chunks, and after each chunk what has been read is dropped. A
document type declaration is refused by a first pass over the prologue with the same parser, so
that no encoding or comment hides it from one and not from the other: entities, external files and
"billion laughs" all need one.

A record's cells are its attributes and the text of its leaf elements, named by their path below
the record, in local names: ``@id``, ``name/family``, ``name/@use``, and ``.`` for text of the
record element itself. Of siblings with one name the second is ``phone (2)``, also inside a path
(``address (2)/city``), so that cells of one element stay together. An element with text between
its children has a cell with that text beside theirs. Text stays as it stands, spaces included; an
empty element without attributes is '', an absent one null. A record inside a record is part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from lxml import etree

from orchestration.ingestion.batch import BATCH_BYTES, BATCH_ROWS, Batch, ReadError

KEEPS_RAW = True
REQUIRED = ("record",)
OPTIONS: dict[str, Any] = {
    "record": {
        "type": "string",
        "pattern": r"^(\{[^{}]+\})?[^\s{}/:*]+$",
        "description": "The element that is one row: a local name (patient, in any namespace) "
        "or {namespace}name.",
    },
}
READ_BYTES = 256 * 1024
LONGEST_RECORD_BYTES = 64 * 1024 * 1024
"""So many bytes of the file may pass while nothing in it comes to an end."""
RECORD_CELLS, PATH_CHARACTERS = 10_000, 1_000
"""A record with more cells or a longer path is kept as text, with an error."""
TOO_MANY = f"more than {RECORD_CELLS} cells or a path of more than {PATH_CHARACTERS} characters"
BATCH_CELLS = 5_000_000
"""Rows times columns of a batch, where every record has columns of its own."""
SPACE = " \t\r\n"
SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "huge_tree": True}


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch]:
    """Yield the records of ``path`` in batches, each record's fragment in ``texts``.

    Every fragment parses alone: the namespaces in force are declared on it. ``source_rows`` is
    the record's number from 1. A batch has the columns that its records have, in their order.

    Raises:
        ReadError: the file is empty, not well-formed (also: cut off), has a DOCTYPE, no record,
            or a record above ``LONGEST_RECORD_BYTES``. Batches may have been yielded by then.
        ValueError: the option ``record`` is missing.
    """
    if not (record := options.get("record")):
        raise ValueError("the xml connector needs the option record")
    if path.stat().st_size == 0:
        raise ReadError("the file is empty")
    with path.open("rb") as file:
        try:
            root = _root_tag(file)
            file.seek(0)
            yield from _batches(_records(file, record, root))
        except etree.XMLSyntaxError as error:
            # the message could quote a record: where it is and of which kind must do
            log: Any = error.error_log
            last = log.last_error
            where = f" at line {last.line} ({last.type_name})" if last is not None else ""
            raise ReadError(f"not well-formed XML{where}") from None


class _Prologue:
    """A parser target that notes the root element's name, and stops at a document type."""

    root = ""

    def doctype(self, *_: object) -> None:
        raise ReadError("a document type declaration (DOCTYPE) is refused")

    def start(self, tag: str, _: object) -> None:
        self.root = self.root or tag

    def close(self) -> None: ...


def _root_tag(file: BinaryIO) -> str:
    prologue: Any = _Prologue()
    parser = etree.XMLParser(target=prologue, **SAFE)
    while not prologue.root and (chunk := file.read(4096)):
        parser.feed(chunk)
        if not prologue.root and file.tell() > LONGEST_RECORD_BYTES:
            raise ReadError(f"no element begins within the first {LONGEST_RECORD_BYTES} bytes")
    if not prologue.root:
        parser.close()
        raise ReadError("not well-formed XML: it has no element")
    return str(prologue.root)


def _records(file: BinaryIO, record: str, root_tag: str) -> Iterator[etree._Element]:
    """Yield every outermost record, complete; it is gone when the next one is asked for."""

    def is_record(element: etree._Element) -> bool:
        return record in (element.tag, _local(element.tag))

    parser: Any = etree.XMLPullParser(
        ("start", "end"), tag=(f"{{*}}{_local(record)}", root_tag), **SAFE
    )
    root: etree._Element | None = None
    found = depth = waiting = 0
    while chunk := file.read(READ_BYTES):
        parser.feed(chunk)
        waiting += len(chunk)
        for event, element in parser.read_events():
            root = element if root is None else root
            if is_record(element):
                depth += 1 if event == "start" else -1
                if depth == 0:
                    found, waiting = found + 1, 0
                    yield element
        # drop what lies before the open element; what is inside an open record stays
        last: Any = root
        while last is not None and len(last) and not (depth and is_record(last)):
            if len(last) > 1:
                del last[:-1]
                waiting = waiting if depth else 0
            last = last[-1]
        if waiting > LONGEST_RECORD_BYTES:
            size = f"more than {LONGEST_RECORD_BYTES} bytes"
            raise ReadError(f"an element of {size} after {found} <{record}> elements")
    parser.close()
    if not found:
        raise ReadError(f"no <{record}> element")


def _batches(records: Iterator[etree._Element]) -> Iterator[Batch]:
    rows: list[dict[str, str]] = []
    texts: list[str] = []
    names: dict[str, None] = {}
    size = done = 0

    def batch() -> Batch:
        nonlocal rows, texts, names, size, done
        numbers = pa.array(range(done + 1, done + len(rows) + 1), pa.int64())
        cells = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
        made = Batch(
            # selected from one column more: a table made of no column has no length
            pa.table({"": numbers, **cells}).select(list(names)),
            numbers,
            pa.array(texts, pa.string()),
            pa.array([None if row else TOO_MANY for row in rows], pa.string()),
        )
        rows, texts, names, size, done = [], [], {}, 0, done + len(rows)
        return made

    for element in records:
        cells: dict[str, str] = {}
        try:
            _collect(element, "", cells, {})
        except OverflowError:
            cells = {}
        if rows and (len(names) + len(cells)) * (len(rows) + 1) > BATCH_CELLS:
            yield batch()
        rows.append(cells)
        names.update(dict.fromkeys(cells))
        texts.append(etree.tostring(element, encoding="unicode", with_tail=False))
        size += len(texts[-1])
        if len(rows) >= BATCH_ROWS or size >= BATCH_BYTES:
            yield batch()
    if rows:
        yield batch()


def _collect(
    element: etree._Element, path: str, cells: dict[str, str], counts: dict[str, int]
) -> None:
    """Add the cells at ``path`` and below it, in document order; ``counts`` numbers the names."""
    attributes: Any = element.items()
    if len(cells) + len(attributes) + len(element) > RECORD_CELLS or len(path) > PATH_CHARACTERS:
        raise OverflowError
    below = f"{path}/" if path else ""

    def unique(name: str) -> str:
        name = below + name
        count = counts[name] = counts.get(name, 0) + 1
        return name if count == 1 else f"{name} ({count})"

    for attribute, value in attributes:
        cells[unique("@" + _local(attribute))] = value
    text = element.text or ""
    has_elements = False
    for child in element:
        text += child.tail or ""
        if isinstance(child.tag, str):  # else a comment or a processing instruction
            has_elements = True
            name = unique(_local(child.tag))
            if len(child) or child.keys():
                _collect(child, name, cells, counts)
            else:
                cells[name] = child.text or ""
    if text.strip(SPACE) or not (has_elements or (attributes and not text)):
        cells[path or "."] = text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
