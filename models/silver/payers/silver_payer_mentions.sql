-- What each feed calls the payers, as it stands there. Nothing is merged here.
-- A bank writes the names of patients too: a name on a deposit comes out of the vault
-- only where another feed or the crosswalk calls a payer so (else it is one of
-- silver_unknown_depositors).
{%- set feeds = [
    ('remittances', 'silver_remittances', 'payer_id', 'payer_name', none),
    ('claims', 'silver_claims', 'payer_id', 'payer_name', none),
    ('claims', 'silver_claim_payers', 'payer_id', 'payer_name', 'not is_destination'),
    (
        'crossovers', 'silver_claim_decisions', 'crossover_payer_id', 'null',
        'crossover_payer_id is not null',
    ),
    (
        'acknowledgements', 'silver_clearinghouse_acknowledgements', 'payer_id', 'null',
        none,
    ),
    ('eligibility', 'silver_eligibility_entries', 'payer_id', 'payer_name', none),
    ('fee_schedule', 'silver_fee_schedule_rates', 'payer_id', 'payer_name', none),
    ('practice_claims', 'silver_practice_claims', 'payer_id', 'null', none),
    ('charges', 'silver_billing_charges', 'payer_id', 'null', none),
    ('invoices', 'silver_billing_invoices', 'payer_id', 'null', none),
] %}

with

named as (
    {%- for feed, model, payer_id, payer_name, condition in feeds %}
    select
        network_id,
        '{{ feed }}' as feed,
        {{ payer_identifier(payer_id) }} as payer_id,
        {{ payer_identifier(payer_name) }} as payer_name
    from {{ ref(model) }}
    {%- if condition %}
    where {{ condition }}
    {%- endif %}
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
),

-- what stands for "not given" is no identifier beside one that was given
told as (
    select
        network_id,
        feed,
        nullif(payer_id, 'UNKNOWN') as payer_id,
        case
            when payer_name <> 'UNKNOWN' or payer_id = 'UNKNOWN' then payer_name
        end as payer_name
    from named
),

deposits as (
    select
        network_id,
        {{ payer_identifier('payer_name') }} as payer_name
    from {{ ref('silver_bank_deposits') }}
),

known as (
    select
        network_id,
        payer_id as payer_name
    from told
    union
    select
        network_id,
        payer_name
    from told
    union
    select
        network_id,
        {{ payer_identifier('payer_identifier') }} as payer_name
    from {{ ref('payer_crosswalk') }}
    union
    select
        network_id,
        'UNKNOWN' as payer_name
    from deposits
),

mentioned as (
    select * from told
    union all
    select
        known.network_id,
        'deposits' as feed,
        null as payer_id,
        known.payer_name
    from deposits
    inner join known
        on {{ same_keys('deposits', 'known', ['network_id', 'payer_name']) }}
)

select
    network_id,
    feed,
    coalesce(payer_id, payer_name) as payer_identifier,
    payer_id,
    payer_name,
    count(*) as row_count
from mentioned
group by network_id, feed, payer_id, payer_name
