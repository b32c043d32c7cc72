{% macro x12_837_keys(loop_name, relation=none) -%}
    {#- A list: the columns that name one loop of an 837, from the transaction down. -#}
    {%- set loops = ['level', 'claim', 'line', 'payer', 'entity', 'segment'] -%}
    {%- if loop_name not in loops -%}
        {{ exceptions.raise_compiler_error(
            "x12_837_keys: loop_name must be one of " ~ loops | join(', ') ~ ", got '"
            ~ loop_name ~ "'"
        ) }}
    {%- endif -%}
    {%- set keys = ['transaction_key', 'part_number'] -%}
    {%- for name in loops[:loops.index(loop_name) + 1] -%}
        {%- do keys.append(name ~ '_number') -%}
    {%- endfor -%}
    {{ return(claimhouse.prefixed(relation, keys) if relation else keys) }}
{%- endmacro %}
