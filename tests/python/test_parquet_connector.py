from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.ingestion.batch import BATCH_ROWS, Batch, ReadError
from orchestration.ingestion.connectors.parquet import read, text_of


def landed(tmp_path: Path, table: pa.Table, **how: Any) -> list[Batch]:
    pq.write_table(table, tmp_path / "a.parquet", **how)
    return list(read(tmp_path / "a.parquet", {}))


def texts(tmp_path: Path, values: pa.Array) -> list[str | None]:
    (batch,) = landed(tmp_path, pa.table({"x": values}))
    assert batch.columns.schema == pa.schema([("x", pa.string())])
    assert batch.source_rows.to_pylist() == list(range(1, len(values) + 1))
    assert batch.errors is None
    return list(batch.columns["x"].to_pylist())


MOMENT = datetime(2024, 3, 9, 1, 2, 3)
DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda content: b"",
    lambda content: b"id,amount\n1,2\n",
    lambda content: content[:-20],
    lambda content: content[:60],
    lambda content: content[:4] + bytes(len(content) // 2) + content[4 + len(content) // 2 :],
]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([2**63 - 1, None, -1]), ["9223372036854775807", None, "-1"]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([Decimal("1.10"), Decimal("-0.05")], pa.decimal128(9, 2)), ["1.10", "-0.05"]),
        (pa.array([Decimal("1E-7"), None], pa.decimal128(38, 7)), ["0.0000001", None]),
        (pa.array([Decimal("9" * 38)], pa.decimal128(38, 0)), ["9" * 38]),
        (pa.array([date(2024, 2, 29), None]), ["2024-02-29", None]),
        (pa.array([MOMENT], pa.timestamp("s")), ["2024-03-09 01:02:03"]),
        (pa.array([MOMENT, None], pa.timestamp("us")), ["2024-03-09 01:02:03", None]),
        (pa.array([1, 120_000], pa.timestamp("us")),
         ["1970-01-01 00:00:00.000001", "1970-01-01 00:00:00.120000"]),
        (pa.array([1500], pa.timestamp("ms")), ["1970-01-01 00:00:01.500000"]),
        (pa.array([1, 1000, 10**9], pa.timestamp("ns")),
         ["1970-01-01 00:00:00.000000001", "1970-01-01 00:00:00.000001", "1970-01-01 00:00:01"]),
        (pa.array([MOMENT.replace(tzinfo=UTC)], pa.timestamp("us", "America/Chicago")),
         ["2024-03-09 01:02:03+00:00"]),
        (pa.array([datetime(9999, 12, 31)], pa.timestamp("ms")), ["9999-12-31 00:00:00"]),
        (pa.array([time(1, 2, 3)], pa.time64("us")), ["01:02:03"]),
        (pa.array([90], pa.duration("ms")), ["90 ms"]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array(["", " a ", "NULL", None, "00123", "é\n\0"]),
         ["", " a ", "NULL", None, "00123", "é\n\0"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (pa.array(["a"], pa.large_string()), ["a"]),
        (pa.array([b"text", b"\xff\x00", None]), ["text", "\\xff00", None]),
        (pa.array([b"\xe9"]).view(pa.string()), ["\\xe9"]),
        (pa.array([UUID(int=1).bytes], pa.uuid()), ["00000000-0000-0000-0000-000000000001"]),
        (pa.nulls(2), [None, None]),
    ],
)  # fmt: skip
def test_every_type_is_text_without_loss(
    tmp_path: Path, values: pa.Array, expected: list[str | None]
) -> None:
    assert texts(tmp_path, values) == expected


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32()])
def test_floats_come_back_from_their_text(tmp_path: Path, kind: pa.DataType) -> None:
    values = pa.array([0.1, 1e22, 100.0, 1 / 3, 5e-45, -0.0, float("inf")], kind)
    found = texts(tmp_path, values)
    assert pa.array([float(text) for text in found if text], kind).equals(values)


def test_nested_values_are_json() -> None:
    amount = pa.struct([("amount", pa.decimal128(30, 2)), ("on", pa.timestamp("us"))])
    rows = [[{"amount": Decimal("123456789012345678901.10"), "on": MOMENT}, None], [], None]
    assert text_of(pa.array(rows, pa.list_(amount))).to_pylist() == [
        '[{"amount": 123456789012345678901.10, "on": "2024-03-09 01:02:03"}, null]', "[]", None,
    ]  # fmt: skip
    pairs = pa.array([[("k", 1)], None, [("l", None)], []], pa.map_("string", "int64"))
    assert text_of(pairs).to_pylist() == ['{"k": 1}', None, '{"l": null}', "{}"]
    assert text_of(pairs.slice(2)).to_pylist() == ['{"l": null}', "{}"]
    floats = text_of(pa.array([[1.5, float("nan")]]).slice(0)).to_pylist()
    assert floats == ['[1.5, "nan"]']
    deep = text_of(pa.array([{"a": {"b": ['"', "é"]}, "c": True}, {"a": None}])).to_pylist()
    assert json.loads(deep[0]) == {"a": {"b": ['"', "é"]}, "c": True}
    assert json.loads(deep[1]) == {"a": None, "c": None}


def test_lists_of_a_slice_are_its_own() -> None:
    lists = pa.array([[1], [2, 3], None, [4]])
    assert text_of(lists.slice(1)).to_pylist() == ["[2, 3]", None, "[4]"]
    fixed = pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int8(), 2))
    assert text_of(fixed).to_pylist() == ["[1, 2]", None, "[3, 4]"]


def test_row_groups_come_one_after_the_other(tmp_path: Path) -> None:
    table = pa.table({"id": range(2 * BATCH_ROWS + 10)})
    batches = landed(tmp_path, table, row_group_size=BATCH_ROWS + 5)
    assert [len(batch.source_rows) for batch in batches] == [BATCH_ROWS, 5] * 2
    rows = pa.concat_arrays([batch.source_rows for batch in batches])
    assert rows.to_pylist() == list(range(1, table.num_rows + 1))
    found = [int(value) for batch in batches for value in batch.columns["id"].to_pylist()]
    assert found == table["id"].to_pylist()


def test_wide_rows_come_in_smaller_batches(tmp_path: Path) -> None:
    wide = pa.table({"x": [str(number % 10) * 200_000 + str(number) for number in range(400)]})
    batches = landed(tmp_path, wide, compression="none", use_dictionary=False)
    assert max(batch.columns.nbytes for batch in batches) <= 34 * 1024 * 1024
    assert sum(len(batch.source_rows) for batch in batches) == 400


def test_a_repeated_name_and_an_empty_one(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1])] * 3, names=["x", "x", ""])
    (batch,) = landed(tmp_path, table)
    assert batch.columns.column_names == ["x", "x (2)", "column 3"]


def test_a_file_without_rows_has_its_columns(tmp_path: Path) -> None:
    (batch,) = landed(tmp_path, pa.table({"id": pa.array([], pa.int64())}))
    assert (batch.columns.num_rows, batch.columns.column_names) == (0, ["id"])


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": range(5000)}), path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ReadError, match="not Parquet, or damaged"):
        list(read(path, {}))
