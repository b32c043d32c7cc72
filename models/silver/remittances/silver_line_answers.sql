-- The line of the chain that each service payment is about (DOMAIN 2): by control
-- number, else by procedure, modifiers, date and charge; of equal lines the nth
-- answers the nth.
{%- set answer_scope = 'coalesce(chain_key, remittance_claim_key)' %}
with

answers as (
    select * from {{ touched_chains(ref('silver_claim_answers'), answer_scope) }}
),

chain_lines as (
    select distinct
        chain_key,
        chain_line_number,
        line_control_key,
        service_key
    from {{ touched_chains(ref('silver_claim_version_lines')) }}
),

controls as (
    select
        chain_key,
        line_control_key,
        min(chain_line_number) as chain_line_number
    from chain_lines
    where line_control_key is not null
    group by chain_key, line_control_key
),

services as (
    select
        chain_key,
        service_key,
        chain_line_number,
        row_number() over (
            partition by chain_key, service_key order by chain_line_number
        ) as service_occurrence
    from (
        select distinct
            chain_key,
            service_key,
            chain_line_number
        from chain_lines
    ) as distinct_lines
),

keyed as (
    select
        payments.remittance_claim_key,
        payments.service_number,
        payments.network_id,
        payments.charge_amount,
        payments.paid_amount,
        answers.chain_key,
        {{ integer_key(['payments.line_token']) }} as line_control_key,
        -- a reversal repeats the line with its amounts negated
        {{ service_key(
            'payments',
            'coalesce(payments.submitted_procedure_code, payments.procedure_code)',
            'case when answers.is_reversal then -payments.charge_amount'
            ~ ' else payments.charge_amount end',
            'coalesce(payments.service_from_date, answers.service_date)',
        ) }} as service_key
    from {{ ref('silver_service_payments') }} as payments
    inner join answers
        on payments.remittance_claim_key = answers.remittance_claim_key
),

occurring as (
    select
        keyed.*,
        controls.chain_line_number as control_line_number,
        row_number() over (
            partition by keyed.remittance_claim_key, keyed.service_key
            order by keyed.service_number
        ) as service_occurrence
    from keyed
    left join controls
        on keyed.chain_key = controls.chain_key
        and keyed.line_control_key = controls.line_control_key
)

select
    occurring.remittance_claim_key,
    occurring.service_number,
    occurring.network_id,
    occurring.chain_key,
    coalesce(occurring.control_line_number, services.chain_line_number)
        as chain_line_number,
    case
        when occurring.control_line_number is not null then 'control number'
        when services.chain_line_number is not null then 'service'
    end as match_reason,
    case
        when occurring.chain_key is null then 'the claim is not linked'
        when coalesce(occurring.control_line_number, services.chain_line_number) is null
            then 'no line has this control number or this service, date and charge'
    end as unmatched_reason,
    occurring.charge_amount,
    occurring.paid_amount
from occurring
left join services
    on occurring.chain_key = services.chain_key
    and occurring.service_key = services.service_key
    and occurring.service_occurrence = services.service_occurrence
