create table claim_lines as
with numbered as (
    select
        claims.network_number,
        claims.claim_key,
        claims.claim_id,
        claims.version,
        numbers.line_number,
        -- versions of one claim share their lines: the key leaves the version out
        claims.claim_number * 10 + numbers.line_number as line_key,
    from claims
    inner join range(1, 5) as numbers (line_number)
        on claims.line_count >= numbers.line_number
),

drawn as (
    select
        *,
        draw(network_number, line_key, 'procedure', 16) as procedure_number,
        draw(network_number, line_key, 'modifier', 10) = 0 as has_modifier,
        draw(network_number, line_key, 'units', 4) as extra_units,
        90 + draw(network_number, line_key, 'price', 26) as price_percent,
    from numbered
),

priced as (
    select
        drawn.*,
        procedures.procedure_code,
        case
            when drawn.version = 1 and drawn.line_number = 1 then '25'
            when procedures.is_visit and drawn.has_modifier then '25'
        end as modifier,
        case when procedures.is_drug then 1 + drawn.extra_units else 1 end as units,
        procedures.fee_amount,
    from drawn
    inner join procedures on drawn.procedure_number = procedures.procedure_number
)

select
    network_number,
    claim_key,
    line_number,
    line_key,
    claim_id || 'L' || line_number as line_control_number,
    'HC:' || procedure_code || coalesce(':' || modifier, '') as procedure_text,
    units,
    round(fee_amount * units * price_percent / 100::decimal(5, 0), 2)::decimal(18, 2)
        as charge_amount,
from priced
