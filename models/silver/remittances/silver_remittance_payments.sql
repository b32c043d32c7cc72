-- What each remittance says that the bank received, and under which trace. The same
-- payment told twice (same payer, payee, trace, day and amount) counts once.
with

remittances as (
    select * from {{ ref('silver_remittances') }}
),

signed as (
    select
        remittance_key,
        network_id,
        {{ trace_identifier('payment_trace_number') }} as trace_identifier,
        -- as a PLB would name it, whose references have tokens of this kind
        {{ integer_key([
            token('payer_claim', ['network_id', 'payment_trace_number'])
        ]) }} as trace_reference_key,
        payer_id,
        payer_name,
        payee_id,
        -- D: the payer takes the money out of the account
        cast(case
            when credit_debit_code = 'D' then -coalesce(payment_amount, 0)
            else coalesce(payment_amount, 0)
        end as decimal(18, 2)) as payment_amount,
        remittance_date,
        source_name,
        source_sha256,
        source_row
    from remittances
),

numbered as (
    select
        *,
        row_number() over (
            partition by
                network_id, payer_id, payee_id, trace_identifier, payment_amount,
                remittance_date
            order by remittance_key
        ) as told_number
    from signed
)

select
    remittance_key,
    network_id,
    trace_identifier,
    trace_reference_key,
    payer_id,
    payer_name,
    payee_id,
    payment_amount,
    trace_identifier is not null and told_number > 1 as is_repeated,
    payment_amount > 0 and (trace_identifier is null or told_number = 1)
        as is_deposit_due,
    remittance_date,
    source_name,
    source_sha256,
    source_row
from numbered
