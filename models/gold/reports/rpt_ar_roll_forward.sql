-- DOMAIN 5: opening + charges - payments - adjustments = closing, month by month. What
-- moves between payer and patient leaves the total, and so do movements that inform.
{%- set settling = {
    'payment': 'payment', 'contractual': 'contractual_adjustment',
    'written_off': 'denial_write_off',
} %}
{%- set transfers = {
    'transfer_to_patient': 'patient', 'transfer_to_next_payer': 'payer',
} %}
{%- set named = ['charge'] + settling.values() | list + transfers | list %}
{%- set shown = ['charge'] + settling | list + transfers | list + ['other'] %}
{%- set running =
    'over (partition by network_id, payer_key order by month_start_date)' %}
with

ledger as (
    select * from {{ ref('fct_ledger') }}
),

months as (
    select * from {{ ref('silver_posting_months') }}
),

spans as (
    select distinct
        network_id,
        first_month_date
    from months
),

placed as (
    select
        ledger.*,
        {{ posting_month('ledger.posted_date', 'spans.first_month_date') }}
            as month_start_date
    from ledger
    inner join spans
        on ledger.network_id = spans.network_id
    where ledger.posted_date is not null
),

moved as (
    select
        network_id,
        claim_payer_key as payer_key,
        month_start_date,
        {{ sum_where('balance_amount', "movement_type = 'charge'") }} as charge_amount,
        {%- for name, type in settling.items() %}
        {{ sum_where('-balance_amount', "movement_type = '" ~ type ~ "'") }}
            as {{ name }}_amount,
        {%- endfor %}
        {%- for type, gaining in transfers.items() %}
        {{ sum_where(gaining ~ '_balance_amount', "movement_type = '" ~ type ~ "'") }}
            as {{ type }}_amount,
        {%- endfor %}
        {{ sum_where(
            'balance_amount', "movement_type not in ('" ~ named | join("', '") ~ "')"
        ) }} as other_amount,
        sum(payer_balance_amount) as payer_change_amount,
        sum(patient_balance_amount) as patient_change_amount
    from placed
    group by network_id, claim_payer_key, month_start_date
),

payers as (
    select
        network_id,
        payer_key,
        min(month_start_date) as first_month_date
    from moved
    group by network_id, payer_key
),

-- every month from a payer's first movement on, also those without one
filled as (
    select
        payers.network_id,
        payers.payer_key,
        months.month_start_date,
        months.month_end_date,
        months.as_of_date,
        {%- for amount in shown + ['payer_change', 'patient_change'] %}
        coalesce(moved.{{ amount }}_amount, 0) as {{ amount }}_amount
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from payers
    inner join months
        on payers.network_id = months.network_id
        and payers.first_month_date <= months.month_start_date
    left join moved
        on payers.network_id = moved.network_id
        and payers.payer_key = moved.payer_key
        and months.month_start_date = moved.month_start_date
),

closed as (
    select
        *,
        sum(payer_change_amount) {{ running }} as closing_payer_amount,
        sum(patient_change_amount) {{ running }} as closing_patient_amount
    from filled
)

select
    month_end_date,
    network_id,
    payer_key,
    as_of_date,
    cast(
        closing_payer_amount + closing_patient_amount
        - payer_change_amount - patient_change_amount as decimal(18, 2)
    ) as opening_amount,
    {%- for amount in shown + ['closing_payer', 'closing_patient'] %}
    cast({{ amount }}_amount as decimal(18, 2)) as {{ amount }}_amount,
    {%- endfor %}
    cast(closing_payer_amount + closing_patient_amount as decimal(18, 2))
        as closing_amount
from closed
