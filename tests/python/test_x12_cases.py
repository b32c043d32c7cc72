from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import Project
from x12_cases import Case, cases

pytestmark = pytest.mark.build


@pytest.mark.parametrize("expected", cases(), ids=lambda item: item.name)
def test_every_file_ends_as_it_should(case_project: Project, expected: Case) -> None:
    rows = case_project.query(
        """
        select file_key, file_status, used_count, quarantined_count, first_reason
        from silver.silver_x12_files
        where network_id = 'cases' and split_part(source_name, '/', 1) = ?
        """,
        [expected.name],
    )
    assert len(rows) == 1
    file_key, status, used, quarantined, reason = rows[0]
    found = {
        code
        for (code,) in case_project.query(
            "select issue_code from silver.silver_x12_issues where file_key = ?", [file_key]
        )
    }
    assert (status, used, quarantined) == (expected.status, expected.used, expected.quarantined)
    assert expected.issues <= found
    assert (status == "used") == (reason is None)
    if not expected.issues:
        assert not found


def test_every_used_remittance_pays_80(case_project: Project) -> None:
    rows = case_project.query(
        "select source_name, claim_paid_amount, claim_count from silver.silver_remittances"
        " where network_id = 'cases'"
    )
    assert len(rows) == sum(
        item.used for item in cases() if item.name not in {"claim_in_835_folder.835"}
    )
    unlike = {(name, paid, count) for name, paid, count in rows if (paid, count) != (80, 1)}
    assert unlike == {("claim_lines_out_of_balance.835", Decimal("70.00"), 1)}


def test_bytes_in_are_bytes_used_set_aside_or_quarantined(case_project: Project) -> None:
    sizes = dict(
        case_project.query(
            "select source_name, byte_length from silver.silver_x12_files"
            " where network_id = 'cases'"
        )
    )
    for item in cases():
        if not item.name.endswith((".gz", ".zip")):
            assert sizes[item.name] == len(item.content), item.name


def test_no_reason_holds_what_a_file_says(case_project: Project) -> None:
    reasons = " ".join(
        r for (r,) in case_project.query("select reason from silver.silver_x12_issues")
    )
    for text in ("DOE", "JANE", "M1", "A100"):
        assert text not in reasons.split()
