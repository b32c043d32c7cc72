-- What in the loops around a claim can't be used, points nowhere or does not add up.
{%- set claim_columns = x12_837_keys('claim') + ['0 as line_number'] -%}
{%- set line_columns = x12_837_keys('line') %}
{#- of an 837P 1, 7 and 8; of an 837I (qualifier A) any that ends a type of bill -#}
{%- set frequencies = '^(A[0-57-9A-Z]|[^A]?[178])$' %}
with

levels as (
    select
        *,
        0 as claim_number
    from {{ new_files(ref('silver_x12_837_levels')) }}
),

claims as (
    select * from {{ new_files(ref('silver_x12_837_claims')) }}
),

lines as (
    select * from {{ new_files(ref('silver_x12_837_lines')) }}
),

codes as (
    select * from {{ new_files(ref('silver_x12_837_codes')) }}
),

dates as (
    select * from {{ new_files(ref('silver_x12_837_dates')) }}
    -- the first day of a service is looked at with its line
    where
        coalesce(date_qualifier, '') <> '472'
        or line_number = 0
        or from_date is not null
),

line_diagnoses as (
    select * from {{ new_files(ref('silver_x12_837_line_diagnoses')) }}
),

issues as (
    {{- x12_issue_rows('levels', claim_columns + ["'HL' as segment_tag"], [
        [
            'level_code_unknown',
            "coalesce(level_code, '') not in ('20', '22', '23')",
            "'HL03 is no billing provider (20), subscriber (22) or patient (23)'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('claims', claim_columns + ["'CLM' as segment_tag"], [
        [
            'component_separator_differs',
            'length(facility_type_code) > 2',
            "'CLM05 does not part at the component separator of ISA16'",
        ],
        [
            'code_unknown',
            'coalesce(length(facility_type_code), 0) <= 2 and not '
            ~ matches(
                "coalesce(facility_type_qualifier, '') || coalesce(claim_frequency_code, '')",
                frequencies,
            ),
            "'CLM05-3 is no frequency; 7 alone replaces and 8 alone voids'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('lines', line_columns + ["'SV' as segment_tag"], [
        [
            'component_separator_differs',
            'length(procedure_qualifier) > 2',
            "'SV101 or SV202 does not part at the component separator of ISA16'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('codes', claim_columns + ["'HI' as segment_tag"], [
        [
            'component_separator_differs',
            'length(code_qualifier) > 3',
            "'HI does not part at the component separator of ISA16'",
        ],
        [
            'code_unknown',
            "code_category = 'unknown' and coalesce(length(code_qualifier), 0) <= 3",
            "'the qualifier of an HI is not known'",
        ],
        [
            'code_unknown',
            "code_category <> 'unknown' and reported_code is null",
            "'an HI has a qualifier without a code'",
        ],
        ['date_invalid', 'has_invalid_date', "'HI holds a date that does not exist'"],
        [
            'amount_unreadable',
            'has_invalid_amount',
            "'HI holds no amount of at most two decimals'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('dates', line_columns + ["'DTP' as segment_tag"], [
        [
            'date_invalid',
            'is_invalid',
            "'DTP*' || coalesce(date_qualifier, '')"
            ~ " || ' holds no date that exists, in a format that is known'",
        ],
    ]) }}
    union all
    {{- x12_issue_rows('line_diagnoses', line_columns + ["'SV' as segment_tag"], [
        [
            'diagnosis_pointer_invalid',
            'code_number is null',
            "'pointer ' || pointer_number || ' of SV107 points at no diagnosis of the claim'",
        ],
    ]) }}
)

-- segments of one place that are wrong alike are one finding
select distinct * from issues
