from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.ingestion.batch import BATCH_ROWS, Batch, ReadError
from orchestration.ingestion.connectors.jsonl import read


def batches(tmp_path: Path, content: bytes | str, encoding: str | None = None) -> list[Batch]:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read(path, {"encoding": encoding} if encoding else {}))


def one(tmp_path: Path, content: bytes | str) -> Batch:
    (batch,) = batches(tmp_path, content)
    return batch


def rejected(batch: Batch) -> list[tuple[int, str, str]]:
    assert batch.texts is not None
    assert batch.errors is not None
    rows = zip(batch.source_rows, batch.texts, batch.errors, strict=True)
    return [tuple(cell.as_py() for cell in row) for row in rows if row[2].is_valid]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.10", "1.10"), ("1E5", "1E5"), ("-0", "-0"), ("0.1e-400", "0.1e-400"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("true", "true"), ("false", "false"), ("null", None),
        ('""', ""), ('"null"', "null"), ('"007"', "007"), (r'"a\n\u00e9\"\\"', 'a\né"\\'),
        (r'"\ud83d\ude00"', "\U0001f600"), (r'"\u0000"', "\0"),
        ("[]", "[]"), ("{}", "{}"), ("[1.10,null,true]", "[1.10, null, true]"),
        ('{"b": [1.0, {"a": "\\"é"}], "b": 2}', '{"b": [1.0, {"a": "\\"é"}], "b": 2}'),
    ],
)  # fmt: skip
def test_a_value_is_text_as_it_is_written(
    tmp_path: Path, written: str, expected: str | None
) -> None:
    batch = one(tmp_path, f'{{"x": {written}}}\n')
    assert batch.columns["x"].to_pylist() == [expected]
    assert rejected(batch) == []


def test_columns_come_in_order_of_appearance(tmp_path: Path) -> None:
    batch = one(tmp_path, '{"b": 1}\n{"a": 2, "b": null}\n{}\n')
    assert batch.columns.to_pydict() == {"b": ["1", None, None], "a": [None, "2", None]}


def test_blank_lines_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    batch = one(tmp_path, '\ufeff\n{"a": 1}\r\n  \n{"a": "x\u2028\x85y"}')
    assert batch.source_rows.to_pylist() == [2, 4]
    assert batch.columns["a"].to_pylist() == ["1", "x\u2028\x85y"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"a": 1', "not JSON from character 9"),
        ("claim,amount", "not JSON from character 1"),
        ('{"a": 01}', "not JSON"),
        ('{"a": 1} {"a": 2}', "not JSON from character 10"),
        ('{"a": "tab\there"}', "not JSON"),
        ("[1, 2]", "line is not a JSON object"),
        ('"text"', "line is not a JSON object"),
        ("null", "line is not a JSON object"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": [-Infinity]}', "-Infinity is not JSON"),
        ('{"a": 1, "b": 2, "a": 1}', "object has 3 keys, 2 of them different"),
        (r'{"a": "\ud83d"}', "lone surrogate"),
        (r'{"a": ["\uDE00x"]}', "lone surrogate"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_a_line_that_is_no_row_is_rejected_with_its_text(
    tmp_path: Path, line: str, reason: str
) -> None:
    batch = one(tmp_path, f'{{"a": 1}}\n{line}\n{{"a": 3}}\n')
    ((number, text, error),) = rejected(batch)
    assert (number, text) == (2, f"{line}\n")
    assert reason in error
    assert batch.columns["a"].to_pylist() == ["1", None, "3"]


def test_a_last_line_cut_short_is_rejected(tmp_path: Path) -> None:
    batch = one(tmp_path, '{"a": 1}\n{"a": "cut sh')
    assert [(number, text) for number, text, _ in rejected(batch)] == [(2, '{"a": "cut sh')]


def test_bytes_that_are_not_utf_8_reject_their_line(tmp_path: Path) -> None:
    batch = one(tmp_path, b'{"a": "Jos\xe9"}\n{"a": "Jos\xc3\xa9"}\n')
    assert rejected(batch) == [(1, '{"a": "Jos\\xe9"}\n', "line has bytes that are not utf-8")]
    assert batch.columns["a"].to_pylist() == [None, "José"]


def test_other_encodings(tmp_path: Path) -> None:
    line = '{"a": "José"}\n'
    for content, encoding in (
        (line.encode("latin-1"), "latin-1"),
        (b"\xff\xfe" + line.encode("utf-16-le"), None),
        (b"\xef\xbb\xbf" + line.encode(), None),
        (b"\xef\xbb\xbf" + line.encode(), "utf-8"),
    ):
        (batch,) = batches(tmp_path, content, encoding)
        assert batch.columns["a"].to_pylist() == ["José"]


def test_a_batch_of_rejected_rows_alone_has_no_columns(tmp_path: Path) -> None:
    batch = one(tmp_path, "no\nno\n")
    assert (batch.columns.num_columns, len(batch.source_rows), len(rejected(batch))) == (0, 2, 2)


def test_batches_are_bounded_and_have_their_own_columns(tmp_path: Path) -> None:
    lines = [f'{{"a": {number}}}' for number in range(BATCH_ROWS)] + ['{"b": 1}']
    first, second = batches(tmp_path, "\n".join(lines))
    assert (len(first.source_rows), first.columns.column_names) == (BATCH_ROWS, ["a"])
    assert (second.source_rows.to_pylist(), second.columns.column_names) == (
        [BATCH_ROWS + 1],
        ["b"],
    )


def test_long_lines_come_in_smaller_batches(tmp_path: Path) -> None:
    line = '{"a": "' + "x" * 6_000_000 + '"}\n'
    assert [len(batch.source_rows) for batch in batches(tmp_path, line * 7)] == [5, 2]


def test_files_without_rows(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="empty file"):
        batches(tmp_path, b"")
    assert len(one(tmp_path, "\n\n").source_rows) == 0
    with pytest.raises(ReadError, match="longer than"):
        batches(tmp_path, "x" * 17_000_000)
    with pytest.raises(ReadError, match="unknown encoding"):
        batches(tmp_path, "{}", "utf-9")
