"""Receivables and measures at a past date are those of a build of only the files up to that date,
all that is built as of that date is, and on the last day receivables are those of truth."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from conftest import TOKEN_KEY, Project, make_project
from test_token_key import token_of

from orchestration import risk
from orchestration.home import Home
from orchestration.sample import open_world, write_truth

pytestmark = pytest.mark.build

DAY = date(2025, 12, 31)
"""Six of the sample's twelve months are before it."""

MODELS = ("rpt_ar_aging", "rpt_ar_roll_forward")

# Known at the month's end, whatever arrives later. What becomes of a claim is not: overturned,
# closed, collected, found underpaid. Those measures say what is known today of a past month, and
# `claimhouse as-of` what was known then.
KNOWN_MEASURES = (
    "initial_denial_rate", "initial_denial_rate_by_charge", "days_to_resolution",
    "first_pass_resolution_rate", "clean_claim_rate", "rejection_rate", "bill_lag", "payment_lag",
    "days_in_ar", "aged_ar_over_30", "aged_ar_over_60", "aged_ar_over_90", "aged_ar_over_120",
    "cost_to_collect",
)  # fmt: skip
# Known but for the payer: a charge has none until a claim bills it.
KNOWN_BY_NETWORK = ("charge_lag", "discharged_not_final_billed")


def cut(landed: Path, target: Path) -> None:
    """Copy what had arrived by DAY: files by the month in their name, rows of a database by the
    day of their change; what has neither (rates, codes) as it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = duckdb.read_parquet(str(landed), hive_partitioning=False)
    names = rows.aggregate("any_value(source_name)").fetchall()[0][0] or ""
    month = re.search(r"\d{4}-\d{2}", names)
    if month is None and "modified_at" in rows.columns:
        rows.filter(f"left(modified_at, 10) <= '{DAY}'").write_parquet(str(target))
    elif month is None or month.group() <= DAY.isoformat()[:7]:
        shutil.copyfile(landed, target)


@pytest.fixture(scope="module")
def past(sample_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same networks, built of only the files up to DAY."""
    project = make_project(tmp_path_factory.mktemp("past"))
    landing = sample_project.home / "landing"
    for landed in sorted(landing.rglob("*.parquet")):
        cut(landed, project.home / "landing" / landed.relative_to(landing))
    risk.anchor(Home(project.home))
    (project.home / "target").mkdir()
    parsed = "target/partial_parse.msgpack"  # the models are the same
    shutil.copyfile(sample_project.home / parsed, project.home / parsed)
    project.run(
        "dbt", "build", "--quiet", "--exclude-resource-type", "test",
        "--exclude-resource-type", "unit_test",
    )  # fmt: skip
    return project


