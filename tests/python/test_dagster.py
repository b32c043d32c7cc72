"""The Dagster layer on a small sample: one whole run in this process, then what it must refuse."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import dagster as dg
import duckdb
import pytest
import yaml
from conftest import BIN, ROOT, TOKEN_KEY, Project, make_project

from orchestration.alerts import Alert
from orchestration.defs import assembled
from orchestration.defs.facts import today
from orchestration.defs.landing import ONE_NETWORK
from orchestration.defs.watching import run_alert
from orchestration.sample import write_sample

pytestmark = pytest.mark.build

NETWORKS = ("north", "south")


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


def test_every_table_is_an_asset_with_a_layer_an_owner_and_its_code(world: World) -> None:
    manifest = json.loads((world.project.home / "target" / "manifest.json").read_text())
    kinds = ("model", "seed", "snapshot")
    nodes = [each for each in manifest["nodes"].values() if each["resource_type"] in kinds]
    keys = sorted(key.to_user_string() for key in world.graph.get_all_asset_keys())
    sources = [f"{each['source_name']}/{each['name']}" for each in manifest["sources"].values()]
    assert keys == sorted([
        *(f"{each['config']['schema']}/{each['name']}" for each in nodes),
        *(f"landing/{name}" for name in sources), *(f"inbox/{name}" for name in sources),
        "landing/one_network", "serve/claimhouse",
    ])  # fmt: skip
    for key in sorted(world.graph.get_all_asset_keys()):
        spec = world.graph.get(key)
        assert spec.group_name in {"inbox", "landing", "seeds", "bronze", "vault", "silver", "gold",
                                   "served"}, key  # fmt: skip
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
    above = dg.AssetSelection.assets("serve/claimhouse").upstream().resolve(world.graph)
    assert {key.path[0] for key in above} >= {"landing", "bronze", "vault", "silver", "gold"}
    for key in world.graph.get_all_asset_keys():
        parents = {parent.path[0] for parent in world.graph.get(key).parent_keys}
        expected = {"landing": {"inbox"}, "bronze": {"landing"}}.get(key.path[0])
        if expected and key != ONE_NETWORK:
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
    result = world.run(asset_selection=[dg.AssetKey(["serve", "claimhouse"])])
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

    publishing = world.run(asset_selection=[dg.AssetKey(["serve", "claimhouse"])])
    assert not publishing.success
    assert served.read_bytes() == before


def merged(world: World, job: Any) -> Any:
    """A job of this test's own, on the definitions."""
    definitions = dg.Definitions.merge(world.definitions, dg.Definitions(jobs=[job]))
    return definitions.get_repository_def().get_job(job.name)


def run_alert_of(world: World, done: dg.ExecuteInProcessResult) -> Alert:
    from orchestration.defs.facts import Facts

    alert = run_alert(Facts.load(), world.instance, done.dagster_run)
    assert alert is not None
    return alert
