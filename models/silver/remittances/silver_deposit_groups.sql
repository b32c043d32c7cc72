-- Deposits and remittances that hang together: those that a deposit names, what else is
-- deposited for these, and so on. A group has the least key of its remittances. Each
-- round carries it over one deposit and one remittance; a longer chain is not met.
{%- set rounds = 4 %}
with

links as (
    select * from {{ ref('silver_deposit_links') }}
),

reached_0 as (
    select
        deposit_key,
        remittance_key,
        network_id,
        remittance_key as group_key
    from links
),

{%- for round in range(1, rounds + 1) %}

reached_{{ round }} as (
    select
        deposit_key,
        remittance_key,
        network_id,
        min(group_key) over (partition by remittance_key) as group_key
    from (
        select
            deposit_key,
            remittance_key,
            network_id,
            min(group_key) over (partition by deposit_key) as group_key
        from reached_{{ round - 1 }}
    ) as met_by_deposit
),
{%- endfor %}

members as (
    {%- for member in ['deposit', 'remittance'] %}
    select
        '{{ member }}' as member_type,
        {{ member }}_key as member_key,
        network_id,
        min(group_key) as group_key
    from reached_{{ rounds }}
    group by {{ member }}_key, network_id
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    member_type,
    member_key,
    network_id,
    group_key
from members
