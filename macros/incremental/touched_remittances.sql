{% macro touched_remittances(relation) -%}
    {{ claimhouse.touched_transactions(relation, 'remittance_key') }}
{%- endmacro %}
