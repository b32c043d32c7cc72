-- A failure means that gold lost, doubled or misplaced a claim chain or its money: a
-- chain of silver is missing, its lines or its ledger do not add up to it, or there is
-- one that silver does not have.
-- It does not mean that an amount is right: tests/python/test_truth.py holds silver to
-- what is true.
{%- set amounts = [
    'charge', 'primary_paid', 'secondary_paid', 'contractual', 'written_off',
    'open_payer', 'open_patient',
] %}
with

chains as (
    select * from {{ ref('silver_claim_chains') }}
),

claims as (
    select * from {{ ref('fct_claims') }}
),

lines as (
    select
        {%- for amount in amounts %}
        sum({{ amount }}_amount) as {{ amount }}_amount,
        {%- endfor %}
        chain_key
    from {{ ref('fct_claim_lines') }}
    group by chain_key
),

ledger as (
    select
        chain_key,
        sum(balance_amount) as balance_amount
    from {{ ref('fct_ledger') }}
    group by chain_key
),

compared as (
    select
        coalesce(chains.chain_key, claims.chain_key) as chain_key,
        chains.chain_key = claims.chain_key as is_on_both_sides,
        {%- for amount in amounts %}
        {%- if amount == 'charge' %}
        -- a voided chain keeps its charge, which its ledger takes back
        chains.is_voided or
        {%- endif %}
        chains.{{ amount }}_amount = lines.{{ amount }}_amount
        and chains.{{ amount }}_amount = claims.{{ amount }}_amount
            as has_{{ amount }},
        {%- endfor %}
        ledger.balance_amount = chains.open_payer_amount + chains.open_patient_amount
            as has_balance
    from chains
    full outer join claims
        on chains.chain_key = claims.chain_key
    left join lines
        on chains.chain_key = lines.chain_key
    left join ledger
        on chains.chain_key = ledger.chain_key
)

select *
from compared
where not coalesce(
    is_on_both_sides and has_balance
    {%- for amount in amounts %}
    and has_{{ amount }}
    {%- endfor %}, false
)
