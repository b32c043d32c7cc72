"""What there is: landing, the dbt project with its tests as checks, and what is made of gold."""

# no `from __future__ import annotations`: Dagster reads the type of `context` itself
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from orchestration import intake
from orchestration.audit import read_audit
from orchestration.dbt_command import build, build_arguments
from orchestration.defs.project import Project
from orchestration.home import Home
from orchestration.measure import BuildFile
from orchestration.publish import publish
from orchestration.report import write_report

NETWORKS = dg.DynamicPartitionsDefinition(name="networks")
# the one partition of every table: the day (UTC) on which its rows were loaded
DAYS = dg.DailyPartitionsDefinition(start_date="2026-01-01", end_offset=1)
RETRY = dg.RetryPolicy(3, 20, dg.Backoff.EXPONENTIAL, dg.Jitter.PLUS_MINUS)
ONE_RUN = dg.BackfillPolicy.single_run()
DAILY: Any = {"partitions_def": DAYS, "retry_policy": RETRY, "backfill_policy": ONE_RUN}
# pools of one (dagster.yaml): DuckDB lets nobody else open a file that is being written
LANDING, BUILD_FILE = "landing", "duckdb"
CHECK = "every_source_landed"


def sent(spec: dg.AssetSpec) -> dg.AssetSpec:
    """What networks send of one feed's rows: an asset that others make."""
    _, feed, rows = spec.key.path
    kinds = {each.connector for each in intake.declared() if (each.feed, each.rows) == (feed, rows)}
    text = f"{feed} {rows} as the networks send them"
    return dg.AssetSpec(["inbox", feed, rows], group_name="inbox", kinds=kinds, description=text)


def landing(project: Project) -> list[Any]:
    """What networks send, and one asset for each dbt source, with all networks in it."""
    specs = [
        each.replace_attributes(deps=[dg.AssetKey(["inbox", *rows])], kinds={"parquet"})
        for each in project.specs("sources").values()
        for zone, *rows in [each.key.path]
        if zone == "landing"
    ]
    checks = [dg.AssetCheckSpec(CHECK, asset=each.key) for each in specs]

    @dg.multi_asset(specs=specs, check_specs=checks, can_subset=True, pool=LANDING, **DAILY)
    def land(context: dg.AssetExecutionContext) -> Iterator[Any]:
        keys = sorted(context.selected_asset_keys)
        outcomes = intake.land({key.path[1] for key in keys} if context.is_subset else None)
        for key in keys:
            found = intake.landed(key.path[1:], outcomes)
            version = dg.DataVersion(found.version)
            yield dg.MaterializeResult(asset_key=key, metadata=found.counts, data_version=version)
            yield dg.AssetCheckResult(
                asset_key=key,
                check_name=CHECK,
                passed=not found.away["networks"],
                severity=dg.AssetCheckSeverity["ERROR" if found.has_failed else "WARN"],
                metadata=found.away,
            )

    return [*map(sent, specs), land]


@dg.asset(key_prefix="landing", group_name="on_request", partitions_def=NETWORKS, pool=LANDING)
def one_network(context: dg.AssetExecutionContext) -> None:
    """Every feed of one network, landed alone. The partition is the network's id."""
    outcomes = intake.land(networks=[context.partition_key])
    for name in dict.fromkeys((each.source.feed, each.source.rows) for each in outcomes):
        found, key = intake.landed(name, outcomes), dg.AssetKey(["landing", *name])
        tags = {"dagster/data_version": found.version}
        made = dg.AssetMaterialization(key, None, found.counts, intake.today(), tags)
        context.log_event(made)


