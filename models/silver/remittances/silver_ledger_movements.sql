-- All movements of chains but write-offs, with what each does to what payers and
-- patients owe (DOMAIN 5).
with

versions as (
    select * from {{ touched_chains(ref('silver_claim_versions')) }}
),

answers as (
    select * from {{ touched_chains(ref('silver_ledger_answers')) }}
),

repeats as (
    select
        answers.network_id,
        answers.chain_key,
        repeats.chain_line_number,
        answers.payer_rank,
        answers.payer_id,
        answers.is_reversal,
        repeats.amount,
        answers.remittance_date as posted_date,
        answers.remittance_claim_key,
        answers.source_name,
        answers.source_sha256,
        answers.source_row
    from {{ touched_chains(ref('silver_ledger_repeats')) }} as repeats
    inner join {{ touched_chains(ref('silver_claim_answers')) }} as answers
        on repeats.remittance_claim_key = answers.remittance_claim_key
),

charges as (
    select
        charges.*,
        versions.network_id,
        versions.payer_id,
        versions.payer_rank,
        versions.source_name,
        versions.source_sha256,
        versions.source_row
    from {{ touched_chains(ref('silver_ledger_charges')) }} as charges
    inner join versions
        on charges.claim_key = versions.claim_key
)

{%- set columns = [
    'network_id', 'chain_key', 'chain_line_number', 'payer_rank', 'payer_id',
] %}
{%- set sources = ['source_name', 'source_sha256', 'source_row'] %}

select
    {{ columns | join(',\n    ') }},
    'charge' as movement_type,
    is_reversal,
    cast(null as {{ dbt.type_string() }}) as adjustment_group_code,
    cast(null as {{ dbt.type_string() }}) as adjustment_reason_code,
    charge_amount as amount,
    charge_amount as payer_balance_amount,
    0 as patient_balance_amount,
    posted_date,
    claim_key as document_key,
    0 as service_number,
    {{ sources | join(',\n    ') }}
from charges
union all
select
    {{ columns | join(',\n    ') }},
    movement_type,
    is_reversal,
    adjustment_group_code,
    adjustment_reason_code,
    amount,
    case
        when
            movement_type in (
                'payment', 'contractual_adjustment', 'transfer_to_patient'
            )
            then -amount
        else 0
    end as payer_balance_amount,
    case when movement_type = 'transfer_to_patient' then amount else 0 end
        as patient_balance_amount,
    posted_date,
    remittance_claim_key as document_key,
    service_number,
    {{ sources | join(',\n    ') }}
from answers
union all
select
    {{ columns | join(',\n    ') }},
    'transfer_to_next_payer' as movement_type,
    false as is_reversal,
    null as adjustment_group_code,
    null as adjustment_reason_code,
    amount,
    amount as payer_balance_amount,
    -amount as patient_balance_amount,
    taken_date as posted_date,
    chain_key as document_key,
    0 as service_number,
    {{ sources | join(',\n    ') }}
from {{ touched_chains(ref('silver_ledger_takeovers')) }}
union all
select
    {{ columns | join(',\n    ') }},
    'contractual_adjustment' as movement_type,
    is_reversal,
    null as adjustment_group_code,
    null as adjustment_reason_code,
    amount,
    -amount as payer_balance_amount,
    0 as patient_balance_amount,
    posted_date,
    remittance_claim_key as document_key,
    0 as service_number,
    {{ sources | join(',\n    ') }}
from repeats
