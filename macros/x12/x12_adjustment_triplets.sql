{% macro x12_adjustment_triplets(segments, keys) -%}
    {#- A CAS holds up to six triplets of reason, amount and quantity (CAS02 to CAS19). -#}
    select
        {{ keys | join(',\n        ') }},
        triplet_number,
        {{ claimhouse.x12_element(1) }} as adjustment_group_code,
        adjustment_reason_code,
        {{ claimhouse.x12_amount('amount_text') }} as adjustment_amount,
        {{ claimhouse.x12_quantity('quantity_text') }} as adjustment_quantity
    from (
        select
            segments.*,
            triplets.triplet_number,
            {{ claimhouse.x12_element_at('3 * triplets.triplet_number - 1') }}
                as adjustment_reason_code,
            {{ claimhouse.x12_element_at('3 * triplets.triplet_number') }} as amount_text,
            {{ claimhouse.x12_element_at('3 * triplets.triplet_number + 1') }} as quantity_text
        from (
            {{ claimhouse.x12_tagged(segments, ['CAS']) | indent(12) }}
        ) as segments
        cross join ({{ claimhouse.numbers(6, 'triplet_number') }}) as triplets
    ) as exploded
    where adjustment_reason_code is not null or amount_text is not null
{%- endmacro %}
