-- Vault: member and patient numbers in the clear beside their key, which is made here
-- and nowhere else: who has a number finds the key by it.
-- Rule (DOMAIN 1): inside one network, the same member number is the same member; a
-- patient number is the member whose number the health record gives it, else a member
-- of its own. Names link nobody.
{{ config(schema='vault') }}

{%- set mentions = [
    ('health_record', 'silver_patients', 'member', 'member_id'),
    ('health_record', 'silver_patients', 'patient', 'patient_id'),
    ('eligibility', 'silver_eligibility_entries', 'member', 'member_id'),
    ('eligibility', 'silver_eligibility_entries', 'member', 'subscriber_id'),
    ('claims', 'silver_claim_patients', 'member', 'member_id'),
    ('claims', 'silver_claim_patients', 'member', 'subscriber_id'),
    ('practice_claims', 'silver_practice_claims', 'member', 'member_id'),
    ('billing', 'silver_billing_charges', 'patient', 'patient_id'),
    ('billing', 'silver_billing_invoices', 'patient', 'patient_id'),
    ('laboratory', 'silver_variant_calls', 'patient', 'patient_id'),
] %}

with

patients as (
    select * from {{ ref('silver_patients') }}
),

found as (
    {%- for feed, model, identifier_type, column in mentions %}
    select
        network_id,
        '{{ feed }}' as feed,
        '{{ identifier_type }}' as identifier_type,
        {{ column }} as identifier
    from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counted as (
    select
        network_id,
        identifier_type,
        identifier,
        {%- for feed in [
            'health_record', 'eligibility', 'claims', 'practice_claims', 'billing',
            'laboratory',
        ] %}
        max(case when feed = '{{ feed }}' then 1 else 0 end) = 1 as is_in_{{ feed }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from found
    where identifier is not null
    group by network_id, identifier_type, identifier
),

numbered as (
    select
        *,
        case when identifier_type = 'patient' then identifier end as patient_id
    from counted
),

linked as (
    select
        numbered.*,
        case
            when numbered.identifier_type = 'member' then numbered.identifier
            else patients.member_id
        end as member_id
    from numbered
    left join patients
        on numbered.network_id = patients.network_id
        and numbered.patient_id = patients.patient_id
),

tokenised as (
    select
        *,
        {{ member_token('member_id', 'patient_id') }} as member_token
    from linked
)

select
    {{ integer_key(['member_token']) }} as member_key,
    member_token,
    network_id,
    identifier_type,
    identifier,
    member_id,
    is_in_health_record,
    is_in_eligibility,
    is_in_claims,
    is_in_practice_claims,
    is_in_billing,
    is_in_laboratory
from tokenised
