"""The dbt project as Dagster assets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

PROJECT = Path(__file__).parents[2]


def definitions() -> dg.Definitions:
    """Every model, seed and test of the manifest that ``dbt parse`` wrote."""
    project = DbtProject(PROJECT, profiles_dir=PROJECT)

    @dbt_assets(manifest=project.manifest_path)
    def claimhouse_models(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
        target = project.project_dir / "target"  # fixed: a folder a run would grow by 2 MB
        yield from dbt.cli(["build"], context=context, target_path=target).stream()

    return dg.Definitions(
        assets=[claimhouse_models],
        resources={"dbt": DbtCliResource(project_dir=project)},
    )
