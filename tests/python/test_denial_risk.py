"""Denial risk: what is measured, what may be known when, and what comes back to gold."""

from __future__ import annotations

import json
import math
import shutil
import sys
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from conftest import Project, make_project

from orchestration.cli import main
from orchestration.home import Home
from orchestration.risk import RiskError, measures, train
from orchestration.risk.model import (
    CATEGORIES,
    REGULARISATION,
    SCOPES,
    Columns,
    fit,
    probability,
    shift_to,
)
from orchestration.risk.tables import ANCHOR, SCHEMAS, anchor
from orchestration.risk.training import LEAST, too_few, windows

NOW = datetime(2026, 7, 1, 6)
OUTCOME = np.array([0.0, 0.0, 1.0, 1.0])


def days(*texts: str) -> Any:
    return np.array(texts, "datetime64[D]")


# ---- measures, worked out by hand


def test_brier_score_is_the_mean_squared_distance() -> None:
    # (0.01 + 0.09 + 0.09 + 0.64) / 4
    assert measures.brier_score(OUTCOME, np.array([0.1, 0.3, 0.7, 0.2])) == pytest.approx(0.2075)


def test_calibration_is_by_tenths_of_the_probability() -> None:
    predicted = np.repeat([0.1, 0.6], 10)
    observed = np.array([0.0] * 10 + [1.0] * 5 + [0.0] * 5)
    found = measures.deciles(observed, predicted)
    assert [(count, denied) for count, denied, _ in found] == [(2, 0)] * 5 + [
        (2, 2), (2, 2), (2, 1), (2, 0), (2, 0)
    ]  # fmt: skip
    # 0.1 * (5 * 0.1 + 0.4 + 0.4 + 0.1 + 0.6 + 0.6)
    assert measures.calibration_error(observed, predicted) == pytest.approx(0.26)


def test_a_gain_counts_claims_not_lines() -> None:
    # gains by line: 0.25 - 0.04 = 0.21, 0.21, 0.25 - 0.49 = -0.24, 0.21; their mean is 0.0975
    predicted, baseline = np.array([0.2, 0.2, 0.3, 0.8]), np.full(4, 0.5)
    gain, error = measures.brier_gain(OUTCOME, predicted, baseline, np.array([1, 1, 2, 3]))
    assert gain == pytest.approx(0.0975)
    # sums by claim of gain - mean: 0.225, -0.3375, 0.1125
    assert error == pytest.approx(math.sqrt(0.225**2 + 0.3375**2 + 0.1125**2) / 4)


@pytest.mark.parametrize(
    ("auc", "gain", "error", "expected"),
    [(0.7, 0.02, 0.01, True), (0.6, 0.02, 0.01, False), (0.7, 0.016, 0.01, False)],
)
def test_better_is_a_better_order_and_a_gain_beyond_chance(
    auc: float, gain: float, error: float, expected: bool
) -> None:
    assert measures.is_better(auc, 0.6, gain, error) is expected


def test_stability_index_of_texts_and_of_numbers() -> None:
    before, after = np.array(["a"] * 8 + ["b"] * 2), np.array(["a"] * 5 + ["b"] * 5)
    index, chance = measures.stability_index(before, after)
    assert index == pytest.approx(-0.3 * math.log(5 / 8) + 0.3 * math.log(5 / 2))
    assert chance == pytest.approx(1 / 10 + 1 / 10)
    numbers = np.arange(100.0)
    assert measures.stability_index(numbers, numbers)[0] == pytest.approx(0)
    # all new rows in the first tenth: 0.9 * ln(1 / 0.1) + 9 * (0.0001 - 0.1) * ln(0.0001 / 0.1)
    index, _ = measures.stability_index(numbers, np.zeros(50))
    assert index == pytest.approx(0.9 * math.log(10) + 9 * 0.0999 * math.log(1000))
    assert measures.stability_index(before, after[:0]) == (None, None)


def test_a_shift_brings_the_mean_to_the_observed_rate_and_keeps_the_order() -> None:
    odds = np.array([-3.0, -1.0, 0.0, 2.0])
    shifted = probability(odds, shift_to(odds, np.array([0.0, 0.0, 0.0, 1.0])))
    assert shifted.mean() == pytest.approx(0.25, abs=1e-6)
    assert (np.diff(shifted) > 0).all()


