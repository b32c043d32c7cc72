-- What other payers decided and cannot be read, names no payer or does not add up.
{%- set line_columns = x12_837_keys('line') %}
with

amounts as (
    select * from {{ new_files(ref('silver_x12_837_amounts')) }}
),

adjustments as (
    select * from {{ new_files(ref('silver_x12_837_adjustments')) }}
),

line_adjudications as (
    select * from {{ new_files(ref('silver_x12_837_line_adjudications')) }}
),

balances as (
    select * from {{ new_files(ref('silver_x12_837_balances')) }}
    where difference_amount <> 0
),

issues as (
    {{- x12_issue_rows('amounts', line_columns + ["'AMT' as segment_tag"], [
        [
            'amount_unreadable',
            'is_invalid',
            "'AMT*' || coalesce(amount_qualifier, '') || ' is no amount of at most two decimals'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('adjustments', line_columns + ["'CAS' as segment_tag"], [
        [
            'amount_unreadable',
            'adjustment_amount is null or adjustment_reason_code is null',
            "'triplet ' || triplet_number || ' of CAS lacks a reason or an amount'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('line_adjudications', line_columns + ["'SVD' as segment_tag"], [
        [
            'amount_unreadable',
            'paid_amount is null',
            "'SVD02 is no amount of at most two decimals'",
        ],
        [
            'adjudication_payer_unknown',
            'other_payer_number is null',
            "'SVD01 names none of the other payers of the claim'",
        ],
    ]) }}
    union all

    select
        {{ line_columns | join(',\n        ') }},
        case when line_number = 0 then 'AMT' else 'SVD' end as segment_tag,
        'balance_' || balance_rule as issue_code,
        'expected ' || expected_amount || ', reported ' || reported_amount as reason
    from balances
)

-- segments of one place that are wrong alike are one finding
select distinct * from issues
