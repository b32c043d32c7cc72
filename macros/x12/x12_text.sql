{% macro x12_text() -%}
    {#- line ends between or inside segments are no data, unless they end the segment -#}
    {{ claimhouse.without(
        claimhouse.without(
            claimhouse.trim_end('content', "segment_terminator || ' ' || chr(10) || chr(13)"),
            "nullif(chr(13), segment_terminator)",
        ),
        "nullif(chr(10), segment_terminator)",
    ) }}
{%- endmacro %}
