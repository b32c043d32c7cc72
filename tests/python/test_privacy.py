"""Direct identifiers are in bronze and the vault, and nowhere else: neither by the SQL that
dbt compiled, nor in what is stored, published or logged."""

from __future__ import annotations

import copy
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Project, make_project
from privacy import (
    MASKS,
    Identifiers,
    Lineage,
    date_texts,
    identifiers,
    mask_pattern,
    stored_text,
)

pytestmark = pytest.mark.build

Nodes = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def manifest(sample_project: Project) -> Nodes:
    path = sample_project.home / "target" / "manifest.json"
    nodes: Nodes = json.loads(path.read_text(encoding="utf-8"))["nodes"]
    return nodes


@pytest.fixture(scope="module")
def nodes(manifest: Nodes) -> Nodes:
    """Models, seeds and the data tests that store rows of them."""
    return {
        key: node
        for key, node in manifest.items()
        if node["resource_type"] in {"model", "seed", "test"}
        and not node["original_file_path"].startswith("tests/macros")
    }


@pytest.fixture(scope="module")
def known(sample_project: Project, nodes: Nodes) -> Identifiers:
    with duckdb.connect(sample_project.home / "build/claimhouse.duckdb", read_only=True) as db:
        return identifiers(db, nodes, ROOT)


def problems(nodes: Nodes, manifest: Nodes) -> list[str]:
    tests = {node["name"]: node["compiled_code"] for node in manifest.values()
             if node["resource_type"] == "test"}  # fmt: skip
    patterns = {mask: mask_pattern(tests[f"test_{mask}"]) for mask in MASKS}
    return list(Lineage(nodes, patterns, ROOT).problems())


def changed(nodes: Nodes, name: str, old: str, new: str) -> Nodes:
    """A copy of the nodes with other SQL in one of them."""
    copied = copy.deepcopy(nodes)
    node = next(node for node in copied.values() if node["name"] == name)
    assert old in node["compiled_code"]
    node["compiled_code"] = node["compiled_code"].replace(old, new)
    return copied


# ---- by the SQL


def test_no_column_shows_an_identifier(nodes: Nodes, manifest: Nodes) -> None:
    assert problems(nodes, manifest) == []


LINES = "silver_remittance_lines"
OWN_CLAIM = (
    "(select max({}) from vault.silver_x12_835_claims as leak"
    " where leak.claim_number = joined.part_number)"
)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("claim_token,\n    procedure_code", OWN_CLAIM.format("leak.claim_id")
         + " as claim_token,\n    procedure_code", "claim_token"),
        ("claim_token,\n    procedure_code", OWN_CLAIM.format("'C-' || lower(leak.claim_id)")
         + " as claim_token,\n    procedure_code", "claim_token"),
        ("claim_token,\n    procedure_code", OWN_CLAIM.format("md5(leak.claim_id)")
         + " as claim_token,\n    procedure_code", "claim_token"),
        ("claim_token,\n    procedure_code", "claim_token,\n    case when is_reversal then 'none' "
         "else " + OWN_CLAIM.format("leak.claim_id") + " end as procedure_code", "procedure_code"),
        ("claim_token,\n    procedure_code", "claim_token,\n    (select any_value(split_part("
         "segment, '*', 4)) from vault.silver_x12_835_segments) as procedure_code",
         "procedure_code"),
    ],
    ids=["an alias", "a concat", "a hash without key", "a branch", "out of a raw text"],
)  # fmt: skip
def test_an_identifier_outside_the_vault_is_found(
    nodes: Nodes, manifest: Nodes, old: str, new: str, column: str
) -> None:
    sql = next(node for node in nodes.values() if node["name"] == LINES)["compiled_code"]
    if "joined.part_number" in new:  # the line's own claim
        assert "claims.part_number - 1 as source_row" in sql
        new = new.replace("joined.part_number", "joined.source_row")
    found = problems(changed(nodes, LINES, old, new), manifest)
    assert any(problem.startswith(f"{LINES}.{column}: shows silver_x12_835") for problem in found)


