"""The event log that keeps its connections: the same records as Dagster's own, far fewer opened."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from conftest import ROOT
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.sqlite import sqlite_event_log

from orchestration.event_storage import KeptEventLogStorage, engine_of

TABLES = [f"table_{number}" for number in range(20)]


@dg.multi_asset(
    specs=[dg.AssetSpec(name) for name in TABLES],
    check_specs=[dg.AssetCheckSpec("has_rows", asset=name) for name in TABLES],
)
def tables() -> Iterator[Any]:
    """Twenty tables, each with a check; the last one fails."""
    for number, name in enumerate(TABLES):
        passed = dg.AssetCheckResult(asset_key=name, check_name="has_rows", passed=number < 19)
        yield dg.MaterializeResult(name, metadata={"rows": number}, check_results=[passed])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A DAGSTER_HOME with storage.yaml of the project."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    text = (ROOT / "orchestration" / "storage.yaml").read_text()
    (tmp_path / "dagster.yaml").write_text(text)
    yield tmp_path
    engine_of.cache_clear()


def shown(instance: dg.DagsterInstance, run_id: str) -> tuple[list[Any], list[Any], list[Any]]:
    """What a user sees of a run: its events, each table's last rows, each check's last answer."""
    events = [
        (log.dagster_event.event_type_value, str(log.dagster_event.asset_key))
        for log in instance.all_logs(run_id)
        if log.dagster_event
    ]
    records = [instance.get_latest_materialization_event(dg.AssetKey(name)) for name in TABLES]
    made = [each.asset_materialization for each in records if each]
    rows = [each.metadata["rows"].value for each in made if each]
    answers = [
        history[0].status.value
        for name in TABLES
        for key in [dg.AssetCheckKey(dg.AssetKey(name), "has_rows")]
        for history in [instance.event_log_storage.get_asset_check_execution_history(key, limit=1)]
    ]
    return events, rows, answers


def test_either_storage_reads_what_the_other_wrote(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage) is KeptEventLogStorage
        run_id = dg.materialize([tables], instance=instance).run_id
        kept = shown(instance, run_id)
    (home / "dagster.yaml").write_text("")
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        assert shown(instance, run_id) == kept
        run_id = dg.materialize([tables], instance=instance).run_id
        plain = shown(instance, run_id)
    assert plain == kept
    assert kept[1:] == ([*range(20)], ["SUCCEEDED"] * 19 + ["FAILED"])
    (home / "dagster.yaml").write_text((ROOT / "orchestration" / "storage.yaml").read_text())
    with dg.DagsterInstance.get() as instance:
        assert shown(instance, run_id) == plain


def test_a_run_opens_a_handful_of_connections(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    connect = sqlite3.dbapi2.connect

    def counted(name: str, *args: Any, **settings: Any) -> Any:
        opened.append(os.path.relpath(name, home))
        return connect(name, *args, **settings)

    with dg.DagsterInstance.get() as instance:
        monkeypatch.setattr(sqlite3.dbapi2, "connect", counted)
        run_id = dg.materialize([tables], instance=instance).run_id
        assert len(instance.all_logs(run_id)) > 100
    own = [name for name in opened if name.startswith("history/runs/")]
    assert f"history/runs/{run_id}.db" in own
    assert len(own) < 10  # Dagster's own storage opens more than one an event


def test_only_what_is_overridden_is_another(home: Path) -> None:
    mine = {name for name in vars(KeptEventLogStorage) if not name.startswith("__")}
    assert mine - {"_abc_impl"} == {"_connect", "from_config_value", "has_table"}
    assert {"_connect", "from_config_value", "has_table"} <= set(vars(SqliteEventLogStorage))
    # what _connect needs of Dagster's class; a release that renames it must be seen here
    assert hasattr(SqliteEventLogStorage, "_initdb")
    assert sqlite_event_log.INDEX_SHARD_NAME == "index"
    with dg.DagsterInstance.get() as instance:
        storage: Any = instance.event_log_storage
        assert storage.has_table("event_logs")
        assert not storage.has_table("no_such_table")
