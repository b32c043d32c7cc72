{% macro x12_tagged(segments, tags) -%}
    {#- Segments with one of these tags, split once, beside the separators of the transaction. -#}
    select
        segments.*,
        transactions.element_separator,
        transactions.component_separator,
        {{ claimhouse.split_text('segments.segment', 'transactions.element_separator') }}
            as elements
    from {{ claimhouse.new_files(segments) }} as segments
    inner join {{ claimhouse.new_files(ref('silver_x12_transactions')) }} as transactions
        on segments.transaction_key = transactions.transaction_key
    where segments.segment_tag in ('{{ tags | join("', '") }}')
{%- endmacro %}
