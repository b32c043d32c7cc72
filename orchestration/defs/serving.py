"""Publishing, behind every check."""

# no `from __future__ import annotations`: Dagster reads the type of `context` itself

from typing import Any

import dagster as dg

from orchestration.audit import read_audit
from orchestration.defs.facts import FOLLOW, LOAD_DATE, ONE_RUN, RETRY, Facts, freshness
from orchestration.defs.models import POOL
from orchestration.manifest import meta_of
from orchestration.publish import SERVED_SCHEMA, publish
from orchestration.report import write_report

WAITING = (dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.QUEUED)


def has_passed(instance: dg.DagsterInstance, check: dg.AssetCheckKey) -> bool:
    """Whether a check's last answer is yes; a run that waits in the queue changes nothing yet."""
    for record in instance.event_log_storage.get_asset_check_execution_history(check, limit=20):
        run = instance.get_run_by_id(record.run_id)
        if not (record.status.value == "PLANNED" and run and run.status in WAITING):
            return record.status.value == "SUCCEEDED"
    return False


def served(facts: Facts, built: dg.AssetsDefinition) -> Any:
    """The served file, with the report on its figures beside it."""
    blocking = [spec.key for spec in built.check_specs if spec.blocking]
    exposure = facts.manifest["exposures"]["exposure.claimhouse.served_file"]

    @dg.asset(
        key=["serve", "claimhouse"], group_name="served", kinds={"duckdb"},
        deps=[key for key, node in facts.nodes.items() if node["schema"] == SERVED_SCHEMA],
        description=exposure["description"], owners=[exposure["owner"]["email"]],
        freshness_policy=freshness(meta_of(exposure).get("freshness")),
        automation_condition=FOLLOW, pool=POOL,
        partitions_def=LOAD_DATE, backfill_policy=ONE_RUN, retry_policy=RETRY,
    )  # fmt: skip
    def publish_gold(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        # a manual run is gated by nothing, so what was checked is looked at here
        refused = [key.name for key in blocking if not has_passed(context.instance, key)]
        refused += [failure.name for failure in read_audit(facts.home.target).failures]
        if refused:
            what = f"{len(refused)} have not passed, among them {', '.join(refused[:5])}"
            raise dg.Failure(f"not published: {what}", allow_retries=False)
        changed = publish(facts.home)
        write_report(facts.home)
        return dg.MaterializeResult(
            metadata={"is_changed": changed, "path": str(facts.home.served_file)}
        )

    return publish_gold
