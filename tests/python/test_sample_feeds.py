from __future__ import annotations

import filecmp
import gzip
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from orchestration.ingestion.batch import DriverMissing
from orchestration.ingestion.connectors import firebird_engine
from orchestration.ingestion.feeds import Source, bronze_columns, columns_of, load_feeds
from orchestration.ingestion.inbox import Inbox
from orchestration.ingestion.ingest import Ingest, Outcome, Status
from orchestration.ingestion.landing import Landing, Load
from orchestration.sample import open_world, writers
from orchestration.sample.feed_files import EXTRAS, FEEDS, Network, load_postgres, write_feeds

pytest_plugins = ["postgres_server"]

NETWORKS = [
    Network(1, "sample_lakeside"),
    Network(2, "sample_summit"),
    Network(3, "sample_prairie"),
    Network(4, "sample_network_4"),
]
SOURCES = [source for network in NETWORKS for source in network.sources() if source.feed != "x12"]
POSTGRES = "CLAIMHOUSE_SAMPLE_POSTGRES"
ROWS = 60
"""Rows of every table and network: over three months, so that files are cut somewhere."""

TRICKY = (
    "plain", "a, b; c|d", 'said "x"', "it's", "Zoë Ünder", "<a> & b", "007", "12.50", "tab\there",
    "two\nlines", "100%", "null", "{1}", " blanks ", "\\N",
)  # fmt: skip
SOMETIMES_MISSING = {
    "modifier", "remarks", "death_date", "termination_date", "coverage_end_date", "rate_amount",
    "original_reference_number", "original_invoice_id", "plan_id", "valid_to_date", "email",
}  # fmt: skip
WHOLE = {"line_number", "claim_line_number", "coverage_rank", "position", "read_depth"}


def expression(column: str) -> str:
    """A value of a column as SQL of the row number ``n``, of the type that its name tells."""
    if column in ("roster_date", "file_date"):
        value = "(date '2025-11-01' + to_months((n % 4)::integer))::date"
    elif column.endswith("_date"):
        value = "date '2025-11-03' + (n * 3 // 2)::integer"
    elif column.endswith("_at"):
        value = "timestamp '2025-11-03 08:00:59' + to_days((n * 3 // 2)::integer)"
    elif column.endswith("_amount"):
        value = "(n * 10.1 - 50)::decimal(18, 2)"
    elif column in ("quality_score", "rate_percent", "units"):
        value = "(n * 0.125)::decimal(9, 3)"
    elif column in WHOLE:
        value = "n::integer" if column != "position" else "94781859 + n"
    elif column.endswith(("_id", "code")):
        value = f"'{column} ' || n"  # ids collide between the networks
    else:
        value = f"(getvariable('tricky'))[1 + (n + {len(column)}) % {len(TRICKY)}]"
    return f"case when n % 3 > 0 then {value} end" if column in SOMETIMES_MISSING else value


