-- A failure means that what payers say they sent is not what was deposited and what is
-- still open, for the network, payer and month that is shown: a deposit pays for a
-- remittance of another payer, or a remittance or deposit is lost or counts twice.
-- It does not mean that a deposit is missing: what is missing is an open item.
{%- set keys = ['network_id', 'payer_key', 'remittance_month'] %}
with

remittances as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'remittance_date') }} as date)
            as remittance_month
    from {{ ref('fct_remittances') }}
),

amounts as (
    select
        {{ keys | join(', ') }},
        payment_amount as revenue_amount,
        0 as explained_amount
    from {{ ref('rpt_revenue_by_payer') }}
    union all
    select
        {{ prefixed('remittances', keys) | join(', ') }},
        0 as revenue_amount,
        matches.allocated_amount as explained_amount
    from {{ ref('silver_deposit_matches') }} as matches
    inner join remittances
        on matches.remittance_key = remittances.remittance_key
    union all
    select
        {{ keys | join(', ') }},
        0 as revenue_amount,
        difference_amount as explained_amount
    from {{ ref('rpt_deposit_reconciliation') }}
    union all
    -- no deposit is due for what pays nothing and for what was told before
    select
        {{ keys | join(', ') }},
        0 as revenue_amount,
        payment_amount as explained_amount
    from remittances
    where deposit_status in ('none', 'repeated')
)

select
    {{ keys | join(', ') }},
    sum(revenue_amount) as revenue_amount,
    sum(explained_amount) as explained_amount
from amounts
group by {{ keys | join(', ') }}
having sum(revenue_amount) <> sum(explained_amount)
