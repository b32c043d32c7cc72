from __future__ import annotations

import csv
import io
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from orchestration.ingestion.batch import BATCH_ROWS, Batch, ReadError
from orchestration.ingestion.connectors import delimited
from orchestration.ingestion.connectors.delimited import form_of, guess_delimiter, read
from orchestration.ingestion.connectors.text import UNDECODED, escaped, guess_encoding

FUZZED_FILES = int(os.environ.get("CLAIMHOUSE_FUZZ", "500"))

Row = tuple[list[str] | None, str | None, str | None]
"""Cells; or null, the raw text and the reason."""


def batches(tmp_path: Path, content: bytes | str, **options: Any) -> list[Batch]:
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read(path, options))


def rows_of(found: list[Batch]) -> dict[int, Row]:
    """Rows by their line; a line that comes twice or out of order fails."""
    rows: dict[int, Row] = {}
    last = 0
    for batch in found:
        columns = [column.to_pylist() for column in batch.columns.columns]
        nothing = [None] * len(batch.source_rows)
        texts = batch.texts.to_pylist() if batch.texts is not None else nothing
        errors = batch.errors.to_pylist() if batch.errors is not None else nothing
        lines = batch.source_rows.to_pylist()
        for line, text, error, *cells in zip(lines, texts, errors, *columns, strict=True):
            assert line > last
            last = line
            rows[line] = (cells if error is None else None, text, error)
            assert error is None or set(cells) == {None}
    return rows


def table(tmp_path: Path, content: bytes | str, **options: Any) -> tuple[list[str], dict[int, Row]]:
    found = batches(tmp_path, content, **options)
    return found[0].columns.column_names, rows_of(found)


def good(*cells: str) -> Row:
    return list(cells), None, None


# ---------------------------------------------------------------- delimiters


@pytest.mark.parametrize("delimiter", [*",;|\t^~:\x1f\x01§!#*"])
def test_a_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = ["claim id|amount|note", '1|2.50|"a|b"', "2|3.50|Smith, John; see note"]
    content = "\n".join(line.replace("|", delimiter) for line in lines)
    names, rows = table(tmp_path, content)
    assert names == ["claim id", "amount", "note"]
    note = "Smith, John; see note"
    if delimiter in note:
        assert rows[3][2] == "row has 4 cells, header has 3"
    else:
        assert rows == {
            2: good("1", "2.50", f"a{delimiter}b"),
            3: good("2", "3.50", note),
        }


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("name|note\nx|one, two\ny|three, four\n", "|"),
        ('"last, first";amount\n"Smith, John";5\n"Doe, Jane";6\n', ";"),
        ("last, first|amount\nSmith, John|5\nDoe, Jane|6\n", "|"),
        ("a,b,c\n1;2,x;y,z;z\n1;2,x;y,z;z\n", ","),
        ("time:start,code\n10:30,A\n11:45,B\n", ","),
        ("only\nSmith, John\n", ","),
        ("a\tb\n1 2\t3\n", "\t"),
        ("\n\na|b\n1|2\n", "|"),
    ],
)
def test_a_delimiter_is_not_mistaken(content: str, delimiter: str) -> None:
    assert guess_delimiter(content, '"', None) == delimiter


def test_columns_help_to_find_the_delimiter() -> None:
    assert guess_delimiter("1,5;2,5;x\n3,5;4,5;y\n", '"', ["a", "b", "c"]) == ";"


