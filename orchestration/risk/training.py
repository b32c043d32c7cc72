"""What decided lines teach, how good that is on later ones, and what it says of open ones."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from orchestration.risk import measures
from orchestration.risk.measures import Reals, Values
from orchestration.risk.model import (
    BASELINE,
    CATEGORIES,
    NUMBERS,
    PRIOR_LINES,
    Columns,
    derived,
    fit,
    odds_of,
    probability,
    shift_to,
)
from orchestration.risk.tables import KEY, SCHEMAS

Tables = dict[str, pa.Table]
Windows = dict[str, Values]

TRAIN_SHARE, CALIBRATE_SHARE = 0.5, 0.8
"""Of the decided lines by day of sending: those before the first share train, then calibrate."""
LEAST = {"train": 50, "calibration": 10, "test": 20}
"""So many lines denied, and so many not, must be in a window."""


def results(model_id: str, rows: Columns, now: datetime) -> tuple[Tables, str]:
    """The four tables of a training, and the text of the model's file.

    Args:
        model_id: what the rows are to say.
        rows: columns of ``fct_denial_features``.
        now: time of the training.
    """
    found, days = windows(rows["submitted_date"], rows["first_decided_date"])
    observed = rows["is_denied"].astype(float)
    row = dict(days)
    for window in LEAST:
        row[f"{window}_line_count"] = int(found[window].sum())
        row[f"{window}_denied_count"] = int(observed[found[window]].sum())
    row["test_undecided_count"] = int(found["waiting"].sum())
    tables: dict[str, list[dict[str, Any]]] = {"calibration": [], "drift": [], "predictions": []}
    text = ""
    if reason := too_few(row):
        row |= {"reason": reason, "scored_line_count": 0}
    else:
        with threadpool_limits(1):  # sums in one order, so that the same rows are the same bytes
            text, columns, scores = learned(rows, found, observed)
        row |= measured(rows, found["test"], observed, scores)
        is_open = np.isnat(rows["first_decided_date"])
        row["scored_line_count"] = int(is_open.sum())
        tables = {
            "calibration": calibration(observed[found["test"]], found["test"], scores),
            "drift": drift(columns | {"score": scores["model"]}, found["train"], is_open),
            "predictions": predictions(rows, is_open, scores),
        }
    row["model_sha256"] = hashlib.sha256(text.encode()).hexdigest() if text else None
    tables["models"] = [row]
    key = {"model_id": model_id, "trained_at": now}
    return {
        name: pa.Table.from_pylist([each | key for each in listed], SCHEMAS[name])
        for name, listed in tables.items()
    }, text


def columns_of(features: pa.Table) -> Columns:
    """One array a column: texts without nulls, numbers with 0 for null, days with NaT."""
    found: Columns = {}
    for name in features.column_names:
        column = features[name]
        if name in CATEGORIES:
            found[name] = column.cast(pa.string()).fill_null("").to_numpy().astype(str)
        elif name in NUMBERS:
            found[name] = column.cast(pa.float64()).fill_null(0).to_numpy()
        elif name == "is_denied":
            found[name] = column.fill_null(False).to_numpy()
        else:
            found[name] = column.to_numpy()
    return found


def windows(submitted: Values, decided: Values) -> tuple[Windows, dict[str, Any]]:
    """Which lines train, calibrate and test, and the days on which the windows begin.

    A line that is decided only after its window is not known there, and is left out.

    Args:
        submitted: day of sending, one a line.
        decided: day of the first decision, NaT while there is none.
    """
    is_decided = ~np.isnat(decided)
    days = np.sort(submitted[is_decided])
    if not len(days):
        return dict.fromkeys([*LEAST, "waiting"], np.zeros(len(submitted), bool)), {}
    calibrate, test = (days[int(len(days) * share)] for share in (TRAIN_SHARE, CALIBRATE_SHARE))
    is_late = submitted >= test
    return {
        "train": decided < calibrate,
        "calibration": (submitted >= calibrate) & (decided < test),
        "test": is_late & is_decided,
        "waiting": is_late & ~is_decided,
    }, {
        "as_of_date": decided[is_decided].max().item(),
        "calibration_from_date": calibrate.item(),
        "test_from_date": test.item(),
    }


def too_few(counts: dict[str, Any]) -> str | None:
    """Why nothing can be learned, in words; None where it can."""
    for window, least in LEAST.items():
        denied = counts[f"{window}_denied_count"]
        others = counts[f"{window}_line_count"] - denied
        for kind, count in (("denied", denied), ("other", others)):
            if count < least:
                return f"{count} {kind} lines in the {window} window; {least} are needed"
    return None


def learned(
    rows: Columns, found: Windows, observed: Reals
) -> tuple[str, Columns, dict[str, Reals]]:
    """The model's file, the columns that it reads, and both probabilities of every line.

    The baseline is the denial rate of payer and procedure as of the day of sending. Both are
    shifted alike, so that neither wins by having seen a later window.
    """
    train, later = found["train"], found["calibration"]
    base_rate = float(observed[train].mean())
    columns = derived(rows, base_rate)
    model = fit({name: values[train] for name, values in columns.items()}, observed[train])
    odds = {"model": model.log_odds(columns), "baseline": odds_of(columns[BASELINE].astype(float))}
    shifts = {name: shift_to(each[later], observed[later]) for name, each in odds.items()}
    about = {"base_rate": base_rate, "prior_lines": PRIOR_LINES, "shifts": shifts}
    text = json.dumps(about | asdict(model), indent=1, sort_keys=True) + "\n"
    return text, columns, {name: probability(odds[name], shifts[name]) for name in odds}


def measured(
    rows: Columns, test: Values, observed: Reals, scores: dict[str, Reals]
) -> dict[str, Any]:
    """How good model and baseline are on the same lines of the test window."""
    outcome = observed[test]
    found: dict[str, Any] = {}
    for name, prefix in {"model": "", "baseline": "baseline_"}.items():
        predicted = scores[name][test]
        found[f"{prefix}auc"] = float(roc_auc_score(outcome, predicted))
        found[f"{prefix}brier_score"] = measures.brier_score(outcome, predicted)
        found[f"{prefix}calibration_error"] = measures.calibration_error(outcome, predicted)
    gain, error = measures.brier_gain(
        outcome, scores["model"][test], scores["baseline"][test], rows["chain_key"][test]
    )
    is_better = measures.is_better(found["auc"], found["baseline_auc"], gain, error)
    return found | {
        "brier_gain": gain, "brier_gain_error": error, "is_better_than_baseline": is_better
    }  # fmt: skip


def calibration(outcome: Reals, test: Values, scores: dict[str, Reals]) -> list[dict[str, Any]]:
    """Predicted and observed by tenth, of the model and of the baseline."""
    return [
        {"score_name": name, "decile": decile, "line_count": count, "denied_count": denied,
         "predicted_rate": mean}
        for name, predicted in scores.items()
        for decile, (count, denied, mean) in enumerate(
            measures.deciles(outcome, predicted[test]), start=1
        )
    ]  # fmt: skip


def drift(columns: Columns, before: Values, after: Values) -> list[dict[str, Any]]:
    """How far each column has moved from the training lines to the open ones."""
    found = []
    for name, each in columns.items():
        index, chance = measures.stability_index(each[before], each[after])
        found.append({"feature": name, "stability_index": index, "chance_index": chance})
    return found


def predictions(rows: Columns, is_open: Values, scores: dict[str, Reals]) -> list[dict[str, Any]]:
    """Both probabilities of every line that is not decided."""
    names = ["chain_key", "line_number"]
    listed = zip(
        *(rows[name][is_open].tolist() for name in names),
        *(scores[name][is_open].tolist() for name in ("model", "baseline")),
        strict=True,
    )
    return [
        dict(zip(SCHEMAS["predictions"].names[len(KEY) :], each, strict=True)) for each in listed
    ]
