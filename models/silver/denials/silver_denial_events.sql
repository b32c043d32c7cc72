-- Every time that a payer denies a line (DOMAIN 4), with why. Where the reason alone
-- does not say why, the remark that names a cause does.
with

denied_lines as (
    select * from {{ ref('silver_denied_lines') }}
),

answers as (
    select * from {{ ref('silver_claim_answers') }}
),

line_answers as (
    select * from {{ ref('silver_line_answers') }}
),

decisions as (
    select * from {{ ref('silver_line_decisions') }}
),

reasons as (
    select * from {{ ref('adjustment_reasons') }}
),

remarks as (
    select * from {{ ref('silver_denial_remarks') }}
),

placed as (
    select
        denied_lines.*,
        {{ prefixed('answers', [
            'network_id', 'chain_key', 'answer_number', 'answer_role', 'payer_rank',
            'payer_id', 'remittance_date', 'source_name', 'source_sha256', 'source_row',
        ]) | join(',\n        ') }},
        coalesce(line_answers.chain_line_number, 0) as chain_line_number,
        answers.paid_amount > 0 as is_partial
    from denied_lines
    inner join answers
        on denied_lines.remittance_claim_key = answers.remittance_claim_key
    left join line_answers
        on denied_lines.remittance_claim_key = line_answers.remittance_claim_key
        and denied_lines.service_number = line_answers.service_number
),

explained as (
    select
        placed.*,
        reasons.is_appealable,
        coalesce(reasons.needs_remark and remarks.names_cause, false)
            as is_refined_by_remark,
        {%- for name in ['category', 'root_cause', 'is_preventable'] %}
        case
            when reasons.needs_remark and remarks.names_cause then remarks.{{ name }}
            else reasons.{{ name }}
        end as {{ name }},
        {%- endfor %}
        remarks.remark_code,
        coalesce(remarks.remark_count, 0) as remark_count,
        coalesce(remarks.unknown_remark_count, 0) as unknown_remark_count
    from placed
    left join reasons
        on placed.adjustment_reason_code = reasons.adjustment_reason_code
    left join remarks
        on placed.remittance_claim_key = remarks.remittance_claim_key
        and placed.service_number = remarks.service_number
)

select
    {{ integer_key(['explained.remittance_claim_key', 'explained.service_number']) }}
        as denial_event_key,
    {{ prefixed('explained', [
        'network_id', 'chain_key', 'chain_line_number', 'remittance_claim_key',
        'service_number', 'answer_number', 'answer_role', 'payer_rank', 'payer_id',
        'denial_kind', 'adjustment_group_code', 'adjustment_reason_code',
        'other_reason_count', 'remark_code', 'remark_count', 'unknown_remark_count',
        'category', 'root_cause', 'is_preventable', 'is_appealable',
        'is_refined_by_remark', 'charge_amount', 'denied_amount',
        'patient_billed_amount',
    ]) | join(',\n    ') }},
    explained.denial_kind = 'patient_billed' as is_patient_billed,
    explained.is_partial,
    decisions.is_first_adjudication,
    explained.remittance_date as denied_date,
    explained.source_name,
    explained.source_sha256,
    explained.source_row
from explained
left join decisions
    on explained.remittance_claim_key = decisions.remittance_claim_key
    and explained.chain_line_number = decisions.chain_line_number
