-- What was done and what it costs: one row per line of a visit, and what the contract
-- allows for it. All versions of a claim share these lines.
create table lines as
with drawn as (
    select
        encounters.network_number,
        encounters.claim_number,
        numbers.line_number,
        encounters.claim_number * 10 + numbers.line_number as line_key,
        encounters.payer_number,
        encounters.service_date,
        draw(encounters.network_number, line_key, 'procedure', 60) as slot,
        draw(encounters.network_number, line_key, 'modifier', 10) = 0 as has_modifier,
        draw(encounters.network_number, line_key, 'units', 4) as extra_units,
        90 + draw(encounters.network_number, line_key, 'price', 26) as price_percent,
    from encounters
    inner join range(1, 5) as numbers (line_number)
        on encounters.line_count >= numbers.line_number
),

priced as (
    select
        drawn.*,
        procedures.procedure_code,
        procedures.revenue_code,
        case when procedures.is_visit and drawn.has_modifier then '25' end as modifier,
        case when procedures.is_drug then 1 + drawn.extra_units else 1 end as units,
        round(
            procedures.fee_amount * (
                case when procedures.is_drug then 1 + drawn.extra_units else 1 end
            ) * drawn.price_percent / 100::decimal(5, 0), 2
        )::decimal(18, 2) as charge_amount,
    from drawn
    inner join procedure_slots as procedures on drawn.slot = procedures.slot
)

select
    priced.network_number,
    priced.claim_number,
    priced.line_number::integer as line_number,
    priced.procedure_code,
    priced.revenue_code,
    priced.modifier,
    priced.units::integer as units,
    priced.charge_amount,
    case
        when contract_rates.pays_percentage
            then round(priced.charge_amount * contract_rates.rate_percent / 100, 2)
        else least(contract_rates.rate_amount * priced.units, priced.charge_amount)
    end::decimal(18, 2) as contract_amount,
from priced
inner join contract_rates
    on priced.network_number = contract_rates.network_number
    and priced.payer_number = contract_rates.payer_number
    and priced.procedure_code = contract_rates.procedure_code
    and priced.service_date >= contract_rates.effective_date
    and priced.service_date <= coalesce(contract_rates.end_date, priced.service_date)
