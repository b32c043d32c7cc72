"""The Dagster layer on a small sample: one whole run in this process, then what it must refuse."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import duckdb
import fsspec
import pytest
import yaml
from conftest import BIN, ROOT, TOKEN_KEY, Project, make_project
from dagster._core.loader import LoadingContextForTest
from dagster._core.test_utils import freeze_time
from dagster._daemon.freshness import FreshnessDaemon
from webhook import webhook

from orchestration import alerts
from orchestration.alerts import Alert
from orchestration.defs import assembled
from orchestration.defs.sensors import ended
from orchestration.intake import today
from orchestration.sample import write_sample

pytestmark = pytest.mark.build

NETWORKS = ("north", "south")
ONE_NETWORK = dg.AssetKey(["landing", "one_network"])
SERVED = dg.AssetKey(["serve", "claimhouse"])


class World:
    """A project with two networks of its own, the definitions on it, and an instance."""

    def __init__(self, project: Project, instance: dg.DagsterInstance) -> None:
        self.project, self.instance = project, instance
        self.inbox = project.home / "inbox"
        self.load()

    def load(self) -> None:
        self.definitions = assembled()
        self.repository = self.definitions.get_repository_def()
        self.graph = self.repository.asset_graph

    def run(self, job: str = "everything", **more: Any) -> dg.ExecuteInProcessResult:
        found = self.repository.get_job(job)
        more = {"partition_key": today()} | more
        return found.execute_in_process(instance=self.instance, raise_on_error=False, **more)

    def last(self, key: dg.AssetKey, name: str) -> Any:
        event = self.instance.get_latest_materialization_event(key)
        assert event is not None
        assert event.asset_materialization is not None
        return event.asset_materialization.metadata[name].value


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two networks with every feed as files, landed, built, checked and published by Dagster."""
    project = make_project(tmp_path_factory.mktemp("dagster"))
    folder = project.home / "sample"
    write_sample(folder, claim_lines=120, networks=3)
    inbox = project.home / "inbox"
    inbox.mkdir()
    declared = yaml.safe_load((folder / "feeds.yml").read_text())["feeds"]
    names = {"sample_prairie": "north", "sample_summit": "south"}
    for old, new in names.items():
        (folder / old).rename(inbox / new)
    feeds = [each | {"network": names[each["network"]]} for each in declared
             if each["network"] in names]  # fmt: skip
    (inbox / "feeds.yml").write_text(yaml.safe_dump({"feeds": feeds}))
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
        for name, value in {
            "CLAIMHOUSE_HOME": str(project.home),
            "CLAIMHOUSE_INBOX": str(inbox),
            "CLAIMHOUSE_TOKEN_KEY": TOKEN_KEY,
            "DBT_PROFILES_DIR": str(ROOT),
            "DBT_TARGET_PATH": str(project.home / "target"),
            "DBT_LOG_PATH": str(project.home / "logs"),
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        }.items():
            patch.setenv(name, value)
        project.run("dbt", "parse", "--quiet")
        world = World(project, instance)
        assert world.run().success
        yield world


def test_all_is_one_plain_build_of_the_day(world: World) -> None:
    args = json.loads((world.project.home / "target" / "run_results.json").read_text())["args"]
    assert not args["select"]
    assert args["event_time_start"].startswith(today())


def test_every_table_is_an_asset_with_a_layer_an_owner_and_its_code(world: World) -> None:
    manifest = json.loads((world.project.home / "target" / "manifest.json").read_text())
    kinds = ("model", "seed", "snapshot")
    nodes = [each for each in manifest["nodes"].values() if each["resource_type"] in kinds]
    keys = sorted(key.to_user_string() for key in world.graph.get_all_asset_keys())
    sources = [f"{each['source_name']}/{each['name']}" for each in manifest["sources"].values()
               if each["loader"] == "claimhouse ingest"]  # fmt: skip
    trained = ["risk/denial_model"]  # made by others where scikit-learn is not there
    assert keys == sorted([
        *(f"{each['config']['schema']}/{each['name']}" for each in nodes),
        *(f"landing/{name}" for name in sources), *(f"inbox/{name}" for name in sources),
        "landing/one_network", "serve/claimhouse", *trained,
    ])  # fmt: skip
    for key in sorted(world.graph.get_all_asset_keys()):
        spec = world.graph.get(key)
        if key.path[0] == "risk":
            continue
        assert spec.group_name in {"inbox", "landing", "on_request", "seeds", "bronze", "vault",
                                   "silver", "gold", "serve"}, key  # fmt: skip
        if spec.group_name in ("bronze", "vault", "silver", "gold"):
            assert spec.owners, key
            assert spec.description, key
            assert "dagster/code_references" in spec.metadata, key
            assert spec.kinds == {"dbt", "duckdb"}, key


