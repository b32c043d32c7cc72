{% macro x12_tagged(segments, tags) -%}
    {#- Segments with one of these tags, beside the separators that they are read with. -#}
    select
        segments.*,
        transactions.element_separator,
        transactions.component_separator
    from {{ segments }} as segments
    inner join {{ ref('silver_x12_transactions') }} as transactions
        on segments.transaction_key = transactions.transaction_key
    where segments.segment_tag in ('{{ tags | join("', '") }}')
{%- endmacro %}
