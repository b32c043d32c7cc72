from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingestion.batch import Batch, ReadError
from orchestration.ingestion.connectors import excel

PATIENT = "SMITH"
Table = list[list[Any]]
FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm", timedelta: "[h]:mm"}


def workbook(sheets: dict[str, Table] | Table, **more: Callable[[Any, Any], None]) -> bytes:
    """An .xlsx with the tables from A1 on; a None is no cell at all."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    for name, table in (sheets if isinstance(sheets, dict) else {"Sheet1": sheets}).items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                if type(value) in formats:
                    sheet.write_datetime(row, column, value, formats[type(value)])
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif value is not None:
                    sheet.write(row, column, value)
        if name in more:
            more[name](book, sheet)
    book.close()
    return file.getvalue()


def edited(content: bytes, edit: Callable[[str, bytes], bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, edit(name, old.read(name)))
    return made.getvalue()


def compound(stream: str, content: bytes) -> bytes:
    """An OLE compound file with one stream, padded so that it lies in full sectors."""
    content = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
    count = len(content) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        head = text.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(text), kind, 1, 2**32 - 1, 2**32 - 1, child
        )
        return head + bytes(36) + struct.pack("<IQ", start, size)

    root = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    folder = root + entry(stream, 2, 2**32 - 1, 2, len(content)) + bytes(256)
    head = excel.OLE + bytes(16) + struct.pack("<5H", 62, 3, 65534, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108) + fat + folder + content


def old_workbook(protected: bool = False) -> bytes:
    """A .xls (BIFF8) with a header, a text and a number."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def label(row: int, column: int, text: str) -> bytes:
        head = struct.pack("<HHHHB", row, column, 0, len(text), 0)
        return record(0x204, head + text.encode("latin-1"))

    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    if protected:
        start += record(0x2F, bytes(54))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 6))
    sheet += label(0, 0, "payer") + label(0, 1, "amount") + label(1, 0, "Zoë")
    sheet += record(0x203, struct.pack("<HHHd", 1, 1, 0, 12.5)) + record(0x0A, b"")
    name = record(0x85, struct.pack("<IBBBB", len(start) + 18, 0, 0, 2, 0) + b"P1")
    return compound("Workbook", start + name + record(0x0A, b"") + sheet)


def open_document(cells: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        names = " ".join(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "table", "text")
        )
        book.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="T">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        book.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()


def batches(
    folder: Path, content: bytes, name: str = "payments.xlsx", **options: Any
) -> list[Batch]:
    path = folder / name
    path.write_bytes(content)
    found = list(excel.read(path, options))
    for batch in found:
        assert batch.columns.num_rows == len(batch.source_rows)
    return found


def rows(
    folder: Path, content: bytes, name: str = "payments.xlsx", **options: Any
) -> list[dict[str, str]]:
    found = batches(folder, content, name, **options)
    return [row for batch in found for row in batch.columns.to_pylist()]


def refusal(folder: Path, content: bytes, name: str = "payments.xlsx", **options: Any) -> str:
    with pytest.raises(ReadError) as caught:
        batches(folder, content, name, **options)
    assert PATIENT not in str(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"), (12.0, "12"), (-3, "-3"), (12.1, "12.1"), (1234567.89, "1234567.89"),
        (0.1, "0.1"), (-0.0, "0"), (1e-7, "0.0000001"), (1e15, "1000000000000000"),
        (1e22, "1" + "0" * 22),
        (999999999999999, "999999999999999"), (True, "true"), (False, "false"),
        ("02134", "02134"), (" x ", " x "), ("a\nb", "a\nb"), ("#N/A", "#N/A"), ("=1+1", "=1+1"),
        (date(2026, 1, 2), "2026-01-02"), (date(1900, 3, 1), "1900-03-01"),
        (datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),
        (datetime(2026, 1, 2, 23, 59, 59), "2026-01-02 23:59:59"),
        (time(3, 4, 5), "03:04:05"), (timedelta(hours=26, minutes=30), "26:30:00"),
    ],
)  # fmt: skip
def test_a_cell_is_its_value_as_text(tmp_path: Path, value: Any, text: str) -> None:
    assert rows(tmp_path, workbook([["amount", "x"], [value, "y"]])) == [{"amount": text, "x": "y"}]


