{% macro aging_basis(basis=none) -%}
    {%- set chosen = basis or var('aging_basis') -%}
    {%- if chosen not in ['service', 'billed'] -%}
        {{ exceptions.raise_compiler_error(
            "aging_basis: must be 'service' or 'billed', got: " ~ chosen
        ) }}
    {%- endif -%}
    {{ return(chosen) }}
{%- endmacro %}
