-- What inside a claim transaction can't be used or does not add up.
{%- set claim_columns = [
    'transaction_key', 'part_number', 'level_number', 'claim_number', '0 as line_number',
] -%}
{%- set line_columns = [
    'transaction_key', 'part_number', 'level_number', 'claim_number', 'line_number',
] %}
with

levels as (
    select
        *,
        0 as claim_number
    from {{ new_files(ref('silver_x12_837_levels')) }}
),

lines as (
    select * from {{ new_files(ref('silver_x12_837_lines')) }}
),

line_totals as (
    select
        transaction_key,
        part_number,
        level_number,
        claim_number,
        sum(charge_amount) as charge_amount
    from lines
    group by transaction_key, part_number, level_number, claim_number
),

claims as (
    select
        claims.*,
        line_totals.charge_amount as line_charge_amount,
        line_totals.transaction_key is not null as has_lines,
        levels.subscriber_position is not null and levels.billing_position is not null
            as has_levels
    from {{ new_files(ref('silver_x12_837_claims')) }} as claims
    left join line_totals
        on claims.transaction_key = line_totals.transaction_key
        and claims.part_number = line_totals.part_number
        and claims.level_number = line_totals.level_number
        and claims.claim_number = line_totals.claim_number
    left join levels
        on claims.transaction_key = levels.transaction_key
        and claims.part_number = levels.part_number
        and claims.level_number = levels.level_number
),

issues as (
    {{- x12_issue_rows('levels', claim_columns + ["'HL' as segment_tag"], [
        [
            'level_parent_invalid',
            'is_parent_by_position',
            "'HL02 names no earlier level of the right kind; the latest one is taken'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('claims', claim_columns + ["'CLM' as segment_tag"], [
        ['claim_id_missing', 'claim_id is null', "'CLM01 is missing'"],
        [
            'amount_invalid',
            'charge_amount is null',
            "'CLM02 is no amount of at most two decimals'",
        ],
        ['claim_without_lines', 'not has_lines', "'the claim has no LX'"],
        [
            'level_missing',
            'not has_levels',
            "'the claim stands under no subscriber and billing provider'",
        ],
        [
            'balance_claim_charge',
            'has_lines and line_charge_amount <> charge_amount',
            "'CLM02 is ' || charge_amount || ', the lines sum to ' || line_charge_amount",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('lines', line_columns + ["'SV' as segment_tag"], [
        [
            'amount_invalid',
            'has_service and charge_amount is null',
            "'SV102 or SV203 is no amount of at most two decimals'",
        ],
        ['date_invalid', 'has_invalid_date', "'DTP*472 holds no date that exists'"],
    ]) }}
    union all
    select * from {{ new_files(ref('silver_x12_837_loop_issues')) }}
    union all
    select * from {{ new_files(ref('silver_x12_837_amount_issues')) }}
)

-- segments of one place that are wrong alike are one finding
select distinct * from issues
