-- AK2 names the transaction that is answered, IK5 says what became of it.
with

segments as (
    {{ x12_tagged(
        ref('silver_x12_acknowledgement_segments'), ['AK2', 'IK3', 'IK5']
    ) | indent(4) }}
    and segments.level_number > 0 and transactions.transaction_set_code = '999'
),

answers as (
    select
        transaction_key,
        part_number,
        level_number,
        element_separator,
        max(case when segment_tag = 'AK2' then segment end) as heading,
        max(case when segment_tag = 'IK5' then segment end) as closing,
        sum(case when segment_tag = 'IK3' then 1 else 0 end) as error_segment_count
    from segments
    group by transaction_key, part_number, level_number, element_separator
)

select
    transaction_key,
    part_number,
    level_number,
    {{ x12_element(1, 'heading') }} as acknowledged_transaction_set_code,
    {{ x12_element(2, 'heading') }} as acknowledged_control_number,
    {{ x12_element(3, 'heading') }} as acknowledged_guide,
    {{ x12_element(1, 'closing') }} as acknowledgement_code,
    {{ x12_element(2, 'closing') }} as error_code_1,
    {{ x12_element(3, 'closing') }} as error_code_2,
    {{ x12_element(4, 'closing') }} as error_code_3,
    {{ x12_element(5, 'closing') }} as error_code_4,
    {{ x12_element(6, 'closing') }} as error_code_5,
    cast(error_segment_count as integer) as error_segment_count,
    case
        when {{ x12_element(1, 'closing') }} = 'A' then 'accepted'
        when {{ x12_element(1, 'closing') }} = 'E' then 'accepted_with_errors'
        when {{ x12_element(1, 'closing') }} in ('R', 'M', 'W', 'X') then 'rejected'
        else 'unknown'
    end as outcome
from answers
