-- Reversals and predeterminations are in neither numerator nor denominator.
with

adjudications as (
    select * from {{ ref('fct_adjudications') }}
    where is_adjudicated_line
),

counted as (
    select
        network_id,
        coalesce(procedure_code, 'none') as procedure_code,
        count(*) as adjudicated_line_count,
        sum(case when is_denied then 1 else 0 end) as denied_line_count,
        sum(charge_amount) as adjudicated_charge_amount,
        sum(case when is_denied then charge_amount else 0 end) as denied_charge_amount
    from adjudications
    group by network_id, coalesce(procedure_code, 'none')
)

select
    network_id,
    procedure_code,
    adjudicated_line_count,
    cast(denied_line_count as bigint) as denied_line_count,
    cast(
        cast(denied_line_count as decimal(18, 6))
        / adjudicated_line_count as decimal(9, 6)
    ) as denial_rate,
    cast(adjudicated_charge_amount as decimal(18, 2)) as adjudicated_charge_amount,
    cast(denied_charge_amount as decimal(18, 2)) as denied_charge_amount,
    cast(
        denied_charge_amount / nullif(adjudicated_charge_amount, 0) as decimal(9, 6)
    ) as denied_charge_rate
from counted
