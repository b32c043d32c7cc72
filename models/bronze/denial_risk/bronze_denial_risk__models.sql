with

written as (
    select * from {{ source('denial_risk', 'models') }}
)

select
    model_id,
    trained_at,
    model_sha256,
    reason,
    as_of_date,
    calibration_from_date,
    test_from_date,
    train_line_count,
    train_denied_count,
    calibration_line_count,
    calibration_denied_count,
    test_line_count,
    test_denied_count,
    test_undecided_count,
    scored_line_count,
    auc,
    brier_score,
    calibration_error,
    baseline_auc,
    baseline_brier_score,
    baseline_calibration_error,
    brier_gain,
    brier_gain_error,
    is_better_than_baseline
from written
