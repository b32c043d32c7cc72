-- Final claims as the Tuva Project's input layer has them: its names, its order.
{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' %}
{%- set shares = ['coinsurance', 'copayment', 'deductible'] %}
{%- set positions = range(1, 26) | list %}
with

claims as (
    select * from {{ ref('silver_final_claims') }}
),

lines as (
    select * from {{ ref('silver_final_claim_lines') }}
),

patient_shares as (
    select * from {{ ref('silver_final_patient_shares') }}
),

chains as (
    select * from {{ ref('fct_claims') }}
),

members as (
    select * from {{ ref('dim_member') }}
),

codes as (
    select
        claim_key,
        case min(diagnosis_code_set)
            when 'icd10cm' then 'icd-10-cm' when 'icd9cm' then 'icd-9-cm'
        end as diagnosis_code_type,
        case min(procedure_code_set)
            when 'icd10pcs' then 'icd-10-pcs' when 'icd9procedure' then 'icd-9-pcs'
        end as procedure_code_type
        {%- for name, column in [
            ('diagnosis_code', 'diagnosis_code'),
            ('diagnosis_poa', 'present_on_admission_code'),
            ('procedure_code', 'procedure_code'), ('procedure_date', 'procedure_date'),
        ] %}{% for position in positions %},
        max(case when code_position = {{ position }} then {{ column }} end)
            as {{ name }}_{{ position }}
        {%- endfor %}{% endfor %}
    from {{ ref('silver_final_claim_codes') }}
    group by claim_key
)

select
    cast(claims.chain_key as {{ dbt.type_string() }}) as claim_id,
    lines.final_line_number as claim_line_number,
    claims.claim_type,
    members.member_token as person_id,
    members.member_token as member_id,
    chains.payer_key as payer,
    chains.plan_id as plan,
    claims.start_date as claim_start_date,
    claims.end_date as claim_end_date,
    coalesce(lines.service_from_date, claims.start_date) as claim_line_start_date,
    coalesce(lines.service_to_date, lines.service_from_date, claims.end_date)
        as claim_line_end_date,
    claims.admission_date,
    claims.discharge_date,
    claims.admission_source_code as admit_source_code,
    claims.admission_type_code as admit_type_code,
    claims.patient_status_code as discharge_disposition_code,
    coalesce(lines.place_of_service_code, claims.place_of_service_code)
        as place_of_service_code,
    claims.type_of_bill as bill_type_code,
    {{ no_text }} as drg_code_type,
    claims.drg_code,
    lines.revenue_code as revenue_center_code,
    lines.service_units as service_unit_quantity,
    case when lines.procedure_qualifier in ('HC', 'HP') then lines.procedure_code end
        as hcpcs_code,
    {%- for number in range(1, 5) %}
    lines.modifier_{{ number }} as hcpcs_modifier_{{ number }},
    {%- endfor %}
    {{ no_text }} as hcpcs_modifier_5,
    lines.rendering_npi,
    {{ no_text }} as rendering_tin,
    claims.billing_npi,
    {{ no_text }} as billing_tin,
    coalesce(claims.facility_npi, '') as facility_npi,
    chains.last_answer_date as paid_date,
    {{ prefixed('lines', ['paid_amount', 'allowed_amount', 'charge_amount'])
        | join(',\n    ') }},
    {%- for name in shares %}
    coalesce(patient_shares.{{ name }}_amount, 0) as {{ name }}_amount,
    {%- endfor %}
    cast(
        lines.paid_amount
        {%- for name in shares %} + coalesce(patient_shares.{{ name }}_amount, 0)
        {%- endfor %} as decimal(18, 2)
    ) as total_cost_amount,
    {%- for kind, columns in [
        ('diagnosis', ['code', 'poa']), ('procedure', ['code', 'date']),
    ] %}
    codes.{{ kind }}_code_type,
    {%- for column in columns %}{% for position in positions %}
    codes.{{ kind }}_{{ column }}_{{ position }},
    {%- endfor %}{% endfor %}
    {%- endfor %}
    cast(null as integer) as in_network_flag,
    claims.network_id as data_source,
    claims.source_name as file_name,
    claims.sent_date as file_date,
    cast(null as timestamp) as ingest_datetime
from lines
inner join claims
    on lines.chain_key = claims.chain_key
inner join chains
    on lines.chain_key = chains.chain_key
left join members
    on chains.member_key = members.member_key
left join patient_shares
    on lines.chain_key = patient_shares.chain_key
    and lines.chain_line_number = patient_shares.chain_line_number
left join codes
    on claims.claim_key = codes.claim_key
