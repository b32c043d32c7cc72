"""The code sets in seeds/ are what their metadata says, and follow their own rules."""

import csv
import hashlib
import re
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

SEEDS = Path(__file__).parents[2] / "seeds"
PROPERTIES: dict[str, dict[str, Any]] = {
    seed["name"]: seed
    for path in sorted(SEEDS.glob("_*.yml"))
    for seed in yaml.safe_load(path.read_text())["seeds"]
}
NAMES = sorted(path.stem for path in SEEDS.glob("*.csv"))


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def codes(name: str, **wanted: str) -> set[str]:
    """First column of the rows whose columns equal the wanted values."""
    return {
        next(iter(row.values()))
        for row in rows(name)
        if all(row[column] == value for column, value in wanted.items())
    }


def accepted(name: str, column: str) -> set[str]:
    """Values that the dbt test of this column accepts."""
    properties = next(c for c in PROPERTIES[name]["columns"] if c["name"] == column)
    return next(
        set(test["accepted_values"]["arguments"]["values"])
        for test in properties["data_tests"]
        if "accepted_values" in test
    )


# ---- every seed


def test_every_seed_is_described_and_every_description_has_a_file() -> None:
    assert set(NAMES) == set(PROPERTIES)


@pytest.mark.parametrize("name", NAMES)
def test_file_is_the_one_its_metadata_names(name: str) -> None:
    meta = PROPERTIES[name]["config"]["meta"]
    digest = hashlib.sha256((SEEDS / f"{name}.csv").read_bytes()).hexdigest()
    assert meta["sha256"] == digest, "seed changed: review it, then renew sha256 and retrieved"
    assert meta["row_count"]["min"] <= len(rows(name)) <= meta["row_count"]["max"]
    assert meta["source"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", meta["retrieved"])


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_described_and_typed(name: str) -> None:
    with (SEEDS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        columns = next(csv.reader(file))
    described = {c["name"]: c["description"] for c in PROPERTIES[name]["columns"]}
    types = PROPERTIES[name]["config"]["column_types"]
    assert list(described) == columns
    assert all(described.values())
    assert list(types) == columns
    assert "One row per " in PROPERTIES[name]["description"].split(". ")[-1]


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_trimmed_and_fit_their_type(name: str) -> None:
    types = PROPERTIES[name]["config"]["column_types"]
    for row in rows(name):
        assert None not in row, f"too many cells: {row}"
        for column, value in row.items():
            assert value is not None, f"too few cells: {row}"
            assert value == value.strip(), row
            if types[column] == "boolean":
                assert value in {"true", "false"}, row
            elif types[column].startswith("varchar"):
                assert len(value) <= int(types[column][8:-1]), row
            elif types[column] == "date":
                assert value == "" or date.fromisoformat(value), row
            else:
                assert value == "" or value.isdigit(), row


CODE_LISTS = {name for name in NAMES if "label" in PROPERTIES[name]["config"]["column_types"]}


@pytest.mark.parametrize("name", sorted(CODE_LISTS - {"x12_issue_types", "x12_severities"}))
def test_codes_and_labels_are_unique(name: str) -> None:
    key_length = 2 if name == "transaction_types" else 1
    keys = [tuple(row.values())[:key_length] for row in rows(name)]
    labels = [row["label"].casefold() for row in rows(name)]
    assert len(keys) == len(set(keys))
    assert len(labels) == len(set(labels)), {text for text in labels if labels.count(text) > 1}
    assert all(0 < len(text) <= 60 for text in labels)


# ---- adjustment reasons


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("patient_liability", {"1", "2", "3"}),
        ("contractual", {"45"}),
        ("sequestration", {"253"}),
        ("prior_payer", {"23"}),
        ("duplicate", {"18"}),
        ("capitation", {"24"}),
    ],
)
def test_reasons_that_are_classified_apart_are_not_denials(
    category: str, expected: set[str]
) -> None:
    assert expected <= codes("adjustment_reasons", category=category, is_active="true")
    assert not codes("adjustment_reasons", category=category, is_denial="true")


def test_reasons_of_patient_billed_denials_are_denials() -> None:
    assert {"96", "204"} <= codes("adjustment_reasons", is_denial="true")


def test_a_reason_has_at_most_one_disposition() -> None:
    dispositions = ["is_denial", "is_contractual", "is_patient_liability"]
    for row in rows("adjustment_reasons"):
        assert sum(row[column] == "true" for column in dispositions) <= 1, row


def test_disposition_follows_category_where_the_category_decides() -> None:
    always = {
        "is_denial": {
            "authorization", "bundling", "coding", "coverage", "documentation", "eligibility",
            "medical_necessity", "provider_enrolment", "submission_error", "timely_filing",
        },
        "is_contractual": {"contractual", "sequestration", "capitation"},
        "is_patient_liability": {"patient_liability"},
    }  # fmt: skip
    for row in rows("adjustment_reasons"):
        for flag, categories in always.items():
            if row["category"] in categories:
                assert row[flag] == "true", row
        if row["category"] in {"prior_payer", "duplicate", "other"}:
            assert all(row[flag] == "false" for flag in always), row
        if row["is_patient_liability"] == "true":
            assert row["category"] == "patient_liability", row


def test_only_denials_are_preventable_or_appealable() -> None:
    for row in rows("adjustment_reasons"):
        if "true" in {row["is_preventable"], row["is_appealable"]}:
            assert row["is_denial"] == "true", row


def test_preventable_denials_arise_with_the_provider() -> None:
    for row in rows("adjustment_reasons"):
        if row["is_preventable"] == "true":
            assert row["root_cause"] not in {"payer", "patient", "none"}, row
        if row["root_cause"] == "none":
            assert row["is_denial"] == "false", row


