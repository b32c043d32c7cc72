-- What each feed calls the payers, as it stands there. Nothing is merged here.
{%- set feeds = [
    ('remittances', 'silver_remittances', true, true),
    ('claims', 'silver_claim_payers', true, true),
    ('acknowledgements', 'silver_clearinghouse_acknowledgements', true, false),
    ('eligibility', 'silver_eligibility_entries', true, true),
    ('deposits', 'silver_bank_deposits', false, true),
    ('fee_schedule', 'silver_fee_schedule_rates', true, true),
    ('practice_claims', 'silver_practice_claims', true, false),
    ('charges', 'silver_billing_charges', true, false),
    ('invoices', 'silver_billing_invoices', true, false),
] %}

with

named as (
    {%- for feed, model, has_id, has_name in feeds %}
    select
        network_id,
        '{{ feed }}' as feed,
        {{ payer_identifier('payer_id' if has_id else 'null') }} as payer_id,
        {{ payer_identifier('payer_name' if has_name else 'null') }} as payer_name
    from {{ ref(model) }}
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
)

select
    network_id,
    feed,
    coalesce(payer_id, payer_name) as payer_identifier,
    payer_id,
    payer_name,
    count(*) as row_count
from told
group by network_id, feed, payer_id, payer_name
