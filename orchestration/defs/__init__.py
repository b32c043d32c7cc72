"""The Dagster layer; facts about models live in dbt meta, facts about feeds in feeds.yml."""

from __future__ import annotations

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.defs import arrivals, landing, models, serving, watching
from orchestration.defs.facts import Facts


def assembled() -> dg.Definitions:
    """All definitions, as the manifest and the inbox's feeds.yml stand now."""
    facts = Facts.load()
    built = models.built(facts)
    all_days = dg.AssetSelection.all() - dg.AssetSelection.assets(landing.ONE_NETWORK)
    return dg.Definitions(
        assets=[*landing.landed(facts), landing.one_network, built, serving.served(facts, built)],
        jobs=[dg.define_asset_job("everything", selection=all_days)],
        schedules=arrivals.schedules(facts),
        sensors=[*arrivals.sensors(facts), *watching.sensors(facts)],
        resources={
            "dbt": DbtCliResource(project_dir=facts.project, dbt_executable=models.DBT),
            "alerts": watching.Alerts(),
        },
        # one process: nobody else can open the build file while it is written
        executor=dg.in_process_executor,
    )
