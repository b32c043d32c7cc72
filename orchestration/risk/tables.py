"""The files of a training, and the empty ones that stand in where nobody has trained."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.home import Home
from orchestration.ingestion.landing import rename

ANCHOR = "__none"
"""Folder of the stand-ins, so that dbt can read every table before the first training."""


def fields(kind: pa.DataType, *names: str) -> list[pa.Field]:
    """Columns of one type."""
    return [pa.field(name, kind) for name in names]


TEXT, WHOLE, REAL, DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()
KEY = [*fields(TEXT, "model_id"), *fields(pa.timestamp("us"), "trained_at")]

SCHEMAS = {
    "models": pa.schema([
        *KEY, *fields(TEXT, "model_sha256", "reason"),
        *fields(DAY, "as_of_date", "calibration_from_date", "test_from_date"),
        *fields(WHOLE, "train_line_count", "train_denied_count"),
        *fields(WHOLE, "calibration_line_count", "calibration_denied_count"),
        *fields(WHOLE, "test_line_count", "test_denied_count"),
        *fields(WHOLE, "test_undecided_count", "scored_line_count"),
        *fields(REAL, "auc", "brier_score", "calibration_error"),
        *fields(REAL, "baseline_auc", "baseline_brier_score", "baseline_calibration_error"),
        *fields(REAL, "brier_gain", "brier_gain_error"),
        *fields(pa.bool_(), "is_better_than_baseline"),
    ]),
    "calibration": pa.schema([
        *KEY, *fields(TEXT, "score_name"), *fields(pa.int32(), "decile"),
        *fields(WHOLE, "line_count", "denied_count"), *fields(REAL, "predicted_rate"),
    ]),
    "drift": pa.schema([
        *KEY, *fields(TEXT, "feature"), *fields(REAL, "stability_index", "chance_index"),
    ]),
    "predictions": pa.schema([
        *KEY, *fields(WHOLE, "chain_key"), *fields(pa.int32(), "chain_line_number"),
        *fields(REAL, "denial_probability", "baseline_probability"),
    ]),
}  # fmt: skip
"""Columns of each table; keys are gold's integer keys, and no text is about a person."""


def write(table: pa.Table, path: Path) -> None:
    """The same rows are the same bytes."""
    pq.write_table(table, path, compression="zstd")


def anchor(home: Home) -> None:
    """An empty file of each table, so that the build works where nobody has trained."""
    folder = home.risk / ANCHOR
    for name, schema in SCHEMAS.items():
        path = folder / f"{name}.parquet"
        if not path.exists() or not pq.read_schema(path).equals(schema):
            folder.mkdir(parents=True, exist_ok=True)
            scratch = folder / f"{name}.next"
            write(schema.empty_table(), scratch)
            rename(scratch, path)


def latest(home: Home) -> str | None:
    """The id of the model that was trained last."""
    names = ["trained_at", "model_id"]
    rows = [
        tuple(row[name] for name in names)
        for path in home.risk.glob("*/models.parquet")
        for row in pq.read_table(path, columns=names).to_pylist()
    ]
    return max(rows)[1] if rows else None
