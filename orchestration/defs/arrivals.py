"""When to look for more: a schedule a feed, sensors for new files and networks, and automation."""

from __future__ import annotations

import json
from typing import Any

import dagster as dg

from orchestration.defs.facts import Facts, declared, inbox, is_production, today
from orchestration.defs.landing import NETWORKS
from orchestration.ingestion.batch import DriverMissing, SourceAway
from orchestration.ingestion.feeds import MissingVariableError, expand
from orchestration.ingestion.watch import crons, due, listing

RUNNING = dg.DefaultSensorStatus.RUNNING


def schedules(facts: Facts) -> list[dg.ScheduleDefinition]:
    """One for each feed for which feeds.yml states a time; what is new is built by itself."""
    status = dg.DefaultScheduleStatus
    return [
        dg.ScheduleDefinition(
            name=f"land_{feed}", cron_schedule=times, target=facts.landing(feed),
            description=f"Looks for {feed}; what landed before is known by its bytes.",
            execution_fn=lambda context: dg.RunRequest(partition_key=today()),
            default_status=status.RUNNING if is_production() else status.STOPPED,
        )
        for feed, times in crons(declared()).items()
    ]  # fmt: skip


def looked(facts: Facts, context: dg.SensorEvaluationContext, far: bool) -> dg.SensorResult:
    """Ask for the feeds whose folders, or buckets, have changed."""
    listings, feeds = {}, {}
    for source in declared():
        try:
            location = expand(source.location)
            if not source.is_database and ("://" in location) is far:
                name = f"{source.name} {source.location}"
                listings[name] = listing(source, location, inbox().folder / source.network)
                feeds[name] = source.feed
        except (SourceAway, DriverMissing, MissingVariableError, OSError) as error:
            context.log.warning(f"{source.name}: {error}")
    cursor, changed = due(json.loads(context.cursor or "{}"), listings)
    keys = sorted({key for name in changed for key in facts.landing(feeds[name])})
    requests = [dg.RunRequest(asset_selection=keys, partition_key=today())] if keys else []
    return dg.SensorResult(run_requests=requests, cursor=json.dumps(cursor))


def sensors(facts: Facts) -> list[Any]:
    """For new files in folders and in buckets, for new networks, and for what follows."""
    status = RUNNING if is_production() else dg.DefaultSensorStatus.STOPPED
    landing = [key for key in facts.nodes if key.path[0] == "landing"]

    def files(name: str, seconds: int, far: bool) -> dg.SensorDefinition:
        return dg.SensorDefinition(
            name=name, target=landing, minimum_interval_seconds=seconds, default_status=status,
            evaluation_fn=lambda context: looked(facts, context, far),
        )  # fmt: skip

    @dg.sensor(minimum_interval_seconds=60, default_status=RUNNING)
    def new_networks(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """A partition of landing/one_network for each network of the inbox."""
        known = context.instance.get_dynamic_partitions(str(NETWORKS.name))
        fresh = sorted({each.network for each in declared()} - set(known))
        requests = [NETWORKS.build_add_request(fresh)] if fresh else []
        return dg.SensorResult(dynamic_partitions_requests=requests)

    follow = dg.AutomationConditionSensorDefinition(
        "follow", target=dg.AssetSelection.all(), default_status=status, use_user_code_server=True,
        description="Builds what follows from what has landed, while no check fails.",
    )  # fmt: skip
    return [
        files("new_files_in_folders", 30, far=False),
        files("new_files_in_buckets", 300, far=True),
        new_networks,
        follow,
    ]
