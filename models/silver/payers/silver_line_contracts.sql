-- What the contract allows for each line on its day of service. A rate of the member's
-- plan goes before one of all plans, then one of the modifier before one without; of
-- two that hold on a day the younger one counts.
with

rates as (
    select
        rates.*,
        payers.payer_key
    from {{ ref('silver_fee_schedule_rates') }} as rates
    inner join {{ ref('silver_payer_identifiers') }} as payers
        on rates.network_id = payers.network_id
        and {{ payer_identifier('rates.payer_id', 'rates.payer_name') }}
        = payers.payer_identifier
),

chains as (
    select * from {{ ref('silver_chain_parties') }}
),

lines as (
    select
        chain_lines.chain_key,
        chain_lines.chain_line_number,
        chains.network_id,
        chains.payer_key,
        chains.plan_id,
        chain_lines.procedure_code,
        chain_lines.modifier_1,
        chain_lines.service_units,
        chain_lines.charge_amount,
        coalesce(chain_lines.service_from_date, chains.service_date) as service_date
    from {{ ref('silver_chain_lines') }} as chain_lines
    inner join chains
        on chain_lines.chain_key = chains.chain_key
),

priced as (
    select
        lines.*,
        rates.pricing_method,
        rates.rate_amount,
        rates.rate_percent,
        rates.source_sha256,
        rates.source_row,
        row_number() over (
            partition by lines.chain_key, lines.chain_line_number
            order by
                case when rates.plan_id is null then 1 else 0 end asc,
                case when rates.modifier is null then 1 else 0 end asc,
                rates.effective_date desc,
                rates.source_sha256 asc,
                rates.source_row asc
        ) as rate_rank
    from lines
    inner join rates
        on lines.network_id = rates.network_id
        and lines.payer_key = rates.payer_key
        and lines.procedure_code = rates.procedure_code
        and (rates.modifier is null or lines.modifier_1 = rates.modifier)
        and (rates.plan_id is null or lines.plan_id = rates.plan_id)
        and lines.service_date >= rates.effective_date
        and lines.service_date <= coalesce(rates.end_date, {{ open_date() }})
)

select
    chain_key,
    chain_line_number,
    network_id,
    payer_key,
    pricing_method,
    cast(
        case
            when pricing_method in ('percent', 'percent_of_charge')
                then round(charge_amount * rate_percent / 100, 2)
            else round(rate_amount * coalesce(service_units, 1), 2)
        end as decimal(18, 2)
    ) as contract_amount,
    service_date,
    source_sha256,
    source_row
from priced
where rate_rank = 1
