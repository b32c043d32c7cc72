"""What dbt's manifest, feeds.yml and the environment say, put in Dagster's words."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from orchestration.home import Home
from orchestration.ingestion.feeds import Source
from orchestration.ingestion.inbox import Inbox
from orchestration.manifest import meta_of, reports_below, with_homes

PROJECT = Path(__file__).parents[2]
# the one partition of every asset: the day (UTC) on which its rows were loaded
LOAD_DATE = dg.DailyPartitionsDefinition(start_date="2026-01-01", end_offset=1)
ONE_RUN = dg.BackfillPolicy.single_run()
RETRY = dg.RetryPolicy(
    max_retries=3, delay=20, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)
AUTO: Any = dg.AutomationCondition
IN_PROGRESS = [dg.DagsterRunStatus[name] for name in ("QUEUED", "STARTING", "STARTED", "CANCELING")]


class NothingRuns(dg.AutomationCondition[dg.AssetKey]):
    """No run is under way: what one is about to make must not be asked for again."""

    @property
    def name(self) -> str:
        """What the web interface calls it."""
        return "nothing runs"

    def evaluate(self, context: Any) -> Any:
        """All candidates or none."""
        instance = context.asset_graph_view.instance
        is_busy = instance.get_runs_count(dg.RunsFilter(statuses=IN_PROGRESS)) > 0
        found = context.get_empty_subset() if is_busy else context.candidate_subset
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
CONDITIONS = {"follow": FOLLOW, "manual": None}


def is_production() -> bool:
    """CLAIMHOUSE_ENVIRONMENT: whether schedules and sensors run without being switched on."""
    return os.environ.get("CLAIMHOUSE_ENVIRONMENT") == "production"


def inbox() -> Inbox:
    """The networks' folder: CLAIMHOUSE_INBOX, else the sample's."""
    return Inbox(Path(os.environ.get("CLAIMHOUSE_INBOX") or Home.from_environment().sample))


def declared() -> list[Source]:
    """What arrives, as feeds.yml says now; nothing where there is no inbox yet."""
    found = inbox()
    is_sample = not os.environ.get("CLAIMHOUSE_INBOX")
    return found.sources(is_sample) if found.folder.is_dir() else []


def today() -> str:
    """The partition of what lands now."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def freshness(stated: Mapping[str, Any] | None) -> dg.FreshnessPolicy | None:
    """The policy of dbt's ``{warn_after: {count: 2, period: day}, error_after: …}``."""
    windows = {
        name: timedelta(**{f"{each['period']}s": each["count"]})
        for name, each in (stated or {}).items()
        if name in ("warn_after", "error_after") and each and each.get("count")
    }
    if not windows:
        return None
    last = windows.pop("error_after", None) or windows.pop("warn_after")
    return dg.FreshnessPolicy.time_window(last, windows.get("warn_after"))


class Translator(DagsterDbtTranslator):
    """Keys, layers, policies and conditions of dbt's nodes."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_code_references=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """A source is the landing asset of its name; all else is its schema and name."""
        key = super().get_asset_key(dbt_resource_props)
        is_source = dbt_resource_props["resource_type"] == "source"
        return key.with_prefix("landing") if is_source else key

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer."""
        kind = dbt_resource_props["resource_type"]
        layer = dbt_resource_props["config"].get("schema")
        return str({"source": "landing", "seed": "seeds"}.get(kind, layer))

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The description alone: the code is a click away."""
        return str(dbt_resource_props["description"]).strip()

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """With ``meta.automation``, and ``meta.freshness`` or the freshness of a source."""
        props = self.get_resource_props(manifest, unique_id)
        meta = meta_of(props)
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(
            automation_condition=CONDITIONS[meta.get("automation", "manual")],
            freshness_policy=freshness(props.get("freshness") or meta.get("freshness")),
        )  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """The manifest that ``dbt parse`` wrote, and where it is built."""

    home: Home
    project: DbtProject
    manifest: dict[str, Any]
    translator: Translator

    @classmethod
    def load(cls) -> Facts:
        """From the target folder: one for all runs, since one a run grows by 2 MB a run."""
        home = Home.from_environment()
        project = DbtProject(PROJECT, profiles_dir=PROJECT, target_path=home.target)
        manifest = with_homes(json.loads(project.manifest_path.read_bytes()))
        return cls(home, project, manifest, Translator())

    @cached_property
    def nodes(self) -> dict[dg.AssetKey, dict[str, Any]]:
        """Models, seeds, snapshots and sources by asset key."""
        kinds = ("model", "seed", "snapshot", "source")
        nodes = {**self.manifest["nodes"], **self.manifest["sources"]}.values()
        return {
            self.translator.get_asset_key(node): node
            for node in nodes
            if node["resource_type"] in kinds
        }

    def spec(self, unique_id: str) -> dg.AssetSpec:
        """A node's asset."""
        return self.translator.get_asset_spec(self.manifest, unique_id, self.project)

    def landing(self, feed: str) -> list[dg.AssetKey]:
        """The landing assets of a feed."""
        return [key for key in self.nodes if key.path[:2] == ["landing", feed]]

    def reports(self, keys: Iterable[dg.AssetKey]) -> list[str]:
        """Reports that read these assets."""
        names = [self.nodes[key]["unique_id"] for key in keys if key in self.nodes]
        return reports_below(self.manifest, names)
