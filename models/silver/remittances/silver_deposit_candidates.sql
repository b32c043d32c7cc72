-- Where no trace helps: the only deposit and the only remittance of one payer with the
-- same amount and a near date. An offer to whoever books it, and no match.
{%- set days_before = 3 %}
{%- set days_after = 30 %}
with

payers as (
    select * from {{ ref('silver_payment_payers') }}
),

groups as (
    select * from {{ ref('silver_deposit_groups') }}
),

deposits as (
    select
        deposit_key,
        network_id,
        deposit_amount as amount,
        deposit_date
    from {{ ref('silver_bank_deposits') }}
),

remittances as (
    select
        remittance_key,
        network_id,
        payment_amount as amount,
        remittance_date
    from {{ ref('silver_remittance_payments') }}
    where is_deposit_due
),

{%- for member in ['deposit', 'remittance'] %}

lone_{{ member }}s as (
    select
        {{ member }}s.*,
        payers.payer_key
    from {{ member }}s
    inner join payers
        on {{ member }}s.{{ member }}_key = payers.payment_key
        and payers.payment_type = '{{ member }}'
    left join groups
        on {{ member }}s.{{ member }}_key = groups.member_key
        and groups.member_type = '{{ member }}'
    where groups.member_key is null
),
{%- endfor %}

fitting as (
    select
        lone_deposits.deposit_key,
        lone_remittances.remittance_key,
        lone_deposits.network_id,
        count(*) over (partition by lone_deposits.deposit_key) as remittance_count,
        count(*) over (partition by lone_remittances.remittance_key) as deposit_count
    from lone_deposits
    inner join lone_remittances
        on {{ same_keys('lone_deposits', 'lone_remittances', [
            'network_id', 'payer_key', 'amount'
        ]) }}
    where
        {{ dbt.datediff(
            'lone_remittances.remittance_date', 'lone_deposits.deposit_date', 'day'
        ) }}
        between -{{ days_before }} and {{ days_after }}
)

select
    deposit_key,
    remittance_key,
    network_id
from fitting
where remittance_count = 1 and deposit_count = 1