def test_a_delimiter_that_is_given_is_taken(tmp_path: Path) -> None:
    names, rows = table(tmp_path, "a|b,c\n1|2,3\n", delimiter=",")
    assert (names, rows) == (["a|b", "c"], {2: good("1|2", "3")})


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"", "cp1252"),
        (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_given", [False, True])
def test_encodings(tmp_path: Path, mark: bytes, encoding: str, is_given: bool) -> None:
    content = mark + 'name,city\nJosé,"Peñíscola ™ €"\n'.encode(encoding)
    options = {"encoding": encoding} if is_given else {}
    names, rows = table(tmp_path, content, **options)
    assert (names, rows) == (["name", "city"], {2: good("José", "Peñíscola ™ €")})


def test_latin_1_where_cp1252_has_no_such_character(tmp_path: Path) -> None:
    _, rows = table(tmp_path, b"a,b\nJos\xe9,\x81\n")
    assert rows == {2: good("José", "\x81")}


def test_damaged_utf_8_rejects_the_damaged_rows(tmp_path: Path) -> None:
    _, rows = table(tmp_path, "a,b\nJosé,1\nZoë,2\nNuñ".encode()[:-1])
    assert (rows[2], rows[3]) == (good("José", "1"), good("Zoë", "2"))
    assert rows[4] == (None, "Nu\\xc3", "row has bytes that are not utf-8")


def test_bytes_against_the_given_encoding_reject_their_row(tmp_path: Path) -> None:
    _, rows = table(tmp_path, b"a,b\nJos\xe9,1\nx,2\n", encoding="utf-8")
    assert rows == {
        2: (None, "Jos\\xe9,1\n", "row has bytes that are not utf-8"),
        3: good("x", "2"),
    }
    content = "a,b\n1,2\n".encode("utf-16-le") + b"x"
    _, rows = table(tmp_path, content, encoding="utf-16-le")
    assert rows == {2: good("1", "2"), 3: (None, "\\x78", "row has bytes that are not utf-16-le")}


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("trailing", [0, 1, 3])
def test_line_ends(tmp_path: Path, end: str, trailing: int) -> None:
    content = f"a,b{end}1,{end},2{end * trailing}"
    names, rows = table(tmp_path, content)
    assert (names, rows) == (["a", "b"], {2: good("1", ""), 3: good("", "2")})


def test_mixed_line_ends_lose_no_blank(tmp_path: Path) -> None:
    _, rows = table(tmp_path, "a,b\r\n1,2\n 3,4 \r 5,6\r\n")
    assert rows == {2: good("1", "2"), 3: good(" 3", "4 "), 4: good(" 5", "6")}


def test_blank_lines_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    _, rows = table(tmp_path, "\n\na,b\n\n1,2\n\n\n")
    assert rows == {5: good("1", "2")}
    _, rows = table(tmp_path, 'a\n\n1\n""\n \n\n')
    assert rows == {3: good("1"), 4: good(""), 5: good(" ")}


# ---------------------------------------------------------------- cells and quotes


def test_cells_stay_as_they_stand(tmp_path: Path) -> None:
    cells = [
        "007", "02134", "NULL", "NA", "", " x ", "1.10", "1e3", "TRUE", "\\N", "a\\", "#x", "'q'",
        'say "hi" twice', 'ends"', "a\0b", "\u2028", "\x85", "é", "😀", "\u00a0", "\ufeff",
    ]  # fmt: skip
    header = ",".join(f"c{number}" for number in range(len(cells)))
    _, rows = table(tmp_path, f"{header}\n{','.join(cells)}\n")
    assert rows == {2: good(*cells)}


def test_quotes(tmp_path: Path) -> None:
    content = 'a,b\n"1, one","say ""hi"""\n"","line\none\r\n,two"\n x, "y\n'
    _, rows = table(tmp_path, content)
    assert rows == {
        2: good("1, one", 'say "hi"'),
        3: good("", "line\none\r\n,two"),
        6: good(" x", ' "y'),
    }


def test_another_quote_and_none(tmp_path: Path) -> None:
    assert table(tmp_path, "a,b\n'1,2','it''s'\n", quote="'")[1] == {2: good("1,2", "it's")}
    assert table(tmp_path, 'a|b\n"1|2"\n', quote="")[1] == {2: good('"1', '2"')}


@pytest.mark.parametrize("line", ['"a" ,b', '"a"x,b', 'x,"b" ', '"a","b"c'])
def test_text_behind_a_closing_quote_is_refused(tmp_path: Path, line: str) -> None:
    _, rows = table(tmp_path, f"a,b\n1,2\n{line}\n3,4\n")
    assert (rows[2], rows[4]) == (good("1", "2"), good("3", "4"))
    assert rows[3][:2] == (None, f"{line}\n")
    assert "not CSV" in str(rows[3][2])


@pytest.mark.parametrize("line", ['"a","b","",', 'a,b,""', "a,b,"])
def test_an_empty_cell_too_many_is_not_dropped(tmp_path: Path, line: str) -> None:
    _, rows = table(tmp_path, f'a,b\n{line}\n"1","2"\n')
    assert rows[2][:2] == (None, f"{line}\n")
    assert rows[3] == good("1", "2")


def test_a_quote_that_never_closes_rejects_its_line(tmp_path: Path) -> None:
    _, rows = table(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n\n7,8\n')
    assert rows.pop(3)[:2] == (None, '3,"4\n')
    assert rows == {2: good("1", "2"), 4: good("5", "6"), 6: good("7", "8")}


def test_a_quote_closed_by_a_later_one_rejects_its_line(tmp_path: Path) -> None:
    _, rows = table(tmp_path, 'a,b\n1,"2\n3,4\n"5, five",6\n7,8\n')
    assert rows.pop(2)[:2] == (None, '1,"2\n')
    assert rows == {3: good("3", "4"), 4: good("5, five", "6"), 5: good("7", "8")}


@pytest.mark.parametrize("rest", ["a note\nof lines", '3,4\n"5', "3,4\n5,6,7"])
def test_a_quote_that_may_hold_text_rejects_all_of_it(tmp_path: Path, rest: str) -> None:
    _, rows = table(tmp_path, f'a,b\n1,2\n3,"4\n{rest}')
    assert rows.pop(3)[:2] == (None, f'3,"4\n{rest}')
    assert rows == {2: good("1", "2")}


def test_one_column_gives_no_certainty(tmp_path: Path) -> None:
    _, rows = table(tmp_path, 'a\n1\n"2\n3\n')
    assert rows.pop(3)[:2] == (None, '"2\n3\n')
    assert rows == {2: good("1")}


# ---------------------------------------------------------------- widths and headers


def test_ragged_rows_are_rejected(tmp_path: Path) -> None:
    _, rows = table(tmp_path, "a,b,c\n1,2\n1,2,3\n1,2,3,4\nx\n")
    assert rows == {
        2: (None, "1,2\n", "row has 2 cells, header has 3"),
        3: good("1", "2", "3"),
        4: (None, "1,2,3,4\n", "row has 4 cells, header has 3"),
        5: (None, "x\n", "row has 1 cells, header has 3"),
    }


def test_repeated_and_empty_names(tmp_path: Path) -> None:
    names, rows = table(tmp_path, "x,X,, ,x,x (2),x\n1,2,3,4,5,6,7\n")
    assert names == ["x", "X", "column 3", "column 4", "x (3)", "x (2)", "x (4)"]
    assert rows == {2: good(*"1234567")}


def test_a_title_above_the_header(tmp_path: Path) -> None:
    content = 'Report of "May, 2024\n\na;b\n1;2\n'
    assert table(tmp_path, content, header_row=3) == (["a", "b"], {4: good("1", "2")})


def test_no_header(tmp_path: Path) -> None:
    content = "1;2\n3;4\n"
    rows = {1: good("1", "2"), 2: good("3", "4")}
    assert table(tmp_path, content, columns=["a", "b"]) == (["a", "b"], rows)
    rows = {2: good("3", "4")}
    assert table(tmp_path, content, columns=["a", "b"], header_row=2) == (["a", "b"], rows)


@pytest.mark.parametrize("content", ["a,b\n", "a,b", "a,b\r\n\r\n"])
def test_a_header_alone_has_its_columns(tmp_path: Path, content: str) -> None:
    (batch,) = batches(tmp_path, content)
    assert (batch.columns.num_rows, batch.columns.column_names) == (0, ["a", "b"])
    assert {str(column.type) for column in batch.columns.columns} == {"string"}


def test_a_header_over_two_lines(tmp_path: Path) -> None:
    assert table(tmp_path, '"a\none",b\n1,2\n') == (["a\none", "b"], {3: good("1", "2")})


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        (b"", {}, "empty file"),
        (b"\xef\xbb\xbf", {}, "empty file"),
        (b"\n\r\n\n", {}, "empty file"),
        (b'a,"b\n1,2\n', {}, "header can't be read"),
        (b"a,\xe9\n1,2\n", {"encoding": "utf-8"}, "header can't be read"),
        (bytes(range(256)) * 100, {}, "binary, not text"),
        (b"PAR1" + bytes(4000), {}, "binary, not text"),
        (b"a,b\n1,2\n" + b"x" * 25_000_000, {}, "a line is longer than"),
        (b"a,b\n", {"encoding": "utf-9"}, "unknown encoding utf-9"),
    ],
)
def test_a_file_that_can_not_be_used(
    tmp_path: Path, content: bytes, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ReadError, match=reason):
        batches(tmp_path, content, **options)


