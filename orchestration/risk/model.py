"""A logistic regression whose registered form is a table of weights that anyone can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from orchestration.risk.measures import Reals, Values

Columns = dict[str, Values]

CATEGORIES = [
    "network_id", "payer_key", "provider_key", "procedure_code", "filing_indicator_code",
    "place_of_service_code", "revenue_code", "claim_type",
]  # fmt: skip
NUMBERS = [
    "modifier_count", "diagnosis_count", "line_count", "other_payer_count", "days_to_submission",
    "is_replacement", "has_prior_authorization", "has_attachment", "service_units", "charge_amount",
]  # fmt: skip
SCOPES = ["payer", "payer_procedure", "provider"]
BASELINE = "payer_procedure_denial_rate"

PRIOR_LINES = 20
"""A denial rate of the past is drawn to that of all training lines, as if by this many lines."""
LEAST_LINES = 20
"""Values of fewer training lines share one weight."""
REGULARISATION = 0.1
"""scikit-learn's C: the smaller, the nearer all weights are to zero."""
MOST_SHIFT = 40.0
"""Log odds between which a shift is looked for."""


def derived(rows: Columns, base_rate: float) -> Columns:
    """The columns that the model reads: texts, numbers, and denial rates of the past.

    Args:
        rows: columns of ``fct_denial_features``, without nulls.
        base_rate: denial rate of the training lines.
    """
    found = {name: rows[name].astype(str) for name in CATEGORIES}
    found |= {name: np.asarray(rows[name], float) for name in NUMBERS}
    for name in ("charge_amount", "service_units", "days_to_submission"):
        found[name] = np.log1p(np.maximum(found[name].astype(float), 0))
    for scope in SCOPES:
        decided, denied = (
            rows[f"{scope}_{kind}_count"].astype(float) for kind in ("decided", "denied")
        )
        found[f"{scope}_denial_rate"] = (denied + PRIOR_LINES * base_rate) / (decided + PRIOR_LINES)
    return found


@dataclass(frozen=True)
class Model:
    """log odds = intercept + weights of the texts + weights times numbers."""

    intercept: float
    texts: dict[str, dict[str, float]]
    others: dict[str, float]
    numbers: dict[str, float]

    def log_odds(self, columns: Columns) -> Reals:
        """One number a row; a text that training had too seldom weighs what ``others`` says."""
        total = np.full(len(columns[CATEGORIES[0]]), self.intercept)
        for name, weights in self.texts.items():
            values, place = np.unique(columns[name], return_inverse=True)
            known = [weights.get(str(value), self.others[name]) for value in values]
            total += np.array(known, float)[place]
        for name, weight in self.numbers.items():
            total += weight * columns[name].astype(float)
        return total


def fit(columns: Columns, observed: Reals) -> Model:
    """The model of the training lines; the same lines give the same weights."""
    names = [name for name in columns if name not in CATEGORIES]
    encoder = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=LEAST_LINES)
    scaler = StandardScaler()
    places = list(range(len(CATEGORIES) + len(names)))
    prepare = ColumnTransformer([
        ("texts", encoder, places[: len(CATEGORIES)]),
        ("numbers", scaler, places[len(CATEGORIES) :]),
    ])  # fmt: skip
    table = np.empty((len(observed), len(places)), dtype=object)
    for place, name in enumerate([*CATEGORIES, *names]):
        table[:, place] = columns[name]
    regression = LogisticRegression(C=REGULARISATION, max_iter=10_000, tol=1e-8)
    fitted: Any = make_pipeline(prepare, regression).fit(table, observed)
    weights = fitted[-1].coef_[0]
    encoder, scaler = (fitted[0].named_transformers_[name] for name in ("texts", "numbers"))
    texts: dict[str, dict[str, float]] = {}
    others = {}
    for name, values, seldom in zip(
        CATEGORIES, encoder.categories_, encoder.infrequent_categories_, strict=True
    ):
        frequent = [str(value) for value in values if seldom is None or value not in seldom]
        own, weights = weights[: len(frequent)], weights[len(frequent) :]
        texts[name] = dict(zip(frequent, own.tolist(), strict=True))
        others[name] = 0.0 if seldom is None else float(weights[0])
        weights = weights if seldom is None else weights[1:]
    slopes = weights / scaler.scale_
    intercept = float(fitted[-1].intercept_[0] - np.sum(slopes * scaler.mean_))
    return Model(intercept, texts, others, dict(zip(names, slopes.tolist(), strict=True)))


def probability(log_odds: Reals, shift: float = 0.0) -> Reals:
    """Between 0 and 1, to six places, so that gold can multiply money by it exactly."""
    return np.asarray(np.round(expit(log_odds + shift), 6), float)


def odds_of(rate: Reals) -> Reals:
    """Log odds of a rate between 0 and 1."""
    return np.asarray(logit(rate), float)


def shift_to(log_odds: Reals, observed: Reals) -> float:
    """What to add so that the mean probability is the observed rate.

    One number, not a slope as well: fitted on the few denials of a month a slope can turn the
    order round.
    """

    def surplus(shift: float) -> float:
        return float(np.mean(expit(log_odds + shift)) - observed.mean())

    return float(brentq(surplus, -MOST_SHIFT, MOST_SHIFT))
