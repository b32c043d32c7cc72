-- AK1 names the group that a 999 answers, AK9 sums the answer up.
with

segments as (
    {{ x12_tagged(
        ref('silver_x12_acknowledgement_segments'), ['AK1', 'AK9']
    ) | indent(4) }}
),

answers as (
    select
        transaction_key,
        element_separator,
        max(case when segment_tag = 'AK1' then segment end) as heading,
        max(case when segment_tag = 'AK9' then segment end) as closing
    from segments
    group by transaction_key, element_separator
)

select
    transaction_key,
    {{ x12_element(1, 'heading') }} as acknowledged_functional_id_code,
    {{ x12_element(2, 'heading') }} as acknowledged_control_number,
    {{ x12_element(3, 'heading') }} as acknowledged_guide,
    {{ x12_element(1, 'closing') }} as acknowledgement_code,
    {{ x12_element(5, 'closing') }} as error_code_1,
    {{ x12_element(6, 'closing') }} as error_code_2,
    {{ x12_element(7, 'closing') }} as error_code_3,
    {{ x12_element(8, 'closing') }} as error_code_4,
    {{ x12_element(9, 'closing') }} as error_code_5,
    {{ x12_quantity(x12_element(2, 'closing')) }} as declared_quantity,
    {{ x12_quantity(x12_element(3, 'closing')) }} as received_quantity,
    {{ x12_quantity(x12_element(4, 'closing')) }} as accepted_quantity,
    case
        when {{ x12_element(1, 'closing') }} = 'A' then 'accepted'
        -- P: some of its transactions are rejected, which their own answers say
        when {{ x12_element(1, 'closing') }} in ('E', 'P') then 'accepted_with_errors'
        when {{ x12_element(1, 'closing') }} in ('R', 'M', 'W', 'X') then 'rejected'
        else 'unknown'
    end as outcome
from answers
