{% macro landed_feeds() -%}
    {{ return({
        'bronze_billing__charges': ['billing', 'charges'],
        'bronze_billing__invoices': ['billing', 'invoices'],
        'bronze_claims_db__claim_lines': ['claims_db', 'claim_lines'],
        'bronze_claims_db__claims': ['claims_db', 'claims'],
        'bronze_clearinghouse__acknowledgements': ['clearinghouse', 'acknowledgements'],
        'bronze_ehr__patients': ['ehr', 'patients'],
        'bronze_eligibility__spans': ['eligibility', 'spans'],
        'bronze_fee_schedule__rates': ['fee_schedule', 'rates'],
        'bronze_laboratory__variant_calls': ['laboratory', 'variant_calls'],
        'bronze_lockbox__payments': ['lockbox', 'payments'],
        'bronze_reference__codes': ['reference', 'codes'],
        'bronze_roster__providers': ['roster', 'providers'],
    }) }}
{%- endmacro %}