def test_every_test_is_a_check_and_errors_block(world: World) -> None:
    manifest = json.loads((world.project.home / "target" / "manifest.json").read_text())
    tests = {each["name"]: each["config"]["severity"].lower()
             for each in manifest["nodes"].values() if each["resource_type"] == "test"}  # fmt: skip
    checks = {
        key.name: world.graph.get(key).blocking
        for key in world.graph.asset_check_keys
        if key.asset_key.path[0] != "landing"
    }
    assert checks == {name: severity == "error" for name, severity in tests.items()}


def test_the_lineage_runs_from_every_source_file_to_the_served_file(world: World) -> None:
    served = {name for (name,) in world.project.served("select table_name from duckdb_tables()")}
    assert served <= {key.path[-1] for key in world.graph.get(SERVED).parent_keys}
    above = dg.AssetSelection.assets(SERVED).upstream().resolve(world.graph)
    assert {key.path[0] for key in above} >= {"landing", "bronze", "vault", "silver", "gold"}
    for key in world.graph.get_all_asset_keys():
        parents = {parent.path[0] for parent in world.graph.get(key).parent_keys}
        expected = {"landing": {"inbox"}, "bronze": {"landing"}}.get(key.path[0])
        if expected and key != ONE_NETWORK and "denial_risk" not in key.path[-1]:
            assert parents == expected, key


def test_rows_columns_and_counts_are_told_and_no_content(world: World) -> None:
    key = dg.AssetKey(["gold", "rpt_revenue_by_payer"])
    [(rows,)] = world.project.query("select count(*) from gold.rpt_revenue_by_payer")
    assert world.last(key, "dagster/row_count") == rows > 0
    types = {each.name: each.type for each in world.last(key, "dagster/column_schema").columns}
    assert types["paid_amount"] == "DECIMAL(18,2)"
    landed = world.last(dg.AssetKey(["landing", "lockbox", "payments"]), "rows_by_network")
    assert sorted(landed) == sorted(NETWORKS)


def test_a_run_of_nothing_new_publishes_the_same_file(world: World) -> None:
    served = world.project.home / "serve" / "claimhouse.duckdb"
    before = served.stat().st_mtime_ns
    result = world.run(asset_selection=[SERVED])
    assert result.success
    assert served.stat().st_mtime_ns == before
    assert served.with_name("report.html").exists()


def test_one_network_lands_alone_and_a_new_one_gets_its_partition(world: World) -> None:
    sensor = world.repository.get_sensor_def("new_networks")
    context = dg.build_sensor_context(instance=world.instance, repository_def=world.repository)
    found = sensor.evaluate_tick(context)
    [request] = found.dynamic_partitions_requests or []
    assert request.partition_keys == list(NETWORKS)
    world.instance.add_dynamic_partitions("networks", list(NETWORKS))
    assert not sensor.evaluate_tick(context).dynamic_partitions_requests

    for network in NETWORKS:
        [deposits] = sorted((world.inbox / network / "lockbox").iterdir())[:1]
        (deposits.with_name(f"deposits_again{deposits.suffix}")).write_bytes(
            deposits.read_bytes() + b"\n"
        )
    landing = world.project.home / "landing"
    before = set(landing.rglob("*.parquet"))
    alone = dg.define_asset_job("alone", selection=[ONE_NETWORK])
    assert (
        merged(world, alone)
        .execute_in_process(instance=world.instance, partition_key="south")
        .success
    )
    fresh = set(landing.rglob("*.parquet")) - before
    assert {path.parent.name for path in fresh} == {"network=south"}


def test_schedules_say_when_and_for_which_day(world: World) -> None:
    names = {each.name for each in world.repository.schedule_defs}
    assert {"land_lockbox", "land_x12", "land_clearinghouse"} <= names
    schedule = world.repository.get_schedule_def("land_lockbox")
    with dg.build_schedule_context(
        instance=world.instance, repository_def=world.repository
    ) as context:
        [request] = schedule.evaluate_tick(context).run_requests or []
    assert request.partition_key == today()