def world_at(path: Path, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A world of made-up rows: the tables that the simulator has, small and full of traps."""
    connection = duckdb.connect(str(path), config={"threads": threads})
    connection.execute("set variable tricky = ?", [list(TRICKY)])
    connection.execute("create table networks (network_number bigint, network_id varchar)")
    connection.executemany(
        "insert into networks values (?, ?)", [(each.number, each.network_id) for each in NETWORKS]
    )
    for feed, rows in bronze_columns():
        if feed != "x12":
            cells = ", ".join(f"{expression(name)} as {name}" for name in columns_of(feed, rows))
            connection.execute(
                f"create table {feed}__{rows} as select network_number, {cells}"
                f" from networks, range(1, {ROWS} + 1) as numbers (n)"
            )
    return connection


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = world_at(tmp_path_factory.mktemp("world") / "world.duckdb")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def inbox(world: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_feeds(world, folder)
    for network in NETWORKS:
        (folder / network.network_id / "x12").mkdir()
    return folder


def land(inbox: Path, source: Source, folder: Path) -> tuple[Outcome, list[dict[str, Any]]]:
    """Land one source; returns what came of it, and the landed rows."""
    landing = Landing(folder)
    outcome = Ingest(inbox, landing, Load.start()).land(source)
    files = landing.files(source.feed, source.rows, source.network)
    return outcome, [row for path in files for row in pq.read_table(path).to_pylist()]


def expected(world: duckdb.DuckDBPyConnection, source: Source) -> Counter[tuple[Any, ...]]:
    """The world's rows as text, as this kind of source can tell them."""
    cells = ", ".join(f"{name}::varchar" for name in columns_of(source.feed, source.rows))
    number = next(each.number for each in NETWORKS if each.network_id == source.network)
    rows = world.execute(
        f"select {cells} from {source.feed}__{source.rows} where network_number = {number}"
    ).fetchall()
    return told(world, source, rows)


def told(
    world: duckdb.DuckDBPyConnection, source: Source, rows: list[tuple[Any, ...]]
) -> Counter[tuple[Any, ...]]:
    """Rows as comparable: CSV knows no null, Excel no scale."""
    described = world.execute(f"describe {source.feed}__{source.rows}").fetchall()
    is_amount = [kind.startswith("DECIMAL") for _, kind, *_ in described[1:]]

    def cell(value: str | None, amount: bool) -> Any:
        if source.connector == "csv":
            return value or ""
        if source.connector == "excel" and amount and value is not None:
            return Decimal(value)
        return value

    return Counter(
        tuple(cell(value, amount) for value, amount in zip(row, is_amount, strict=True))
        for row in rows
    )


def assert_landed(
    world: duckdb.DuckDBPyConnection, source: Source, outcome: Outcome, rows: list[dict[str, Any]]
) -> None:
    assert (outcome.status, outcome.message) == (Status.LANDED, "")
    assert (outcome.rows, outcome.rejected) == (len(rows), 0)
    # of an XML file without it nobody can tell that there is such an element
    assert outcome.missing <= (SOMETIMES_MISSING if source.connector == "xml" else set())
    names = columns_of(source.feed, source.rows)
    landed = told(world, source, [tuple(row[name] for name in names) for row in rows])
    wanted = expected(world, source)
    assert landed.total() == wanted.total() > 0
    assert landed == wanted


@pytest.mark.parametrize(
    "source", [each for each in SOURCES if each.connector != "postgres"], ids=lambda each: each.name
)
def test_what_was_written_lands_cell_by_cell(
    source: Source, world: duckdb.DuckDBPyConnection, inbox: Path, tmp_path: Path
) -> None:
    outcome, rows = land(inbox, source, tmp_path)
    assert_landed(world, source, outcome, rows)
    extras = EXTRAS.get((source.network, source.feed), {})
    assert outcome.extra == set(extras)
    assert all(bool(row["source_extra"]) == bool(extras) for row in rows)
    again, _ = land(inbox, source, tmp_path)
    assert again.new == 0


def test_the_simulated_world_lands_cell_by_cell(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    with open_world(claim_lines=600, networks=4) as simulated:
        write_feeds(simulated, folder)
        for source in SOURCES:
            if source.connector != "postgres":
                outcome, rows = land(folder, source, tmp_path / "landing")
                assert_landed(simulated, source, outcome, rows)


@pytest.mark.parametrize("rows", ["claims", "claim_lines"])
def test_the_claims_database_lands_from_postgresql(
    rows: str, postgres_server: str, world: duckdb.DuckDBPyConnection, inbox: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for _ in range(2):  # what was there before is replaced
        assert load_postgres(world, postgres_server, "sample_lakeside") == 2 * ROWS
    monkeypatch.setenv(POSTGRES, postgres_server)
    source = next(each for each in SOURCES if each.connector == "postgres" and each.rows == rows)
    outcome, landed = land(inbox, source, tmp_path)
    assert_landed(world, source, outcome, landed)


def test_postgresql_has_typed_columns(
    postgres_server: str, world: duckdb.DuckDBPyConnection
) -> None:
    import psycopg

    load_postgres(world, postgres_server, "sample_lakeside")
    with psycopg.connect(postgres_server) as database:
        kinds: dict[str, str] = dict(database.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = 'sample_lakeside' and table_name = 'claims'"
        ).fetchall())  # fmt: skip
        comment = database.execute("select obj_description('sample_lakeside.claims'::regclass)")
        assert comment.fetchone() == (writers.NOTICE,)
    assert kinds["total_charge"] == "numeric"
    assert kinds["billed_on"] == "date"
    assert kinds["modified_at"] == "timestamp without time zone"


def test_a_network_without_its_server_is_skipped(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(POSTGRES, raising=False)
    source = next(each for each in SOURCES if each.connector == "postgres")
    outcome, rows = land(inbox, source, tmp_path)
    assert (outcome.status, rows) == (Status.SKIPPED, [])
    assert POSTGRES in outcome.message


def test_the_declaration_is_sound_and_whole(inbox: Path) -> None:
    sources = load_feeds(inbox / "feeds.yml")
    assert list(dict.fromkeys(each.network for each in sources)) == [
        each.network_id for each in NETWORKS
    ]
    for network in NETWORKS:
        own = [each for each in sources if each.network == network.network_id]
        assert Counter((each.feed, each.rows) for each in own) == Counter(list(bronze_columns()))
    assert all(each.schedule and each.freshness for each in sources)
    assert Inbox(inbox).sources(is_sample=True) == sources
    assert Inbox(inbox).unclaimed(sources) == []
    used = {each.connector for each in sources}
    assert used == {"x12", *writers.FILES, *writers.DATABASE_FILES, "postgres"}


def test_the_networks_call_their_columns_differently() -> None:
    for feed, rows in bronze_columns():
        if feed not in ("x12", "reference"):
            headers = [
                set(each.header) for each in SOURCES[:36] if (each.feed, each.rows) == (feed, rows)
            ]
            assert len(headers) == 3
            for one, other in ((0, 1), (0, 2), (1, 2)):
                assert len(headers[one] & headers[other]) <= len(headers[one]) / 2


def test_each_format_is_really_there(inbox: Path) -> None:
    lakeside, summit, prairie = (inbox / each.network_id for each in NETWORKS[:3])
    for path in lakeside.glob("eligibility/*.csv"):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbfMbr ID,")
        assert b"\r\n" in content
        assert content.endswith(b"\r\n")
    header = sorted(summit.glob("billing/leistungen_*.csv"))[0].read_bytes().split(b"\n")[0]
    assert "Gebührenziffer;Zusatz".encode("latin-1") in header
    assert b"|Status" in sorted(lakeside.glob("clearinghouse/*.csv"))[0].read_bytes()
    packed = sorted(prairie.glob("eligibility/*.csv.gz"))[0]
    assert packed.read_bytes()[4:8] == bytes(4)  # no time
    assert gzip.decompress(packed.read_bytes()).startswith(b"MEMBER\tSUBSCRIBER\t")
    with zipfile.ZipFile(sorted(prairie.glob("laboratory/*.zip"))[0]) as archive:
        (member,) = archive.infolist()
        assert member.filename.endswith(".csv")
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
    text = sorted(lakeside.glob("ehr/*.xml"))[0].read_text(encoding="utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<!-- SYNTHETIC SAMPLE DATA')
    assert '<patients xmlns="urn:claimhouse:sample:patients">' in text
    assert "<name><family>" in text
    assert "<Person last=" in sorted(prairie.glob("ehr/*.xml"))[0].read_text(encoding="utf-8")
    with sqlite3.connect(prairie / "claims_db" / "claims.db") as database:
        assert database.execute("select * from SyntheticSampleData").fetchall() == [
            (writers.NOTICE,)
        ]


def test_sources_are_cut_into_files_by_day_month_or_year(inbox: Path) -> None:
    def names(pattern: str) -> list[str]:
        return sorted(path.name for path in inbox.glob(pattern))

    months = ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert names("sample_summit/claims_db/claims_*") == [
        f"claims_{each}.parquet" for each in months
    ]
    assert names("sample_lakeside/roster/*") == [f"roster_{each}-01.csv" for each in months]
    assert names("sample_lakeside/lockbox/*") == ["deposits_2025.xlsx", "deposits_2026.xlsx"]
    book = CalamineWorkbook.from_path(inbox / "sample_lakeside" / "lockbox" / "deposits_2026.xlsx")
    assert book.sheet_names == months[2:]
    for sheet in map(book.get_sheet_by_name, book.sheet_names):
        title, blank, header, first = sheet.to_python(nrows=4)
        assert title[0] == "SYNTHETIC SAMPLE DATA: sample_lakeside lockbox payments"
        assert set(blank) == {""}
        assert header[:2] == ["Deposit No", "Deposited"]
        assert isinstance(first[1], date)
        assert f"{first[1]:%Y-%m}" == sheet.name
        assert isinstance(first[6], float)
        assert sheet.merged_cell_ranges == [((0, 0), (0, 7))]


def test_parquet_keeps_the_types(inbox: Path) -> None:
    (path, *_) = sorted((inbox / "sample_summit" / "claims_db").glob("claims_*"))
    schema = pq.read_schema(path)
    assert schema.field("tot_chrg_amt").type == pa.decimal128(18, 2)
    assert schema.field("from_dt").type == pa.date32()
    assert pa.types.is_timestamp(schema.field("updt_ts").type)


@pytest.mark.parametrize("as_parquet", [False, True], ids=["formats", "parquet"])
def test_bytes_follow_from_the_world_alone(tmp_path: Path, as_parquet: bool) -> None:
    written = []
    for threads in (1, 4):
        folder = tmp_path / str(threads)
        with world_at(tmp_path / f"{threads}.duckdb", threads) as connection:
            written.append(write_feeds(connection, folder, as_parquet))
        assert written[-1] == sorted(path for path in folder.rglob("*") if path.is_file())
    for one, other in zip(*written, strict=True):
        assert one.relative_to(tmp_path / "1") == other.relative_to(tmp_path / "4")
        if one.suffix != ".fdb":  # its pages hold the time
            assert filecmp.cmp(one, other, shallow=False), one.name


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    with world_at(tmp_path / "world.duckdb") as connection:
        folder = tmp_path / "sample"
        before = {path: path.stat().st_mtime_ns for path in write_feeds(connection, folder)}
        assert {path: path.stat().st_mtime_ns for path in write_feeds(connection, folder)} == before
        connection.execute(
            "update billing__charges set charge_amount = charge_amount + 0.01"
            " where charge_id = 'charge_id 7'"
        )
        changed = {
            path.relative_to(folder).as_posix()
            for path in write_feeds(connection, folder)
            if path.stat().st_mtime_ns != before[path]
        }
    assert changed == {
        "sample_lakeside/billing/billing.fdb",
        "sample_summit/billing/leistungen_2025-11.csv",
        "sample_prairie/billing/charges_2025-11.jsonl",
        "sample_network_4/billing/charges_2025-11.csv",
    }


def test_a_damaged_database_file_is_written_anew(
    world: duckdb.DuckDBPyConnection, inbox: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(inbox, folder)
    paths = [folder / "sample_lakeside/billing/billing.fdb",
             folder / "sample_prairie/claims_db/claims.db"]  # fmt: skip
    for path in paths:
        path.write_bytes(b"cut short")
    write_feeds(world, folder)
    for source in SOURCES[:36]:
        if source.location in ("billing/billing.fdb", "claims_db/claims.db"):
            outcome, rows = land(folder, source, tmp_path / "landing")
            assert_landed(world, source, outcome, rows)


def test_large_worlds_are_parquet_throughout(
    world: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = tmp_path / "sample"
    paths = write_feeds(world, folder, as_parquet=True)
    sources = load_feeds(folder / "feeds.yml")
    assert {each.connector for each in sources} == {"x12", "parquet"}
    assert len(paths) == 1 + len(SOURCES)
    for source in sources:
        if source.feed != "x12":
            path = folder / source.network / source.location
            assert pq.read_schema(path).names == columns_of(source.feed, source.rows)
            outcome, rows = land(folder, source, tmp_path / "landing")
            assert_landed(world, source, outcome, rows)
            assert outcome.extra == set()


@pytest.mark.parametrize("as_parquet", [False, True], ids=["formats", "parquet"])
def test_feeds_without_rows_land_as_such(tmp_path: Path, as_parquet: bool) -> None:
    folder = tmp_path / "sample"
    with world_at(tmp_path / "world.duckdb") as connection:
        for table in FEEDS:
            connection.execute(f"delete from {table}")
        write_feeds(connection, folder, as_parquet)
    for source in load_feeds(folder / "feeds.yml"):
        if source.feed != "x12" and source.connector != "postgres":
            outcome, rows = land(folder, source, tmp_path / "landing")
            assert (outcome.status, outcome.rejected, rows) == (Status.LANDED, 0, [])


def test_without_its_driver_a_file_is_left_out_and_named(
    world: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def missing() -> None:
        raise DriverMissing("Firebird's engine is missing; get it somehow")

    monkeypatch.setattr(firebird_engine, "load", missing)
    paths = write_feeds(world, tmp_path)
    assert not [path for path in paths if path.suffix == ".fdb"]
    assert list(tmp_path.rglob("*.fdb")) == []
    assert capsys.readouterr().err.splitlines() == [
        "not written: sample_lakeside/billing/billing.fdb:"
        " Firebird's engine is missing; get it somehow"
    ]


def test_a_writer_that_fails_leaves_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("as it was")
    with pytest.raises(ZeroDivisionError), writers.replaced(path) as partial:
        partial.write_text(f"{1 / len(partial.name[:0])}")
    assert [each.name for each in tmp_path.iterdir()] == ["file.csv"]
    assert path.read_text() == "as it was"
