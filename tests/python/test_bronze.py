"""The columns of the tabular feeds are the same in the bronze models, their YAML and landing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.ingestion.landing import LOAD_FIELDS, RECORD_FIELDS

ROOT = Path(__file__).parents[2]
BRONZE = ROOT / "models" / "bronze"
LOAD = [field.name for field in LOAD_FIELDS]
RECORD = [field.name for field in RECORD_FIELDS]
MODELS: dict[Path, dict[str, Any]] = {
    path.with_name(f"{model['name']}.sql"): model
    for path in sorted(BRONZE.glob("*/_*__models.yml"))
    if path.parent.name != "x12"
    for model in yaml.safe_load(path.read_text())["models"]
}


def names(sql: str) -> list[str]:
    """Column names of a select list."""
    return re.findall(r"^\s*(\w+),?$", sql, re.MULTILINE)


def test_every_model_of_a_tabular_feed_is_described() -> None:
    others = set(BRONZE.glob("x12/*")) | set(BRONZE.glob("denial_risk/*"))
    assert set(MODELS) == set(BRONZE.glob("*/bronze_*.sql")) - others


def test_the_macro_of_the_first_columns_follows_landing() -> None:
    macro = (ROOT / "macros" / "engine" / "load_columns.sql").read_text()
    assert names(macro) == LOAD


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_and_yaml_list_the_same_columns_in_the_order_of_landing(path: Path) -> None:
    described = [column["name"] for column in MODELS[path]["columns"]]
    assert described[: len(LOAD)] == LOAD
    assert described[-len(RECORD) :] == RECORD
    _, selected = path.read_text().split("{{ load_columns() }},")
    assert names(selected) == described[len(LOAD) :]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_what_may_hold_anything_is_marked_as_identifying(path: Path) -> None:
    meta = {
        column["name"]: column.get("config", {}).get("meta", {})
        for column in MODELS[path]["columns"]
    }
    assert meta["source_extra"].get("phi")
    assert meta["source_text"].get("phi")