def test_a_new_file_asks_for_its_feed_alone(world: World) -> None:
    sensor = world.repository.get_sensor_def("new_files_in_folders")
    cursor = None
    requests = []
    for tick in range(5):
        if tick == 3:
            (world.inbox / "north" / "x12" / "late.835").write_bytes(b"ISA")
        context = dg.build_sensor_context(
            instance=world.instance, repository_def=world.repository, cursor=cursor
        )
        found = sensor.evaluate_tick(context)
        cursor = found.cursor
        requests.append([sorted({key.path[1] for key in each.asset_selection or []})
                         for each in found.run_requests or []])  # fmt: skip
    (world.inbox / "north" / "x12" / "late.835").unlink()
    assert [len(each) for each in requests] == [0, 1, 0, 0, 1]
    assert requests[4] == [["x12"]]


def test_what_changed_is_followed_and_what_did_not_is_not(world: World) -> None:
    definitions = world.definitions
    landed = dg.AssetKey(["landing", "lockbox", "payments"])
    [said] = [world.instance.get_latest_materialization_event(landed)]
    assert said is not None
    assert said.asset_materialization is not None
    same = (said.asset_materialization.tags or {})["dagster/data_version"]
    result = dg.evaluate_automation_conditions(definitions, instance=world.instance)
    asked = []
    for version in (same, "another"):
        world.instance.report_runless_asset_event(
            dg.AssetMaterialization(
                landed, partition=today(), tags={"dagster/data_version": version}
            )
        )
        result = dg.evaluate_automation_conditions(
            definitions, instance=world.instance, cursor=result.cursor
        )
        asked.append(result.total_requested)
    assert asked[0] == 0
    assert result.get_num_requested(dg.AssetKey(["bronze", "bronze_lockbox__payments"])) == 1
    assert result.get_num_requested(dg.AssetKey(["bronze", "bronze_x12__pieces"])) == 0


def test_a_range_of_days_is_one_run(world: World) -> None:
    key = dg.AssetKey(["gold", "dim_network"])
    first, last = (f"{date.fromisoformat(today()) - timedelta(days=days)}" for days in (3, 1))
    before = world.instance.get_runs_count()
    job = dg.define_asset_job("days", selection=[key])
    done = merged(world, job).execute_in_process(
        instance=world.instance,
        tags={
            "dagster/asset_partition_range_start": first,
            "dagster/asset_partition_range_end": last,
        },
    )
    assert done.success
    assert world.instance.get_runs_count() == before + 1
    made = [each.partition for each in done.asset_materializations_for_node("dbt_build")]
    assert sorted(filter(None, made)) == [
        f"{date.fromisoformat(first) + timedelta(days=days)}" for days in range(3)
    ]
    args = json.loads((world.project.home / "target" / "run_results.json").read_text())["args"]
    assert args["event_time_start"].startswith(first)
    assert args["event_time_end"].startswith(f"{date.fromisoformat(today())}")


