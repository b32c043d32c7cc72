-- What inside a remittance can't be used or does not add up.
{%- set claim_columns = [
    'transaction_key', 'part_number', '0 as level_number', 'claim_number', '0 as line_number',
] -%}
{%- set line_columns = [
    'transaction_key', 'part_number', '0 as level_number', 'claim_number',
    'service_number as line_number',
] %}
with

headers as (
    select
        *,
        1 as part_number,
        0 as claim_number
    from {{ new_files(ref('silver_x12_835_headers')) }}
),

claims as (
    select
        claims.*,
        codes.claim_status_code is not null as is_known_status
    from {{ new_files(ref('silver_x12_835_claims')) }} as claims
    left join {{ ref('claim_status_codes') }} as codes
        on claims.claim_status_code = codes.claim_status_code
),

services as (
    select * from {{ new_files(ref('silver_x12_835_services')) }}
),

adjustments as (
    select * from {{ new_files(ref('silver_x12_835_adjustments')) }}
),

dates as (
    select * from {{ new_files(ref('silver_x12_835_dates')) }}
),

plb_pairs as (
    select * from {{ new_files(ref('silver_x12_835_provider_adjustments')) }}
),

balances as (
    select * from {{ new_files(ref('silver_x12_835_balances')) }}
    where difference_amount <> 0
),

issues as (
    {{- x12_issue_rows('headers', claim_columns + ["'BPR' as segment_tag"], [
        ['payment_missing', 'not has_payment', "'the remittance has no BPR'"],
        [
            'amount_invalid',
            'has_payment and payment_amount is null',
            "'BPR02 is no amount of at most two decimals'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('claims', claim_columns + ["'CLP' as segment_tag"], [
        ['claim_id_missing', 'claim_id is null', "'CLP01 is missing'"],
        [
            'amount_invalid',
            'charge_amount is null or paid_amount is null'
            ~ ' or not has_valid_patient_responsibility',
            "'CLP03, CLP04 or CLP05 is no amount of at most two decimals'",
        ],
        ['code_unknown', 'not is_known_status', "'CLP02 is not a claim status code'"],
    ]) }}
    union all
    {{- x12_issue_rows('services', line_columns + ["'SVC' as segment_tag"], [
        [
            'amount_invalid',
            'charge_amount is null or paid_amount is null',
            "'SVC02 or SVC03 is no amount of at most two decimals'",
        ],
        [
            'component_separator_differs',
            'length(procedure_qualifier) > 2',
            "'SVC01 does not part at the component separator of ISA16'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('adjustments', line_columns + ["'CAS' as segment_tag"], [
        [
            'amount_invalid',
            'adjustment_amount is null or adjustment_reason_code is null',
            "'triplet ' || triplet_number || ' of CAS lacks a reason or an amount'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('dates', line_columns + ["'DTM' as segment_tag"], [
        ['date_invalid', 'is_invalid', "'DTM02 is not a date that exists'"],
    ]) }}
    union all
    {{- x12_issue_rows('plb_pairs', line_columns + ["'PLB' as segment_tag"], [
        [
            'amount_invalid',
            'adjustment_amount is null',
            "'pair ' || pair_number || ' of PLB has no amount'",
        ],
    ]) }}
    union all
    select
        transaction_key,
        part_number,
        0 as level_number,
        claim_number,
        service_number as line_number,
        case balance_rule
            when 'transaction' then 'BPR'
            when 'line' then 'SVC'
            else 'CLP'
        end as segment_tag,
        'balance_' || balance_rule as issue_code,
        'expected ' || expected_amount || ', reported ' || reported_amount as reason
    from balances
)

-- segments of one place that are wrong alike are one finding
select distinct * from issues
