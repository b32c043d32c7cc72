{% macro x12_claim_key(relation) -%}
    {{ claimhouse.integer_key([
        relation ~ '.transaction_key',
        relation ~ '.part_number',
        relation ~ '.claim_number',
    ]) }}
{%- endmacro %}