# ---------------------------------------------------------------- size


def test_batches_are_bounded_and_rows_numbered_through(tmp_path: Path) -> None:
    count = 3 * BATCH_ROWS
    lines = [f"{number},x{number}" for number in range(2, count + 2)]
    lines[70_000] = "70002"
    found = batches(tmp_path, "\n".join(["a,b", *lines]))
    assert max(len(batch.source_rows) for batch in found) <= BATCH_ROWS
    rows = rows_of(found)
    assert rows.pop(70_002)[2] == "row has 1 cells, header has 2"
    expected = range(2, count + 2)
    assert rows == {line: good(str(line), f"x{line}") for line in expected if line != 70_002}


def test_one_bad_row_costs_its_block_the_speed_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "BLOCK_CHARACTERS", 1000)
    found = batches(tmp_path, "a,b\n" + "1,2\n" * 1000 + "1\n" + "1,2\n" * 1000)
    assert sum(batch.errors is not None for batch in found) == 1


def test_a_very_long_cell(tmp_path: Path) -> None:
    long = "x" * 3_000_000
    _, rows = table(tmp_path, f'a,b\n{long},1\n"{long}\n{long}",2\n')
    assert rows == {2: good(long, "1"), 3: good(f"{long}\n{long}", "2")}


def test_a_quote_over_more_than_the_limit_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "LONGEST_LINE", 100)
    monkeypatch.setattr(delimited, "HEAD_CHARACTERS", 50)
    _, rows = table(tmp_path, 'a,b\n1,"2\n' + "3,4\n" * 200)
    assert rows.pop(2)[:2] == (None, '1,"2\n')
    assert rows == {line: good("3", "4") for line in range(3, 203)}


