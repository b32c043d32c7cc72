-- DOMAIN 1: identifiers are read inside their network only. A payer is, in this order,
-- what the crosswalk says of the identifier; what it says of all that stand beside it,
-- where they agree; for an id, the one name that it is met with; else the identifier.
{%- set feeds = [
    'remittances', 'claims', 'crossovers', 'acknowledgements', 'eligibility', 'deposits',
    'fee_schedule', 'practice_claims', 'charges', 'invoices',
] %}

with

mentions as (
    select * from {{ ref('silver_payer_mentions') }}
),

crosswalk as (
    select
        network_id,
        payer_key,
        payer_name,
        {{ payer_identifier('payer_identifier') }} as payer_identifier
    from {{ ref('payer_crosswalk') }}
),

identifiers as (
    select
        network_id,
        feed,
        row_count,
        payer_id as payer_identifier,
        payer_name as met_with,
        1 as is_id
    from mentions
    where payer_id is not null
    union all
    select
        network_id,
        feed,
        row_count,
        payer_name as payer_identifier,
        payer_id as met_with,
        0 as is_id
    from mentions
    where payer_name is not null
),

counted as (
    select
        identifiers.network_id,
        identifiers.payer_identifier,
        max(identifiers.is_id) = 1 as is_id,
        min(identifiers.is_id) = 0 as is_name,
        {%- for feed in feeds %}
        {{ sum_where('identifiers.row_count', "identifiers.feed = '" ~ feed ~ "'") }}
            as {{ feed }}_count,
        {%- endfor %}
        sum(identifiers.row_count) as mention_count,
        min(identifiers.met_with) as first_met_with,
        count(distinct identifiers.met_with) as met_with_count,
        min(partners.payer_key) as partner_payer_key,
        min(partners.payer_name) as partner_payer_name,
        count(distinct partners.payer_key) = 1 as is_told_by_partners
    from identifiers
    left join crosswalk as partners
        on identifiers.network_id = partners.network_id
        and identifiers.met_with = partners.payer_identifier
    group by identifiers.network_id, identifiers.payer_identifier
),

mapped as (
    select
        counted.*,
        case
            when crosswalk.payer_key is not null then 'crosswalk'
            when counted.is_told_by_partners then 'met_with'
            else 'none'
        end as mapped_by,
        coalesce(
            crosswalk.payer_key,
            case when counted.is_told_by_partners then counted.partner_payer_key end,
            counted.network_id || ':' || case
                when not counted.is_name and counted.met_with_count = 1
                    then counted.first_met_with
                else counted.payer_identifier
            end
        ) as payer_key,
        coalesce(
            crosswalk.payer_name,
            case when counted.is_told_by_partners then counted.partner_payer_name end
        ) as crosswalk_payer_name
    from counted
    left join crosswalk
        on counted.network_id = crosswalk.network_id
        and counted.payer_identifier = crosswalk.payer_identifier
)

select
    network_id,
    payer_identifier,
    payer_key,
    crosswalk_payer_name,
    mapped_by,
    {%- for feed in feeds %}
    {{ feed }}_count,
    {%- endfor %}
    mention_count,
    is_id,
    is_name,
    mapped_by <> 'none' as is_mapped
from mapped