def test_only_denials_need_a_remark() -> None:
    vague = codes("adjustment_reasons", needs_remark="true")
    assert {"16", "96", "226", "252", "A1"} <= vague
    assert vague <= codes("adjustment_reasons", is_denial="true")


def test_retired_reasons_say_so_in_their_label() -> None:
    for row in rows("adjustment_reasons"):
        assert row["label"].endswith(" (retired)") == (row["is_active"] == "false"), row


def test_adjustment_reason_codes_have_their_shape() -> None:
    shape = re.compile(r"[1-9]\d{0,2}|[ABDPWY][0-9]|[BDP][1-9]\d")
    for code in codes("adjustment_reasons"):
        assert shape.fullmatch(code), code


@pytest.mark.parametrize("column", ["category", "root_cause"])
@pytest.mark.parametrize("seed", ["adjustment_reasons", "remark_codes"])
def test_vocabulary_of_reasons_is_closed_and_used(seed: str, column: str) -> None:
    used = {row[column] for row in rows(seed)}
    assert used == accepted(seed, column)


# ---- remark codes


def test_a_remark_speaks_of_denials_in_the_words_of_the_reasons() -> None:
    denials = [row for row in rows("adjustment_reasons") if row["is_denial"] == "true"]
    for row in rows("remark_codes"):
        if row["is_alert"] == "false":
            assert row["category"] in {denial["category"] for denial in denials} | {
                "administrative"
            }, row
            assert row["root_cause"] in {denial["root_cause"] for denial in denials}, row
            if row["is_preventable"] == "true":
                assert row["root_cause"] not in {"payer", "patient"}, row


def test_an_alert_names_no_cause_and_only_an_alert_is_the_result_of_an_appeal() -> None:
    alerts = codes("remark_codes", is_alert="true")
    assert alerts == codes("remark_codes", category="informational", root_cause="none")
    assert not codes("remark_codes", is_alert="true", is_preventable="true")
    assert {"MA91"} <= codes("remark_codes", is_appeal_result="true") <= alerts


def test_remark_codes_have_their_shape() -> None:
    assert all(
        re.fullmatch(r"(M|MA|N)[1-9]\d{0,3}|MA0[1-9]", code) for code in codes("remark_codes")
    )


# ---- the smaller code sets


def test_claim_status_codes_follow_the_domain_rules() -> None:
    seed = "claim_status_codes"
    assert codes(seed, is_reversal="true") == {"22"}
    assert codes(seed, is_predetermination="true") == {"25"}
    assert codes(seed, is_forwarded="true") == {"19", "20", "21", "23"}
    assert codes(seed, payer_sequence="1") == {"1", "19"}
    assert codes(seed, payer_sequence="2") == {"2", "20"}
    assert codes(seed, payer_sequence="3") == {"3", "21"}
    assert codes(seed, counts_as_adjudicated="true") == {"1", "2", "3", "4", "19", "20", "21"}
    assert "denied" not in next(r["label"] for r in rows(seed) if r["claim_status_code"] == "4")


def test_adjustment_groups_follow_the_domain_rules() -> None:
    liability = {r["adjustment_group_code"]: r["liability"] for r in rows("adjustment_groups")}
    assert liability == {
        "CO": "provider",
        "PR": "patient",
        "OA": "other",
        "PI": "payer",
        "CR": "other",
    }
    assert codes("adjustment_groups", is_reversal_marker="true") == {"CR"}


def test_provider_adjustments_of_the_domain_rules_have_their_category() -> None:
    seed = "provider_adjustment_reasons"
    assert "WO" in codes(seed, category="recoupment")
    assert "72" in codes(seed, category="refund")
    assert "L6" in codes(seed, category="interest")
    assert {"CS", "J1"} <= codes(seed, category="adjustment")
    assert codes(seed, category="forward_balance") == {"FB"}
    assert {row["category"] for row in rows(seed)} == accepted(seed, "category")


def test_modelled_transactions_are_those_with_models() -> None:
    modelled = {
        (row["transaction_type"], row["guide_prefix"])
        for row in rows("transaction_types")
        if row["is_modelled"] == "true"
    }
    assert modelled == {
        ("remittance", "005010X221"),
        ("remittance", "004010X091"),
        ("claim_professional", "005010X222"),
        ("claim_professional", "004010X098"),
        ("claim_institutional", "005010X223"),
        ("claim_institutional", "004010X096"),
        ("acknowledgement_999", "005010X231"),
        ("acknowledgement_277ca", "005010X214"),
    }


def test_a_guide_matches_one_transaction_type_at_most() -> None:
    for one, other in combinations(rows("transaction_types"), 2):
        if one["transaction_set_code"] == other["transaction_set_code"]:
            assert not one["guide_prefix"].startswith(other["guide_prefix"]), (one, other)
            assert not other["guide_prefix"].startswith(one["guide_prefix"]), (one, other)


def test_guide_prefixes_have_their_shape() -> None:
    for row in rows("transaction_types"):
        assert re.fullmatch(r"(00(4010|4040|5010)X\d{3})?", row["guide_prefix"]), row


def test_restricted_zip3_are_the_two_lists() -> None:
    seed = "restricted_zip3"
    assert len(codes(seed, is_restricted_2000="true")) == 17
    assert len(codes(seed, is_restricted_2020="true")) == 18
    assert all("true" in row.values() for row in rows(seed))
    assert all(re.fullmatch(r"\d{3}", code) for code in codes(seed))
