from __future__ import annotations

import gzip
import os
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from x12_cases import interchange, zipped

from orchestration.home import Home
from orchestration.ingestion import arrivals, landing
from orchestration.ingestion.batch import SourceAway
from orchestration.ingestion.connectors import x12
from orchestration.ingestion.feeds import Source
from orchestration.ingestion.inbox import Inbox
from orchestration.ingestion.ingest import Ingest, Outcome, Status
from orchestration.ingestion.landing import Landing, LandingBusyError, Load, sha256_of
from orchestration.ingestion.run import make_way
from orchestration.risk.tables import ANCHOR

DEPOSITS = Source(
    "lockbox", "payments", "clinic", "csv", "lockbox/*.csv",
    header={"No": "deposit_id", "Amount": "deposit_amount"},
)  # fmt: skip


def land(tmp_path: Path, *sources: Source, dry_run: bool = False) -> list[Outcome]:
    inbox = tmp_path / "inbox"
    run = Ingest(inbox, Landing(tmp_path / "landing"), Load.start(), dry_run)
    return [run.land(source) for source in sources or Inbox(inbox).sources()]


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "landing").rglob("*.parquet"))


def rows(tmp_path: Path) -> list[dict[str, Any]]:
    return [row for path in files(tmp_path) for row in pq.read_table(path).to_pylist()]


def raw(path: Path) -> bytes:
    with pa.CompressedInputStream(str(path), "zstd") as stream:
        return bytes(stream.read())


