{% macro typed_rows() -%}
    {{ return([
        'silver_bank_deposit_rows',
        'silver_billing_charge_rows',
        'silver_billing_invoice_rows',
        'silver_clearinghouse_acknowledgement_rows',
        'silver_fee_schedule_rate_rows',
        'silver_practice_claim_line_rows',
        'silver_practice_claim_rows',
        'silver_variant_call_rows',
    ]) }}
{%- endmacro %}
