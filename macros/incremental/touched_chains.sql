{% macro touched_chains(relation, key='chain_key') -%}
    {{ claimhouse.scoped_rows(relation, key, 'silver_touched_chains', 'chain_key') }}
{%- endmacro %}
