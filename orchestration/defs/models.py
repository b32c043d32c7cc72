"""The dbt project as Dagster assets."""

# no `from __future__ import annotations`: Dagster reads the type of `context` itself

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from orchestration.home import Home

PROJECT = Path(__file__).parents[2]
DBT = str(Path(sys.executable).with_name("dbt"))


def definitions() -> dg.Definitions:
    """Every model, seed and test of the manifest that ``dbt parse`` wrote."""
    # one target folder: dbt in a folder of its own for each run grows by 2 MB a run
    target = Home.from_environment().target
    project = DbtProject(PROJECT, profiles_dir=PROJECT, target_path=target)

    @dbt_assets(manifest=project.manifest_path)
    def claimhouse_models(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        yield from dbt.cli(["build"], context=context, target_path=target).stream()

    return dg.Definitions(
        assets=[claimhouse_models],
        resources={"dbt": DbtCliResource(project_dir=project, dbt_executable=DBT)},
        # one process: nobody else can open the build file while it is written
        executor=dg.in_process_executor,
    )
