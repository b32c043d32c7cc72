"""Denial risk: a model trained on how lines were decided, registered as files that dbt reads.

Needs the extra ``ml``; nothing else of claimhouse does. The same features give the same model,
and train nothing anew.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.home import Home
from orchestration.ingestion.landing import sync
from orchestration.risk.tables import anchor, latest, write

__all__ = ["RiskError", "Trained", "anchor", "train"]

RECIPE = 1
"""Another number, another model of the same features: raise it with every change of method."""
LOOKBACK_DAYS = 1095
"""Older lines say little of what a payer does now."""
MOST_LINES = 1_000_000
"""Of more lines the latest: memory stays the same however long the history is."""
WINDOWS = ("train", "calibration", "test")
FEATURES = f"""
    from (
        select * from gold.fct_denial_features
        where submitted_date > (
            select max(submitted_date) from gold.fct_denial_features
        ) - {LOOKBACK_DAYS}
        order by submitted_date desc, chain_key, line_number
        limit {MOST_LINES}
    )
    order by chain_key, line_number
"""


class RiskError(Exception):
    """Nothing was trained; the message says why, and what to do."""


@dataclass
class Trained:
    """What a training found. ``measured`` has the columns of a row of models.parquet."""

    model_id: str
    is_new: bool = True
    measured: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str | None:
        """Why there is no model; None where there is one."""
        reason: str | None = self.measured.get("reason")
        return reason

    def lines(self) -> Iterator[str]:
        """What to tell in a terminal; counts and rates only."""
        found = self.measured
        if not self.is_new:
            yield f"unchanged      model {self.model_id} knows these lines already"
            return
        for window in WINDOWS:
            lines, denied = (found.get(f"{window}_{kind}_count") for kind in ("line", "denied"))
            if lines:
                yield f"{window:<15}{lines:>7,} lines, {denied:,} denied ({denied / lines:.1%})"
        if self.reason:
            yield f"no model       {self.reason}"
            return
        for name, title in {
            "auc": "AUC", "brier_score": "Brier score", "calibration_error": "calibration"
        }.items():  # fmt: skip
            yield f"{title:<15}model {found[name]:.4f}, baseline {found['baseline_' + name]:.4f}"
        verdict = "yes" if found["is_better_than_baseline"] else "no: go by the baseline"
        yield f"better         {verdict}"
        scored = f"{found['scored_line_count']:,} open lines"
        yield f"scored         {scored} by model {self.model_id}; the next dbt build shows them"


def train(home: Home, now: datetime | None = None) -> Trained:
    """Train on the build file's features and register what came of it below ``home.risk``.

    Where there is too little to learn from, that is the result, with the reason.

    Args:
        home: where the build file is, and where the files go.
        now: time of the training (UTC, without zone); by default the clock's.

    Raises:
        RiskError: if scikit-learn or the features are missing, or a build is writing.
    """
    try:
        import sklearn

        from orchestration.risk.training import columns_of, results
    except ImportError:
        raise RiskError("scikit-learn is missing: install claimhouse[ml]") from None
    rows = columns_of(read_features(home))
    digest = hashlib.sha256(f"{RECIPE} {sklearn.__version__}".encode())
    for name, column in rows.items():
        digest.update(f" {name} {column.dtype} ".encode() + column.tobytes())
    model_id = digest.hexdigest()[:16]
    if latest(home) == model_id:
        return Trained(model_id, is_new=False)
    tables, weights = results(model_id, rows, now or datetime.now(UTC).replace(tzinfo=None))
    register(home, model_id, tables, weights)
    return Trained(model_id, measured=tables["models"].to_pylist()[0])


def read_features(home: Home) -> pa.Table:
    """The latest rows of ``fct_denial_features``, in an order that is always the same."""
    if not home.build_file.exists():
        raise RiskError(f"{home.build_file} is missing: run `dbt build` first")
    try:
        with duckdb.connect(home.build_file, read_only=True) as connection:
            return connection.execute(FEATURES).to_arrow_table()
    except duckdb.IOException:
        raise RiskError(f"{home.build_file.name} is being written; try again after it") from None
    except duckdb.CatalogException:
        raise RiskError("gold.fct_denial_features is not built: run `dbt build` first") from None


def register(home: Home, model_id: str, tables: Mapping[str, pa.Table], weights: str) -> None:
    """Put the files of a training into a folder of the model's own, all at once."""
    folder = home.risk / model_id
    scratch = home.build_file.parent / f"{model_id}.next"
    for path in (scratch, folder):  # the same model again, after others: it becomes the latest
        shutil.rmtree(path, ignore_errors=True)
    scratch.mkdir(parents=True)
    for name, table in tables.items():
        write(table, scratch / f"{name}.parquet")
    if weights:
        (scratch / "model.json").write_text(weights, encoding="utf-8")
    for path in scratch.iterdir():
        sync(path)
    anchor(home)
    scratch.rename(folder)
    sync(home.risk)
