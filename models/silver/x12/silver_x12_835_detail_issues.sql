-- Figures that only inform: one that can't be read is null, and nothing depends on it.
{%- set columns = [
    'transaction_key', 'part_number', '0 as level_number', 'claim_number',
    'service_number as line_number',
] %}
with

amounts as (
    select * from {{ new_files(ref('silver_x12_835_amounts')) }}
),

quantities as (
    select * from {{ new_files(ref('silver_x12_835_quantities')) }}
),

inpatient as (
    select * from {{ new_files(ref('silver_x12_835_inpatient')) }}
),

outpatient as (
    select * from {{ new_files(ref('silver_x12_835_outpatient')) }}
),

issues as (
    {{- x12_issue_rows('amounts', columns + ["'AMT' as segment_tag"], [
        ['amount_unreadable', 'is_invalid', "'AMT02 is no amount of at most two decimals'"],
    ]) }}
    union all
    {{- x12_issue_rows('quantities', columns + ["'QTY' as segment_tag"], [
        ['quantity_unreadable', 'is_invalid', "'QTY02 is no quantity of at most four decimals'"],
    ]) }}
    union all
    {{- x12_issue_rows('inpatient', columns + ["'MIA' as segment_tag"], [
        ['amount_unreadable', 'is_invalid', "'an amount of MIA is none'"],
    ]) }}
    union all
    {{- x12_issue_rows('outpatient', columns + ["'MOA' as segment_tag"], [
        ['amount_unreadable', 'is_invalid', "'an amount of MOA is none'"],
    ]) }}
)

-- segments of one place that are wrong alike are one finding
select distinct * from issues
