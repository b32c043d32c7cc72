-- What another payer decided must add up (005010X222A1 and X223A2, section 1.4): the
-- charge of a line less its adjustments is what was paid for it, that of the claim less
-- the adjustments of claim and lines is what was paid for the claim (AMT*D).
{%- set claim_keys = x12_837_keys('claim') -%}
{%- set line_keys = x12_837_keys('line') -%}
{%- set payer_keys = x12_837_keys('payer') %}

with

adjustments as (
    select
        {{ payer_keys | join(',\n        ') }},
        sum(adjustment_amount) as adjustment_amount
    from {{ new_files(ref('silver_x12_837_adjustments')) }}
    group by {{ payer_keys | join(', ') }}
),

-- a payer may decide a line in several parts, each with an SVD
decided_lines as (
    select
        {{ x12_837_keys('line', 'decisions') | join(',\n        ') }},
        decisions.payer_id,
        min(decisions.other_payer_number) as other_payer_number,
        sum(decisions.paid_amount) as paid_amount,
        coalesce(sum(adjustments.adjustment_amount), 0) as adjustment_amount
    from {{ new_files(ref('silver_x12_837_line_adjudications')) }} as decisions
    left join adjustments
        on {{ same_keys('decisions', 'adjustments', payer_keys) }}
    group by {{ x12_837_keys('line', 'decisions') | join(', ') }}, decisions.payer_id
),

decided_claims as (
    select
        {{ claim_keys | join(',\n        ') }},
        other_payer_number,
        sum(adjustment_amount) as adjustment_amount
    from decided_lines
    where other_payer_number is not null
    group by {{ claim_keys | join(', ') }}, other_payer_number
),

sums as (
    select
        {{ x12_837_keys('line', 'decided_lines') | join(',\n        ') }},
        decided_lines.other_payer_number,
        decided_lines.payer_id,
        'other_payer_line' as balance_rule,
        claim_lines.charge_amount - decided_lines.adjustment_amount as expected_amount,
        decided_lines.paid_amount as reported_amount
    from decided_lines
    inner join {{ new_files(ref('silver_x12_837_lines')) }} as claim_lines
        on {{ same_keys('decided_lines', 'claim_lines', line_keys) }}

    union all

    select
        {{ x12_837_keys('claim', 'payers') | join(',\n        ') }},
        0 as line_number,
        payers.payer_number as other_payer_number,
        payers.payer_id,
        'other_payer_claim' as balance_rule,
        claims.charge_amount - coalesce(adjustments.adjustment_amount, 0)
        - coalesce(decided_claims.adjustment_amount, 0) as expected_amount,
        payers.paid_amount as reported_amount
    from {{ new_files(ref('silver_x12_837_payers')) }} as payers
    inner join {{ new_files(ref('silver_x12_837_claims')) }} as claims
        on {{ same_keys('payers', 'claims', claim_keys) }}
    left join adjustments
        on {{ same_keys('payers', 'adjustments', claim_keys + ['payer_number']) }}
        and adjustments.line_number = 0
    left join decided_claims
        on {{ same_keys('payers', 'decided_claims', claim_keys) }}
        and payers.payer_number = decided_claims.other_payer_number
    -- a payment alone, without any decision behind it, can't be checked
    where
        payers.paid_amount is not null
        and (
            adjustments.transaction_key is not null
            or decided_claims.transaction_key is not null
        )
)

select
    {{ line_keys | join(',\n    ') }},
    other_payer_number,
    payer_id,
    balance_rule,
    cast(expected_amount as decimal(18, 2)) as expected_amount,
    cast(reported_amount as decimal(18, 2)) as reported_amount,
    cast(reported_amount - expected_amount as decimal(18, 2)) as difference_amount
from sums
