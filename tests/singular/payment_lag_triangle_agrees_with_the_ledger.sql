-- A failure means that cash is lost or doubled between the ledger and the triangle, or
-- that what is expected does not start from the cash that is in.
-- It does not mean that a forecast is wrong.
with

complete as (
    select
        network_id,
        max(month_end_date) as as_of_date
    from {{ ref('silver_posting_months') }}
    where is_complete
    group by network_id
),

ledger as (
    select
        ledger.network_id,
        ledger.claim_payer_key as payer_key,
        {{ sum_where('ledger.amount', "ledger.movement_type = 'payment'") }}
            as paid_amount
    from {{ ref('fct_ledger') }} as ledger
    inner join complete
        on ledger.network_id = complete.network_id
    where
        ledger.posted_date <= complete.as_of_date
        and ledger.service_date <= complete.as_of_date
    group by ledger.network_id, ledger.claim_payer_key
),

triangle as (
    select
        network_id,
        payer_key,
        sum(paid_amount) as paid_amount,
        {{ sum_where('cumulative_paid_amount', 'is_latest_lag') }} as latest_amount
    from {{ ref('rpt_payment_lag_triangle') }}
    group by network_id, payer_key
),

expected as (
    select
        network_id,
        payer_key,
        sum(paid_amount) as paid_amount
    from {{ ref('rpt_expected_cash') }}
    group by network_id, payer_key
)

select
    ledger.network_id,
    ledger.payer_key,
    ledger.paid_amount,
    triangle.paid_amount as triangle_amount,
    triangle.latest_amount,
    expected.paid_amount as expected_amount
from ledger
left join triangle
    on ledger.network_id = triangle.network_id
    and ledger.payer_key = triangle.payer_key
left join expected
    on ledger.network_id = expected.network_id
    and ledger.payer_key = expected.payer_key
where
    triangle.payer_key is null
    or expected.payer_key is null
    or triangle.paid_amount <> ledger.paid_amount
    or triangle.latest_amount <> ledger.paid_amount
    or expected.paid_amount <> ledger.paid_amount
