"""The dbt project as assets, every test of it as a check."""

# no `from __future__ import annotations`: Dagster reads the type of `context` itself

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.definitions.metadata import normalize_metadata
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.audit import read_audit
from orchestration.defs.facts import LOAD_DATE, ONE_RUN, RETRY, Facts
from orchestration.manifest import meta_of
from orchestration.measure import BuildFile

DBT = str(Path(sys.executable).with_name("dbt"))
# a pool of one (dagster.yaml): DuckDB lets nobody else open a file that is being written
POOL = "duckdb"


def arguments(context: dg.AssetExecutionContext) -> list[str]:
    """Arguments for dbt: the days of the partition, and exactly the nodes that were asked for.

    Not the selection that dagster-dbt makes: from 200 nodes on it copies the whole folder of
    the project, landing included.
    """
    args = ["build", "--exclude-resource-type", "unit_test"]
    if context.has_partition_key_range:
        window = context.partition_time_window
        args += ["--event-time-start", f"{window.start:%Y-%m-%d}"]
        args += ["--event-time-end", f"{window.end:%Y-%m-%d}"]
    whole = context.assets_def
    names = [key.path[-1] for key in context.selected_asset_keys]
    names += [key.name for key in context.selected_asset_check_keys]
    if len(names) < len(whole.node_keys_by_output_name) + len(
        whole.node_check_specs_by_output_name
    ):
        args += ["--indirect-selection", "empty", "--select", " ".join(sorted(names))]
    return args


def built(facts: Facts) -> dg.AssetsDefinition:
    """Every model and seed, built by one ``dbt build``."""

    @dbt_assets(
        manifest=facts.manifest, project=facts.project, dagster_dbt_translator=facts.translator,
        name="dbt_build", pool=POOL,
        partitions_def=LOAD_DATE, backfill_policy=ONE_RUN, retry_policy=RETRY,
    )  # fmt: skip
    def dbt_build(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        target = facts.home.target
        # the results of an earlier build must not be read as this one's
        (target / "run_results.json").unlink(missing_ok=True)
        invocation = dbt.cli(
            arguments(context), manifest=facts.manifest, raise_on_error=False,
            dagster_dbt_translator=facts.translator, target_path=target,
        )  # fmt: skip
        events = [
            event
            for message in invocation.stream_raw_events()
            for event in message.to_default_asset_events(
                facts.manifest, facts.translator, context, target, facts.project
            )
        ]
        if events:
            with BuildFile.opened(facts.home.build_file) as tables:
                yield from described(events, facts, tables)
        failed = [failure.name for failure in read_audit(target).failures]
        if failed or invocation.process.returncode:
            what = ", ".join(failed) or "it did not get to the first model"
            # what failed once fails again, unless dbt never began
            raise dg.Failure(f"dbt build: {what}", allow_retries=not failed)

    return dbt_build


def described(events: list[Any], facts: Facts, tables: BuildFile) -> Iterator[Any]:
    """Events of dbt with what the tables know: rows, types, and where failing rows are."""
    outputs = {key.to_python_identifier(): node for key, node in facts.nodes.items()}
    tests = {
        node["name"]: (node["schema"], node["alias"])
        for node in facts.manifest["nodes"].values()
        if node["resource_type"] == "test"
    }
    for event in events:
        found: dict[str, Any] = {}
        if isinstance(event, dg.Output):
            node = outputs[event.output_name]
            place = (node["schema"], node["alias"])
            found["dagster/row_count"] = tables.rows(*place)
            found["dagster/column_schema"] = dg.TableSchema([
                dg.TableColumn(name, kind, node["columns"].get(name, {}).get("description"))
                for name, kind in tables.types[place].items()
            ])  # fmt: skip
            if watched := meta_of(node).get("watch_growth_by"):
                found["counts"] = tables.counts(*place, watched)
            yield event.with_metadata({**event.metadata, **found})
        elif isinstance(event, dg.AssetCheckResult) and not event.passed:
            place = tests[str(event.check_name)]
            found["failing_rows"] = f"select * from {'.'.join(place)}"
            found["networks"] = tables.networks(*place)
            yield event._replace(metadata={**event.metadata, **normalize_metadata(found)})
        else:
            yield event
