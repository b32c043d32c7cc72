"""What MetricFlow answers, against rpt_measures and rpt_lags: one definition in two places."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
import pytest
from conftest import ROOT, Project

pytestmark = pytest.mark.build

LAGS = [f"{name}_lag" for name in ("charge", "bill", "payment")]
PERCENTILES = {f"{lag}_{name}": (lag, f"{name}_days") for lag in LAGS for name in ("median", "p90")}


@pytest.fixture(scope="module")
def answers(
    sample_project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's build, and a view ``answers`` of `mf query` by month, network and payer.

    MetricFlow looks for target/ in the project's root and nowhere else, so that it is told of
    a project that is a folder of links, with the target of the sample's build.
    """
    folder = tmp_path_factory.mktemp("metricflow")
    for name in ("dbt_project.yml", "packages.yml"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "target").symlink_to(sample_project.home / "target")
    measures = sample_project.query("select measure from gold.dim_measure order by sort_order")
    metrics = [*(measure for (measure,) in measures), *PERCENTILES]
    path = folder / "answers.csv"
    asked = Project(
        sample_project.home, sample_project.environment | {"DBT_PROJECT_DIR": str(folder)}
    )
    asked.run(
        "mf", "query", "--metrics", ",".join(metrics),
        "--group-by", "metric_time__month,network,payer", "--csv", str(path),
    )  # fmt: skip
    build = sample_project.home / "build" / "claimhouse.duckdb"
    with duckdb.connect(build, read_only=True) as connection:
        connection.execute(
            f"""
            create temp table answers as
            select network as network_id, coalesce(payer, '') as payer_key,
                metric_time__month::date as measure_month, metric, answer::double as answer
            from (
                unpivot (from read_csv('{path}', types = {{'cost_to_collect': 'double'}}))
                on {", ".join(metrics)} into name metric value answer
            )
            where metric_time__month is not null
            """
        )
        yield connection


def differing(connection: duckdb.DuckDBPyConnection, expected: str) -> dict[str, tuple[int, int]]:
    """Answers and how many of them differ, by metric; ``expected`` selects what they must be."""
    rows = connection.execute(
        f"""
        select
            metric,
            count(answer),
            count(*) filter (
                (answer is null) <> (expected is null) or abs(answer - expected) > 1e-9
            )
        from answers
        full join (
            select * replace (coalesce(payer_key, '') as payer_key) from ({expected})
        ) as expected
            using (network_id, payer_key, measure_month, metric)
        group by metric
        """
    ).fetchall()
    return {metric: (answered, wrong) for metric, answered, wrong in rows}


def test_metrics_are_the_measures_of_their_name(answers: duckdb.DuckDBPyConnection) -> None:
    """Where a measure has no value its metric has none: no feed brings the cost to collect."""
    found = differing(
        answers,
        """
        select network_id, payer_key, measure_month, measure as metric,
            measure_value::double as expected
        from gold.rpt_measures
        """,
    )
    percentiles = {name: found.pop(name) for name in PERCENTILES}
    assert all(answered == wrong > 50 for answered, wrong in percentiles.values())
    assert {metric: wrong for metric, (_, wrong) in found.items() if wrong} == {}
    assert {metric for metric, (answered, _) in found.items() if answered < 50} == {
        "cost_to_collect"
    }


def test_percentiles_of_lags_are_those_of_the_report(answers: duckdb.DuckDBPyConnection) -> None:
    selects = " union all ".join(
        f"""
        select network_id, payer_key, measure_month, '{metric}' as metric,
            {column}::double as expected
        from gold.rpt_lags where measure = '{lag}'
        """
        for metric, (lag, column) in PERCENTILES.items()
    )
    found = differing(answers, selects)
    assert {metric: found[metric][1] for metric in PERCENTILES} == dict.fromkeys(PERCENTILES, 0)


def test_metrics_say_what_dim_measure_says(sample_project: Project) -> None:
    """One wording: every measure is a ratio metric with its label and formula."""
    path = sample_project.home / "target" / "semantic_manifest.json"
    metrics = {
        metric["name"]: (metric["label"], metric["description"].strip())
        for metric in json.loads(path.read_text())["metrics"]
        if metric["type"] == "ratio"
    }
    measures = sample_project.query("select measure, measure_label, formula from gold.dim_measure")
    assert metrics == {measure: (label, formula) for measure, label, formula in measures}


def test_the_readme_lists_the_measures(sample_project: Project) -> None:
    measures = sample_project.query(
        "select measure, formula from gold.dim_measure order by sort_order"
    )
    table = [f"| `{measure}` | {formula} |" for measure, formula in measures]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n".join(table) in text, "README must have:\n" + "\n".join(table)
