from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.audit import audit_of, read_audit


def results(*nodes: dict[str, Any], **args: Any) -> dict[str, Any]:
    return {"args": {"which": "build", **args}, "results": list(nodes)}


def node(unique_id: str, status: str, **more: Any) -> dict[str, Any]:
    return {"unique_id": unique_id, "status": status, "message": None, **more}


PASSED = node("test.claimhouse.keys_are_unique.1a2b", "pass")


def test_a_clean_build_passes() -> None:
    audit = audit_of(results(PASSED, node("model.claimhouse.dim_payer", "success")))
    assert audit.passed
    assert audit.tests_passed == 1


def test_a_warning_passes_and_is_counted() -> None:
    audit = audit_of(results(PASSED, node("test.claimhouse.recent.1", "warn")))
    assert audit.passed
    assert audit.tests_warned == 1


def test_a_failed_test_names_the_table_of_its_rows() -> None:
    failed = node(
        "test.claimhouse.balances.9f", "fail", message="Got 2 results",
        relation_name='"claimhouse"."audit"."balances"',
    )  # fmt: skip
    audit = audit_of(results(PASSED, failed))
    assert not audit.passed
    assert [failure.line() for failure in audit.failures] == [
        "test balances: Got 2 results; rows: select * from audit.balances"
    ]


def test_a_failed_unit_test_has_no_rows() -> None:
    audit = audit_of(results(node("unit_test.claimhouse.dim_payer.a_rule", "fail")))
    assert [failure.line() for failure in audit.failures] == ["unit test dim_payer.a_rule: fail"]


def test_a_failed_model_is_a_failure() -> None:
    assert not audit_of(results(node("model.claimhouse.dim_payer", "error"))).passed


@pytest.mark.parametrize(
    "args",
    [
        {"which": "run"},
        {"select": ["gold"]},
        {"exclude": ["silver"]},
        {"selector": "nightly"},
        {"resource_types": ["model"]},
        {"exclude_resource_types": ["test"]},
        {"empty": True},
        {"sample": "3 days"},
    ],
)
def test_a_part_of_the_project_is_not_published(args: dict[str, Any]) -> None:
    audit = audit_of(results(PASSED, **args))
    assert not audit.passed
    assert audit.refusal == "the last dbt command was not a build of the whole project"


def test_a_build_without_unit_tests_is_whole() -> None:
    assert audit_of(results(PASSED, exclude_resource_types=["unit_test"], empty=False)).passed


def test_no_results_are_no_audit(tmp_path: Path) -> None:
    assert not read_audit(tmp_path).passed
