-- What kind of payer it is, by how most of the claims are filed that name it (SBR09).
-- Codes of programmes of other kinds, such as workers' compensation, give none.
with

identifiers as (
    select * from {{ ref('silver_payer_identifiers') }}
),

filed as (
    select
        network_id,
        {{ payer_identifier('payer_id', 'payer_name') }} as payer_identifier,
        case
            when filing_indicator_code in ('MA', 'MB', '16') then 'medicare'
            when filing_indicator_code = 'MC' then 'medicaid'
            when filing_indicator_code in (
                '12', '13', '14', '15', '17', 'BL', 'CI', 'DS', 'FI', 'HM'
            ) then 'commercial'
        end as payer_type
    from {{ ref('silver_claim_payers') }}
),

counted as (
    select
        identifiers.network_id,
        identifiers.payer_key,
        filed.payer_type,
        count(*) as claim_count
    from filed
    inner join identifiers
        on filed.network_id = identifiers.network_id
        and filed.payer_identifier = identifiers.payer_identifier
    where filed.payer_type is not null
    group by identifiers.network_id, identifiers.payer_key, filed.payer_type
),

ranked as (
    select
        *,
        row_number() over (
            partition by network_id, payer_key
            order by claim_count desc, payer_type asc
        ) as choice_rank
    from counted
)

select
    network_id,
    payer_key,
    payer_type
from ranked
where choice_rank = 1
