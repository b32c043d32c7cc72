{% macro x12_text() -%}
    {#- line ends between or inside segments are no data, unless they end the segment -#}
    {{ claimhouse.trim_end(
        "case
        when segment_terminator = chr(10) then replace(content, chr(13), '')
        when segment_terminator = chr(13) then replace(content, chr(10), '')
        when strpos(content, chr(10)) > 0 or strpos(content, chr(13)) > 0
            then replace(replace(content, chr(13), ''), chr(10), '')
        else content
    end",
        "segment_terminator || ' '",
    ) }}
{%- endmacro %}
