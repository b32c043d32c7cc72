-- Billing and pay-to providers stand above the claim, the others in it or in a line.
-- Names, addresses and tax numbers stay in silver_x12_837_entities and _entity_details:
-- a provider may be a person.
with

claims as (
    select * from {{ touched_transactions(ref('silver_x12_837_claims')) }}
),

levels as (
    select * from {{ touched_transactions(ref('silver_x12_837_levels')) }}
),

providers as (
    select
        details.*,
        entities.entity_type_code
    from {{ touched_transactions(ref('silver_x12_837_entity_details')) }} as details
    inner join {{ touched_transactions(ref('silver_x12_837_entities')) }} as entities
        on {{ same_keys('details', 'entities', x12_837_keys('entity')) }}
    where
        details.occurrence = 1
        and details.payer_number = 0
        and details.entity_role in (
            'billing', 'pay_to', 'referring', 'primary_care', 'rendering', 'ordering',
            'supervising', 'purchased_service', 'attending', 'operating',
            'other_operating', 'other_physician', 'service_facility'
        )
),

transactions as (
    select * from {{ touched_transactions(ref('silver_x12_transaction_status')) }}
    where transaction_status = 'used'
),

placed as (
    select
        claims.transaction_key,
        claims.part_number,
        claims.level_number,
        claims.claim_number,
        0 as line_number,
        0 as entity_number,
        providers.entity_role,
        providers.entity_type_code,
        providers.npi,
        providers.taxonomy_code
    from claims
    inner join levels
        on {{ same_keys('claims', 'levels', x12_837_keys('level')) }}
    inner join levels as billing_levels
        on levels.transaction_key = billing_levels.transaction_key
        and levels.billing_position = billing_levels.level_position
    inner join providers
        on {{ same_keys('billing_levels', 'providers', x12_837_keys('level')) }}
        and providers.claim_number = 0
    where providers.entity_role in ('billing', 'pay_to')

    union all

    select
        {{ x12_837_keys('line') | join(',\n        ') }},
        entity_number,
        entity_role,
        entity_type_code,
        npi,
        taxonomy_code
    from providers
    where claim_number > 0
),

ranked as (
    select
        *,
        -- roles that several codes stand for (service facility in 4010)
        row_number() over (
            partition by {{ x12_837_keys('line') | join(', ') }}, entity_role
            order by entity_number
        ) as role_position
    from placed
)

select
    {{ x12_837_claim_key('ranked') }} as claim_key,
    ranked.line_number,
    ranked.entity_role as provider_role,
    transactions.network_id,
    ranked.npi as provider_npi,
    ranked.taxonomy_code,
    ranked.entity_type_code as provider_type_code,
    {{ npi_is_valid('ranked.npi') }} as is_valid_npi
from ranked
inner join transactions
    on ranked.transaction_key = transactions.transaction_key
where ranked.role_position = 1
