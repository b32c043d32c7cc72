{% macro x12_is_opaque() -%}
    {#- LONGEST_PIECE_BYTES of orchestration/ingestion/x12.py: no claim ends within it -#}
    coalesce(byte_length >= 16777216, false)
{%- endmacro %}
