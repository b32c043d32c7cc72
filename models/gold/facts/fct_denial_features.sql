-- What was known of each line on the day when it was first sent, and how it was
-- decided. Coverage, plan and roster are not here: those feeds say what is known today,
-- and a coverage that was ended afterwards would tell the answer.
{%- set counts = ['payer', 'payer_procedure', 'provider'] %}
with

submissions as (
    select * from {{ ref('silver_line_submissions') }}
),

history as (
    select * from {{ ref('silver_denial_history') }}
),

decisions as (
    select * from {{ ref('silver_first_line_decisions') }}
),

claims as (
    select * from {{ ref('silver_claims') }}
),

lines as (
    select * from {{ ref('silver_claim_lines') }}
),

line_counts as (
    select
        claim_key,
        count(*) as line_count
    from lines
    group by claim_key
),

diagnoses as (
    select
        claim_key,
        count(distinct diagnosis_code) as diagnosis_count
    from {{ ref('silver_claim_diagnoses') }}
    group by claim_key
),

payers as (
    select
        claim_key,
        max(case when is_destination then filing_indicator_code end)
            as filing_indicator_code,
        {{ sum_where('1', 'not is_destination') }} as other_payer_count
    from {{ ref('silver_claim_payers') }}
    group by claim_key
)

select
    submissions.chain_key,
    submissions.chain_line_number as line_number,
    submissions.network_id,
    submissions.payer_key,
    submissions.provider_key,
    submissions.procedure_code,
    payers.filing_indicator_code,
    coalesce(lines.place_of_service_code, claims.facility_type_code)
        as place_of_service_code,
    lines.revenue_code,
    claims.claim_type,
    cast(
        {%- for number in [1, 2, 3, 4] %}
        case when lines.modifier_{{ number }} is null then 0 else 1 end
        {%- if not loop.last %} +{% endif %}
        {%- endfor %}
        as integer
    ) as modifier_count,
    cast(coalesce(diagnoses.diagnosis_count, 0) as integer) as diagnosis_count,
    cast(line_counts.line_count as integer) as line_count,
    cast(coalesce(payers.other_payer_count, 0) as integer) as other_payer_count,
    cast(
        {{ dbt.datediff(
            'submissions.service_date', 'submissions.submitted_date', 'day'
        ) }} as integer
    ) as days_to_submission,
    claims.is_replacement,
    claims.prior_authorization_token is not null as has_prior_authorization,
    coalesce(claims.attachment_count, 0) + coalesce(lines.attachment_count, 0) > 0
        as has_attachment,
    cast(lines.service_units as double) as service_units,
    submissions.charge_amount,
    {%- for scope in counts %}
    history.{{ scope }}_decided_count,
    history.{{ scope }}_denied_count,
    {%- endfor %}
    decisions.is_denied,
    submissions.submitted_date,
    decisions.first_decided_date
from submissions
inner join history
    on submissions.chain_key = history.chain_key
    and submissions.chain_line_number = history.chain_line_number
inner join claims
    on submissions.claim_key = claims.claim_key
inner join lines
    on submissions.claim_key = lines.claim_key
    and submissions.line_number = lines.line_number
inner join line_counts
    on submissions.claim_key = line_counts.claim_key
left join diagnoses
    on submissions.claim_key = diagnoses.claim_key
left join payers
    on submissions.claim_key = payers.claim_key
left join decisions
    on submissions.chain_key = decisions.chain_key
    and submissions.chain_line_number = decisions.chain_line_number
where
    decisions.chain_key is null
    -- an answer from before the line was sent is one to a claim that is not here
    or decisions.first_decided_date >= submissions.submitted_date
