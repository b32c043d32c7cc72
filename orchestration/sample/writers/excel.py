"""Excel: a sheet a month where the rows have a day, real dates, amounts as numbers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from orchestration.sample.writers import NOTICE, Table

CREATED = datetime(2026, 7, 1)
"""Stands in every workbook, so that the same rows give the same bytes."""

WIDTH = 16


def write(table: Table, path: Path) -> None:
    """Write ``path``, a sheet a page; what stands above the header is a merged title."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"title": NOTICE, "created": CREATED})
        formats = {
            "title": book.add_format({"bold": True, "align": "center"}),
            "header": book.add_format({"bold": True, "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "amount": book.add_format({"num_format": "#,##0.00"}),
        }
        for name, page in table.split(table.pages):
            fill(book.add_worksheet(name), page, formats)


def fill(sheet: Worksheet, table: Table, formats: dict[str, Any]) -> None:
    """Write one sheet, row by row."""
    last = len(table.columns) - 1
    header_row = table.options.get("header_row", 1) - 1
    sheet.set_column(0, last, WIDTH)
    if header_row:
        sheet.merge_range(0, 0, 0, last, f"{NOTICE}: {table.title}", formats["title"])
    for place, header in enumerate(table.headers):
        sheet.write_string(header_row, place, header, formats["header"])
    for number, row in enumerate(table.rows(), start=header_row + 1):
        for place, value in enumerate(row):
            put(sheet, number, place, value, formats)


def put(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    """Write one cell by the type of its value; nothing for a missing one."""
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), formats["amount"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif value is not None:
        raise TypeError(f"no cell for a {type(value).__name__}")
