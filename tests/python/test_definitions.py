from __future__ import annotations

import pytest
from conftest import Project

pytestmark = pytest.mark.build


def test_definitions_load_and_hold_every_model(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs import assembled

    monkeypatch.setenv("CLAIMHOUSE_HOME", str(sample_project.home))
    monkeypatch.setenv("DBT_TARGET_PATH", str(sample_project.home / "target"))
    keys = {key.path[-1] for key in assembled().resolve_all_asset_keys()}
    built = sample_project.query(
        "select table_name from information_schema.tables"
        " where table_schema in ('bronze', 'silver', 'gold')"
    )
    assert {name for (name,) in built} <= keys


def test_dagster_validates_the_definitions(sample_project: Project) -> None:
    done = sample_project.run(
        "dagster", "definitions", "validate", "-m", "orchestration.definitions"
    )
    assert "Validation successful" in done.stdout + done.stderr
