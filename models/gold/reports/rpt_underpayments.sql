-- DOMAIN 6, underpayment variance: contracted allowed at the date of service − (paid +
-- patient's share), of lines that were paid, net of sequestration.
with

lines as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'service_date') }} as date) as service_month
    from {{ ref('fct_claim_lines') }}
    where underpaid_amount is not null
)

select
    network_id,
    payer_key,
    procedure_code,
    service_month,
    count(*) as settled_line_count,
    cast(sum(case when underpaid_amount > 0 then 1 else 0 end) as bigint)
        as underpaid_line_count,
    cast(sum(contract_amount) as decimal(18, 2)) as contract_amount,
    cast(sum(allowed_amount) as decimal(18, 2)) as allowed_amount,
    cast(sum(underpaid_amount) as decimal(18, 2)) as underpaid_amount
from lines
group by network_id, payer_key, procedure_code, service_month
