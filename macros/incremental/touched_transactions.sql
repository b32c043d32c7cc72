{% macro touched_transactions(relation, key='transaction_key') -%}
    {#- models of claims delete by claim -#}
    {%- if model.resource_type != 'unit_test' -%}
        {%- do ref('silver_touched_claims') -%}
    {%- endif -%}
    {{ claimhouse.scoped_rows(relation, key, 'silver_touched_transactions', 'transaction_key') }}
{%- endmacro %}
