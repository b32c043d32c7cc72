-- Coverage spans as the Tuva Project's input layer has them: its names, its order. What
-- identifies a person stays in the vault, so those columns are there and empty.
{%- set columns = [
    'original_reason_entitlement_code', 'dual_status_code', 'medicare_status_code',
    'enrollment_status',
] %}
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
with

spans as (
    select * from {{ ref('silver_coverage_spans') }}
),

members as (
    select * from {{ ref('silver_members') }}
),

payer_types as (
    select * from {{ ref('silver_payer_types') }}
)

select
    members.member_token as person_id,
    members.member_token as member_id,
    members.subscriber_token as subscriber_id,
    case members.sex when 'F' then 'female' when 'M' then 'male' else 'unknown' end
        as gender,
    {{ no_text }} as race,
    cast(null as date) as birth_date,
    cast(null as date) as death_date,
    cast(null as integer) as death_flag,
    spans.coverage_start_date as enrollment_start_date,
    coalesce(
        spans.coverage_end_date,
        cast({{ dbt.last_day(
            'greatest(spans.file_date, spans.coverage_start_date)', 'month'
        ) }} as date)
    ) as enrollment_end_date,
    spans.payer_key as payer,
    payer_types.payer_type,
    spans.plan_id as plan,
    {%- for column in columns %}
    {{ no_text }} as {{ column }},
    {%- endfor %}
    {%- for column in [
        'hospice_flag', 'institutional_snp_flag', 'long_term_institutional_flag',
    ] %}
    cast(null as integer) as {{ column }},
    {%- endfor %}
    {%- for column in [
        'group_id', 'group_name', 'name_suffix', 'first_name', 'middle_name',
        'last_name', 'social_security_number',
    ] %}
    {{ no_text }} as {{ column }},
    {%- endfor %}
    case
        when members.is_subscriber then 'self'
        when not members.is_subscriber then 'dependent'
    end as subscriber_relation,
    {{ no_text }} as address,
    {{ no_text }} as city,
    members.state,
    {%- for column in ['zip_code', 'phone', 'email', 'ethnicity'] %}
    {{ no_text }} as {{ column }},
    {%- endfor %}
    spans.network_id as data_source,
    {{ no_text }} as file_name,
    spans.file_date,
    cast(null as timestamp) as ingest_datetime
from spans
inner join members
    on spans.member_key = members.member_key
left join payer_types
    on spans.network_id = payer_types.network_id
    and spans.payer_key = payer_types.payer_key
