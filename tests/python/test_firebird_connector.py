"""The Firebird connector: a file through the engine, and a server, started by the test."""

from __future__ import annotations

import builtins
import ctypes
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from orchestration.ingestion.batch import BATCH_ROWS, DriverMissing, ReadError, SourceAway
from orchestration.ingestion.connectors import firebird, firebird_engine
from orchestration.ingestion.retry import with_retries

ROOT = Path(__file__).parents[2]
PASSWORD = "-".join(["horse", "bird"])

KINDS = [
    """create table KINDS (
        ID integer, NAME varchar(40), FIXED char(5), BARE varchar(10), AMOUNT numeric(12, 2),
        EXACT numeric(18, 8), "DAY" date, AT_ timestamp, CLOCK time, RATIO double precision,
        NOTE blob sub_type text, RAW blob sub_type 0, IS_OPEN boolean, "odd "" Näme" varchar(5)
    )""",
    """insert into KINDS values (
        1, 'Zoë', 'ab', '', 1.50, -0.00000001, '2024-02-29', '2024-02-29 23:59:59.1200',
        '01:20:00', 0.1, 'some text', x'00ff', true, '"x'
    )""",
    "insert into KINDS (ID, AT_) values (2, '2024-10-20 10:20:00')",
]
ONE = {
    "ID": "1",
    "NAME": "Zoë",
    "FIXED": "ab   ",
    "BARE": "",
    "AMOUNT": "1.50",
    "EXACT": "-0.00000001",
    "DAY": "2024-02-29",
    "AT_": "2024-02-29 23:59:59.12",
    "CLOCK": "01:20:00",
    "RATIO": "0.1",
    "NOTE": "some text",
    "RAW": "\\x00ff",
    "IS_OPEN": "true",
    'odd " Näme': '"x',
}
MANY = """execute block as declare n int = 0; begin
    while (n < {count}) do begin insert into MANY values (:n, '{text}'); n = n + 1; end
end"""


def load_engine() -> None:
    try:
        firebird_engine.load()
    except DriverMissing as error:
        pytest.skip(str(error))


def make(target: str, *statements: str, user: str = "SYSDBA", **more: Any) -> str:
    """A new database; one transaction a statement."""
    load_engine()
    from firebird.driver import create_database

    with create_database(target, user=user, charset=more.pop("charset", "UTF8"), **more) as db:
        for statement in statements:
            db.execute_immediate(statement)
            db.commit()
    return target


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "billing.fdb")


def pull(url: str, since: str | None = None, **options: Any) -> list[dict[str, Any]]:
    batches = list(firebird.extract(url, options, since))
    assert batches
    for batch in batches:
        assert set(batch.columns.schema.types) <= {pa.string()}
    numbers = [number for batch in batches for number in batch.source_rows.to_pylist()]
    assert numbers == list(range(1, len(numbers) + 1))
    return list(chain.from_iterable(batch.columns.to_pylist() for batch in batches))


# ---------------------------------------------------------------- a file


def test_values_are_text(file: str) -> None:
    one, two = pull(make(file, *KINDS), table="kinds")
    assert one == ONE
    assert two == dict.fromkeys(ONE) | {"ID": "2", "AT_": "2024-10-20 10:20:00"}


def test_types_of_newer_servers(file: str) -> None:
    make(file)
    query = """
        select cast(12.345 as numeric(38, 3)) as WIDE, cast(1.50 as decfloat(16)) as FLOATING,
            timestamp '2024-02-29 23:59:59 America/New_York' as AT_ZONE from rdb$database -- end
    """
    (row,) = pull(file, query=query)
    assert row == {
        "WIDE": "12.345",
        "FLOATING": "1.50",
        "AT_ZONE": "2024-02-29 23:59:59.0000 America/New_York",
    }


def test_large_blobs_are_whole(file: str) -> None:
    make(file, "create table T (NOTE blob sub_type text)",
         "insert into T values (rpad('', 8000, 'x'))",
         "update T set NOTE = NOTE || rpad('', 8000, 'y')",
         "update T set NOTE = NOTE || NOTE || NOTE || NOTE || NOTE")  # fmt: skip
    (row,) = pull(file, table="T")
    assert row["NOTE"] == ("x" * 8_000 + "y" * 8_000) * 5


def test_names_are_quoted(file: str) -> None:
    make(file, 'create table "T; ""drop" ("at ""me" date)',
         """insert into "T; ""drop" values ('2024-01-02')""",
         """insert into "T; ""drop" values ('2024-01-03')""")  # fmt: skip
    options = {"table": 'T; "drop', "watermark": 'at "me'}
    assert pull(file, "2024-01-03", **options) == [{'at "me': "2024-01-03"}]


