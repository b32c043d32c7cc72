-- Payer 0 is the one that the claim goes to, the others (2320) count from 1.
{%- set level_keys = x12_837_keys('level') -%}
{%- set claim_keys = x12_837_keys('claim') -%}
{%- set payer_columns = [
    'payer_sequence_code', 'filing_indicator_code', 'insurance_type_code', 'group_number',
    'group_name', 'payer_id', 'payer_name',
    'benefits_assignment_code', 'release_code', 'is_destination', 'paid_amount',
    'non_covered_amount', 'remaining_patient_amount', 'adjudication_date',
] %}

with

claims as (
    select * from {{ touched_transactions(ref('silver_x12_837_claims')) }}
),

levels as (
    select * from {{ touched_transactions(ref('silver_x12_837_levels')) }}
),

payers as (
    select * from {{ touched_transactions(ref('silver_x12_837_payers')) }}
),

patients as (
    select * from {{ touched_transactions(ref('silver_x12_837_entity_details')) }}
    where entity_role = 'patient' and occurrence = 1
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
),

claim_payers as (
    select
        {{ prefixed('claims', claim_keys) | join(',\n        ') }},
        0 as payer_number,
        payers.payer_claim_control_number,
        {{ prefixed('payers', payer_columns) | join(',\n        ') }},
        coalesce(payers.relationship_code, patients.relationship_code)
            as relationship_code
    from claims
    inner join levels
        on {{ same_keys('claims', 'levels', level_keys) }}
    inner join levels as subscriber_levels
        on levels.transaction_key = subscriber_levels.transaction_key
        and levels.subscriber_position = subscriber_levels.level_position
    inner join payers
        on {{ same_keys('subscriber_levels', 'payers', level_keys) }}
        and payers.is_destination
    left join patients
        on {{ same_keys('claims', 'patients', level_keys) }}

    union all

    select
        {{ claim_keys | join(',\n        ') }},
        payer_number,
        payer_claim_control_number,
        {{ payer_columns | join(',\n        ') }},
        relationship_code
    from payers
    where not is_destination
)

select
    {{ x12_837_claim_key('claim_payers') }} as claim_key,
    claim_payers.payer_number,
    transactions.network_id,
    {{ token('payer_claim', [
        'transactions.network_id', 'claim_payers.payer_claim_control_number'
    ]) }} as payer_claim_token,
    {{ prefixed('claim_payers', payer_columns) | join(',\n    ') }},
    claim_payers.relationship_code
from claim_payers
inner join transactions
    on claim_payers.transaction_key = transactions.transaction_key