@pytest.fixture
def network(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "clinic"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def deposits(network: Path) -> Path:
    path = network / "lockbox" / "may.csv"
    path.parent.mkdir()
    path.write_text("No,Amount,Deposit Date,Branch\n1,10.50,2026-05-01,north\n2,,2026-05-02,\n")
    return path


def test_the_same_bytes_land_once(network: Path, tmp_path: Path) -> None:
    (network / "a.835").write_text(interchange(1))
    (network / "deep").mkdir()
    (network / "deep" / "b.835").write_text(interchange(1))
    (network / "c.835.gz").write_bytes(gzip.compress(interchange(1).encode()))
    assert [(each.new, each.known) for each in land(tmp_path)] == [(1, 2)]
    assert [(each.new, each.known) for each in land(tmp_path)] == [(0, 3)]


def test_two_networks_keep_their_own_copy(network: Path, tmp_path: Path) -> None:
    (network / "a.835").write_text(interchange(1))
    (network.parent / "other").mkdir()
    (network.parent / "other" / "a.835").write_text(interchange(1))
    assert sum(each.new for each in land(tmp_path)) == 2


def test_a_landed_x12_file_gives_its_bytes_back(network: Path, tmp_path: Path) -> None:
    data = interchange(1).replace("JANE", "Z\u00dc").encode("latin-1") + b"\r\n"
    (network / "a.835").write_bytes(data)
    land(tmp_path)
    landed = rows(tmp_path)
    assert b"".join(row["content"].encode(row["encoding"]) for row in landed) == data
    assert [row["source_row"] for row in landed] == [1, 2, 3, 4, 5]
    assert {row["segment_terminator"] for row in landed} == {"~"}
    assert raw(files(tmp_path)[0].with_suffix(".raw.zst")) == data


def test_row_groups_of_x12_stay_small(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x12, "ROW_GROUP_BYTES", 300)
    (network / "a.835").write_text("".join(interchange(n) for n in range(1, 20)))
    land(tmp_path)
    assert pq.ParquetFile(files(tmp_path)[0]).metadata.num_row_groups >= 19


def test_rows_land_under_our_names_and_nothing_is_left_out(deposits: Path, tmp_path: Path) -> None:
    (outcome,) = land(tmp_path, DEPOSITS)
    assert (outcome.new, outcome.rows, outcome.rejected) == (1, 2, 0)
    assert outcome.extra == {"Branch"}
    assert "trace_number" in outcome.missing
    first, second = rows(tmp_path)
    assert first["deposit_id"] == "1"
    assert first["deposit_amount"] == "10.50"
    assert first["deposit_date"] == "2026-05-01"
    assert first["trace_number"] is None
    assert first["source_extra"] == '{"Branch": "north"}'
    assert second["deposit_amount"] == ""
    assert [row["source_row"] for row in (first, second)] == [2, 3]
    assert first["source_name"] == "lockbox/may.csv"
    assert first["landed_from"] == "primary"
    assert first["network_id"] == "clinic"


def test_a_row_says_when_its_source_was_changed(deposits: Path, tmp_path: Path) -> None:
    noon = datetime(2026, 5, 31, 12, tzinfo=UTC)
    os.utime(deposits, (noon.timestamp(), noon.timestamp()))
    land(tmp_path, DEPOSITS)
    assert {row["source_modified_at"] for row in rows(tmp_path)} == {noon.replace(tzinfo=None)}


def test_a_row_of_a_database_says_so_by_its_watermark(network: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(network / "bank.db")) as database, database:
        database.execute('create table d ("No" text, "Changed On" text)')
        database.executemany(
            "insert into d values (?, ?)",
            [("1", "2026-05-03 10:30:00"), ("2", "2026-05-04"), ("3", "soon"), ("4", None)],
        )
    options = {"table": "d", "watermark": "Changed On"}
    header = {"No": "deposit_id"}
    stamped = Source("lockbox", "payments", "clinic", "sql", "bank.db", header, options)
    land(tmp_path, stamped)
    found = {row["deposit_id"]: row["source_modified_at"] for row in rows(tmp_path)}
    assert found == {
        "1": datetime(2026, 5, 3, 10, 30), "2": datetime(2026, 5, 4), "3": None, "4": None,
    }  # fmt: skip


def test_a_table_without_a_watermark_says_nothing_of_it(network: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(network / "bank.db")) as database, database:
        database.execute("create table d as select '1' as deposit_id")
    land(tmp_path, Source("lockbox", "payments", "clinic", "sql", "bank.db", {}, {"table": "d"}))
    assert [row["source_modified_at"] for row in rows(tmp_path)] == [None]


def test_a_rejected_row_lands_beside_the_good_ones(deposits: Path, tmp_path: Path) -> None:
    with deposits.open("a") as stream:
        stream.write("3,1.00\n")
    (outcome,) = land(tmp_path, DEPOSITS)
    assert (outcome.rows, outcome.rejected) == (3, 1)
    bad = rows(tmp_path)[2]
    assert bad["deposit_id"] is None
    assert bad["source_text"] == "3,1.00\n"
    assert bad["landing_error"]


def test_a_file_with_none_of_our_columns_is_kept_whole(deposits: Path, tmp_path: Path) -> None:
    deposits.write_text("a,b\n1,2\n")
    (outcome,) = land(tmp_path, DEPOSITS)
    assert (outcome.rows, outcome.rejected) == (1, 1)
    assert rows(tmp_path)[0]["landing_error"] == (
        "none of the feed's columns is among its 2 headers"
    )
    assert raw(files(tmp_path)[0].with_suffix(".raw.zst")) == b"a,b\n1,2\n"


def test_another_header_map_lands_the_same_bytes_again(deposits: Path, tmp_path: Path) -> None:
    land(tmp_path, DEPOSITS)
    corrected = {"No": "deposit_id", "Amount": "deposit_amount", "Branch": "remarks"}
    other = Source("lockbox", "payments", "clinic", "csv", "lockbox/*.csv", header=corrected)
    (outcome,) = land(tmp_path, other)
    assert (outcome.new, outcome.known) == (1, 0)
    assert [row["remarks"] for row in rows(tmp_path)] == ["north", ""]
    assert len(files(tmp_path)) == 1


def test_a_dry_run_lands_nothing(deposits: Path, tmp_path: Path) -> None:
    (outcome,) = land(tmp_path, DEPOSITS, dry_run=True)
    assert outcome.new == 1
    assert files(tmp_path) == []


def test_what_is_away_is_looked_for_at_its_second_location(network: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    (second / "may.csv").write_text("deposit_id\n1\n")
    source = Source("lockbox", "payments", "clinic", "csv", "gone/*.csv",
                    fallback=[f"{second}/*.csv"])  # fmt: skip
    (outcome,) = land(tmp_path, source)
    assert (outcome.status, outcome.landed_from) == (Status.LANDED, "secondary")
    assert rows(tmp_path)[0]["landed_from"] == "secondary"


def test_the_last_landing_is_kept_where_the_feed_says_so(deposits: Path, tmp_path: Path) -> None:
    land(tmp_path, DEPOSITS)
    gone = Source("lockbox", "payments", "clinic", "csv", "gone/*.csv")
    patient = Source("lockbox", "payments", "clinic", "csv", "gone/*.csv",
                     fallback=["last_landing"])  # fmt: skip
    first, second = land(tmp_path, gone, patient)
    assert (first.status, second.status) == (Status.FAILED, Status.KEPT)
    assert "no such folder" in second.message
    assert len(rows(tmp_path)) == 2


def test_without_a_last_landing_there_is_nothing_to_keep(network: Path, tmp_path: Path) -> None:
    source = Source("lockbox", "payments", "clinic", "csv", "gone/*.csv",
                    fallback=["last_landing"])  # fmt: skip
    assert land(tmp_path, source)[0].status is Status.FAILED


def test_a_variable_that_is_not_set_skips_the_source(network: Path, tmp_path: Path) -> None:
    source = Source("lockbox", "payments", "clinic", "csv", "${NOT_SET_ANYWHERE}/*.csv")
    (outcome,) = land(tmp_path, source)
    assert outcome.status is Status.SKIPPED
    assert outcome.message == "environment variable NOT_SET_ANYWHERE is not set"


def test_a_source_that_is_away_is_asked_again(
    deposits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def find(*arguments: Any) -> list[arrivals.Found]:
        calls.append(arguments)
        if len(calls) < 3:
            raise SourceAway("bucket is away")
        return [arrivals.Found("may.csv", str(deposits))]

    monkeypatch.setattr(arrivals, "find", find)
    monkeypatch.setattr("orchestration.ingestion.retry.FIRST_WAIT", 0.0)
    far = Source("lockbox", "payments", "clinic", "csv", "s3://bucket/*.csv",
                 header=DEPOSITS.header)  # fmt: skip
    (outcome,) = land(tmp_path, far)
    assert (len(calls), outcome.rows) == (3, 2)


def test_a_failed_write_leaves_nothing(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (network / "a.835").write_text(interchange(1))

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(landing, "sync", fail)
    with pytest.raises(OSError, match="disk full"):
        land(tmp_path)
    assert not [path for path in (tmp_path / "landing").rglob("*") if path.is_file()]


def test_what_a_kill_left_is_swept_before_the_next_landing(tmp_path: Path) -> None:
    left = tmp_path / "lockbox" / "payments" / "network=clinic" / ".abc.1.tmp"
    left.parent.mkdir(parents=True)
    left.touch()
    with Landing(tmp_path).locked():
        assert not left.exists()


def test_two_processes_do_not_land_at_once(tmp_path: Path) -> None:
    zone = Landing(tmp_path)
    with zone.locked(), pytest.raises(LandingBusyError), zone.locked():
        pass


def test_a_packed_file_beyond_the_bound_is_kept_packed(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "LARGEST_UNPACKED_BYTES", 1000)
    (network / "bomb.gz").write_bytes(gzip.compress(b"0" * 100_000))
    (network / "bomb.zip").write_bytes(zipped("zeros", b"0" * 100_000))
    land(tmp_path)
    assert {row["source_name"]: row["landing_error"] for row in rows(tmp_path)} == {
        "bomb.gz": "gzip unpacks to more than 1000 bytes",
        "bomb.zip": "zip unpacks to more than 1000 bytes",
    }


def test_a_zip_lands_member_by_member(deposits: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(deposits.with_suffix(".zip"), "w") as archive:
        archive.writestr("one.csv", "deposit_id\n1\n")
        archive.writestr("two.csv", "deposit_id\n2\n")
    deposits.unlink()
    source = Source("lockbox", "payments", "clinic", "csv", "lockbox/")
    land(tmp_path, source)
    assert {row["source_name"]: row["deposit_id"] for row in rows(tmp_path)} == {
        "lockbox/may.zip/one.csv": "1",
        "lockbox/may.zip/two.csv": "2",
    }


def test_a_damaged_gzip_of_rows_is_one_rejected_row(deposits: Path, tmp_path: Path) -> None:
    packed = gzip.compress(deposits.read_bytes())[:-9]
    deposits.write_bytes(packed)
    (outcome,) = land(tmp_path, DEPOSITS)
    assert (outcome.rows, outcome.rejected) == (1, 1)
    assert rows(tmp_path)[0]["landing_error"] == "gzip is damaged or cut short"
    assert raw(files(tmp_path)[0].with_suffix(".raw.zst")) == packed


def test_a_record_without_a_value_is_rejected(network: Path, tmp_path: Path) -> None:
    (network / "lockbox.jsonl").write_text('{"deposit_id": "1"}\n{}\n{"deposit_id": null}\n')
    source = Source("lockbox", "payments", "clinic", "jsonl", "lockbox.jsonl")
    (outcome,) = land(tmp_path, source)
    assert (outcome.rows, outcome.rejected) == (3, 2)
    assert [row["landing_error"] for row in rows(tmp_path)] == [
        None, "record without a value", "record without a value",
    ]  # fmt: skip


def test_a_value_that_comes_back_is_another_arrival(network: Path, tmp_path: Path) -> None:
    source = Source("lockbox", "payments", "clinic", "sql", "bank.db",
                    options={"table": "payments", "key": ["deposit_id"]})  # fmt: skip
    with closing(sqlite3.connect(network / "bank.db")) as bank:
        bank.execute("create table payments (deposit_id text, remarks text)")
        bank.execute("insert into payments values ('1', 'first')")
        bank.commit()
        for remark in ("first", "second", "second", "first"):
            bank.execute("update payments set remarks = ?", [remark])
            bank.commit()
            land(tmp_path, source)
    assert sorted(row["remarks"] for row in rows(tmp_path)) == ["first", "first", "second"]


def test_records_with_other_keys_do_not_refuse_their_file(
    network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.ingestion.connectors.jsonl.BATCH_ROWS", 1)
    (network / "lockbox.jsonl").write_text('{"branch": "north"}\n{"deposit_id": "1"}\n')
    source = Source("lockbox", "payments", "clinic", "jsonl", "lockbox.jsonl")
    (outcome,) = land(tmp_path, source)
    assert (outcome.rows, outcome.rejected) == (2, 0)
    assert [row["source_extra"] for row in rows(tmp_path)] == ['{"branch": "north"}', None]


def test_a_table_with_none_of_our_columns_fails(network: Path, tmp_path: Path) -> None:
    source = Source("lockbox", "payments", "clinic", "sql", "bank.db",
                    options={"table": "branches"})  # fmt: skip
    with closing(sqlite3.connect(network / "bank.db")) as bank:
        bank.execute("create table branches (branch text)")
        bank.execute("insert into branches values ('north')")
        bank.commit()
    (outcome,) = land(tmp_path, source)
    assert outcome.status is Status.FAILED
    assert outcome.message == "none of the feed's columns is among its 1 headers"
    assert files(tmp_path) == []


def test_a_fallback_without_its_variable_is_no_answer(network: Path, tmp_path: Path) -> None:
    source = Source("lockbox", "payments", "clinic", "csv", "gone/*.csv",
                    fallback=["${NOT_SET_ANYWHERE}/*.csv"])  # fmt: skip
    (outcome,) = land(tmp_path, source)
    assert outcome.status is Status.FAILED
    assert outcome.message == "environment variable NOT_SET_ANYWHERE is not set"


def test_a_file_that_may_not_be_read_fails_its_source_alone(
    deposits: Path, network: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (network / "a.csv").write_text("deposit_id\n1\n")
    digest = sha256_of

    def closed(path: Path) -> str:
        if path == deposits:
            raise PermissionError(13, "Permission denied", str(path))
        return digest(path)

    monkeypatch.setattr("orchestration.ingestion.ingest.sha256_of", closed)
    other = Source("lockbox", "payments", "clinic", "csv", "a.csv")
    first, second = land(tmp_path, DEPOSITS, other)
    assert (first.status, second.status) == (Status.FAILED, Status.LANDED)
    assert first.message == f"{deposits}: Permission denied"


def test_what_was_built_of_the_sample_makes_way_with_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for network in ("sample_lakeside", "clinic"):
        folder = tmp_path / "landing" / "x12" / "pieces" / f"network={network}"
        folder.mkdir(parents=True)
        (folder / "a.parquet").touch()
    home.build_file.parent.mkdir()
    home.build_file.touch()
    (home.risk / "a_model").mkdir(parents=True)
    make_way(home)
    assert home.landing.networks() == {"clinic"}
    assert not home.build_file.exists()
    assert [path.name for path in home.risk.iterdir()] == [ANCHOR]
    home.build_file.touch()
    (home.risk / "a_model").mkdir()
    make_way(home)
    assert home.build_file.exists()
    assert (home.risk / "a_model").exists()