def test_a_table_without_rows_gives_its_columns(file: str) -> None:
    make(file, "create table T (X int, Y date)")
    (batch,) = firebird.extract(file, {"table": "t"}, None)
    assert (batch.columns.column_names, batch.columns.num_rows) == (["X", "Y"], 0)


def test_batches_are_bounded(file: str) -> None:
    make(file, "create table MANY (N int, X varchar(100))",
         MANY.format(count=BATCH_ROWS * 2, text="x"))  # fmt: skip
    counts = [batch.columns.num_rows for batch in firebird.extract(file, {"table": "many"}, None)]
    assert sum(counts) == BATCH_ROWS * 2
    assert max(counts) == BATCH_ROWS


@pytest.mark.parametrize("kind", ["timestamp", "date", "varchar(30)"])
def test_only_rows_from_the_watermark_on(file: str, kind: str) -> None:
    make(file, f"create table T (ID int, MODIFIED_AT {kind})",
         "insert into T values (1, '2024-01-01')", "insert into T values (2, '2024-01-02')",
         "insert into T values (3, null)")  # fmt: skip
    rows = pull(file, "2024-01-02", table="T", watermark="modified_at")
    assert [row["ID"] for row in rows] == ["2", "3"]
    assert len(pull(file, "2023-12-31 23:59:59.1234", table="T", watermark="modified_at")) == 3


def test_nothing_can_be_written(file: str) -> None:
    make(file, "create table T (ID int)", "create sequence S",
         "create procedure P returns (N int) as begin"
         " insert into T values (1); n = 1; suspend; end")  # fmt: skip
    with pytest.raises(ReadError, match="25006"):
        pull(file, query="select N from P")


def test_mistakes_are_named_without_content(file: str) -> None:
    make(file, "create table T (ID int, NAME varchar(9))", "insert into T values (1, 'SMITH')")
    for options, words in (
        ({"table": "nope"}, "there is no table nope"),
        ({"table": "T", "watermark": "changed"}, "T has no column 'changed'; it has ID, NAME"),
        ({"table": "T", "key": ["claim"]}, "T has no column 'claim'"),
        ({"query": "select NOPE from T"}, "Column unknown -NOPE"),
        ({"query": "select cast(NAME as int) as N from T"}, "the server refused (22018)"),
        ({"query": "select 1 as A, 2 as A from T"}, "column A was specified multiple times"),
        ({}, "one of the options table and query"),
    ):
        with pytest.raises(ReadError) as caught:
            pull(file, "2024-01-01", **options)
        assert words in str(caught.value)
        assert "SMITH" not in str(caught.value)


def test_old_text_is_read_in_the_charset_that_is_named(file: str) -> None:
    make(file, "create table T (NAME varchar(9) character set NONE)",
         "insert into T values ('Zoë')", charset="ISO8859_1")  # fmt: skip
    with pytest.raises(ReadError, match="option charset"):
        pull(file, table="T")
    assert pull(file, table="T", charset="WIN1252") == [{"NAME": "Zoë"}]


def test_a_file_that_is_not_there_is_away(file: str) -> None:
    load_engine()
    with pytest.raises(SourceAway, match=r"billing\.fdb: no such file"):
        pull(file, table="T")
    Path(file).write_text("not a database")
    with pytest.raises(SourceAway, match=r"billing\.fdb: "):
        pull(file, table="T")


HOLDER = """
import sys
from orchestration.ingestion.connectors import firebird
pulling = firebird.extract(sys.argv[1], {"table": "MANY"}, None)
print(next(pulling).columns.num_rows, flush=True)
sys.stdin.read()
"""


def test_a_file_that_another_process_holds_is_away(file: str) -> None:
    """Made in a process of its own too: the engine keeps a file for a while."""
    load_engine()
    maker = "import test_firebird_connector as t, sys; t.make(sys.argv[1], *sys.argv[2:])"
    statements = [
        "create table MANY (N int, X varchar(100))",
        MANY.format(count=3000, text="x"),
    ]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"}
    environment.pop("FIREBIRD", None)
    subprocess.run([sys.executable, "-c", maker, file, *statements], env=environment, check=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, file], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "100\n"
        with pytest.raises(SourceAway):
            pull(file, table="MANY")
        holder.communicate("")
    assert len(pull(file, table="MANY")) == 3000


# ---------------------------------------------------------------- drivers


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("firebird"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DriverMissing, match=r"pip install 'claimhouse\[firebird\]'"):
        pull(file, table="T")