def test_an_identifier_that_a_test_would_store_is_found(nodes: Nodes, manifest: Nodes) -> None:
    test = "gold_lines_sum_to_their_claim"
    sql = next(node for node in nodes.values() if node["name"] == test)["compiled_code"]
    leak = f"with told as (select claim_id from vault.silver_x12_835_claims) {'select * from told'}"
    found = problems(changed(nodes, test, sql, leak), manifest)
    assert found == [f"{test}.claim_id: shows silver_x12_835_claims.claim_id in the clear"]


def test_a_mask_needs_its_name(nodes: Nodes, manifest: Nodes) -> None:
    fact = "fct_adjudications"  # no model reads its token
    found = problems(changed(nodes, fact, "lines.claim_token,", "lines.claim_token as claim,"),
                     manifest)  # fmt: skip
    origin = "silver_x12_835_claims.claim_id"
    assert f"{fact}.claim: {origin} is under token, and its name does not say" in found


def test_a_mask_under_a_name_of_others_must_be_said(nodes: Nodes, manifest: Nodes) -> None:
    copied = copy.deepcopy(nodes)
    node = next(node for node in copied.values() if node["name"] == "tuva_eligibility")
    node["columns"]["member_id"]["config"]["meta"] = node["columns"]["member_id"]["meta"] = {}
    found = problems(copied, manifest)
    told = "tuva_eligibility.member_id: silver_eligibility_entries.member_id is under token"
    assert any(problem.startswith(told) for problem in found)
    node["columns"]["member_id"]["meta"] = {"mask": "mask_age"}
    assert any(problem.startswith(told) for problem in problems(copied, manifest))


@pytest.mark.parametrize(
    ("model", "column", "expected"),
    [
        ("silver_x12_835_claims", "claim_id", "is named like an identifier"),
        ("silver_x12_835_service_details", "line_control_number", None),
        ("silver_x12_837_entity_details", "npi", "is a copy of"),
        ("silver_x12_277_outcomes", "trace_number", "is a copy of"),
        ("silver_claims", "payer_name", "shows"),
    ],
)
def test_a_mark_that_is_missing_is_found(
    nodes: Nodes, manifest: Nodes, model: str, column: str, expected: str | None
) -> None:
    copied = copy.deepcopy(nodes)
    node = next(node for node in copied.values() if node["name"] == model)
    node["columns"][column]["config"]["meta"] = node["columns"][column]["meta"] = {}
    found = problems(copied, manifest)
    if expected:
        assert any(problem.startswith(f"{model}.{column}: {expected}") for problem in found)


def test_a_clearance_of_nothing_is_found(nodes: Nodes, manifest: Nodes) -> None:
    copied = copy.deepcopy(nodes)
    node = next(node for node in copied.values() if node["name"] == "dim_payer")
    node["columns"]["payer_name"]["meta"] = {"cleared": "whatever"}
    assert problems(copied, manifest) == ["dim_payer.payer_name: is `cleared` of nothing"]


# ---- by what is stored


def test_identifiers_of_every_kind_are_looked_for(known: Identifiers) -> None:
    columns = {origin.split(".")[1] for origin in known.origins.values()}
    assert columns >= {
        "last_name", "first_name", "birth_date", "address_line", "city", "phone", "email",
        "social_security_number", "member_id", "claim_id", "payer_claim_control_number",
    }  # fmt: skip
    assert len(known.origins) > 5000


def test_the_served_file_names_nobody(sample_project: Project, known: Identifiers) -> None:
    file = sample_project.home / "serve" / "claimhouse.duckdb"
    assert found_in_file(file, known, "gold") == {}
    with duckdb.connect(file, read_only=True) as db:
        stored = " ".join(text for _, text in stored_text(db, "gold"))
    assert known.found_in_bytes(file.read_bytes(), stored) == []