@pytest.fixture
def both(sample_project: Project, past: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """Catalogs ``whole`` and ``past``, for one test: while they are open dbt would wait."""
    with duckdb.connect() as connection:
        for name, project in (("whole", sample_project), ("past", past)):
            file = project.home / "build" / "claimhouse.duckdb"
            connection.execute(f"attach '{file}' as {name} (read_only)")
        yield connection


MOVEMENTS = """
    select chain_key, claim_payer_key, service_date, billed_date, posted_date,
        sum(payer_balance_amount) as payer_amount, sum(patient_balance_amount) as patient_amount
    from {catalog}.gold.fct_ledger
    where posted_date <= '{day}'
    group by all
    having payer_amount <> 0 or patient_amount <> 0
"""
MONTH_ENDS = "select * from {catalog}.gold.{model} where month_end_date <= '{day}'"
MEASURES = f"""
    select * from {{catalog}}.gold.rpt_measures
    where measure_month <= '{{day}}' and measure in {KNOWN_MEASURES}
"""
MEASURES_BY_NETWORK = f"""
    select measure, network_id, measure_month, null_reason, sum(numerator), sum(denominator)
    from {{catalog}}.gold.rpt_measures
    where measure_month <= '{{day}}' and measure in {KNOWN_BY_NETWORK}
    group by all
"""


@pytest.mark.parametrize(
    "query",
    [
        MOVEMENTS,
        *(MONTH_ENDS.replace("{model}", name) for name in ("fct_ar_month_end", *MODELS)),
        MEASURES,
        MEASURES_BY_NETWORK,
    ],
    ids=["balances of every day", "fct_ar_month_end", *MODELS, "measures", "by network"],
)
def test_a_past_date_is_what_only_the_files_up_to_it_give(
    both: duckdb.DuckDBPyConnection, query: str
) -> None:
    whole, past = (query.format(catalog=name, day=DAY) for name in ("whole", "past"))
    ((rows, later),) = both.execute(
        f"select (select count(*) from ({past})), (select count(*) from whole.gold.fct_ledger"
        f" where posted_date > '{DAY}')"
    ).fetchall()
    assert rows > 30
    assert later > 1000  # there is much that must not count
    for one, other in ((whole, past), (past, whole)):
        assert both.execute(f"{one} except all {other}").fetchall() == []


def test_all_that_is_built_as_of_a_day_is_what_only_the_files_up_to_it_give(
    sample_project: Project, past: Project
) -> None:
    said = sample_project.run("claimhouse", "as-of", f"{DAY}").stdout
    home = sample_project.home / "as_of" / f"{DAY}"
    assert f"figures as of {DAY}" in said
    assert f"published      new figures in {home / 'serve' / 'claimhouse.duckdb'}" in said
    with duckdb.connect() as connection:
        for name, folder in (("known", home), ("past", past.home)):
            connection.execute(f"attach '{folder / 'build' / 'claimhouse.duckdb'}' as {name}")
        tables = connection.execute(
            "select format('{}.{}', schema_name, table_name) from duckdb_tables()"
            " where database_name = 'past' and schema_name in ('vault', 'silver', 'gold')"
        ).fetchall()
        assert len(tables) > 200
        rows, differing = 0, set()
        for (table,) in tables:
            one, other = (f"select * from {each}.{table}" for each in ("known", "past"))
            ((count, more, less),) = connection.execute(
                f"select (select count(*) from ({one})),"
                f" (select count(*) from ({one} except all {other})),"
                f" (select count(*) from ({other} except all {one}))"
            ).fetchall()
            rows += count
            differing |= {table} if more or less else set()
        assert differing == set()
        assert rows > 300_000
        # all measures, those that a later answer changes among them
        counts = connection.execute(
            "select measure, count(*) from known.gold.rpt_measures group by all"
        ).fetchall()
        assert len(counts) == 24
    assert sample_project.query("select max(posted_date) from gold.fct_ledger")[0][0] > DAY


def test_a_day_is_not_built_into_the_daily_file(sample_project: Project, tmp_path: Path) -> None:
    refused = sample_project.run(
        "dbt", "run", "--vars", f'{{"known_by": "{DAY}"}}', "--select", "dim_network",
        "--target-path", str(tmp_path), check=False,
    )  # fmt: skip
    assert refused.returncode != 0
    assert f"`claimhouse as-of {DAY}` sees to both" in refused.stdout
    mistyped = sample_project.run("claimhouse", "as-of", "31.12.2025", check=False)
    assert mistyped.returncode == 2
    assert "'31.12.2025' does not match the format '%Y-%m-%d'" in mistyped.stderr


def test_the_last_day_is_what_truth_says(sample_project: Project, tmp_path: Path) -> None:
    with open_world() as world:
        write_truth(world, tmp_path)
    # without a PostgreSQL server nobody knows what Lakeside has written off
    networks = [
        path.name.removeprefix("network=")
        for path in (sample_project.home / "landing" / "claims_db" / "claims").glob("network=sam*")
    ]
    with duckdb.connect() as connection:
        chains = connection.execute(
            "select network_id, chain_id, open_payer_amount, open_patient_amount"
            f" from read_parquet('{tmp_path}/claim_chains.parquet')"
            " where (open_payer_amount <> 0 or open_patient_amount <> 0)"
            " and network_id in (select unnest(?))",
            [networks],
        ).fetchall()
    truth = {
        token_of(TOKEN_KEY, "claim", network, claim): tuple(amounts)
        for network, claim, *amounts in chains
    }
    found = sample_project.query(
        """
        select claims.claim_token, balances.open_payer_amount, balances.open_patient_amount
        from gold.fct_ar_month_end as balances
        inner join silver.silver_claim_versions as versions
            on balances.chain_key = versions.chain_key and versions.version_number = 1
        inner join silver.silver_claims as claims using (claim_key)
        where balances.month_end_date = '2026-06-30'
            and balances.network_id in (select unnest(?))
        """,
        [networks],
    )
    assert len(found) == len(truth) > 1000
    assert {token: tuple(amounts) for token, *amounts in found} == truth


def test_balances_of_any_day_are_shown_in_a_terminal(past: Project) -> None:
    shown = past.run(
        "dbt", "show", "--quiet", "--output", "json", "--inline",
        "select count(*) as claims, sum(open_amount) as amount"
        " from ({{ open_balances('2025-11-30', 'billed') }}) as balances",
    )  # fmt: skip
    (row,) = json.loads(shown.stdout)["show"]
    expected = past.query(
        "select count(*), sum(open_amount) from gold.fct_ar_month_end"
        " where month_end_date = '2025-11-30'"
    )
    assert [(row["claims"], f"{row['amount']:.2f}")] == [(n, f"{amount}") for n, amount in expected]
    refused = past.run(
        "dbt", "show", "--quiet", "--inline", "{{ open_balances('2025-11-30', 'posted') }}",
        check=False,
    )  # fmt: skip
    assert refused.returncode != 0
    assert "must be 'service' or 'billed', got: posted" in refused.stdout