def test_a_missing_libtommath_is_named(monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    pytest.importorskip("firebird.embedded")

    def missing(name: str, **_: Any) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(DriverMissing, match="apt-get install libtommath1"):
        pull(file, table="T")


# ---------------------------------------------------------------- over the network


class Server:
    """Debian's Firebird server as an ordinary process, with users and files of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        security = folder / "security3.fdb"
        (folder / "firebird.conf").write_text(
            f"SecurityDatabase = {security}\nRemoteServicePort = {self.port}\n"
            "RemoteBindAddress = 127.0.0.1\n"
        )
        # the server reads an alias that is there when it starts; later only from the next second on
        (folder / "databases.conf").write_text(f"billing = {folder}/aliased.fdb\n")
        (folder / "plugins.conf").write_text("")
        script = folder / "users.sql"
        script.write_text(
            f"create database '{security}'; commit;\n"
            f"create user SYSDBA password '{PASSWORD}' using plugin Srp; commit;\n"
        )
        self.environment = os.environ | {"FIREBIRD": str(folder), "FIREBIRD_LOCK": str(folder)}
        subprocess.run(["isql-fb", "-q", "-b", "-user", "SYSDBA", "-i", str(script)],
                       env=self.environment, check=True, capture_output=True)  # fmt: skip
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(["/usr/sbin/firebird"], env=self.environment, cwd=self.folder,
                                   stdin=subprocess.DEVNULL)  # fmt: skip
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return process
        raise AssertionError("the Firebird server does not answer")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def url(self, name: str, password: str = PASSWORD) -> str:
        return f"firebird://SYSDBA:{password}@127.0.0.1:{self.port}{self.folder}/{name}"

    def make(self, name: str, *statements: str) -> str:
        target = f"127.0.0.1/{self.port}:{self.folder}/{name}"
        make(target, *statements, password=PASSWORD)
        return self.url(name)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    load_engine()
    if not (shutil.which("isql-fb") and Path("/usr/sbin/firebird").exists()):
        pytest.skip("no Firebird server here; get it: apt-get install firebird3.0-server")
    server = Server(tmp_path_factory.mktemp("firebird"))
    try:
        yield server
    finally:
        server.stop()


def test_values_are_the_same_over_the_network(server: Server) -> None:
    one, two = pull(server.make("kinds.fdb", *KINDS), table="kinds")
    assert one == ONE
    assert two == dict.fromkeys(ONE) | {"ID": "2", "AT_": "2024-10-20 10:20:00"}


def test_a_pull_sees_one_snapshot(server: Server) -> None:
    url = server.make("many.fdb", "create table MANY (N int, X varchar(100))",
                      MANY.format(count=5000, text="x"))  # fmt: skip
    batches = firebird.extract(url, {"table": "MANY"}, None)
    count = next(batches).columns.num_rows
    from firebird.driver import connect

    target = f"127.0.0.1/{server.port}:{server.folder}/many.fdb"
    with connect(target, user="SYSDBA", password=PASSWORD) as writer:
        writer.execute_immediate("delete from MANY where N > 10")
        writer.commit()
    assert count + sum(batch.columns.num_rows for batch in batches) == 5000
    assert len(pull(url, table="MANY")) == 11


def test_an_alias_is_not_a_path(server: Server) -> None:
    url = server.make("aliased.fdb", "create table T (ID int)")
    assert pull(
        f"{url.split(str(server.folder))[0]}/billing", query="select count(*) N from T"
    ) == [{"N": "0"}]


def test_a_refused_login_is_told_without_the_password(server: Server) -> None:
    url = server.make("login.fdb", "create table T (ID int)")
    wrong = url.replace(PASSWORD, "hunter2%40")
    with pytest.raises(ReadError, match="user or password refused") as caught:
        pull(wrong, table="T")
    assert "hunter" not in str(caught.value)
    with pytest.raises(ReadError, match="not a Firebird URL") as caught:
        pull("firebird://SYSDBA:hunter2/x@host/db.fdb", table="T")
    assert "hunter" not in str(caught.value)


def test_a_server_that_is_away_is_tried_again() -> None:
    load_engine()
    waits: list[float] = []
    with pytest.raises(SourceAway, match=r"127\.0\.0\.1:9/x\.fdb") as caught:
        with_retries(
            lambda: pull(f"firebird://SYSDBA:{PASSWORD}@127.0.0.1:9/x.fdb", table="T"),
            attempts=3, sleep=waits.append,
        )  # fmt: skip
    assert len(waits) == 2
    assert PASSWORD not in str(caught.value)


@pytest.mark.filterwarnings("ignore:invalid statement handle")
def test_a_server_that_dies_midway_is_away(server: Server) -> None:
    url = server.make("dies.fdb", "create table MANY (N int, X varchar(100))",
                      MANY.format(count=30_000, text="x" * 100))  # fmt: skip
    batches = firebird.extract(url, {"table": "MANY"}, None)
    rows = next(batches).columns.num_rows
    server.stop()
    rest: list[Any] = []
    try:
        with pytest.raises(SourceAway):
            rest.extend(batches)
    finally:
        server.process = server.start()
    assert rows + sum(batch.columns.num_rows for batch in rest) < 30_000
    assert len(pull(url, table="MANY")) == 30_000
