-- What was sent, when, to whom, and whether it was turned away (DOMAIN 3). The sender's
-- and the payer's numbers are here as integer keys only: they are joined, never read.
with

claims as (
    select * from {{ ref('silver_claims') }}
),

destinations as (
    select
        claim_key,
        payer_sequence_code
    from {{ ref('silver_claim_payers') }}
    where is_destination
),

transactions as (
    select
        sent_transactions.transaction_key,
        sent_transactions.group_key,
        sent_transactions.interchange_key,
        functional_groups.group_date as sent_date
    from {{ ref('silver_x12_transactions') }} as sent_transactions
    left join {{ ref('silver_x12_groups') }} as functional_groups
        on sent_transactions.group_key = functional_groups.group_key
),

service_dates as (
    select
        claim_key,
        min(service_from_date) as service_date
    from {{ ref('silver_claim_lines') }}
    group by claim_key
),

acknowledgements as (
    select * from {{ ref('silver_acknowledgements') }}
    where is_accepted or is_rejected
),

-- the latest answer to a claim counts; on one day the rejection
ranked_answers as (
    select
        claim_key,
        is_rejected,
        row_number() over (
            partition by claim_key
            order by
                acknowledgement_date desc nulls last,
                case when is_rejected then 0 else 1 end asc,
                acknowledgement_key asc
        ) as answer_rank
    from acknowledgements
    where claim_key is not null
),

claim_answers as (
    select * from ranked_answers
    where answer_rank = 1
),

{%- for level in ['transaction', 'group', 'interchange'] %}

refused_{{ level }}s as (
    select distinct answered_{{ level }}_key
    from acknowledgements
    where answer_level = '{{ level }}' and is_rejected
){% if not loop.last %},{% endif %}
{%- endfor %}

select
    claims.claim_key,
    claims.network_id,
    {{ integer_key(['claims.claim_token']) }} as claim_id_key,
    {{ integer_key(['claims.payer_claim_token']) }} as original_control_key,
    claims.claim_type,
    claims.payer_id,
    claims.payer_name,
    -- S is asked second, T third, A to H after them; all else is asked first
    case
        when destinations.payer_sequence_code = 'S' then 2
        when destinations.payer_sequence_code = 'T' then 3
        when {{ matches('destinations.payer_sequence_code', '^[A-H]$') }} then 4
        else 1
    end as payer_rank,
    claims.is_replacement,
    claims.is_void,
    claim_answers.claim_key is not null as is_answered_by_clearinghouse,
    coalesce(claim_answers.is_rejected, false)
    or refused_transactions.answered_transaction_key is not null
    or refused_groups.answered_group_key is not null
    or refused_interchanges.answered_interchange_key is not null as is_rejected,
    coalesce(claims.charge_amount, 0) as charge_amount,
    transactions.sent_date,
    coalesce(
        service_dates.service_date, claims.statement_from_date, transactions.sent_date
    ) as service_date,
    claims.source_name,
    claims.source_sha256,
    claims.source_row
from claims
inner join transactions
    on claims.transaction_key = transactions.transaction_key
left join destinations
    on claims.claim_key = destinations.claim_key
left join service_dates
    on claims.claim_key = service_dates.claim_key
left join claim_answers
    on claims.claim_key = claim_answers.claim_key
{%- for level in ['transaction', 'group', 'interchange'] %}
left join refused_{{ level }}s
    on transactions.{{ level }}_key = refused_{{ level }}s.answered_{{ level }}_key
{%- endfor %}
