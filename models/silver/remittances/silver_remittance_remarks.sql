with

remarks as (
    select * from {{ touched_transactions(ref('silver_x12_835_remarks')) }}
),

remittances as (
    select * from {{ touched_remittances(ref('silver_remittances')) }}
)

select
    {{ x12_claim_key('remarks') }} as remittance_claim_key,
    remarks.service_number,
    remarks.segment_number,
    remarks.remark_number,
    remittances.remittance_key,
    remittances.network_id,
    remarks.segment_tag as remark_segment_tag,
    remarks.remark_code_qualifier,
    remarks.remark_code,
    coalesce(remarks.remark_code_qualifier, '') = 'HE' as is_remittance_advice_remark
from remarks
inner join remittances
    on remarks.transaction_key = remittances.remittance_key
