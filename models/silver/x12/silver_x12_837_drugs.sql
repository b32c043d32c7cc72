-- LIN names a drug (2410); CTP and REF behind it, up to the next LIN, belong to it.
{%- set keys = x12_837_keys('line') %}

with

segments as (
    {{ x12_tagged(
        ref('silver_x12_837_segments'), ['LIN', 'CTP', 'REF']
    ) | indent(4) }}
    and segments.line_number > 0 and segments.payer_number = 0
    and segments.entity_number = 0
),

numbered as (
    select
        *,
        segment_tag || coalesce({{ x12_element(1) }}, '') as qualified_tag,
        sum(case when segment_tag = 'LIN' then 1 else 0 end) over (
            partition by {{ keys | join(', ') }}
            order by segment_number
            rows between unbounded preceding and current row
        ) as drug_number
    from segments
),

elements as (
    select
        {{ keys | join(',\n        ') }},
        drug_number,
        element_separator,
        component_separator,
        max(case when segment_tag = 'LIN' then segment end) as drug_segment,
        max(case when segment_tag = 'CTP' then segment end) as price_segment,
        max(case when qualified_tag in ('REFXZ', 'REFVY') then {{ x12_element(2) }} end)
            as prescription_number
    from numbered
    where drug_number > 0
    group by
        {{ keys | join(', ') }}, drug_number, element_separator, component_separator
)

select
    {{ keys | join(',\n    ') }},
    cast(drug_number as integer) as drug_number,
    {{ x12_element(2, 'drug_segment') }} as drug_qualifier,
    {{ x12_element(3, 'drug_segment') }} as drug_code,
    {{ x12_component(x12_element(5, 'price_segment'), 1) }} as unit_code,
    prescription_number,
    {{ x12_quantity(x12_element(4, 'price_segment')) }} as drug_quantity,
    {{ x12_amount(x12_element(3, 'price_segment')) }} as unit_price_amount
from elements