def test_weights_solve_the_equations_of_a_regression() -> None:
    """At the optimum each weight is C times what its column still explains; rare texts as one."""
    place = np.arange(600)
    columns: Columns = dict.fromkeys(CATEGORIES, np.full(600, "same"))
    payers = np.where(place % 3 == 0, "a", "b")
    payers[:12], payers[12:24] = "c", "d"
    columns |= {"payer_key": payers, "charge_amount": 5 + place % 7 / 10.0}
    columns["days_to_submission"] = place % 11 * 30.0
    observed = ((place % 3 == 0) & (place % 11 > 4) | (place % 13 == 0)).astype(float)
    model = fit(columns, observed)
    assert set(model.texts["payer_key"]) == {"a", "b"}
    left = observed - 1 / (1 + np.exp(-model.log_odds(columns)))
    assert left.sum() == pytest.approx(0, abs=1e-4)
    for payer, weight in model.texts["payer_key"].items():
        assert weight == pytest.approx(REGULARISATION * left[payers == payer].sum(), abs=1e-4)
    rare = left[np.isin(payers, ["c", "d"])].sum()
    assert model.others["payer_key"] == pytest.approx(REGULARISATION * rare, abs=1e-4)
    for name, slope in model.numbers.items():
        standard = (columns[name] - columns[name].mean()) / columns[name].std()
        weight = slope * columns[name].std()
        assert weight == pytest.approx(REGULARISATION * (left @ standard), abs=1e-4)
        assert abs(weight) > 1e-3


# ---- what may be known when


def test_no_line_teaches_what_was_decided_later() -> None:
    # by day of sending the windows begin on 06-01 (half of ten decided lines) and 09-01
    submitted = days(*(f"2025-{month:02}-01" for month in range(1, 11)), "2025-10-05", "2025-02-01")
    decided = days(*(f"2025-{month:02}-20" for month in range(1, 11)), "NaT", "NaT")
    decided[1] = np.datetime64("2025-06-01")  # sent in February, decided as calibration begins
    decided[6] = np.datetime64("2025-09-01")  # sent in July, decided as the test begins
    found, begin = windows(submitted, decided)
    assert begin == {
        "as_of_date": date(2025, 10, 20),
        "calibration_from_date": date(2025, 6, 1),
        "test_from_date": date(2025, 9, 1),
    }
    assert {name: np.flatnonzero(each).tolist() for name, each in found.items()} == {
        "train": [0, 2, 3, 4], "calibration": [5, 7], "test": [8, 9], "waiting": [10]
    }  # fmt: skip


def test_too_few_of_either_kind_is_a_reason() -> None:
    enough = {f"{window}_{kind}_count": 1000 if kind == "line" else 100
              for window in LEAST for kind in ("line", "denied")}  # fmt: skip
    assert too_few(enough) is None
    assert too_few(enough | {"test_denied_count": 19}) == (
        "19 denied lines in the test window; 20 are needed"
    )
    assert too_few(enough | {"train_denied_count": 990}) == (
        "10 other lines in the train window; 50 are needed"
    )


# ---- a world in which one payer denies what is sent late