# ---------------------------------------------------------------- against Python's csv


def fuzzed(rnd: random.Random) -> tuple[bytes, dict[str, Any]]:
    """A file that may be broken in any way, and the options to read it with."""
    delimiter = rnd.choice(",,,;|\t^~:\x1f#' ")
    encoding, mark = rnd.choice(
        [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("cp1252", b"")]
    )
    width = rnd.choice([1, 2, 2, 3, 5, 8])
    letters = rnd.choice(["ab1", "ab .", "ab'\\#", "xé", "aß€ñ", "a\u00a0\t", "a \v\f", "abcdefg1"])
    if encoding != "cp1252":
        letters += rnd.choice(["", "\u2028\u3000😀", "\x85\ufeff"])
    mess = rnd.choice([0, 0, 0, 0.02, 0.2])
    ends = rnd.choice([["\n"], ["\n"], ["\r\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]])
    quoting = rnd.choice([0, 0, 0.2, 0.6, 1])

    def cell() -> str:
        size = rnd.choice([0, 1, 2, 3, 5, 9, 200 if rnd.random() < 0.02 else 4])
        text = "".join(rnd.choices(letters, k=size))
        if rnd.random() < mess:  # stray quotes, NULs, delimiters, line ends
            place = rnd.randint(0, len(text))
            text = text[:place] + rnd.choice(['"', '"', '""', "\0", delimiter, "\n"]) + text[place:]
            return rnd.choice(["", "", ' "', '"']) + text + rnd.choice(["", "", '" ', '"'])
        if rnd.random() < quoting:
            extra = rnd.choice(["", "", delimiter, '"', *([] if rnd.random() < 0.8 else ends)])
            return '"' + (text + extra).replace('"', '""') + '"'
        return text.replace(delimiter, "")

    lines = []
    for _ in range(rnd.choice([0, 1, 2, 5, 20, 60])):
        cells = width if rnd.random() > mess / 2 else rnd.randint(0, width + 2)
        lines.append(delimiter.join(cell() for _ in range(cells)))
    options: dict[str, Any] = {}
    if rnd.random() < 0.2:
        options["columns"] = [f"c{number}" for number in range(width)]
    else:
        lines.insert(0, delimiter.join(rnd.choice(["id", "name", "", "é"]) for _ in range(width)))
    if rnd.random() < 0.1:
        lines.insert(0, rnd.choice(["", 'A title, "open', "x"]))
        options["header_row"] = 2
    if rnd.random() < 0.7:
        options["delimiter"] = delimiter
    if rnd.random() < 0.5:
        options["encoding"] = encoding
    text = "".join(line + rnd.choice(ends) for line in lines)
    content = mark + (text if rnd.random() < 0.7 else text.rstrip("\r\n")).encode(encoding)
    if rnd.random() < 0.05 and content:  # broken bytes, or a file cut anywhere
        place = rnd.randrange(len(content))
        content = content[:place] + rnd.choice([b"", b"\xff\xfe" + content[place:]])
    return content, options


def csv_records(
    lines: list[str], form: dict[str, Any], number: int
) -> list[tuple[int, list[str] | None, list[str]]]:
    """First line, cells (None if refused) and physical lines of what csv.reader makes of them."""
    found: list[tuple[int, list[str] | None, list[str]]] = []
    reader = csv.reader(iter(lines), strict=True, **form)
    while True:
        start = reader.line_num
        try:
            cells = next(reader)
        except csv.Error:
            cells = None
        except StopIteration:
            return found
        found.append((number + start + 1, cells, lines[start : reader.line_num]))


def check(path: Path, options: dict[str, Any]) -> tuple[int, int]:
    """Compare with csv.reader; returns rows and rejected rows."""
    encoding = options.get("encoding") or guess_encoding(path)
    text = path.read_bytes().decode(encoding, "claimhouse.mark").removeprefix("\ufeff")
    skip = options.get("header_row", 1) - 1
    lines = list(io.StringIO(text, newline=""))[skip:]
    names = options.get("columns")
    delimiter = options.get("delimiter") or guess_delimiter("".join(lines), '"', names)
    form = form_of(delimiter, '"')
    records = [record for record in csv_records(lines, form, skip) if record[1] != []]
    if names is None:
        header = records.pop(0) if records else None
        if header is None or header[1] is None or UNDECODED.search("".join(header[2])):
            with pytest.raises(ReadError):
                list(read(path, options))
            return 0, 0
        width = len(header[1])
    elif not lines:
        with pytest.raises(ReadError, match="empty file"):
            list(read(path, options))
        return 0, 0
    else:
        width = len(names)
    found = list(read(path, options))
    assert all(batch.columns.num_columns == width for batch in found)
    rows = rows_of(found)
    total, rejected = len(rows), sum(row[2] is not None for row in rows.values())
    for first, cells, taken in records:
        raw = "".join(taken)
        row = rows.pop(first)
        if cells is not None and len(cells) == width and not UNDECODED.search(raw):
            assert row == good(*cells)
            continue
        assert row[0] is None
        assert row[2]
        if row[1] != escaped(raw):  # csv refused it, and the lines behind its first were saved
            assert cells is None
            assert row[1] == escaped(taken[0])
            for line, one in enumerate(taken[1:], start=first + 1):
                alone = next(csv.reader([one], strict=True, **form), [])
                assert len(alone) == width if alone else not one.strip("\r\n")
                assert not alone or rows.pop(line) == good(*alone)
    assert rows == {}
    return total, rejected


def test_no_cell_is_lost_or_altered_against_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = rejected = strict = 0
    path = tmp_path / "a.csv"
    read_strictly = delimited.read_strictly

    def counted(*arguments: Any) -> Any:
        nonlocal strict
        result = read_strictly(*arguments)
        strict += 0 if result is None else result.num_rows
        return result

    monkeypatch.setattr(delimited, "read_strictly", counted)
    for seed in range(FUZZED_FILES):
        rnd = random.Random(seed)
        content, options = fuzzed(rnd)
        path.write_bytes(content)
        monkeypatch.setattr(delimited, "BLOCK_CHARACTERS", rnd.choice([5, 50, 300, 4_000_000]))
        monkeypatch.setattr(delimited, "CONTROL", re.compile("(?!)"))  # a NUL is fine here
        try:
            rows, refused = check(path, options)
        except BaseException as error:
            error.add_note(f"seed {seed}: {options}: {content[:2000]!r}")
            raise
        total, rejected = total + rows, rejected + refused
    print(f"{FUZZED_FILES} files: {total} rows, {strict} by the fast way, {rejected} rejected")
    assert strict > total / 4
    assert rejected > total / 50
