-- The ledger of each chain, added up (DOMAIN 5).
{%- set paid = "movement_type = 'payment'" %}
{#- a payer's own transfer has a reason; what the next payer takes over has none -#}
{%- set patient = "movement_type like 'transfer%'"
    ~ ' and adjustment_reason_code is not null' %}
with

reasons as (
    select * from {{ ref('adjustment_reasons') }}
),

ledger as (
    select
        ledger.*,
        reasons.category as adjustment_category
    from {{ touched_chains(ref('silver_ledger')) }} as ledger
    left join reasons
        on ledger.adjustment_reason_code = reasons.adjustment_reason_code
)

select
    chain_key,
    {{ sum_where('amount', "movement_type = 'charge'") }} as ledger_charge_amount,
    {{ sum_where('amount', paid ~ ' and payer_rank = 1') }} as primary_paid_amount,
    {{ sum_where('amount', paid ~ ' and payer_rank > 1') }} as secondary_paid_amount,
    {{ sum_where('amount', "movement_type = 'contractual_adjustment'") }}
        as contractual_amount,
    {{ sum_where(
        'amount',
        "movement_type = 'contractual_adjustment' and adjustment_category = 'capitation'"
    ) }} as capitated_amount,
    {%- for rank in [1, 2, 3, 4] %}
    {{ sum_where('amount', patient ~ ' and payer_rank = ' ~ rank) }}
        as patient_amount_{{ rank }},
    {%- endfor %}
    {{ sum_where(
        'amount', patient ~ " and adjustment_reason_code in ('96', '204')"
    ) }} as patient_billed_amount,
    {{ sum_where('amount', "movement_type = 'denial_write_off'") }}
        as written_off_amount,
    min(case when movement_type = 'denial_write_off' then posted_date end)
        as written_off_date,
    min(case when {{ paid }} and amount > 0 then posted_date end) as first_paid_date,
    max(case when movement_type = 'charge' and is_reversal then 1 else 0 end) = 1
        as is_voided,
    sum(payer_balance_amount) as open_payer_amount,
    sum(patient_balance_amount) as open_patient_amount,
    max(posted_date) as last_posted_date
from ledger
group by chain_key
