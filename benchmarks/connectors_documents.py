"""Read XML and Excel with our connectors and with the plainest library call, on the same bytes.

Run: python benchmarks/connectors_documents.py [--megabytes 1000] [--rows 200000] [--runs 3]

Made-up patients and payments in a temporary folder that is removed after. Each measurement is a
process of its own, so that its CPU seconds and its peak memory are its own; medians of --runs.
The plain calls give no rows: iterparse only clears, parse holds a whole tree (of a tenth of the
file, which fits everywhere), to_python holds the cells as Python objects.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from orchestration.ingestion.connectors import excel, xml

PATIENT = """  <patient id="{0}">
    <name use="official"><family>Family{0}</family><given>Given</given><given>Middle</given></name>
    <birthDate>1980-01-02</birthDate><gender>female</gender>
    <address><line>{0} Main Street</line><city>Lakeside</city><zip>02134</zip></address>
    <phone>555-0100</phone><phone>555-0101</phone><email>p{0}@example.org</email>
  </patient>
"""


def write_patients(file: Path, megabytes: int) -> None:
    """Write at least so many megabytes of patients."""
    number = 0
    with file.open("w") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<patients xmlns="urn:made-up">\n')
        while out.tell() < megabytes * 1_000_000:
            out.write("".join(PATIENT.format(number + n) for n in range(2000)))
            number += 2000
        out.write("</patients>\n")


def write_payments(file: Path, rows: int) -> None:
    """Write a sheet of eight columns: texts, amounts and dates."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(
        0, 0, ["deposit", "day", "account", "payer", "method", "trace", "amount", "note"]
    )
    for row in range(1, rows + 1):
        sheet.write_string(row, 0, f"D{row}")
        sheet.write_number(row, 1, 46000 + row % 365, day)
        sheet.write_row(
            row, 2, ["0042", f"Payer {row % 40}", "ACH", f"T{row}", row / 100, "made up"]
        )
    book.close()


def read_xml(file: Path) -> int:
    """Rows of our XML reader."""
    return sum(batch.columns.num_rows for batch in xml.read(file, {"record": "patient"}))


def plain_iterparse(file: Path) -> int:
    """Records of lxml.etree.iterparse, each cleared."""
    count = 0
    for _, element in etree.iterparse(str(file), tag="{*}patient"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def plain_parse(file: Path) -> int:
    """Records in a whole tree."""
    return len(etree.parse(str(file)).getroot())


def read_excel(file: Path) -> int:
    """Rows of our Excel reader."""
    return sum(batch.columns.num_rows for batch in excel.read(file, {}))


def plain_calamine(file: Path) -> int:
    """Rows of calamine's to_python, without the header."""
    return len(CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()) - 1


JOBS: dict[str, Callable[[Path], int]] = {
    job.__name__: job
    for job in (read_xml, plain_iterparse, plain_parse, read_excel, plain_calamine)
}


def work(job: str, file: Path) -> None:
    """Run one job in this process; print rows, CPU seconds and peak bytes as JSON."""
    start = time.process_time()
    rows = JOBS[job](file)
    seconds = time.process_time() - start
    print(json.dumps([rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]))


def measure(jobs: list[tuple[str, Path]], runs: int) -> None:
    """Print medians, and rates as a ratio to those of the first job."""
    results: dict[tuple[str, Path], list[list[float]]] = {}
    for _ in range(runs):
        for job, file in jobs:
            command = [sys.executable, __file__, "--work", job, str(file)]
            done = subprocess.run(command, capture_output=True, check=True, text=True)
            results.setdefault((job, file), []).append(json.loads(done.stdout))
    first = None
    for (job, file), values in results.items():
        rows, seconds, peak = (statistics.median(column) for column in zip(*values, strict=True))
        megabytes = file.stat().st_size / 1e6
        first = first or rows / seconds
        print(
            f"{job:<16} {megabytes:7,.0f} MB {rows:10,.0f} rows {seconds:7.2f} CPU s "
            f"{megabytes / seconds:6.1f} MB/s {rows / seconds:9,.0f} rows/s "
            f"{rows / seconds / first:5.2f} x  peak {peak / 1e6:7,.0f} MB"
        )


def main(arguments: argparse.Namespace) -> None:
    """Make the files, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        large, small, book = (Path(folder) / name for name in ("1.xml", "2.xml", "3.xlsx"))
        write_patients(large, arguments.megabytes)
        write_patients(small, arguments.megabytes // 10)
        write_payments(book, arguments.rows)
        jobs = ["read_xml", "plain_iterparse"]
        measure(
            [*((job, large) for job in jobs), *((job, small) for job in [*jobs, "plain_parse"])],
            arguments.runs,
        )
        measure([("read_excel", book), ("plain_calamine", book)], arguments.runs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", nargs=2, metavar=("JOB", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work[0], Path(given.work[1]))
    else:
        main(given)
