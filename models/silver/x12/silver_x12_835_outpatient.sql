-- MOA: how an outpatient claim came to its price. Its remark codes are in
-- silver_x12_835_remarks.
with

segments as (
    {{ x12_tagged(ref('silver_x12_835_segments'), ['MOA']) | indent(4) }}
)

select
    transaction_key,
    part_number,
    claim_number,
    service_number,
    segment_number,
    {{ x12_quantity(x12_element(1)) }} as reimbursement_rate,
    {{ x12_amount(x12_element(2)) }} as hcpcs_payable_amount,
    {{ x12_amount(x12_element(8)) }} as esrd_payment_amount,
    {{ x12_amount(x12_element(9)) }} as nonpayable_professional_amount,
    case
        {%- for number in [2, 8, 9] %}
        when not {{ x12_is_amount(x12_element(number)) }} then true
        {%- endfor %}
        else false
    end as is_invalid
from segments
