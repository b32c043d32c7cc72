"""Small claims by hand, and what must become of them (tests/fixtures/x12/README.md)."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Project, make_project

pytestmark = pytest.mark.build

CASES = ROOT / "tests" / "fixtures" / "x12"
EXPECTED, FEEDS = "expected.yml", "feeds.yml"
MODELS = [
    "silver_claim_chains",
    "silver_ledger",
    "silver_provider_adjustments",
    "silver_remittance_lines",
    "silver_unlinked",
    "silver_x12_issues",
]

# Claims and answers are named by the numbers of the files, which the vault alone has.
NAMES = """
with claims as (
    select
        versions.*,
        texts.claim_id,
        first_value(texts.claim_id) over (
            partition by versions.chain_key order by versions.version_number
        ) as chain
    from silver.silver_claim_versions as versions
    inner join silver.silver_claims as keys using (claim_key)
    inner join vault.silver_x12_837_claims as texts
        using (transaction_key, part_number, level_number, claim_number)
),
chains as (select distinct chain_key, chain from claims),
answers as (
    select answers.*, texts.claim_id, texts.payer_claim_control_number
    from silver.silver_claim_answers as answers
    inner join silver.silver_remittance_claims as keys using (remittance_claim_key)
    inner join vault.silver_x12_835_claims as texts
        on keys.remittance_key = texts.transaction_key
        and keys.part_number = texts.part_number
        and keys.claim_number = texts.claim_number
)
"""
# What is compared, with the columns that expected.yml has. What a case leaves out must have no
# row, but for the tables of ON_REQUEST, which are compared where a case is about them.
TABLES = {
    "chains": (
        "claim,status,charge,primary_paid,secondary_paid,contractual,patient,written_off,"
        "open_payer,open_patient,versions,answers",
        """
        select
            network_id, chain, chain_status, charge_amount, primary_paid_amount,
            secondary_paid_amount, contractual_amount, patient_amount, written_off_amount,
            open_payer_amount, open_patient_amount, version_count, answer_count
        from silver.silver_claim_chains inner join chains using (chain_key)
        """,
    ),
    "versions": (
        "chain,claim,sent,role,payer_rank,rejected,link",
        """
        select
            network_id, chain, claim_id, sent_date, version_role, payer_rank, is_rejected,
            link_reason
        from claims
        """,
    ),
    "answers": (
        "chain,claim,control,date,role,payer_rank,settles,link",
        """
        select
            network_id, chain, claim_id, payer_claim_control_number, remittance_date,
            answer_role || case when reverses_nothing then ' of nothing' else '' end, payer_rank,
            is_settling, link_reason
        from answers left join chains using (chain_key)
        """,
    ),
    "lines": (
        "claim,date,service,charge,chain_line,match",
        """
        select
            network_id, claim_id, remittance_date, service_number, lines.charge_amount,
            chain_line_number, match_reason
        from silver.silver_line_answers as lines
        inner join answers using (remittance_claim_key, network_id)
        """,
    ),
    "ledger": (
        "claim,posted,line,movement,reason,payer_rank,amount,payer,patient,reversal",
        """
        select
            network_id, chain, posted_date, line_number, movement_type,
            adjustment_group_code || '-' || adjustment_reason_code, payer_rank, amount,
            payer_balance_amount, patient_balance_amount, is_reversal
        from silver.silver_ledger inner join chains using (chain_key)
        """,
    ),
    "denials": (
        "claim,date,service,charge,denied",
        """
        select
            network_id, claim_id, lines.remittance_date, service_number, lines.charge_amount,
            denial_amount
        from silver.silver_remittance_lines as lines
        inner join answers using (remittance_claim_key, network_id)
        where is_denied
        """,
    ),
    "unlinked": (
        "subject,claim,line,reason,charge,date",
        """
        select
            unlinked.network_id, subject, coalesce(claims.claim_id, answers.claim_id),
            line_number, reason, unlinked.charge_amount, subject_date
        from silver.silver_unlinked as unlinked
        left join claims on subject_key = claims.claim_key
        left join answers on subject_key = answers.remittance_claim_key
        where
            subject in ('claim', 'answer', 'service payment', 'acknowledgement', 'write-off')
        """,
    ),
    "issues": (
        "file,claim,line,code,severity",
        """
        select network_id, source_name, claim_number, line_number, issue_code, severity
        from silver.silver_x12_issues
        """,
    ),
    "acknowledgements": (
        "date,type,level,outcome,matched,claim",
        """
        select
            acknowledgements.network_id, acknowledgement_date, acknowledgement_type, answer_level,
            outcome, is_matched, claim_id
        from silver.silver_acknowledgements as acknowledgements
        left join claims using (claim_key)
        """,
    ),
    "remittances": (
        "date,trace,payment,claims,provider,balanced",
        """
        select
            network_id, remittance_date, payment_trace_number, payment_amount, claim_paid_amount,
            provider_adjustment_amount, is_balanced
        from silver.silver_remittances
        """,
    ),
    "provider_adjustments": (
        "date,reason,category,amount",
        """
        select
            network_id, remittance_date, provider_adjustment_reason_code,
            provider_adjustment_category, adjustment_amount
        from silver.silver_provider_adjustments
        """,
    ),
}
ON_REQUEST = {"versions", "lines", "remittances"}

Rows = Counter[tuple[str, ...]]


def networks() -> dict[str, Path]:
    """The folder of each network: every one with an expected.yml."""
    folders = sorted(path.parent for path in CASES.rglob(EXPECTED))
    return {
        "case_" + re.sub(r"\W", "_", folder.relative_to(CASES).as_posix()): folder
        for folder in folders
    }


def text(value: Any) -> str:
    """A value as expected.yml writes it; null is empty."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def expected_rows(table: str, content: str) -> Iterator[tuple[str, ...]]:
    """Rows of a table in expected.yml; lines that start with # are comments."""
    lines = [line for line in content.splitlines() if not line.startswith("#")]
    header, *rows = csv.reader(lines)
    assert ",".join(header) == TABLES[table][0], f"{table}: columns"
    for row in rows:
        assert len(row) == len(header), f"{table}: {row}"
        yield tuple(row)


