with

remittances as (
    select * from {{ ref('silver_remittances') }}
),

payers as (
    select
        network_id,
        payer_id,
        payer_name,
        count(*) as remittance_count,
        min(remittance_date) as first_remittance_date,
        max(remittance_date) as last_remittance_date
    from remittances
    group by network_id, payer_id, payer_name
)

select
    {{ dbt_utils.generate_surrogate_key(['network_id', 'payer_id', 'payer_name']) }}
        as payer_key,
    network_id,
    payer_id,
    payer_name,
    remittance_count,
    first_remittance_date,
    last_remittance_date
from payers