def dbt_models(project: Project) -> dg.AssetsDefinition:
    """Every model and seed, built by one ``dbt build``."""
    given: Any = {"manifest": project.manifest, "project": project.dbt, **DAILY}

    @dbt_assets(dagster_dbt_translator=project, pool=BUILD_FILE, **given)
    def dbt_build(context: dg.AssetExecutionContext) -> Iterator[Any]:
        is_of_days = context.has_partition_key or context.has_partition_key_range
        days = context.partition_time_window if is_of_days else None
        names = [key.path[-1] for key in context.selected_asset_keys]
        names += [key.name for key in context.selected_asset_check_keys]
        # not dagster-dbt's own selection, which copies the project's folder, landing included
        arguments = build_arguments(days, names if context.is_subset else None)
        status, results = build(arguments, project.dbt.target_path)
        if results:
            with BuildFile.opened(Home.from_environment().build_file) as tables:
                yield from told(project, results, tables)
        if (failed := read_audit(project.dbt.target_path).refuses()) or status:
            # what failed once fails again, unless dbt never began
            raise dg.Failure(failed or "dbt did not get to a model", allow_retries=not failed)

    return dbt_build


def told(project: Project, results: list[dict[str, Any]], tables: BuildFile) -> Iterator[Any]:
    """What became of each table, with rows and types, and of each test, with its failing rows."""
    # at the end: nobody else can open the build file until dbt has closed it
    nodes = project.manifest["nodes"]
    for result in results:
        name, status = result["unique_id"], result["status"]
        said: dict[str, Any] = {"seconds": result["execution_time"]}
        if name.startswith(("model.", "seed.")) and status == "success":
            key = project.get_asset_spec(project.manifest, name, project.dbt).key
            table = tables.table(nodes[name])
            columns = dg.TableSchema([dg.TableColumn(*each) for each in table.columns])
            said |= {"dagster/row_count": table.rows, "dagster/column_schema": columns}
            yield dg.Output(None, key.to_python_identifier(), metadata=said | table.watched)
        elif name.startswith("test.") and status != "skipped":
            check: Any = get_asset_check_key_for_test(project.manifest, project, name, project.dbt)
            said |= {} if status == "pass" else tables.failing(nodes[name])
            yield dg.AssetCheckResult(
                passed=status == "pass", asset_key=check.asset_key, check_name=check.name,
                severity=dg.AssetCheckSeverity["WARN" if status == "warn" else "ERROR"],
                metadata=said,
            )  # fmt: skip


def has_passed(instance: dg.DagsterInstance, check: dg.AssetCheckKey) -> bool:
    """Whether a check's last answer is yes; a run that waits in the queue changes nothing yet."""
    for record in instance.event_log_storage.get_asset_check_execution_history(check, limit=20):
        run = instance.get_run_by_id(record.run_id)
        is_waiting = run and run.status.value in ("NOT_STARTED", "QUEUED")
        if not (record.status.value == "PLANNED" and is_waiting):
            return record.status.value == "SUCCEEDED"
    return False


def served(spec: dg.AssetSpec, checks: list[dg.AssetCheckKey]) -> dg.AssetsDefinition:
    """The served file, with the report on its figures beside it."""

    @dg.multi_asset(specs=[spec], pool=BUILD_FILE, **DAILY)
    def publish_gold(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        # a manual run is gated by nothing, so what was checked is looked at here
        missed = [check.name for check in checks if not has_passed(context.instance, check)]
        home = Home.from_environment()
        if refusal := read_audit(home.target).refuses(missed):
            raise dg.Failure(f"not published: {refusal}", allow_retries=False)
        is_changed = publish(home)
        write_report(home)
        return dg.MaterializeResult(metadata={"is_changed": is_changed, "path": home.served_file})

    return publish_gold


def learned(spec: dg.AssetSpec) -> dg.AssetsDefinition:
    """The model of denial risk, whose predictions the next build reads."""

    @dg.multi_asset(specs=[spec], pool=BUILD_FILE)
    def denial_model() -> dg.MaterializeResult[None]:
        found = import_module("orchestration.risk").train(Home.from_environment())
        return dg.MaterializeResult(metadata={"model_id": found.model_id, **found.measured})

    return denial_model


def assets(project: Project) -> list[Any]:
    """Everything, from what networks send to what is made of gold."""
    built = dbt_models(project)
    blocking = [spec.key for spec in built.check_specs if spec.blocking]
    exposures = project.specs("exposures")
    made = [served(exposures["exposure.claimhouse.served_file"], blocking)]
    if find_spec("sklearn") and "exposure.claimhouse.denial_risk" in exposures:
        made += [learned(exposures["exposure.claimhouse.denial_risk"])]
    return [*landing(project), one_network, built, *made]