def test_a_new_object_in_a_bucket_asks_for_its_feed(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    feed = {"feed": "lockbox", "rows": "payments", "network": "north", "connector": "csv"}
    feeds = [feed | {"location": "memory://claims/lockbox/*.csv"}]
    (tmp_path / "feeds.yml").write_text(yaml.safe_dump({"feeds": feeds}))
    monkeypatch.setenv("CLAIMHOUSE_INBOX", str(tmp_path))
    bucket = fsspec.filesystem("memory")
    bucket.pipe("/claims/lockbox/may.csv", b"deposit_id")
    sensor = world.repository.get_sensor_def("new_files_in_buckets")
    cursor = None
    asked = []
    for tick in range(6):
        if tick == 3:
            bucket.pipe("/claims/lockbox/may.csv", b"deposit_id,deposit_amount")
        context = dg.build_sensor_context(
            instance=world.instance, repository_def=world.repository, cursor=cursor
        )
        found = sensor.evaluate_tick(context)
        cursor = found.cursor
        asked.append([each.asset_selection for each in found.run_requests or []])
    bucket.rm("/claims", recursive=True)
    request = [[dg.AssetKey(["landing", "lockbox", "payments"])]]
    # two looks before the first request and after the change: what is being written waits
    assert asked == [[], request, [], [], request, []]


def test_a_stale_table_is_told_once_with_its_reports_however_green_the_runs(world: World) -> None:
    key = dg.AssetKey(["gold", "fct_claims"])
    sensor = world.repository.get_sensor_def("stale_assets")

    def evaluated(hours: int) -> None:
        """As the freshness daemon does it, so many hours from now."""
        with freeze_time(datetime.now(UTC) + timedelta(hours=hours)):
            asyncio.run(
                FreshnessDaemon()._evaluate_asset(
                    LoadingContextForTest(world.instance), world.graph.get(key)
                )
            )

    def ticked(cursor: str | None) -> tuple[str | None, list[Alert]]:
        got: list[Alert] = []
        context = dg.build_sensor_context(
            instance=world.instance, repository_def=world.repository, cursor=cursor,
            resources={"send": got.append},
        )  # fmt: skip
        return sensor.evaluate_tick(context).cursor, got

    cursor, told = None, []
    for hours in (0, 30, 60, 60):
        evaluated(hours)
        cursor, got = ticked(cursor)
        told += [got]
    assert [[each.title for each in got] for got in told] == [
        [], ["gold/fct_claims is late"], ["gold/fct_claims is stale"], []
    ]  # fmt: skip
    [alert] = told[2]
    assert "rpt_measures" in alert.reports
    assert alert.path == "assets/gold/fct_claims"


def test_what_is_bad_in_a_file_is_set_aside_and_told_and_the_mended_file_recovers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = world.inbox / "south" / "lockbox"
    header = min(folder.glob("deposits_2*.csv")).read_text(encoding="utf-8").splitlines()[0]

    def write(amount: str) -> None:
        rows = [f"D9-{number},2026-06-30,70001,SAMPLE MEDICARE PART B,CHK,C9{number},{amount},"
                for number in range(40)]  # fmt: skip
        (folder / "deposits_bad.csv").write_text("\n".join([header, *rows, ""]))

    def followed() -> Alert | None:
        """Land what is new and build what follows, as the sensors ask for it."""
        landed = dg.AssetKey(["landing", "lockbox", "payments"])
        seen = dg.evaluate_automation_conditions(world.definitions, instance=world.instance)
        assert world.run(asset_selection=[landed]).success
        asked = dg.evaluate_automation_conditions(
            world.definitions, instance=world.instance, cursor=seen.cursor
        )
        keys = {
            each.key
            for each in asked.results
            if isinstance(each.key, dg.AssetKey) and asked.get_num_requested(each.key)
        }
        assert SERVED in keys
        assert dg.AssetKey(["bronze", "bronze_x12__pieces"]) not in keys
        done = world.run(asset_selection=sorted(keys))
        assert done.success
        sensor = world.repository.get_sensor_def("finished_runs")
        told: list[Alert] = []

        def send(alert: Alert) -> None:
            told.append(alert)
            alerts.send(alert)

        with dg.build_run_status_sensor_context(
            "finished_runs", done.all_events[-1], world.instance, done.dagster_run,
            resources={"send": send},
            repository_def=world.repository,
        ) as context:  # fmt: skip
            sensor(context)
        return told[0] if told else None

    def served() -> list[tuple[Any, ...]]:
        return world.project.served(
            "select count(*), sum(deposit_amount)::varchar from gold.fct_deposits"
            " where network_id = 'south' and deposit_amount = 12.34"
        )

    with webhook() as (url, got):
        monkeypatch.setenv(alerts.URLS, url)
        write("12.3.4")
        alert = followed()
        assert alert is not None
        spike = "far more rows of south lockbox payments in silver/silver_quarantine than before"
        assert spike in alert.lines
        assert "south" in alert.networks
        assert [each["title"] for each in got] == [
            "claimhouse: run ended with warnings: everything"
        ]
        assert spike in got[0]["message"]
        assert "D9-" not in got[0]["message"]
        assert served() == [(0, None)]
        write("12.34")
        alert = followed()
        assert alert is None or spike not in alert.lines
        assert served() == [(40, "493.60")]


def test_one_failed_check_alone_stops_publishing_and_a_passed_one_lets_it_go_on(
    world: World,
) -> None:
    served = world.project.home / "serve" / "claimhouse.duckdb"
    before = served.stat().st_mtime_ns
    check = min(
        key for key in world.graph.asset_check_keys
        if key.asset_key.path[0] == "silver" and world.graph.get(key).blocking
    )  # fmt: skip
    for passed in (False, True):
        world.instance.report_runless_asset_event(
            dg.AssetCheckEvaluation(check.asset_key, check.name, passed, {})
        )
        done = world.run(asset_selection=[SERVED])
        assert done.success is passed
        if not passed:
            [failure] = [each for each in done.all_events if each.is_step_failure]
            error = str(failure.step_failure_data.error)
            assert f"not published: 1 not passed, among them {check.name}" in error
    assert served.stat().st_mtime_ns == before


def test_the_model_of_denial_risk_is_trained_every_week_where_the_packages_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = dg.AssetKey(["risk", "denial_model"])
    trained = SimpleNamespace(model_id="1f", measured={"auc": 0.75, "reason": None})
    monkeypatch.setitem(
        sys.modules, "orchestration.risk", SimpleNamespace(train=lambda home: trained)
    )

    monkeypatch.setattr("orchestration.defs.assets.find_spec", lambda name: None)
    assert not assembled().get_repository_def().asset_graph.get(key).is_materializable
    monkeypatch.setattr("orchestration.defs.assets.find_spec", lambda name: name == "sklearn")
    train = dg.define_asset_job("train", selection=[key])
    definitions = dg.Definitions.merge(assembled(), dg.Definitions(jobs=[train]))
    repository = definitions.get_repository_def()
    node = repository.asset_graph.get(key)
    assert (node.group_name, node.parent_keys) == (
        "risk", {dg.AssetKey(["gold", "fct_denial_features"])}
    )  # fmt: skip
    everything = repository.get_job("everything").asset_layer.selected_asset_keys
    assert SERVED in everything
    assert key not in everything

    done = repository.get_job("train").execute_in_process(instance=world.instance)
    [made] = done.asset_materializations_for_node("denial_model")
    assert made.metadata["auc"].value == 0.75

    cursor, asked = None, []
    for time in ("2026-11-21 12:00", "2026-11-22 04:01", "2026-11-22 04:02"):
        result = dg.evaluate_automation_conditions(
            definitions, world.instance, dg.AssetSelection.assets(key), cursor=cursor,
            evaluation_time=datetime.fromisoformat(time).replace(tzinfo=UTC),
        )  # fmt: skip
        cursor = result.cursor
        asked.append(result.total_requested)
    assert asked == [0, 1, 0]


def test_a_failed_check_stops_gold_and_publishing_and_is_told_without_rows(world: World) -> None:
    """Last in this file: the build file is broken afterwards."""
    served = world.project.home / "serve" / "claimhouse.duckdb"
    before = served.read_bytes()
    key = dg.AssetKey(["gold", "rpt_revenue_by_payer"])
    with duckdb.connect(world.project.home / "build" / "claimhouse.duckdb") as database:
        database.execute("insert into gold.dim_payer from gold.dim_payer")

    check = next(
        check
        for check in sorted(world.graph.asset_check_keys)
        if check.asset_key == dg.AssetKey(["gold", "dim_payer"]) and "unique" in check.name
    )
    job = dg.define_asset_job("look", selection=dg.AssetSelection.checks(check))
    done = merged(world, job).execute_in_process(instance=world.instance, raise_on_error=False)
    assert not done.success
    [evaluation] = [each for each in done.get_asset_check_evaluations() if not each.passed]
    assert set(evaluation.metadata) >= {"failing_rows", "networks"}
    assert str(evaluation.metadata["failing_rows"].value).startswith("select * from ")

    alert = run_alert_of(world, done)
    assert "run failed: look" in alert.title
    assert check.name in "".join(alert.lines)
    assert key.path[-1] in alert.reports

    publishing = world.run(asset_selection=[SERVED])
    assert not publishing.success
    assert served.read_bytes() == before


def merged(world: World, job: Any) -> Any:
    """A job of this test's own, on the definitions."""
    definitions = dg.Definitions.merge(world.definitions, dg.Definitions(jobs=[job]))
    return definitions.get_repository_def().get_job(job.name)


def run_alert_of(world: World, done: dg.ExecuteInProcessResult) -> Alert:
    alert = alerts.on_end(ended(world.instance, done.dagster_run), lambda table: [])
    assert alert is not None
    return alert
