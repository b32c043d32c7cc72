-- Line 0 holds what was adjusted on the claim as a whole (2320): its loop ties it to
-- the payer. On a line (2430) SVD01 does.
{%- set payer_keys = x12_837_keys('payer') -%}
{%- set claim_keys = x12_837_keys('claim') %}

with

adjustments as (
    select * from {{ touched_transactions(ref('silver_x12_837_adjustments')) }}
    where payer_number > 0
),

decisions as (
    select * from {{ touched_transactions(ref('silver_x12_837_line_adjudications')) }}
),

payers as (
    select * from {{ touched_transactions(ref('silver_x12_837_payers')) }}
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
),

assigned as (
    select
        adjustments.*,
        case
            when adjustments.line_number = 0 then adjustments.payer_number
            else decisions.other_payer_number
        end as other_payer_number,
        decisions.payer_id as line_payer_id,
        row_number() over (
            partition by {{ x12_837_keys('line', 'adjustments') | join(', ') }}
            order by
                adjustments.payer_number,
                adjustments.entity_number,
                adjustments.segment_number,
                adjustments.triplet_number
        ) as adjustment_number
    from adjustments
    left join decisions
        on {{ same_keys('adjustments', 'decisions', payer_keys) }}
)

select
    {{ x12_837_claim_key('assigned') }} as claim_key,
    assigned.line_number,
    cast(assigned.adjustment_number as integer) as adjustment_number,
    transactions.network_id,
    assigned.other_payer_number as payer_number,
    coalesce(assigned.line_payer_id, payers.payer_id) as payer_id,
    assigned.adjustment_group_code,
    assigned.adjustment_reason_code,
    assigned.adjustment_amount,
    assigned.adjustment_quantity
from assigned
inner join transactions
    on assigned.transaction_key = transactions.transaction_key
left join payers
    on {{ same_keys('assigned', 'payers', claim_keys) }}
    and assigned.other_payer_number = payers.payer_number
