-- Service lines, and one line 0 for what a claim reports beside them: claims without
-- lines, and adjustments of the whole claim. A claim's lines sum to CLP03 and CLP04.
with

claims as (
    select * from {{ ref('silver_remittance_claims') }}
),

remittances as (
    select * from {{ ref('silver_remittances') }}
),

adjustments as (
    select
        remittance_claim_key,
        service_number,
        {{ sum_where(
            'adjustment_amount', 'is_contractual and not is_patient_responsibility'
        ) }} as contractual_amount,
        {{ sum_where('adjustment_amount', 'is_patient_responsibility') }}
            as patient_responsibility_amount,
        {{ sum_where('adjustment_amount', 'is_denial') }} as denial_amount,
        {{ sum_where(
            'adjustment_amount',
            'not (is_contractual or is_patient_responsibility or is_denial)'
        ) }} as other_adjustment_amount
    from {{ ref('silver_adjustments') }}
    group by remittance_claim_key, service_number
),

lines as (
    select
        remittance_claim_key,
        service_number,
        procedure_code,
        charge_amount,
        paid_amount,
        service_from_date
    from {{ ref('silver_service_payments') }}
    union all
    select
        claims.remittance_claim_key,
        0 as service_number,
        cast(null as {{ dbt.type_string() }}) as procedure_code,
        claims.charge_amount - claims.line_charge_amount as charge_amount,
        claims.paid_amount - claims.line_paid_amount as paid_amount,
        cast(null as date) as service_from_date
    from claims
    left join adjustments
        on claims.remittance_claim_key = adjustments.remittance_claim_key
        and adjustments.service_number = 0
    where
        claims.service_count = 0
        or claims.charge_amount <> claims.line_charge_amount
        or claims.paid_amount <> claims.line_paid_amount
        -- also where they cancel out: each amount counts in its own kind
        or adjustments.remittance_claim_key is not null
),

joined as (
    select
        lines.*,
        coalesce(lines.service_from_date, claims.service_from_date) as service_date,
        claims.network_id,
        claims.claim_token,
        claims.claim_status_code,
        claims.is_reversal,
        claims.is_predetermination,
        claims.is_balanced,
        claims.is_adjudicated
        and not claims.is_reversal
        and not claims.is_predetermination
        and lines.service_number > 0 as is_adjudicated_line,
        claims.remittance_key,
        remittances.remittance_date,
        remittances.source_sha256,
        remittances.source_row + claims.part_number - 1 as source_row,
        coalesce(adjustments.contractual_amount, 0) as contractual_amount,
        coalesce(adjustments.patient_responsibility_amount, 0)
            as patient_responsibility_amount,
        coalesce(adjustments.denial_amount, 0) as denial_amount,
        coalesce(adjustments.other_adjustment_amount, 0) as other_adjustment_amount
    from lines
    inner join claims
        on lines.remittance_claim_key = claims.remittance_claim_key
    inner join remittances
        on claims.remittance_key = remittances.remittance_key
    left join adjustments
        on lines.remittance_claim_key = adjustments.remittance_claim_key
        and lines.service_number = adjustments.service_number
)

select
    remittance_claim_key,
    service_number,
    network_id,
    remittance_key,
    claim_token,
    procedure_code,
    claim_status_code,
    is_reversal,
    is_predetermination,
    is_balanced,
    -- DOMAIN 4: nothing paid, and an adjustment classified as denial, group not PR
    is_adjudicated_line and paid_amount = 0 and denial_amount > 0 as is_denied,
    is_adjudicated_line,
    cast(charge_amount as decimal(18, 2)) as charge_amount,
    cast(paid_amount as decimal(18, 2)) as paid_amount,
    cast(contractual_amount as decimal(18, 2)) as contractual_amount,
    cast(patient_responsibility_amount as decimal(18, 2))
        as patient_responsibility_amount,
    cast(denial_amount as decimal(18, 2)) as denial_amount,
    cast(other_adjustment_amount as decimal(18, 2)) as other_adjustment_amount,
    service_date,
    remittance_date,
    source_sha256,
    source_row
from joined
