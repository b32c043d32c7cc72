-- A code must have the shape of its system. Where the network has loaded the list of
-- that system, the code must also be on it, and valid on the day of service.
{%- set shapes = {
    'CPT': '^[0-9]{4}[0-9AFMTU]$',
    'HCPCS': '^[A-V][0-9]{4}$',
    'modifier': '^[0-9A-Z]{2}$',
    'revenue': '^[0-9]{4}$',
    'ICD-10-CM': '^[A-Z][0-9][0-9AB][0-9A-Z]{0,4}$',
    'ICD-9-CM': '^([0-9]{3}|V[0-9]{2})[0-9]{0,2}$|^E[0-9]{3,4}$',
    'ICD-10-PCS': '^[0-9A-HJ-NP-Z]{7}$',
    'ICD-9-PCS': '^[0-9]{2}[0-9]{0,2}$',
} -%}
{%- set code_keys = ['network_id', 'code_system', 'code'] %}

with

uses as (
    select * from {{ ref('silver_claim_code_uses') }}
),

reference_codes as (
    select * from {{ ref('silver_reference_codes') }}
),

lists as (
    select
        network_id,
        code_system
    from reference_codes
    group by network_id, code_system
),

days as (
    select
        {{ code_keys | join(',\n        ') }},
        service_date
    from uses
    group by {{ code_keys | join(', ') }}, service_date
),

-- each code is looked up once a day, so that two spans of a code do not make two uses
looked_up as (
    select
        {{ prefixed('days', code_keys) | join(',\n        ') }},
        days.service_date,
        count(reference_codes.code) > 0 as is_on_list,
        {{ sum_where(
            '1',
            'days.service_date >= reference_codes.valid_from_date and days.service_date <= '
            ~ 'coalesce(reference_codes.valid_to_date, ' ~ open_date() ~ ')'
        ) }} > 0 as is_valid,
        min(reference_codes.valid_from_date) > days.service_date as is_too_early
    from days
    left join reference_codes
        on {{ same_keys('days', 'reference_codes', code_keys) }}
    group by {{ prefixed('days', code_keys) | join(', ') }}, days.service_date
),

checked as (
    select
        uses.*,
        case
            when not case uses.code_system
                {%- for system, shape in shapes.items() %}
                when '{{ system }}' then {{ matches('uses.code', shape) }}
                {%- endfor %}
            end then 'not of the shape of its system'
            when lists.code_system is null or looked_up.is_valid then null
            when not looked_up.is_on_list then 'not on the list'
            when uses.service_date is null then null
            when looked_up.is_too_early then 'not yet valid on that day'
            else 'no longer valid on that day'
        end as reason
    from uses
    left join lists
        on {{ same_keys('uses', 'lists', code_keys[:2]) }}
    left join looked_up
        on {{ same_keys('uses', 'looked_up', code_keys) }}
        and coalesce(uses.service_date, {{ open_date() }})
        = coalesce(looked_up.service_date, {{ open_date() }})
)

select
    claim_key,
    network_id,
    line_number,
    code_kind,
    code_number,
    code_system,
    code,
    reason,
    service_date
from checked
where reason is not null