def made_up(folder: Path, claims: int, denied_share: float = 0.5) -> Home:
    """A home whose build file has features of claims of two lines; the last tenth is open."""
    home = Home(folder)
    home.build_file.parent.mkdir(parents=True)
    first = date(2025, 1, 1)
    rows: list[dict[str, Any]] = []
    counts = {f"{scope}_{kind}_count": 0
              for scope in SCOPES for kind in ("decided", "denied")}  # fmt: skip
    for number in range(claims):
        sent = first + timedelta(days=number * 365 // claims)
        is_late = number % 3 == 0
        is_open = number >= claims * 9 // 10
        is_denied = is_late and number % 100 < 100 * denied_share
        for line in (1, 2):
            rows.append({
                "chain_key": number, "line_number": line, "network_id": "made_up",
                "payer_key": "slow" if number % 2 else "fast", "provider_key": number % 4,
                "procedure_code": None if number % 7 == 0 else "99213",
                "filing_indicator_code": "CI", "place_of_service_code": "11",
                "revenue_code": None, "claim_type": "professional",
                "modifier_count": line - 1, "diagnosis_count": 1, "line_count": 2,
                "other_payer_count": 0, "days_to_submission": 90 if is_late else 5,
                "is_replacement": False, "has_prior_authorization": False,
                "has_attachment": False, "service_units": 1.0, "charge_amount": Decimal("10.00"),
                **counts, "is_denied": None if is_open else is_denied, "submitted_date": sent,
                "first_decided_date": None if is_open else sent + timedelta(days=10),
            })  # fmt: skip
    with duckdb.connect(home.build_file) as connection:
        table = pa.Table.from_pylist(rows)
        connection.register("made", table)
        connection.execute("create schema gold")
        connection.execute("create table gold.fct_denial_features as from made")
    return home


def read(home: Home, model_id: str, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(home.risk / model_id / f"{name}.parquet").to_pylist()
    return rows


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return made_up(tmp_path_factory.mktemp("world"), claims=2000)


def test_what_can_be_learned_is_learned_and_only_open_lines_are_scored(world: Home) -> None:
    trained = train(world, NOW)
    found = trained.measured
    assert trained.reason is None
    assert found["is_better_than_baseline"]
    assert found["auc"] > 0.8 > 0.7 > found["baseline_auc"]
    assert found["as_of_date"] < date(2025, 12, 31)
    scored = read(world, trained.model_id, "predictions")
    assert {row["chain_key"] for row in scored} == set(range(1800, 2000))
    assert found["scored_line_count"] == len(scored) == 400
    assert all(0 <= row["denial_probability"] <= 1 for row in scored)
    late, early = (np.mean([row["denial_probability"] for row in scored
                            if (row["chain_key"] % 3 == 0) is is_late])
                   for is_late in (True, False))  # fmt: skip
    assert late > 0.4 > 0.1 > early
    assert sum(row["line_count"] for row in read(world, trained.model_id, "calibration")) == (
        2 * found["test_line_count"]
    )


def test_the_same_features_are_the_same_bytes_and_train_once(world: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.build_file.parent.mkdir(parents=True)
    shutil.copy(world.build_file, other.build_file)
    first, second = train(world, NOW), train(other, NOW)
    assert first.model_id == second.model_id
    files = sorted(path.name for path in (other.risk / second.model_id).iterdir())
    assert files == ["calibration.parquet", "drift.parquet", "model.json", "models.parquet",
                     "predictions.parquet"]  # fmt: skip
    for name in files:
        left, right = (home.risk / first.model_id / name for home in (world, other))
        assert left.read_bytes() == right.read_bytes(), name
    again = train(other, NOW + timedelta(days=1))
    assert (again.is_new, list(again.lines())) == (
        False, [f"unchanged      model {first.model_id} knows these lines already"]
    )  # fmt: skip
    assert read(other, first.model_id, "models")[0]["trained_at"] == NOW


def test_the_file_of_weights_gives_the_probability_to_anyone(world: Home) -> None:
    model_id = train(world, NOW).model_id
    weights = json.loads((world.risk / model_id / "model.json").read_text())
    (expected,) = (row["denial_probability"] for row in read(world, model_id, "predictions")
                   if (row["chain_key"], row["chain_line_number"]) == (1803, 2))  # fmt: skip
    texts = {"network_id": "made_up", "payer_key": "slow", "provider_key": "3",
             "procedure_code": "99213", "filing_indicator_code": "CI", "revenue_code": "",
             "place_of_service_code": "11", "claim_type": "professional"}  # fmt: skip
    numbers = {"modifier_count": 1, "diagnosis_count": 1, "line_count": 2,
               "days_to_submission": math.log1p(90), "service_units": math.log1p(1),
               "charge_amount": math.log1p(10)}  # fmt: skip
    for scope in SCOPES:  # nothing of the past: the base rate
        numbers[f"{scope}_denial_rate"] = weights["base_rate"]
    odds = weights["intercept"] + weights["shifts"]["model"]
    odds += sum(weights["texts"][name].get(text, weights["others"][name])
                for name, text in texts.items())  # fmt: skip
    odds += sum(weights["numbers"][name] * number for name, number in numbers.items())
    assert round(1 / (1 + math.exp(-odds)), 6) == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize(("claims", "share"), [(100, 0.5), (1000, 0.0), (0, 0.0)])
def test_too_few_denials_are_a_row_with_the_reason(
    tmp_path: Path, claims: int, share: float
) -> None:
    home = made_up(tmp_path, claims or 10, share)
    if not claims:
        with duckdb.connect(home.build_file) as connection:
            connection.execute("delete from gold.fct_denial_features")
    trained = train(home, NOW)
    assert trained.reason is not None
    assert "denied lines in the train window; 50 are needed" in trained.reason
    assert list(trained.lines())[-1] == f"no model       {trained.reason}"
    (row,) = read(home, trained.model_id, "models")
    assert (row["reason"], row["auc"], row["scored_line_count"]) == (trained.reason, None, 0)
    assert read(home, trained.model_id, "predictions") == []
    assert not (home.risk / trained.model_id / "model.json").exists()


def test_a_model_that_comes_back_is_the_latest_again(tmp_path: Path) -> None:
    home = made_up(tmp_path, 100)
    first = train(home, NOW).model_id
    with duckdb.connect(home.build_file) as connection:
        connection.execute("create table kept as from gold.fct_denial_features")
        connection.execute("delete from gold.fct_denial_features where chain_key = 99")
    second = train(home, NOW + timedelta(days=1))
    with duckdb.connect(home.build_file) as connection:
        connection.execute("create or replace table gold.fct_denial_features as from kept")
    third = train(home, NOW + timedelta(days=2))
    assert (second.model_id != first, third.model_id, third.is_new) == (True, first, True)


# ---- what is missing is told in a line


def called(home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("CLAIMHOUSE_HOME", str(home))
    done = CliRunner().invoke(main, ["denial-risk"])
    return done.exit_code, done.output


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert called(tmp_path, monkeypatch) == (
        1, "Error: scikit-learn is missing: install claimhouse[ml]\n"
    )  # fmt: skip


def test_without_a_build_the_command_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = called(tmp_path, monkeypatch)
    assert (code, text.endswith("is missing: run `dbt build` first\n")) == (1, True)
    home = Home(tmp_path)
    home.build_file.parent.mkdir()
    duckdb.connect(home.build_file).close()
    with pytest.raises(RiskError, match="fct_denial_features is not built: run `dbt build`"):
        train(home)


def test_stand_ins_have_the_columns_and_no_rows(tmp_path: Path) -> None:
    home = Home(tmp_path)
    anchor(home)
    for name, schema in SCHEMAS.items():
        table = pq.read_table(home.risk / ANCHOR / f"{name}.parquet")
        assert (table.schema, table.num_rows) == (schema, 0)


# ---- back in gold

TRAINED = "path:models/bronze/denial_risk+"


@pytest.fixture(scope="module")
def scored(sample_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the sample in which a model has been trained and built."""
    project = make_project(tmp_path_factory.mktemp("scored"))
    for name in ("build/claimhouse.duckdb", "target/partial_parse.msgpack"):
        (project.home / name).parent.mkdir(exist_ok=True)
        shutil.copy(sample_project.home / name, project.home / name)
    shutil.copytree(sample_project.home / "risk", project.home / "risk")
    project.run("claimhouse", "denial-risk")
    project.run("dbt", "build", "--quiet", "--exclude-resource-type", "unit_test",
                "--select", TRAINED)  # fmt: skip
    return project


@pytest.mark.build
def test_without_a_training_gold_has_the_tables_and_no_rows(sample_project: Project) -> None:
    for name in ("fct_denial_risk", "rpt_denial_risk_models", "rpt_denial_risk_calibration",
                 "rpt_denial_risk_drift"):  # fmt: skip
        assert sample_project.served(f"select count(*) from gold.{name}") == [(0,)]


@pytest.mark.build
def test_open_lines_come_back_with_their_expected_denied_charge(scored: Project) -> None:
    rows = scored.query(
        "select chain_key, line_number, charge_amount, denial_probability, expected_denied_amount,"
        " baseline_probability, baseline_denied_amount from gold.fct_denial_risk"
    )
    open_lines = scored.query(
        "select chain_key, line_number from gold.fct_denial_features"
        " inner join gold.fct_claims using (chain_key)"
        " where is_denied is null and not is_voided and not is_closed"
    )
    assert {row[:2] for row in rows} == set(open_lines)
    assert rows
    for _, _, charge, *pairs in rows:
        for chance, amount in (pairs[:2], pairs[2:]):
            assert 0 <= chance <= 1
            exact = charge * Decimal(f"{chance:.6f}")
            assert amount == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.build
def test_the_training_stands_beside_its_baseline(scored: Project) -> None:
    ((reason, is_current, auc, baseline_auc, is_better),) = scored.query(
        "select reason, is_current, auc, baseline_auc, is_better_than_baseline"
        " from gold.rpt_denial_risk_models"
    )
    assert (reason, is_current) == (None, True)
    assert 0 < auc < 1
    assert 0 < baseline_auc < 1
    assert scored.query("select distinct is_better_than_baseline from gold.fct_denial_risk") == [
        (is_better,)
    ]
    assert scored.query(
        "select score_name, count(*), sum(line_count) = max(test_line_count)"
        " from gold.rpt_denial_risk_calibration"
        " inner join gold.rpt_denial_risk_models using (model_id) group by 1 order by 1"
    ) == [("baseline", 10, True), ("model", 10, True)]
    ((features,),) = scored.query("select count(*) from gold.rpt_denial_risk_drift")
    assert features == 22


@pytest.mark.build
def test_no_line_knows_of_a_decision_on_the_day_of_sending_or_later(scored: Project) -> None:
    """By a plain range join over all lines: what the window of the model must add up to."""
    assert scored.query(
        """
        with known as (
            select
                lines.chain_key, lines.line_number,
                count(earlier.chain_key) as decided,
                count(case when earlier.is_denied then 1 end) as denied
            from gold.fct_denial_features as lines
            left join gold.fct_denial_features as earlier
                on lines.network_id = earlier.network_id and lines.payer_key = earlier.payer_key
                and lines.procedure_code is not distinct from earlier.procedure_code
                and earlier.first_decided_date < lines.submitted_date
            group by all
        )
        select count(*), sum(denied) > 0,
            count(case when payer_procedure_decided_count <> decided
                or payer_procedure_denied_count <> denied then 1 end)
        from gold.fct_denial_features inner join known using (chain_key, line_number)
        """
    )[0][1:] == (True, 0)
