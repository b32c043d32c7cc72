{% macro x12_loop(relation, text, tag, position, keep) -%}
    {#- Rows of a text split before each segment with this tag. Part 1 is what stands before the
        first one; the parts after it get the tag back that the split took away. -#}
    select
        {{ keep | join(',\n        ') }},
        {{ position }} - 1 as {{ position }},
        case
            when {{ position }} > 1 then {{ tag }} || element_separator || part
            else part
        end as {{ text }}
    from (
        {{ claimhouse.split_rows(
            relation,
            text,
            "segment_terminator || " ~ tag ~ " || element_separator",
            'part',
            position,
            keep,
        ) | indent(8) }}
    ) as parts
{%- endmacro %}