@pytest.fixture(scope="session")
def found_rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Rows]]:
    """Rows by table and network, of one build in which every case is a network."""
    project = make_project(tmp_path_factory.mktemp("scenarios"))
    inbox = project.home / "inbox"
    feeds: list[dict[str, Any]] = []
    for network, folder in networks().items():
        shutil.copytree(folder, inbox / network, ignore=shutil.ignore_patterns("*.yml"))
        if (folder / FEEDS).exists():
            declared = yaml.safe_load((folder / FEEDS).read_text())["feeds"]
            feeds += [feed | {"network": network} for feed in declared]
    (inbox / FEEDS).write_text(yaml.safe_dump({"feeds": feeds}))
    project.run("claimhouse", "ingest", "--inbox", str(inbox))
    project.run(
        "dbt", "build", "--quiet", "--exclude-resource-type", "test",
        "--exclude-resource-type", "unit_test", "--select", *(f"+{model}" for model in MODELS),
    )  # fmt: skip
    return {table: rows_by_network(project, sql) for table, (_, sql) in TABLES.items()}


def rows_by_network(project: Project, sql: str) -> dict[str, Rows]:
    """Rows of a query by their first column."""
    rows: dict[str, Rows] = {}
    for network, *values in project.query(NAMES + sql):
        rows.setdefault(network, Counter())[tuple(text(value) for value in values)] += 1
    return rows


def test_every_folder_of_files_is_a_case() -> None:
    files = [path for path in CASES.rglob("*") if path.is_file() and path.parent != CASES]
    assert {path.parent for path in files} == set(networks().values())


@pytest.mark.parametrize("network", networks())
def test_a_case_ends_as_computed_by_hand(
    found_rows: dict[str, dict[str, Rows]], network: str
) -> None:
    case = yaml.safe_load((networks()[network] / EXPECTED).read_text())
    assert case.pop("story").strip()
    assert set(case) <= set(TABLES)
    differences = []
    for table in TABLES:
        if table in ON_REQUEST - set(case):
            continue
        expected = Counter(expected_rows(table, case[table])) if table in case else Counter()
        found = found_rows[table].get(network, Counter())
        for sign, rows in (("expected", expected - found), ("found", found - expected)):
            differences += [f"{table}, {sign}: {','.join(row)}" for row in rows.elements()]
    assert not differences, "\n" + "\n".join(differences)
