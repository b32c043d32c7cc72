-- Payer and payee are the first N1*PR and N1*PE: some files repeat them.
with

segments as (
    {{ x12_tagged(
        ref('silver_x12_835_segments'), ['BPR', 'TRN', 'DTM', 'N1']
    ) | indent(4) }}
    and segments.part_number = 1 and segments.claim_number = 0
),

transactions as (
    select transaction_key from {{ new_files(ref('silver_x12_transactions')) }}
    where transaction_type = 'remittance'
),

ranked as (
    select
        *,
        case
            when segment_tag in ('N1', 'DTM')
                then segment_tag || '*' || {{ x12_element(1) }}
            else segment_tag
        end as header_part,
        row_number() over (
            partition by
                transaction_key,
                segment_tag,
                case when segment_tag in ('N1', 'DTM') then {{ x12_element(1) }} end
            order by segment_number
        ) as occurrence
    from segments
),

first_segments as (
    select
        transaction_key,
        element_separator,
        max(case when header_part = 'BPR' then segment end) as payment,
        max(case when header_part = 'TRN' then segment end) as trace,
        max(case when header_part = 'DTM*405' then segment end) as production,
        max(case when header_part = 'N1*PR' then segment end) as payer,
        max(case when header_part = 'N1*PE' then segment end) as payee
    from ranked
    where occurrence = 1
    group by transaction_key, element_separator
)

select
    transactions.transaction_key,
    first_segments.payment is not null as has_payment,
    {{ x12_element(1, 'payment') }} as transaction_handling_code,
    {{ x12_amount(x12_element(2, 'payment')) }} as payment_amount,
    {{ x12_element(3, 'payment') }} as credit_debit_code,
    {{ x12_element(4, 'payment') }} as payment_method_code,
    {{ safe_date(x12_element(16, 'payment')) }} as payment_date,
    {{ safe_date(x12_element(2, 'production')) }} as production_date,
    {{ x12_element(2, 'trace') }} as payment_trace_number,
    {{ x12_element(3, 'trace') }} as originating_company_id,
    {{ x12_element(2, 'payer') }} as payer_name,
    {{ x12_element(4, 'payer') }} as payer_id,
    {{ x12_element(2, 'payee') }} as payee_name,
    {{ x12_element(3, 'payee') }} as payee_id_qualifier,
    {{ x12_element(4, 'payee') }} as payee_id
from transactions
left join first_segments
    on transactions.transaction_key = first_segments.transaction_key
