-- Which remittances a deposit names: by its trace number, or by further traces in the
-- bank's remarks. What two payers use as a trace is the one's whom the bank names, and
-- of several remittances under it that of the same amount.
{%- set shortest_trace = 5 %}
{%- set kept = ['deposit_key', 'network_id', 'deposit_amount'] %}
with

payments as (
    select * from {{ ref('silver_remittance_payments') }}
    where is_deposit_due
),

payers as (
    select * from {{ ref('silver_payment_payers') }}
),

deposits as (
    select
        deposit_key,
        network_id,
        deposit_amount,
        {{ trace_identifier('trace_number') }} as trace_identifier,
        translate(upper(remarks), ',;:/()', '      ') as remarks
    from {{ ref('silver_bank_deposits') }}
),

words as (
    {{ split_rows(
        'deposits', 'remarks', "' '", 'word', 'word_number', kept
    ) | indent(4) }}
),

named as (
    select
        {{ kept | join(',\n        ') }},
        trace_identifier,
        1 as link_rank
    from deposits
    union all
    select
        {{ kept | join(',\n        ') }},
        {{ trim_end('word', "'.'") }} as trace_identifier,
        2 as link_rank
    from words
    -- shorter words are years and small amounts
    where length({{ trim_end('word', "'.'") }}) >= {{ shortest_trace }}
),

linked as (
    select
        named.deposit_key,
        payments.remittance_key,
        named.network_id,
        named.link_rank,
        rank() over (
            partition by named.deposit_key, payments.trace_identifier
            order by
                case
                    when deposit_payers.payer_key = remittance_payers.payer_key then 0
                    else 1
                end,
                case
                    when named.deposit_amount = payments.payment_amount then 0
                    else 1
                end
        ) as choice_rank
    from named
    inner join payments
        on named.network_id = payments.network_id
        and named.trace_identifier = payments.trace_identifier
    left join payers as deposit_payers
        on named.deposit_key = deposit_payers.payment_key
        and deposit_payers.payment_type = 'deposit'
    left join payers as remittance_payers
        on payments.remittance_key = remittance_payers.payment_key
        and remittance_payers.payment_type = 'remittance'
)

select
    deposit_key,
    remittance_key,
    network_id,
    case min(link_rank) when 1 then 'trace' else 'remarks' end as link_reason
from linked
where choice_rank = 1
group by deposit_key, remittance_key, network_id
