"""What happens by itself: schedules, sensors for files and networks, and alerts."""

# no `from __future__ import annotations`: Dagster reads the types of resources itself
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import dagster as dg

from orchestration import alerts, intake
from orchestration.defs.assets import NETWORKS

Send = dg.ResourceParam[Callable[[alerts.Alert], Any]]
EVERYTHING = dg.define_asset_job(
    "everything", selection=dg.AssetSelection.all() - dg.AssetSelection.groups("on_request", "risk")
)
LOOKS = {"new_files_in_folders": (30, False), "new_files_in_buckets": (300, True)}
ALWAYS = dg.DefaultSensorStatus.RUNNING


def schedules() -> list[dg.ScheduleDefinition]:
    """Each feed when feeds.yml says, and every night all; what follows is built by itself."""
    due: dict[str, Any] = {"every_night": ("0 3 * * *", EVERYTHING)}
    for feed, times in intake.crons().items():
        due[f"land_{feed}"] = (times, dg.AssetSelection.key_prefixes(["landing", feed]))
    return [
        dg.ScheduleDefinition(
            name=name,
            cron_schedule=times,
            target=target,
            execution_fn=lambda context: dg.RunRequest(partition_key=intake.today()),
            default_status=dg.DefaultScheduleStatus[intake.switched()],
        )
        for name, (times, target) in due.items()
    ]


def looked(context: dg.SensorEvaluationContext, is_far: bool) -> dg.SensorResult:
    """Asks for the feeds whose files are new or others than before."""
    found = intake.look(context.cursor, is_far)
    for remark in found.remarks:
        context.log.warning(remark)
    keys = [dg.AssetKey(["landing", *each]) for each in found.due]
    requests = [dg.RunRequest(asset_selection=keys, partition_key=intake.today())] if keys else []
    return dg.SensorResult(requests, cursor=json.dumps(found.cursor))


@dg.sensor(minimum_interval_seconds=60, default_status=ALWAYS)
def new_networks(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """A partition of landing/one_network for each network of the inbox."""
    known = context.instance.get_dynamic_partitions(str(NETWORKS.name))
    fresh = sorted({each.network for each in intake.declared()} - set(known))
    requests = [NETWORKS.build_add_request(fresh)] if fresh else []
    return dg.SensorResult(dynamic_partitions_requests=requests)


def said(event: Any) -> alerts.Said:
    """An event's metadata as plain values."""
    return {name: each.value for name, each in event.metadata.items()}


def ended(instance: dg.DagsterInstance, run: dg.DagsterRun) -> alerts.Ended:
    """The plain facts of a run that has ended."""
    facts = alerts.Ended(run.run_id, run.job_name, run.is_failure)
    for log in instance.all_logs(run.run_id):
        if (check := log.asset_check_evaluation) and not check.passed:
            table, severity = check.asset_key.to_user_string(), check.severity.value
            facts.add_failed(check.check_name, table, severity, said(check))
        elif made := log.asset_materialization:
            facts.made[made.asset_key.to_user_string()] = said(made)
        elif log.dagster_event and log.dagster_event.asset_key:
            facts.asked.add(log.dagster_event.asset_key.to_user_string())
    return facts


def on_end(status: dg.DagsterRunStatus, name: str) -> dg.SensorDefinition:
    """Sends an alert for a run that ended so, where it is worth one."""

    @dg.run_status_sensor(status, name=name, default_status=ALWAYS)
    def told(context: dg.RunStatusSensorContext, send: Send) -> None:
        def history(name: str) -> list[alerts.Said]:
            key = dg.AssetKey.from_user_string(name)
            records = context.instance.fetch_materializations(key, limit=20).records
            return [said(each.asset_materialization) for each in records]

        if alert := alerts.on_end(ended(context.instance, context.dagster_run), history):
            send(alert)

    return told


@dg.sensor(minimum_interval_seconds=60, default_status=ALWAYS)
def stale_assets(context: dg.SensorEvaluationContext, send: Send) -> dg.SensorResult:
    """Assets that have become late or stale, however green their runs."""
    graph: Any = context.repository_def and context.repository_def.asset_graph
    policed = [key for key in graph.get_all_asset_keys() if graph.get(key).freshness_policy]
    records = context.instance.get_freshness_state_records(policed)
    states = {key.to_user_string(): each.freshness_state.value for key, each in records.items()}
    for alert in alerts.on_age(states, json.loads(context.cursor or "{}")):
        send(alert)
    return dg.SensorResult(cursor=json.dumps(states))


def sensors() -> list[Any]:
    """For new files in folders and in buckets, for what follows, for networks and for alerts."""
    status = dg.DefaultSensorStatus[intake.switched()]
    files = [
        dg.SensorDefinition(
            name=name,
            target=dg.AssetSelection.groups("landing"),
            minimum_interval_seconds=seconds,
            default_status=status,
            evaluation_fn=partial(looked, is_far=is_far),
        )
        for name, (seconds, is_far) in LOOKS.items()
    ]
    follow = dg.AutomationConditionSensorDefinition(
        "follow", target=dg.AssetSelection.all(), default_status=status, use_user_code_server=True
    )
    failed = on_end(dg.DagsterRunStatus.FAILURE, "failed_runs")
    finished = on_end(dg.DagsterRunStatus.SUCCESS, "finished_runs")
    return [*files, follow, new_networks, failed, finished, stale_assets]
