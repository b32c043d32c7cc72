"""Loads day by day, in any order, give the tables of one build from all files.

CLAIMHOUSE_DAYS says in how many loads (5 unless set; 30 takes some minutes).
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conftest import ROOT, Project, make_project

from orchestration.sample import write_sample

pytestmark = pytest.mark.build

DAYS = int(os.environ.get("CLAIMHOUSE_DAYS", "5"))
CLAIM_LINES = 900
# the run of this load is killed and begins again
KILLED = DAYS // 2
SCHEMAS = ("silver", "vault", "gold")
# When a file landed is no content, and of a feed's files the first in silver_feed_files is the
# one that arrived last. What a run had to do differs by run.
LOAD_TIME = {"ingested_at", "load_id", "file_rank"}
FILES = {"x12", "csv", "parquet", "jsonl", "xml", "excel"}
RUN_TABLES = {
    "silver_x12_new_files",
    "silver_x12_new_transactions",
    "silver_touched_transactions",
    "silver_touched_claims",
    "silver_touched_chains",
    # compares each file of a feed with the one that arrived before it
    "silver_feed_columns",
    "rpt_source_quality",  # counts these
}


def write_files(inbox: Path) -> list[str]:
    """A small world under names of its own; the names of its files.

    Databases are left out: what is read from one at two times has two sha256. Of one claim file
    and one remittance file there is a copy with other bytes around the same transactions. Its
    name comes first, so that the copy counts, and the original no longer.
    """
    write_sample(inbox, claim_lines=CLAIM_LINES)
    for path in sorted(inbox.glob("sample_*")):
        path.rename(inbox / path.name.replace("sample_", "own_"))
    declared = inbox / "feeds.yml"
    text = re.sub(r"\bsample_(?=lakeside|prairie|summit)", "own_", declared.read_text())
    feeds = [feed for feed in yaml.safe_load(text)["feeds"] if feed["connector"] in FILES]
    declared.write_text(yaml.safe_dump({"feeds": feeds}))
    x12 = inbox / "own_summit" / "x12"
    for kind in ("claims", "remittance"):
        original = sorted(x12.glob(f"{kind}_*"))[3]
        (x12 / f"a_copy_of_{original.name}").write_bytes(original.read_bytes() + b"\n")
    return sorted(
        str(path.relative_to(inbox))
        for path in inbox.rglob("*")
        if path.is_file() and path.suffix not in (".fdb", ".db")
    )


def shuffled_loads(files: list[str], seed: int) -> list[dict[str, Any]]:
    """The files in random order, in DAYS loads; the copies alone come with the last.

    The first load has one file of each kind, of X12 one of each network: a feed of which nothing
    ever came is an error of ingest.
    """
    chance = random.Random(seed)
    loads: list[dict[str, Any]] = [{"files": [], "all": False} for _ in range(DAYS)]
    kinds: set[str] = set()
    for name in files:
        day = chance.randrange(DAYS - 1)
        kind = re.sub("[0-9]+", "", name.partition("/x12/")[0])
        if Path(name).name.startswith("a_copy_of_"):
            day = DAYS - 1
        elif kind not in kinds:
            kinds.add(kind)
            day = 0
        loads[day]["files"].append(name)
    loads[-1]["all"] = True
    return loads


def start(
    project: Project, source: Path, loads: list[dict[str, Any]], first: int
) -> subprocess.Popen[str]:
    plan = project.home / f"loads_{first}.json"
    order = {
        "source": str(source), "inbox": str(project.home / "inbox"),
        "first": first, "loads": loads,
    }  # fmt: skip
    plan.write_text(json.dumps(order))
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "python" / "daily_loads.py"), str(plan)],
        cwd=ROOT, env=project.variables(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate()
    assert process.returncode == 0, output[-4000:]
    print(output)
    return output


def kill_in_mid_run(process: subprocess.Popen[str], log: Path, load: int) -> None:
    """SIGKILL once the run of ``load`` has written the claims and not yet the ledger."""
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="")
        if line.startswith(f"load {load}: dbt runs"):
            break
    else:
        pytest.fail("the loads ended early")
    before = log.stat().st_size
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        with log.open() as lines:
            lines.seek(before)
            if "OK created sql incremental model silver.silver_claims " in lines.read():
                process.send_signal(signal.SIGKILL)
                process.communicate()
                return
        time.sleep(0.02)
    pytest.fail("the run to be killed never came to the claims")


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Project]:
    """The same files: load by load with one run killed, and all at once."""
    source = tmp_path_factory.mktemp("source")
    files = write_files(source)
    daily = make_project(tmp_path_factory.mktemp("daily"))
    whole = make_project(tmp_path_factory.mktemp("whole"))
    loads = shuffled_loads(files, seed=20261121)
    at_once = start(whole, source, [{"files": files, "all": True}], 0)
    killed = start(daily, source, loads[: KILLED + 1], 0)
    kill_in_mid_run(killed, daily.home / "logs" / "dbt.log", KILLED)
    touched = finish(start(daily, source, loads[KILLED:], KILLED))
    finish(at_once)
    assert touched.count("dbt runs") == DAYS - KILLED
    return daily, whole


def tables(connection: duckdb.DuckDBPyConnection, world: str) -> dict[str, list[str]]:
    """Tables of silver, vault and gold with the columns that are compared."""
    rows = connection.execute(
        """
        select columns.schema_name || '.' || columns.table_name, list(columns.column_name)
        from duckdb_columns() as columns
        inner join duckdb_tables() as tables using (database_name, schema_name, table_name)
        where columns.database_name = ? and columns.schema_name in (select unnest(?))
        group by all
        """,
        [world, list(SCHEMAS)],
    ).fetchall()
    return {
        name: sorted(set(columns) - LOAD_TIME)
        for name, columns in rows
        if name.split(".")[1] not in RUN_TABLES
    }


def test_loads_in_any_order_give_the_tables_of_one_build(worlds: tuple[Project, Project]) -> None:
    """Every row of every table, whatever its order; a difference is printed as rows."""
    daily, whole = worlds
    differences = []
    with duckdb.connect() as connection:
        for name, project in (("daily", daily), ("whole", whole)):
            file = project.home / "build" / "claimhouse.duckdb"
            connection.execute(f"attach '{file}' as {name} (read_only)")
        found = tables(connection, "daily")
        assert found == tables(connection, "whole")
        assert len(found) > 150
        for table, columns in sorted(found.items()):
            names = ", ".join(f'"{column}"' for column in columns)
            hashes = [
                connection.execute(
                    f"select count(*), sum(hash({names})::hugeint) from {world}.{table}"
                ).fetchone()
                for world in ("daily", "whole")
            ]
            if hashes[0] != hashes[1]:
                (one, other) = (
                    connection.execute(
                        f"select {names} from {left}.{table} except all"
                        f" select {names} from {right}.{table} order by all limit 2"
                    ).fetchall()
                    for left, right in (("daily", "whole"), ("whole", "daily"))
                )
                differences.append(f"{table} {hashes}\n  daily: {one}\n  whole: {other}")
        print(f"{DAYS} loads, {len(found)} tables, {len(differences)} differ")
    assert not differences, "\n".join(differences)


def test_of_copies_the_first_by_name_counts_though_it_arrived_last(
    worlds: tuple[Project, Project],
) -> None:
    statuses = worlds[0].query(
        """
        select copies.file_status, originals.file_status
        from silver.silver_x12_files as copies
        inner join silver.silver_x12_files as originals
            on copies.network_id = originals.network_id
            and copies.source_name = replace(
                originals.source_name, split_part(originals.source_name, '/', -1),
                'a_copy_of_' || split_part(originals.source_name, '/', -1)
            )
        """
    )
    assert statuses == [("used", "quarantined")] * 2


@pytest.mark.parametrize(
    "table",
    ["silver_claim_versions", "silver_claim_answers", "silver_ledger", "silver_claim_chains"],
)
def test_rows_of_untouched_chains_are_not_rewritten(
    worlds: tuple[Project, Project], table: str
) -> None:
    """What the last load wrote stands behind all other rows, and is little."""
    daily, _ = worlds
    [(touched, chains)] = daily.query(
        "select (select count(*) from silver.silver_touched_chains),"
        " (select count(*) from silver.silver_chain_inputs)"
    )
    assert 0 < touched < chains / 4
    [(last_untouched, first_touched)] = daily.query(
        f"""
        with rows as (
            select
                rowid as row_number,
                chain_key in (select chain_key from silver.silver_touched_chains) as is_touched
            from silver.{table}
            where chain_key is not null
        )
        select
            max(row_number) filter (not is_touched),
            min(row_number) filter (is_touched)
        from rows
        """
    )
    assert last_untouched < first_touched
