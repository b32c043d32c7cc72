-- Predictions for lines that are still open now: what has been decided, voided or
-- closed since then has no risk any more.
with

predictions as (
    select * from {{ ref('silver_risk_predictions') }}
),

submissions as (
    select * from {{ ref('silver_line_submissions') }}
),

decisions as (
    select * from {{ ref('silver_first_line_decisions') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
    where not is_voided and not is_closed
)

select
    submissions.chain_key,
    submissions.chain_line_number as line_number,
    submissions.network_id,
    submissions.payer_key,
    submissions.provider_key,
    submissions.procedure_code,
    predictions.model_id,
    submissions.charge_amount,
    predictions.denial_probability,
    predictions.baseline_probability,
    -- six places are all that a probability has: money is multiplied exactly
    {%- for name, probability in {
        'expected_denied_amount': 'denial_probability',
        'baseline_denied_amount': 'baseline_probability',
    }.items() %}
    cast(
        submissions.charge_amount
        * cast(predictions.{{ probability }} as decimal(9, 6)) as decimal(18, 2)
    ) as {{ name }},
    {%- endfor %}
    predictions.is_better_than_baseline,
    submissions.submitted_date,
    predictions.scored_at
from predictions
inner join submissions
    on predictions.chain_key = submissions.chain_key
    and predictions.chain_line_number = submissions.chain_line_number
inner join claims
    on predictions.chain_key = claims.chain_key
left join decisions
    on predictions.chain_key = decisions.chain_key
    and predictions.chain_line_number = decisions.chain_line_number
where decisions.chain_key is null
