"""The Dagster layer; facts about models live in dbt meta, facts about feeds in feeds.yml."""

from __future__ import annotations

import dagster as dg

from orchestration import alerts
from orchestration.defs import assets, sensors
from orchestration.defs.project import Project


def assembled() -> dg.Definitions:
    """All definitions, as the manifest and the inbox's feeds.yml stand now."""
    return dg.Definitions(
        assets=assets.assets(Project()),
        schedules=sensors.schedules(),
        sensors=sensors.sensors(),
        resources={"send": alerts.send},
        # one process: nobody else can open the build file while it is written
        executor=dg.in_process_executor,
    )
