-- Conformed over all networks by the crosswalk; what it does not know stays a payer of
-- its network, so that no money is without one
-- (docs/decisions/0006-payer-crosswalk.md).
with

payers as (
    select * from {{ ref('silver_payers') }}
)

select
    payer_key,
    payer_name,
    network_count,
    identifier_count,
    is_mapped
from payers
