-- Chains of which anything has changed since the last complete run, those that are no
-- more among them: a late original may join two chains, or give one another root.
with

inputs as (
    select * from {{ ref('silver_chain_inputs') }}
),

done as (
    select
        chain_key,
        inputs_key
    from {{ mark('chains') }}
)

select coalesce(inputs.chain_key, done.chain_key) as chain_key
from inputs
full outer join done
    on inputs.chain_key = done.chain_key
where coalesce(inputs.inputs_key <> done.inputs_key, true)
