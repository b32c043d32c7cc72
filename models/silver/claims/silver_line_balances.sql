-- The ledger of each line, added up (DOMAIN 5). What the first payer allowed is what it
-- paid, left to the patient, held back by law (sequestration) and denied of a line that
-- it settled: a denial is no underpayment. A denial that was lifted later stands in the
-- ledger all the same, so that it counts no more than the rest leaves of the charge.
{%- set paid = "movement_type = 'payment'" %}
{%- set first = 'payer_rank = 1' %}
{%- set contractual = first ~ " and movement_type = 'contractual_adjustment'" %}
{%- set share = "(" ~ first ~ " and movement_type like 'transfer%'"
    ~ " and adjustment_reason_code not in ('96', '204'))" %}
with

posted as (
    select
        chain_key,
        line_number as chain_line_number,
        {{ sum_where('amount', "movement_type = 'charge'") }} as charge_amount,
        {{ sum_where('amount', paid ~ ' and ' ~ first) }} as primary_paid_amount,
        {{ sum_where('amount', paid ~ ' and payer_rank > 1') }}
            as secondary_paid_amount,
        {{ sum_where('amount', "movement_type = 'contractual_adjustment'") }}
            as contractual_amount,
        {{ sum_where('amount', "movement_type = 'denial_write_off'") }}
            as written_off_amount,
        {{ sum_where('amount', '(' ~ paid ~ ' and ' ~ first ~ ') or ' ~ share) }}
            as settled_amount,
        {{ sum_where('amount', contractual ~ " and adjustment_reason_code = '253'") }}
            as sequestered_amount,
        {{ sum_where('amount', contractual) }} as first_contractual_amount,
        {{ sum_where(
            'amount', first ~ " and movement_type in ('denial', 'open_adjustment')"
        ) }} as denied_amount,
        sum(payer_balance_amount) as open_payer_amount,
        sum(patient_balance_amount) as open_patient_amount
    from {{ ref('silver_ledger') }}
    group by chain_key, line_number
),

rested as (
    select
        *,
        case
            when charge_amount > 0
                then greatest(
                    charge_amount - first_contractual_amount - settled_amount, 0
                )
            else denied_amount
        end as rest_amount
    from posted
)

select
    chain_key,
    chain_line_number,
    {%- for amount in [
        'charge', 'primary_paid', 'secondary_paid', 'contractual', 'written_off',
        'open_payer', 'open_patient',
    ] %}
    cast({{ amount }}_amount as decimal(18, 2)) as {{ amount }}_amount,
    {%- endfor %}
    cast(
        case
            when settled_amount > 0
                then
                    settled_amount + sequestered_amount
                    + least(denied_amount, rest_amount)
        end as decimal(18, 2)
    ) as allowed_amount
from rested