def test_formulas_have_their_saved_value_and_errors_their_text(tmp_path: Path) -> None:
    def formulas(_: Any, sheet: Any) -> None:
        for column, value in enumerate([2.5, "text", True, "", "#N/A", "#DIV/0!", "#NAME?"]):
            sheet.write_formula(1, column, '=IF(A9=" t=""e""",1)', None, value)

    header = [["number", "text", "truth", "empty", "na", "zero", "name"]]
    content = workbook({"S": header}, S=formulas)
    expected = {
        "number": "2.5", "text": "text", "truth": "true", "empty": None,
        "na": "#N/A", "zero": "#DIV/0!", "name": "#NAME?",
    }  # fmt: skip
    assert rows(tmp_path, content) == [expected]
    newer = edited(content, lambda name, text: text.replace(b"<v>#NAME?", b"<v>#SPILL!"))
    assert rows(tmp_path, newer) == [expected | {"name": "#SPILL!"}]


def test_the_header_is_found_under_a_title_and_rows_have_excels_numbers(tmp_path: Path) -> None:
    table: Table = [
        [], ["Lakeside payments"], ["printed", date(2026, 1, 2)], [],
        [None, "Deposit", "Payer", "Amount"],
        [None, "D1", "Acme", 10], [], [None, "D2", None, 20.5], [None, "Total", None, 30.5],
    ]  # fmt: skip
    (batch,) = batches(tmp_path, workbook(table))
    assert batch.part is None
    assert batch.source_rows.to_pylist() == [6, 8, 9]
    assert batch.columns.to_pylist() == [
        {"Deposit": "D1", "Payer": "Acme", "Amount": "10"},
        {"Deposit": "D2", "Payer": None, "Amount": "20.5"},
        {"Deposit": "Total", "Payer": None, "Amount": "30.5"},
    ]


def test_the_header_row_can_be_given(tmp_path: Path) -> None:
    content = workbook([["a", "b"], ["c", 2026], ["d", "e"]])
    assert rows(tmp_path, content, header_row=2) == [{"c": "d", "2026": "e"}]
    assert rows(tmp_path, content) == [{"a": "c", "b": "2026"}, {"a": "d", "b": "e"}]
    assert "no header row" in refusal(tmp_path, content, header_row=4)


def test_a_first_full_row_with_numbers_is_not_taken_for_a_header(tmp_path: Path) -> None:
    content = workbook([["title"], ["SMITH", 1, 2], ["a", "b", "c"]])
    assert refusal(tmp_path, content).startswith("row 2 looks like data")
    assert "no header row" in refusal(tmp_path, workbook([["a"], [None, "b"]]))


def test_headers_are_unique_and_an_empty_one_is_named_by_its_place(tmp_path: Path) -> None:
    header = [None, "x", "x", "x (2)", None, "x", " ", None, "end", None]
    content = workbook([header, [None, "1", "2", "3", None, "5", "6", None, "8", "9"]])
    assert rows(tmp_path, content) == [
        {
            "x": "1", "x (2)": "2", "x (2) (2)": "3", "x (3)": "5", "column 7": "6", "end": "8",
            "column 10": "9",
        }
    ]  # fmt: skip


def test_a_named_column_without_a_value_stays(tmp_path: Path) -> None:
    assert rows(tmp_path, workbook([["a", "b"], ["1"]])) == [{"a": "1", "b": None}]


def test_a_header_without_rows_is_a_batch_without_rows(tmp_path: Path) -> None:
    (batch,) = batches(tmp_path, workbook([["a", None, "b", "c"]]))
    assert (batch.columns.num_rows, batch.columns.column_names) == (0, ["a", "b", "c"])


def test_merged_cells_hold_their_value_once_or_everywhere(tmp_path: Path) -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "Title")
        sheet.merge_range("B3:C3", "Amount")
        sheet.merge_range("A4:A5", "D1")
        sheet.merge_range("B6:C7", 5)

    table: Table = [
        [],
        [],
        ["Deposit", None, None, "Payer"],
        [None, 1, 2, "p"],
        [None, 3, 4],
        ["D2"],
        ["D3"],
    ]
    content = workbook({"S": table}, S=merge)
    plain = rows(tmp_path, content)
    assert [list(row.values()) for row in plain] == [
        ["D1", "1", "2", "p"], [None, "3", "4", None], ["D2", "5", None, None],
        ["D3", None, None, None],
    ]  # fmt: skip
    assert list(plain[0]) == ["Deposit", "Amount", "column 3", "Payer"]
    filled = rows(tmp_path, content, fill_merged=True)
    assert [list(row.values()) for row in filled] == [
        ["D1", "1", "2", "p"], ["D1", "3", "4", None], ["D2", "5", "5", None],
        ["D3", "5", "5", None],
    ]  # fmt: skip
    assert list(filled[0]) == ["Deposit", "Amount", "Amount (2)", "Payer"]


