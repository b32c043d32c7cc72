"""The main job end to end, on the sample networks."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT, Project, copy_landed, make_project
from x12_text import element, money, read_segments

pytestmark = pytest.mark.build


def claim_payments(folder: Path) -> dict[str, Decimal]:
    """Sum of CLP04 by network, read from the text of the 835 files alone."""
    sums: dict[str, Decimal] = {}
    for path in folder.glob("*/x12/*.835"):
        for segment in read_segments(path.read_bytes().decode("ascii")):
            if segment[0] == "CLP":
                network = path.parents[1].name
                sums[network] = sums.get(network, Decimal(0)) + money(element(segment, 4))
    return sums


def copy_of_project(folder: Path) -> Path:
    """What dbt reads of this project, free to be broken."""
    for name in ("models", "macros", "seeds", "tests", "packages", "dbt_packages", "snapshots"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name)
    for name in ("dbt_project.yml", "profiles.yml", "packages.yml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_revenue_by_payer_is_what_the_files_say(sample_project: Project) -> None:
    gold = sample_project.served(
        "select network_id, sum(paid_amount) from gold.rpt_revenue_by_payer group by network_id"
    )
    assert dict(gold) == claim_payments(sample_project.home / "build" / "sample")


def test_every_service_line_of_the_files_is_in_gold(sample_project: Project) -> None:
    lines = sum(
        segment[0] == "SVC"
        for path in (sample_project.home / "build" / "sample").glob("*/x12/*.835")
        for segment in read_segments(path.read_bytes().decode("ascii"))
    )
    gold = sample_project.served(
        "select count(*) from gold.fct_adjudications where service_number > 0"
    )
    assert gold == [(lines,)]


def test_the_sample_has_no_issue(sample_project: Project) -> None:
    assert sample_project.query("select * from silver.silver_x12_issues") == []


def test_only_gold_is_served(sample_project: Project) -> None:
    assert {schema for (schema,) in sample_project.served(
        "select distinct schema_name from duckdb_tables()"
    )} == {"gold"}  # fmt: skip


def test_nothing_new_changes_nothing(sample_project: Project) -> None:
    served = sample_project.home / "serve" / "claimhouse.duckdb"
    before = served.stat()
    landed = sample_project.run("claimhouse", "ingest")
    sample_project.run("dbt", "build", "--quiet", "--exclude-resource-type", "unit_test")
    published = sample_project.run("claimhouse", "publish")
    assert "landed         0 arrivals new" in landed.stdout
    assert "nothing changed" in published.stdout
    assert served.stat().st_mtime_ns == before.st_mtime_ns
    assert len(published.stdout.splitlines()) <= 20


def test_a_broken_model_fails_its_unit_test_and_is_not_published(
    sample_project: Project, tmp_path: Path
) -> None:
    """A copy of the project in which denials of the patient group count too (DOMAIN 4)."""
    project = make_project(tmp_path / "home")
    copy = copy_of_project(tmp_path / "project")
    copy_landed(sample_project, project)
    shutil.copytree(sample_project.home / "serve", project.home / "serve")
    model = copy / "models" / "silver" / "remittances" / "silver_adjustments.sql"
    sound = model.read_text()
    broken = sound.replace("<> 'PR'", "<> 'none'")
    assert broken != sound
    model.write_text(broken)
    served = project.home / "serve" / "claimhouse.duckdb"
    before = served.read_bytes()

    built = project.run("dbt", "build", "--quiet", "--project-dir", str(copy), check=False)
    published = project.run("claimhouse", "publish", check=False)

    assert built.returncode != 0
    assert published.returncode == 1
    assert "unit test silver_adjustments." in published.stderr
    assert served.read_bytes() == before


def test_a_failing_data_test_says_where_its_rows_are(
    sample_project: Project, tmp_path: Path
) -> None:
    project = make_project(tmp_path / "home")
    copy = copy_of_project(tmp_path / "project")
    copy_landed(sample_project, project)
    test = copy / "tests" / "singular" / "always_fails.sql"
    test.write_text("select 1 as found")

    data = ("--exclude-resource-type", "unit_test", "--project-dir", str(copy))
    project.run("dbt", "build", "--quiet", *data, check=False)
    published = project.run("claimhouse", "publish", check=False)

    assert published.returncode == 1
    assert "test always_fails: Got 1 result" in published.stderr
    assert "select * from audit.always_fails" in published.stderr
    assert project.query("select found from audit.always_fails") == [(1,)]
    assert not (project.home / "serve" / "claimhouse.duckdb").exists()

    # rows are kept while there are any, and of no test that passes
    test.write_text("select 1 as found where false")
    project.run("dbt", "test", "--quiet", "--select", "always_fails", *data[2:])
    kept = "select count(*) from information_schema.tables where table_schema like '%audit'"
    assert project.query(kept) == [(0,)]
