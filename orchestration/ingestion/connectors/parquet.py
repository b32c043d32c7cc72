r"""Parquet: every value as text from which it can be had back.

Numbers have all their digits (decimals their scale, floats the fewest digits that give the same
float), dates are ISO 8601, timestamps ``YYYY-MM-DD HH:MM:SS[.ffffff]`` (nine digits where the
last three are needed, ``+00:00`` behind an instant), booleans ``true`` and ``false``, strings as
they are. Bytes are the text that they are as UTF-8, else ``\x`` and their hex digits. Lists,
structs and maps are JSON text, made of the same texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.ingestion.batch import BATCH_BYTES, BATCH_ROWS, Batch, ReadError
from orchestration.ingestion.connectors.text import unique_names

KEEPS_RAW = False

OPTIONS: dict[str, Any] = {}


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch]:
    """Rows of ``path`` in batches, one row group after the other; there are no options.

    ``source_rows`` count from 1. Raises ReadError if the file is not Parquet or is damaged, also
    after some batches, as damage shows where it is.
    """
    del options
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as source:
            names = unique_names(source.schema_arrow.names)
            number = 0
            for group in range(source.num_row_groups):
                shape = source.metadata.row_group(group)
                row_bytes = shape.total_byte_size / max(shape.num_rows, 1)
                rows = max(1, min(BATCH_ROWS, int(BATCH_BYTES / max(row_bytes, 1))))
                for part in source.iter_batches(rows, [group], use_threads=False):
                    yield batch_of(list(part.columns), names, number, part.num_rows)
                    number += part.num_rows
            if not number:
                empty = [pa.array([], pa.string())] * len(names)
                yield batch_of(empty, names, 0, 0)
    except (pa.ArrowException, OSError) as error:
        raise ReadError(f"not Parquet, or damaged ({type(error).__name__})") from error


def batch_of(columns: list[pa.Array], names: list[str], number: int, rows: int) -> Batch:
    """The columns as text; ``number`` rows stand before these."""
    texts = [text_of(column) for column in columns]
    source_rows = pa.array(range(number + 1, number + rows + 1), pa.int64())
    return Batch(pa.Table.from_arrays(texts, names=names), source_rows)


def text_of(array: pa.Array) -> pa.Array:
    """The array as strings."""
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        if kind.extension_name == "arrow.uuid":
            return strings(value and UUID(bytes=value) for value in array.storage.to_pylist())
        return text_of(array.storage)
    if pa.types.is_dictionary(kind):
        return text_of(array.dictionary_decode())
    if pa.types.is_nested(kind):
        pairs = zip(array.is_valid().to_pylist(), json_of(array), strict=True)
        return strings(text if is_there else None for is_there, text in pairs)
    if pa.types.is_timestamp(kind) and kind.tz:
        naive = text_of(array.cast(pa.timestamp(kind.unit)))
        return pc.binary_join_element_wise(naive, "+00:00", "")
    if pa.types.is_duration(kind):
        return pc.binary_join_element_wise(array.cast(pa.string()), kind.unit, " ")
    try:
        texts = array.cast(pa.string())
        texts.validate(full=True)
    except pa.ArrowInvalid:  # bytes that are not UTF-8, declared as text or not
        return strings(map(bytes_text, array.cast(pa.large_binary()).to_pylist()))
    if pa.types.is_decimal(kind) and pc.any(pc.match_substring(texts, "E")).as_py():
        return strings(value if value is None else f"{value:f}" for value in array.to_pylist())
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        if kind.unit == "ms":
            texts = pc.replace_substring_regex(texts, r"$", "000")
        return pc.replace_substring_regex(texts, r"(\.0+|(\.\d{6})000)$", r"\2")
    return texts


def json_of(array: pa.Array) -> Iterator[str]:
    """JSON text of every value."""
    kind = array.type
    if not pa.types.is_nested(kind):
        plain = pa.types.is_integer(kind) or pa.types.is_floating(kind)
        plain = plain or pa.types.is_decimal(kind) or pa.types.is_boolean(kind)
        for text in text_of(array).to_pylist():
            is_plain = text is None or (plain and text not in ("nan", "inf", "-inf"))
            yield (text or "null") if is_plain else json.dumps(text, ensure_ascii=False)
        return
    present = array.is_valid().to_pylist()
    if pa.types.is_struct(kind):
        names = [json.dumps(field.name, ensure_ascii=False) for field in kind]
        rows = zip(*map(json_of, array.flatten()), strict=True) if names else ([()] * len(array))
        for is_there, row in zip(present, rows, strict=True):
            pairs = (f"{name}: {text}" for name, text in zip(names, row, strict=True))
            yield f"{{{', '.join(pairs)}}}" if is_there else "null"
        return
    if pa.types.is_map(kind):
        array = array.take(pa.array(range(len(array))))  # its keys then start with the first row
        keys = (key if key[0] == '"' else json.dumps(key) for key in json_of(array.keys))
        both = zip(keys, json_of(array.items), strict=True)
        items: Iterator[str] = (f"{key}: {item}" for key, item in both)
        marks, sizes = "{}", pc.subtract(array.offsets[1:], array.offsets[:-1]).to_pylist()
    else:
        items = json_of(pc.list_flatten(array))
        marks, sizes = "[]", pc.list_value_length(array).to_pylist()
    for is_there, size in zip(present, sizes, strict=True):
        inside = ", ".join(islice(items, size or 0))
        yield f"{marks[0]}{inside}{marks[1]}" if is_there else "null"


def bytes_text(value: bytes | None) -> str | None:
    r"""Bytes as the UTF-8 text that they are, else ``\x`` and hex digits."""
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return f"\\x{value.hex()}"


def strings(values: Any) -> pa.Array:
    """Any values as an array of strings."""
    return pa.array([value if value is None else str(value) for value in values], pa.string())