def test_silver_outside_the_vault_names_nobody(sample_project: Project, known: Identifiers) -> None:
    file = sample_project.home / "build" / "claimhouse.duckdb"
    assert found_in_file(file, known, "silver") == {}
    assert found_in_file(file, known, "audit") == {}
    ((numbers,),) = sample_project.query(
        "select string_agg(claim_id, ' ') from vault.silver_x12_837_claims"
    )
    assert any(origin.endswith(".claim_id") for origin in known.found_in(numbers))


def found_in_file(file: Path, known: Identifiers, schema: str) -> dict[str, list[str]]:
    with duckdb.connect(file, read_only=True) as db:
        found = {where: known.found_in(text) for where, text in stored_text(db, schema)}
    return {where: columns for where, columns in found.items() if columns}


@pytest.mark.parametrize("column", ["first_name", "claim_id", "address_line", "birth_date"])
def test_one_identifier_in_the_served_file_is_found(
    sample_project: Project, known: Identifiers, tmp_path: Path, column: str
) -> None:
    value, origin = max(
        (value, origin) for value, origin in known.origins.items() if origin.endswith(f".{column}")
    )
    file = tmp_path / "claimhouse.duckdb"
    shutil.copy(sample_project.home / "serve" / "claimhouse.duckdb", file)
    with duckdb.connect(file) as db:
        db.execute(
            "update gold.dim_payer set payer_name = ? where payer_key ="
            " (select min(payer_key) from gold.dim_payer)",
            [f"PLAN OF {value.upper()}/7"],
        )
    found = found_in_file(file, known, "gold")
    assert list(found) == ["dim_payer.payer_name"]
    assert origin in found["dim_payer.payer_name"]
    assert origin in known.found_in_bytes(b"\x00\x01" + value.upper().encode() + b"\xff") or (
        len(value) < 7
    )


def test_dates_are_looked_for_in_every_way_of_writing() -> None:
    texts = date_texts(date(1980, 5, 7))
    assert {"19800507", "1980-05-07", "05/07/1980", "5/7/1980", "07.05.1980"} <= texts
    known = Identifiers(dict.fromkeys(texts, "model.birth_date"))
    assert known.found_in("born 5/7/1980.") == ["model.birth_date"]
    assert known.found_in("19800507123") == []


# ---- by what is logged


def test_a_failing_build_says_nothing_of_a_row(
    sample_project: Project, known: Identifiers, tmp_path: Path
) -> None:
    project = make_project(tmp_path)
    shutil.copy(sample_project.home / "build" / "claimhouse.duckdb", tmp_path / "build")
    with duckdb.connect(tmp_path / "build" / "claimhouse.duckdb") as db:
        for table in ("vault.silver_x12_837_claims", "silver.silver_claims"):
            db.execute(f"insert into {table} select * from {table} limit 40")
        db.execute("update vault.silver_x12_837_entity_details set entity_role = null")
    done = project.run(
        "dbt", "test", "--exclude", "test_type:unit", "--select", "silver_claims",
        "silver_x12_837_claims", "silver_x12_837_entity_details", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    results = json.loads((tmp_path / "target" / "run_results.json").read_text())["results"]
    failed = {result["unique_id"].split(".")[2] for result in results
              if result["status"] == "fail"}  # fmt: skip
    # one outside the vault, two in it, of which the last stores whole rows
    assert failed >= {
        "unique_silver_claims_claim_key", "x12_837_claims_positions_are_unique",
        "not_null_silver_x12_837_entity_details_entity_role",
    }  # fmt: skip
    said = {"output": done.stdout + done.stderr}
    # what else is in target/ repeats the project's own files
    for path in (tmp_path / "target" / "run_results.json", tmp_path / "logs" / "dbt.log"):
        said[path.name] = path.read_text(encoding="utf-8")
    assert {name: columns for name, text in said.items() if (columns := known.found_in(text))} == {}
    stored = found_in_file(tmp_path / "build" / "claimhouse.duckdb", known, "vault_audit")
    assert any(".birth_date" in where for where in stored), "the rows were not even stored"
    assert found_in_file(tmp_path / "build" / "claimhouse.duckdb", known, "audit") == {}
