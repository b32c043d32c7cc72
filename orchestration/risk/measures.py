"""How good probabilities are, and how far rows moved: formulas in docs/guides/denial-risk.md."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Values = npt.NDArray[np.generic]

BINS = 10
LEAST_SHARE = 1e-4
"""A bin of the stability index that is empty on one side counts as this share."""
ONE_SIDED_95 = 1.645


def brier_score(observed: Reals, predicted: Reals) -> float:
    """Mean squared distance of probability and outcome (0 or 1); 0 is perfect."""
    return float(np.mean((predicted - observed) ** 2))


def deciles(observed: Reals, predicted: Reals) -> list[tuple[int, int, float]]:
    """Lines, denied lines and mean probability of each tenth, the lowest probabilities first."""
    order = np.argsort(predicted, kind="stable")
    return [
        (len(part), int(observed[part].sum()), float(predicted[part].mean()))
        for part in np.array_split(order, BINS)
        if len(part)
    ]


def calibration_error(observed: Reals, predicted: Reals) -> float:
    """How far off the tenths are, weighted by their lines: expected calibration error."""
    return sum(
        count / len(observed) * abs(denied / count - mean)
        for count, denied, mean in deciles(observed, predicted)
    )


def brier_gain(
    observed: Reals, predicted: Reals, baseline: Reals, claims: Values
) -> tuple[float, float]:
    """How much lower than the baseline's the Brier score is, and its standard error.

    Lines of a claim are denied together, so that a claim counts as one draw.
    """
    gains = (baseline - observed) ** 2 - (predicted - observed) ** 2
    mean = float(gains.mean())
    _, claim = np.unique(claims, return_inverse=True)
    sums = np.bincount(claim, weights=gains - mean)
    return mean, float(np.sqrt(np.sum(sums**2)) / len(gains))


def is_better(auc: float, baseline_auc: float, gain: float, error: float) -> bool:
    """Better order, and a lower Brier score by more than chance (one-sided, 95 in 100)."""
    return auc > baseline_auc and gain > ONE_SIDED_95 * error


def stability_index(before: Values, after: Values) -> tuple[float | None, float | None]:
    """Population stability index, and what chance alone would make it; None without rows.

    Numbers are put into tenths of ``before``; each text is a bin of its own.
    """
    if not len(before) or not len(after):
        return None, None
    if before.dtype.kind in "fiub":
        edges = np.unique(np.quantile(before.astype(float), np.arange(1, BINS) / BINS))
        before, after = (np.searchsorted(edges, each.astype(float)) for each in (before, after))
    bins, places = np.unique(np.concatenate([before, after]), return_inverse=True)
    old, new = (
        np.maximum(np.bincount(part, minlength=len(bins)) / len(part), LEAST_SHARE)
        for part in (places[: len(before)], places[len(before) :])
    )
    chance = (len(bins) - 1) * (1 / len(before) + 1 / len(after))
    return float(np.sum((new - old) * np.log(new / old))), chance
