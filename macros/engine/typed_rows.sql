{% macro typed_rows() -%}
    {{ return({
        'silver_bank_deposit_rows': ['lockbox', 'payments'],
        'silver_billing_charge_rows': ['billing', 'charges'],
        'silver_billing_invoice_rows': ['billing', 'invoices'],
        'silver_clearinghouse_acknowledgement_rows': ['clearinghouse', 'acknowledgements'],
        'silver_eligibility_entry_rows': ['eligibility', 'spans'],
        'silver_fee_schedule_rate_rows': ['fee_schedule', 'rates'],
        'silver_patient_rows': ['ehr', 'patients'],
        'silver_practice_claim_line_rows': ['claims_db', 'claim_lines'],
        'silver_practice_claim_rows': ['claims_db', 'claims'],
        'silver_reference_code_rows': ['reference', 'codes'],
        'silver_roster_entry_rows': ['roster', 'providers'],
        'silver_variant_call_rows': ['laboratory', 'variant_calls'],
    }) }}
{%- endmacro %}
