"""What is worth an alert: failed runs and checks, spikes, low volumes, and what is stale."""

# no `from __future__ import annotations`: Dagster reads the types of resources itself

import json
from typing import Any

import dagster as dg

from orchestration.alerts import Alert, low, send, spikes
from orchestration.defs.arrivals import RUNNING
from orchestration.defs.facts import Facts

KIND = dg.DagsterEventType


class Alerts(dg.ConfigurableResource[Any]):
    """Sends alerts; tests put another one in its place."""

    def send(self, alert: Alert) -> None:
        """AlertError where an address did not take it: the sensor's next tick tries again."""
        send(alert)


def history(instance: dg.DagsterInstance, key: dg.AssetKey, name: str) -> list[dict[str, int]]:
    """A metadata entry of an asset's last materialisations, newest first."""
    records = instance.fetch_materializations(key, limit=20).records
    made = [each.asset_materialization for each in records if each.asset_materialization]
    return [dict(each.metadata[name].value) for each in made if name in each.metadata]  # type: ignore[arg-type]


def run_alert(facts: Facts, instance: dg.DagsterInstance, run: dg.DagsterRun) -> Alert | None:
    """What a finished run is worth saying, in one alert."""
    lines: list[str] = []
    networks: set[str] = set()
    touched, asked, made = set[dg.AssetKey](), set[dg.AssetKey](), set[dg.AssetKey]()
    for entry in instance.all_logs(run.run_id):
        event = entry.dagster_event
        if event and event.event_type is KIND.ASSET_MATERIALIZATION_PLANNED and event.asset_key:
            asked.add(event.asset_key)
        elif event and event.event_type is KIND.ASSET_MATERIALIZATION and event.asset_key:
            made.add(event.asset_key)
        elif event and event.event_type is KIND.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed:
                said: dict[str, Any] = {name: each.value for name, each in check.metadata.items()}
                place = said.get("failing_rows", "")
                lines.append(f"check {check.check_name} of {check.asset_key.to_user_string()}"
                             f" ({check.severity.value.lower()}): {place}")  # fmt: skip
                networks |= set(said.get("networks") or ())
                touched.add(check.asset_key)
    for key in sorted(made):
        for name in spikes(history(instance, key, "counts")):
            lines.append(f"far more rows of {name} in {key.to_user_string()} than before")
            networks.add(name.split()[0])
            touched.add(key)
        for network in low(history(instance, key, "rows_by_network")):
            lines.append(f"far fewer rows of {network} in {key.to_user_string()} than usual")
            networks.add(network)
            touched.add(key)
    if not run.is_failure and not lines:
        return None
    touched |= asked - made if run.is_failure else set()
    title = f"run {'failed' if run.is_failure else 'ended with warnings'}: {run.job_name}"
    return Alert(title, lines, sorted(networks), facts.reports(touched), f"runs/{run.run_id}")


def sensors(facts: Facts) -> list[Any]:
    """One for runs that failed, one for runs that ended well, one for what is stale."""

    def runs(name: str, status: dg.DagsterRunStatus) -> dg.SensorDefinition:
        @dg.run_status_sensor(status, name=name, default_status=RUNNING)
        def ended(context: dg.RunStatusSensorContext, alerts: Alerts) -> None:
            if alert := run_alert(facts, context.instance, context.dagster_run):
                alerts.send(alert)

        return ended

    policed = [key for key, node in facts.nodes.items()
               if facts.spec(node["unique_id"]).freshness_policy]  # fmt: skip

    @dg.sensor(minimum_interval_seconds=60, default_status=RUNNING)
    def stale_assets(context: dg.SensorEvaluationContext, alerts: Alerts) -> dg.SensorResult:
        """Assets that have become late or stale, however green their runs."""
        before = json.loads(context.cursor or "{}")
        records = context.instance.get_freshness_state_records(policed)
        states = {key.to_user_string(): each.freshness_state.value for key, each in records.items()}
        for key in records:
            name = key.to_user_string()
            state = {"WARN": "late", "FAIL": "stale"}.get(states[name])
            if state and states[name] != before.get(name):
                alerts.send(Alert(f"{name} is {state}", ["no run has renewed it in time"], (),
                                  facts.reports([key]), f"assets/{name}"))  # fmt: skip
        return dg.SensorResult(cursor=json.dumps(states))

    return [
        runs("failed_runs", dg.DagsterRunStatus.FAILURE),
        runs("finished_runs", dg.DagsterRunStatus.SUCCESS),
        stale_assets,
    ]
