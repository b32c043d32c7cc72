-- What the reference of a PLB pair names (DOMAIN 2): a check of this payer and payee by
-- its trace, or a claim by the payer's number. Both are compared as keys of tokens of
-- one namespace, since the reference does not say which of the two it is.
{%- set pair = [
    'remittance_key', 'part_number', 'claim_number', 'service_number', 'segment_number',
    'pair_number',
] %}
with

adjustments as (
    select
        adjustments.*,
        {{ integer_key(prefixed('adjustments', pair)) }} as provider_adjustment_key,
        {{ integer_key(['adjustments.provider_adjustment_token']) }} as reference_key,
        payments.payer_id,
        coalesce(payments.payee_id, adjustments.provider_id, 'unknown') as payee_id,
        payments.is_repeated,
        payments.source_name,
        payments.source_sha256,
        payments.source_row
    from {{ ref('silver_provider_adjustments') }} as adjustments
    inner join {{ ref('silver_remittance_payments') }} as payments
        on adjustments.remittance_key = payments.remittance_key
),

checks as (
    select * from {{ ref('silver_remittance_payments') }}
),

-- a payer may use a trace again: the latest check until then
named_checks as (
    select
        adjustments.provider_adjustment_key,
        checks.remittance_key as named_remittance_key,
        checks.remittance_date as named_remittance_date,
        row_number() over (
            partition by adjustments.provider_adjustment_key
            order by
                case
                    when checks.remittance_date <= adjustments.remittance_date then 0
                    else 1
                end asc,
                checks.remittance_date desc,
                checks.remittance_key asc
        ) as choice_rank
    from adjustments
    inner join checks
        on adjustments.reference_key = checks.trace_reference_key
        and adjustments.payer_id = checks.payer_id
),

named_claims as (
    select
        control_key,
        min(chain_key) as chain_key
    from {{ ref('silver_claim_answer_links') }}
    where control_key is not null and chain_key is not null
    group by control_key
    having min(chain_key) = max(chain_key)
)

select
    adjustments.provider_adjustment_key,
    {{ prefixed('adjustments', pair) | join(',\n    ') }},
    adjustments.network_id,
    adjustments.payer_id,
    adjustments.payee_id,
    adjustments.reference_key,
    named_checks.named_remittance_key,
    named_claims.chain_key,
    case
        when named_checks.named_remittance_key is not null then 'check'
        when named_claims.chain_key is not null then 'claim'
        when adjustments.reference_key is null then 'none: it has no reference'
        else 'none: no check or claim here has this number'
    end as link_reason,
    adjustments.provider_adjustment_reason_code,
    adjustments.provider_adjustment_category,
    cast(coalesce(adjustments.adjustment_amount, 0) as decimal(18, 2))
        as adjustment_amount,
    adjustments.is_repeated,
    named_checks.named_remittance_date,
    adjustments.remittance_date,
    adjustments.source_name,
    adjustments.source_sha256,
    adjustments.source_row
from adjustments
left join named_checks
    on adjustments.provider_adjustment_key = named_checks.provider_adjustment_key
    and named_checks.choice_rank = 1
left join named_claims
    on case
        when named_checks.named_remittance_key is null then adjustments.reference_key
    end = named_claims.control_key
