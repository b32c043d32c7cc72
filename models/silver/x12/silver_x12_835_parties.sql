{%- set identifiers = {
    '2U': 'payer_identification_number',
    'EO': 'submitter_id',
    'NF': 'naic_code',
    'PQ': 'payee_identification_number',
    'TJ': 'tax_id',
    '0B': 'state_license_number',
    'D3': 'pharmacy_number',
    'HI': 'industry_number',
} -%}
{%- set contacts = {'CX': 'claims_contact', 'BL': 'technical_contact'} -%}
{%- set media = {'TE': 'phone', 'EM': 'email'} -%}

-- N1 of the header (loops 1000A and 1000B) and what stands behind it: N3, N4, REF, PER.
with

segments as (
    {{ x12_tagged(
        ref('silver_x12_835_segments'), ['N1', 'N3', 'N4', 'REF', 'PER']
    ) | indent(4) }}
    and segments.part_number = 1 and segments.claim_number = 0
),

numbered as (
    select
        *,
        {{ x12_element(1) }} as first_element,
        sum(case when segment_tag = 'N1' then 1 else 0 end) over (
            partition by transaction_key
            order by segment_number
            rows between unbounded preceding and current row
        ) as party_number
    from segments
),

ranked as (
    select
        *,
        row_number() over (
            partition by
                transaction_key,
                party_number,
                segment_tag,
                case when segment_tag in ('REF', 'PER') then first_element end
            order by segment_number
        ) as occurrence
    from numbered
    -- what stands before the first N1 belongs to the transaction
    where party_number > 0
),

parties as (
    select
        transaction_key,
        party_number,
        element_separator,
        max(case when segment_tag = 'N1' then segment end) as party,
        max(case when segment_tag = 'N3' then segment end) as street,
        max(case when segment_tag = 'N4' then segment end) as city,
        {%- for qualifier, name in identifiers.items() %}
        max(case
            when segment_tag = 'REF' and first_element = '{{ qualifier }}'
                then {{ x12_element(2) }}
        end) as {{ name }},
        {%- endfor %}
        {%- for qualifier, name in contacts.items() %}
        max(case
            when segment_tag = 'PER' and first_element = '{{ qualifier }}'
                then segment
        end) as {{ name }},
        {%- endfor %}
        max(case
            when segment_tag = 'PER' and first_element = 'IC'
                then {{ x12_element(4) }}
        end) as web_site
    from ranked
    where occurrence = 1
    group by transaction_key, party_number, element_separator
)

select
    transaction_key,
    cast(party_number as integer) as party_number,
    {{ x12_element(1, 'party') }} as entity_code,
    cast(row_number() over (
        partition by transaction_key, {{ x12_element(1, 'party') }}
        order by party_number
    ) as integer) as occurrence,
    {{ x12_element(2, 'party') }} as party_name,
    {{ x12_element(3, 'party') }} as party_id_qualifier,
    {{ x12_element(4, 'party') }} as party_id,
    {{ x12_element(1, 'street') }} as address_line_1,
    {{ x12_element(2, 'street') }} as address_line_2,
    {{ x12_element(1, 'city') }} as city,
    {{ x12_element(2, 'city') }} as state_code,
    {{ x12_element(3, 'city') }} as postal_code,
    {{ x12_element(4, 'city') }} as country_code,
    {{ identifiers.values() | join(',\n    ') }},
    {%- for name in contacts.values() %}
    {{ x12_element(2, name) }} as {{ name }}_name,
    {%- for qualifier, medium in media.items() %}
    case '{{ qualifier }}'
        {%- for number in [3, 5, 7] %}
        when {{ x12_element(number, name) }} then {{ x12_element(number + 1, name) }}
        {%- endfor %}
    end as {{ name }}_{{ medium }},
    {%- endfor %}
    {%- endfor %}
    web_site
from parties
