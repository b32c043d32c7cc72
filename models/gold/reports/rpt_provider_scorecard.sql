-- How the claims of each provider do, by rendering provider of the line. With fewer
-- members than small_group_minimum a figure could be about one person: none is shown.
with

lines as (
    select
        claim_lines.*,
        claims.member_key
    from {{ ref('fct_claim_lines') }} as claim_lines
    inner join {{ ref('fct_claims') }} as claims
        on claim_lines.chain_key = claims.chain_key
    where claim_lines.line_number > 0 and claim_lines.provider_key is not null
),

denials as (
    select
        chain_key,
        line_number,
        was_denied_first
    from {{ ref('fct_denials') }}
    where denial_kind = 'payer'
),

providers as (
    select * from {{ ref('dim_provider') }}
    where is_current
),

counted as (
    select
        lines.network_id,
        lines.provider_key,
        count(distinct lines.member_key) as member_count,
        count(distinct lines.chain_key) as claim_count,
        count(*) as line_count,
        count(denials.chain_key) as denied_line_count,
        sum(lines.charge_amount) as charge_amount,
        sum(lines.contractual_amount) as contractual_amount,
        sum(lines.primary_paid_amount + lines.secondary_paid_amount) as paid_amount,
        sum(lines.open_payer_amount + lines.open_patient_amount) as open_amount
    from lines
    left join denials
        on lines.chain_key = denials.chain_key
        and lines.line_number = denials.line_number
    group by lines.network_id, lines.provider_key
)

select
    counted.network_id,
    counted.provider_key,
    providers.provider_npi,
    providers.provider_name,
    providers.specialty,
    counted.member_count < {{ var('small_group_minimum') }} as is_suppressed,
    {%- for count in ['claim', 'line', 'denied_line'] %}
    {{ suppressed('counted.' ~ count ~ '_count', 'counted.member_count') }}
        as {{ count }}_count,
    {%- endfor %}
    {{ suppressed(
        share_of('counted.denied_line_count', 'counted.line_count'),
        'counted.member_count'
    ) }} as denied_line_rate,
    {%- for amount in ['charge', 'contractual', 'paid', 'open'] %}
    cast(
        {{ suppressed('counted.' ~ amount ~ '_amount', 'counted.member_count') }}
        as decimal(18, 2)
    ) as {{ amount }}_amount,
    {%- endfor %}
    {{ suppressed(
        share_of(
            'counted.paid_amount', '(counted.charge_amount - counted.contractual_amount)'
        ), 'counted.member_count'
    ) }} as net_collection_rate
from counted
left join providers
    on counted.provider_key = providers.provider_key