def test_every_used_sheet_is_a_part(tmp_path: Path) -> None:
    def hide(_: Any, sheet: Any) -> None:
        sheet.hide()

    def chart(book: Any, _: Any) -> None:
        drawing = book.add_chart({"type": "bar"})
        drawing.add_series({"values": "='May'!$A$2:$A$2"})
        book.add_chartsheet("Chart").set_chart(drawing)

    sheets: dict[str, Table] = {
        "Blank": [],
        "May": [["a"], ["1"]],
        "June": [["b"], ["2"]],
        "Old": [["c"], ["3"]],
    }
    content = workbook(sheets, Old=hide, May=chart)
    assert [(b.part, b.columns.to_pylist()) for b in batches(tmp_path, content)] == [
        ("May", [{"a": "1"}]), ("June", [{"b": "2"}]), ("Old", [{"c": "3"}]),
    ]  # fmt: skip
    assert [b.part for b in batches(tmp_path, content, sheets=["June", "M*"])] == ["May", "June"]
    assert [b.part for b in batches(tmp_path, content, sheets=["June"])] == [None]
    assert refusal(tmp_path, content, sheets=["May", "July"]) == "no sheet July among 4"
    assert refusal(tmp_path, content, sheets=["Blank"]) == "no sheet has a cell with a value"


def test_long_sheets_come_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook([["n", None], *([n, "x" * (n == 7)] for n in range(10))])
    monkeypatch.setattr(excel, "BATCH_ROWS", 4)
    found = batches(tmp_path, content, header_row=1)
    assert [len(b.source_rows) for b in found] == [4, 4, 2]
    assert [b.columns.column_names for b in found] == [["n"], ["n", "column 2"], ["n"]]
    assert [n for b in found for n in b.source_rows.to_pylist()] == list(range(2, 12))
    monkeypatch.setattr(excel, "BATCH_BYTES", 20)
    found = batches(tmp_path, content, header_row=1)
    assert len(found) > 3
    assert [row["n"] for b in found for row in b.columns.to_pylist()] == [str(n) for n in range(10)]


def test_every_kind_of_workbook_is_read_whatever_its_name(tmp_path: Path) -> None:
    expected = [{"payer": "Zoë", "amount": "12.5"}]
    table: Table = [["payer", "amount"], ["Zoë", 12.5]]
    assert rows(tmp_path, workbook(table), "p.xls") == expected
    assert rows(tmp_path, old_workbook(), "p.xlsx") == expected
    cell = "<table:table-cell office:value-type="
    cells = (
        f"<table:table-row>{cell}'string'><text:p>payer</text:p></table:table-cell>"
        f"{cell}'string'><text:p>amount</text:p></table:table-cell></table:table-row>"
        f"<table:table-row>{cell}'string'><text:p>Zoë</text:p></table:table-cell>"
        f"{cell}'float' office:value='12.5'/></table:table-row>"
    )
    assert rows(tmp_path, open_document(cells), "p.ods") == expected
    assert "fill_merged" in refusal(tmp_path, open_document(cells), fill_merged=True)


GOOD = workbook([["name", "amount"], *([f"SMITH {n}", n] for n in range(500))])
HTML = b"<html><body><table><tr><td>SMITH</td></tr></table></body></html>"
SPREADSHEET_2003 = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    b'xmlns:html="http://www.w3.org/TR/REC-html40"><Worksheet/></Workbook>'
)


def a_zip(name: str, content: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (compound("EncryptedPackage", b"SMITH"), "the workbook is password-protected"),
        (old_workbook(protected=True), "the workbook is password-protected"),
        (edited(open_document(""), lambda _, text: text + b"<encryption-data/>"), "password"),
        (GOOD[:-300], "the workbook is corrupt or cut off (BadZipFile)"),
        (GOOD[:2000], "the workbook is corrupt or cut off (BadZipFile)"),
        (old_workbook()[:1500], "the workbook is corrupt"),
        (compound("SMITH", b"SMITH"), "the workbook is corrupt"),
        (old_workbook()[:512] + bytes(512) + old_workbook()[1024:], "sectors form no chain"),
        (a_zip("SMITH.txt"), "not a workbook but a zip of other files"),
        (a_zip("xl/workbook.xml", "SMITH"), "the workbook is corrupt"),
        (HTML, "not a workbook but HTML"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE html>" + HTML, "not a workbook but HTML"),
        (HTML.decode().encode("utf-16"), "not a workbook but HTML"),
        (b"<table><tr><td>SMITH", "not a workbook but HTML"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "(MHTML)"),
        (SPREADSHEET_2003, "not a workbook but an XML Spreadsheet 2003"),
        (b"<patients><patient>SMITH</patient></patients>", "not a workbook but XML"),
        (b"name,amount\r\nSMITH,1\r\n", "not a workbook but text, perhaps CSV"),
        ("name;amount\nSMITH;1\n".encode("utf-16"), "not a workbook but text, perhaps CSV"),
        (bytes(range(256)), "not a workbook but bytes of an unknown kind"),
        (workbook({"A": [], "B": []}), "no sheet has a cell with a value"),
    ],
    ids=range(22),
)  # fmt: skip
@pytest.mark.parametrize("name", ["p.xlsx", "p.xls"])
def test_what_is_no_readable_workbook_is_named(
    tmp_path: Path, content: bytes, reason: str, name: str
) -> None:
    assert reason in refusal(tmp_path, content, name)


