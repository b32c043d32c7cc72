-- SV107 points at up to four diagnoses of the claim by their position.
{%- set claim_keys = x12_837_keys('claim') %}

with

lines as (
    select
        claim_lines.*,
        senders.component_separator
    from {{ new_files(ref('silver_x12_837_lines')) }} as claim_lines
    inner join {{ new_files(ref('silver_x12_transactions')) }} as senders
        on claim_lines.transaction_key = senders.transaction_key
    where claim_lines.diagnosis_pointers is not null
),

pointer_positions as (
    {{ numbers(4, 'pointer_number') }}
),

pointers as (
    select
        {{ x12_837_keys('line', 'lines') | join(',\n        ') }},
        pointer_positions.pointer_number,
        {{ x12_component(
            'lines.diagnosis_pointers', 'pointer_positions.pointer_number'
        ) }} as diagnosis_pointer
    from lines
    cross join pointer_positions
),

diagnoses as (
    select * from {{ new_files(ref('silver_x12_837_codes')) }}
    where diagnosis_position is not null
)

select
    {{ x12_837_keys('line', 'pointers') | join(',\n    ') }},
    pointers.pointer_number,
    pointers.diagnosis_pointer,
    diagnoses.code_number,
    diagnoses.code_set,
    diagnoses.code
from pointers
left join diagnoses
    on {{ same_keys('pointers', 'diagnoses', claim_keys) }}
    and trim(leading '0' from pointers.diagnosis_pointer)
    = cast(diagnoses.diagnosis_position as {{ dbt.type_string() }})
where pointers.diagnosis_pointer is not null
