-- An HI holds up to twelve composites; their qualifier says what the code is. Diagnoses
-- are counted in the order in which they stand, as the lines' pointers count them.
with

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'), ['HI']
    ) | indent(4) }}
    and segments.claim_number > 0
),

positions as (
    {{ numbers(12, 'composite_number') }}
),

composites as (
    select
        segments.*,
        positions.composite_number,
        {{ x12_element_at('positions.composite_number') }} as composite
    from segments
    cross join positions
),

split_composites as (
    select
        *,
        {{ split_text('composite', 'component_separator') }} as components
    from composites
    where composite is not null
),

components as (
    select
        *,
        {{ x12_item('components', 1) }} as code_qualifier,
        {{ x12_item('components', 2) }} as reported_code,
        {{ x12_item('components', 4) }} as period_text,
        {{ x12_item('components', 5) }} as amount_text,
        {{ x12_item('components', 6) }} as quantity_text,
        {{ x12_item('components', 9) }} as present_on_admission_code
    from split_composites
),

classified as (
    select
        *,
        case
            when code_qualifier in ('ABK', 'BK') then 'principal_diagnosis'
            when code_qualifier in ('ABF', 'BF') then 'diagnosis'
            when code_qualifier in ('ABJ', 'BJ') then 'admitting_diagnosis'
            when code_qualifier in ('APR', 'PR', 'ZZ') then 'reason_for_visit'
            when code_qualifier in ('ABN', 'BN') then 'external_cause'
            when code_qualifier in ('BBR', 'BR', 'BP', 'CAH') then 'principal_procedure'
            when code_qualifier in ('BBQ', 'BQ', 'BO') then 'procedure'
            when code_qualifier = 'DR' then 'drg'
            when code_qualifier = 'BH' then 'occurrence'
            when code_qualifier = 'BI' then 'occurrence_span'
            when code_qualifier = 'BE' then 'value'
            when code_qualifier = 'BG' then 'condition'
            when code_qualifier = 'TC' then 'treatment'
            else 'unknown'
        end as code_category,
        case
            when code_qualifier in ('ABK', 'ABF', 'ABJ', 'APR', 'ABN') then 'icd10cm'
            when code_qualifier in ('BK', 'BF', 'BJ', 'PR', 'ZZ', 'BN') then 'icd9cm'
            when code_qualifier in ('BBR', 'BBQ') then 'icd10pcs'
            when code_qualifier in ('BR', 'BQ') then 'icd9procedure'
            when code_qualifier in ('BP', 'BO') then 'hcpcs'
            when code_qualifier = 'CAH' then 'abc'
            when code_qualifier in ('BH', 'BI', 'BE', 'BG') then 'nubc'
            when code_qualifier = 'DR' then 'drg'
            when code_qualifier = 'TC' then 'treatment'
        end as code_set
    from components
),

numbered as (
    select
        *,
        code_category in ('principal_diagnosis', 'diagnosis') as is_pointed_at,
        row_number() over (
            partition by {{ x12_837_keys('claim') | join(', ') }}
            order by
                line_number,
                payer_number,
                entity_number,
                segment_number,
                composite_number
        ) as code_number
    from classified
)

select
    {{ x12_837_keys('claim') | join(',\n    ') }},
    cast(code_number as integer) as code_number,
    code_qualifier,
    code_category,
    code_set,
    reported_code,
    upper(replace(trim(reported_code), '.', '')) as code,
    present_on_admission_code,
    case
        when is_pointed_at
            then cast(row_number() over (
                partition by {{ x12_837_keys('claim') | join(', ') }}, is_pointed_at
                order by code_number
            ) as integer)
    end as diagnosis_position,
    {{ x12_amount('amount_text') }} as amount,
    {{ x12_quantity('quantity_text') }} as quantity,
    {{ x12_period_start('period_text') }} as from_date,
    {{ x12_period_end('period_text') }} as to_date,
    period_text is not null and (
        {{ x12_period_start('period_text') }} is null
        or {{ x12_period_end('period_text') }} is null
    ) as has_invalid_date,
    amount_text is not null and {{ x12_amount('amount_text') }} is null
        as has_invalid_amount
from numbered