def test_damage_anywhere_is_refused_or_harmless(tmp_path: Path) -> None:
    good = rows(tmp_path, GOOD)
    chance = random.Random(4)
    reasons: list[str] = []
    for content in (GOOD, old_workbook()):
        for _ in range(150):
            damaged = bytearray(content)
            at = chance.randrange(len(damaged))
            damaged[at : at + 40] = chance.randbytes(40)
            try:
                found = rows(tmp_path, bytes(damaged))
            except ReadError as error:
                reasons.append(str(error))
            else:
                assert content is not GOOD or found == good
    assert len(reasons) > 100
    assert not any(PATIENT in reason for reason in reasons)


@pytest.mark.parametrize(
    ("old", "new"), [(b"SMITH 7<", b"SMITH 8<"), (b"<v>7</v></c></row>", b"<v>8</v></c></row>")]
)
def test_a_changed_byte_is_seen(tmp_path: Path, old: bytes, new: bytes) -> None:
    stored = edited(GOOD, lambda _, content: content)
    assert rows(tmp_path, stored) == rows(tmp_path, GOOD)
    assert stored.count(old) == 1
    assert "BadZipFile" in refusal(tmp_path, stored.replace(old, new))


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "UNPACKED_BYTES", 10_000_000)
    bomb = io.BytesIO(GOOD)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", bytes(11_000_000))
    assert bomb.tell() < 100_000
    assert "unpacks to" in refusal(tmp_path, bomb.getvalue())
    monkeypatch.setattr(excel, "UNPACKED_BYTES", 1000)
    assert refusal(tmp_path, GOOD) == f"the file has {len(GOOD)} bytes: at most 1000"


def test_a_stray_cell_far_away_is_refused_and_a_stray_format_is_not(tmp_path: Path) -> None:
    def stray(_: Any, sheet: Any) -> None:
        sheet.write("XFD1048576", "stray")

    def both(book: Any, sheet: Any) -> None:
        sheet.write("XFC1048576", "stray")
        formatted(book, sheet)

    def formatted(book: Any, sheet: Any) -> None:
        sheet.write_blank("XFD1048576", None, book.add_format({"bold": True}))

    table: Table = [["a"], ["1"]]
    assert "span" in refusal(tmp_path, workbook({"S": table}, S=stray))
    assert "span" in refusal(tmp_path, workbook({"S": table}, S=both))
    assert rows(tmp_path, workbook({"S": table}, S=formatted)) == [{"a": "1"}]


def test_an_entity_inside_a_sheet_is_refused(tmp_path: Path) -> None:
    def add_entity(name: str, content: bytes) -> bytes:
        entity = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'
        content = content.replace(b"<worksheet", entity) if "sheet1.xml" in name else content
        return content.replace(b"SMITH 7<", b"&x;<")

    assert "corrupt" in refusal(tmp_path, edited(GOOD, add_entity))


CHARACTER = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXT = st.text(CHARACTER | st.sampled_from("\t\n <>&\"'_x0041_"), max_size=30)
NUMBER = st.integers(-(10**14), 10**14) | st.decimals(-(10**9), 10**9, places=2).map(float)


@settings(max_examples=100, deadline=None)
@given(values=st.lists(st.tuples(TEXT, NUMBER), min_size=1, max_size=8))
def test_any_text_and_amount_comes_back(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, float]]
) -> None:
    content = workbook([["text", "number"], *(list(row) for row in values)])
    found = rows(tmp_path_factory.getbasetemp(), content)
    assert [row["text"] or "" for row in found] == [text for text, _ in values]
    assert [float(row["number"]) for row in found] == [number for _, number in values]
    assert not any("e" in row["number"] for row in found)
