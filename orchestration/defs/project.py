"""The dbt project in Dagster's words: keys, layers, policies and conditions of its nodes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from orchestration import manifest as facts
from orchestration.home import Home

ROOT = Path(__file__).parents[2]
AUTO: Any = dg.AutomationCondition
UNDER_WAY = [dg.DagsterRunStatus[name] for name in ("QUEUED", "STARTING", "STARTED", "CANCELING")]


class NothingRuns(dg.AutomationCondition[dg.AssetKey]):
    """No run is under way: what one is about to make must not be asked for again."""

    def evaluate(self, context: Any) -> Any:
        """All candidates or none."""
        runs = context.asset_graph_view.instance.get_runs_count(dg.RunsFilter(statuses=UNDER_WAY))
        found = context.get_empty_subset() if runs else context.candidate_subset
        return dg.AutomationResult(context, true_subset=found)


# not eager(): it would wait until every feed has landed today, and never waits for checks
FOLLOW = (
    # two days: what landed just before midnight is built just after it
    AUTO.in_latest_time_window(timedelta(days=2))
    & (
        AUTO.any_deps_match(
            (AUTO.data_version_changed() & ~AUTO.executed_with_root_target())
            | AUTO.will_be_requested()
        )
        | AUTO.code_version_changed()
    ).since_last_handled()
    & NothingRuns()
    & AUTO.all_deps_blocking_checks_passed()
).with_label("code or parents changed, and their checks passed")
WEEKLY = AUTO.cron_tick_passed("0 4 * * 0").since_last_handled() & NothingRuns()
CONDITIONS = {"follow": FOLLOW, "weekly": WEEKLY, "manual": None}


class Project(DagsterDbtTranslator):
    """The dbt project, and the manifest that ``dbt parse`` wrote."""

    def __init__(self) -> None:
        settings = {"enable_code_references": True, "enable_duplicate_source_asset_keys": True}
        super().__init__(DagsterDbtTranslatorSettings(**settings))
        # one target folder for all runs, since one a run grows by 2 MB a run
        self.dbt = DbtProject(ROOT, profiles_dir=ROOT, target_path=Home.from_environment().target)
        self.manifest = facts.with_homes(json.loads(self.dbt.manifest_path.read_bytes()))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """What ingest lands, by its feed; all else as its meta says, or by schema and name."""
        key = super().get_asset_key(dbt_resource_props)
        has_landed = dbt_resource_props.get("loader") == "claimhouse ingest"
        return key.with_prefix("landing") if has_landed else key

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """As layer and meta say; a description without the code, which is a click away."""
        node = self.get_resource_props(manifest, unique_id)
        spec = super().get_asset_spec(manifest, unique_id, project)
        ages = facts.ages(node)
        return spec.replace_attributes(
            group_name=facts.layer(node) or spec.key.path[0],
            description=str(node["description"]).strip(),
            automation_condition=CONDITIONS[facts.meta_of(node).get("automation", "manual")],
            freshness_policy=dg.FreshnessPolicy.time_window(*ages) if ages else None,
        )

    def specs(self, kind: str) -> dict[str, dg.AssetSpec]:
        """The assets of all ``sources`` or ``exposures``, by dbt's name."""
        names = self.manifest[kind]
        return {name: self.get_asset_spec(self.manifest, name, self.dbt) for name in names}
