"""kill -9 while landing, then land again: the rows of one clean run."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import duckdb
import pytest
from x12_cases import interchange

from orchestration.ingestion.inbox import Inbox
from orchestration.ingestion.ingest import Ingest
from orchestration.ingestion.landing import Landing, Load

KILLS = 20
FEEDS = """
feeds:
  - {feed: x12, rows: pieces, network: clinic, connector: x12, location: x12/}
  - {feed: lockbox, rows: payments, network: clinic, connector: csv, location: lockbox/*.csv}
  - feed: ehr
    rows: patients
    network: clinic
    connector: xml
    location: ehr/*.xml
    options: {record: patient}
  - {feed: laboratory, rows: variant_calls, network: clinic, connector: jsonl, location: lab/}
"""
ROWS = """
    select * exclude (ingested_at, load_id)
    from read_parquet('{root}/*/*/network=clinic/*.parquet', union_by_name = true,
        hive_partitioning = false)
"""


def write_inbox(folder: Path) -> None:
    clinic = folder / "clinic"
    for name in ("x12", "lockbox", "ehr", "lab"):
        (clinic / name).mkdir(parents=True)
    (folder / "feeds.yml").write_text(FEEDS)
    for number in range(1, 9):
        many = range(number * 100, number * 100 + 60)
        (clinic / "x12" / f"{number}.835").write_text("".join(interchange(n) for n in many))
        cells = "".join(f"{number}-{n},2026-05-01,{n}.50\n" for n in range(4000))
        (clinic / "lockbox" / f"{number}.csv").write_text(
            "deposit_id,deposit_date,deposit_amount\n" + cells
        )
        records = "".join(f"<patient><patient_id>{number}-{n}</patient_id></patient>"
                          for n in range(2000))  # fmt: skip
        (clinic / "ehr" / f"{number}.xml").write_text(f"<patients>{records}</patients>")
        calls = "".join(f'{{"call_id": "{number}-{n}"}}\n' for n in range(4000))
        (clinic / "lab" / f"{number}.jsonl").write_text(calls)


def land(inbox: Path, root: Path) -> None:
    zone = Landing(root)
    with zone.locked():
        ingest = Ingest(inbox, zone, Load.start())
        for source in Inbox(inbox).sources():
            outcome = ingest.land(source)
            assert not outcome.message, outcome.message


def same_rows(one: Path, other: Path) -> bool:
    first, second = (ROWS.format(root=root) for root in (one, other))
    query = f"""
        select
            (select count(*) from ({first})) = (select count(*) from ({second}))
            and not exists (({first}) except all ({second}))
    """
    (answer,) = duckdb.sql(query).fetchone() or (False,)
    return bool(answer)


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    write_inbox(folder)
    return folder


def test_a_kill_at_any_moment_loses_and_doubles_nothing(inbox: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    started = time.monotonic()
    land(inbox, clean)
    duration = time.monotonic() - started
    draws = random.Random(20260701)
    halfway = 0
    for number in range(KILLS):
        root = tmp_path / f"killed_{number}"
        process = multiprocessing.get_context("fork").Process(target=land, args=(inbox, root))
        process.start()
        time.sleep(draws.uniform(0.0, duration))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        landed = len(list(root.rglob("*.parquet")))
        halfway += 0 < landed < len(list(clean.rglob("*.parquet")))
        land(inbox, root)
        assert same_rows(clean, root), f"kill {number} after {landed} files"
        assert not list(root.rglob(".*.tmp"))
    assert halfway >= KILLS // 4, "the kills came too early or too late to prove anything"


def test_a_row_more_or_less_would_be_seen(inbox: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    land(inbox, one)
    land(inbox, other)
    assert same_rows(one, other)
    next(iter(other.glob("ehr/patients/network=clinic/*.parquet"))).unlink()
    assert not same_rows(one, other)
