-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}

{{ typed_feed(
    ref('bronze_billing__charges'),
    columns={
        'charge_id': 'text',
        'account_id': 'text',
        'patient_id': 'text',
        'encounter_id': 'text',
        'line_number': 'integer',
        'service_date': 'date',
        'post_date': 'date',
        'procedure_code': 'text',
        'modifier': 'text',
        'units': 'quantity',
        'charge_amount': 'amount',
        'diagnosis_code': 'text',
        'rendering_provider_npi': 'text',
        'facility_code': 'text',
        'payer_id': 'text',
        'modified_at': 'timestamp',
    },
    key=['charge_id'],
    required=['charge_id', 'account_id', 'service_date', 'charge_amount'],
    order_by=['modified_at'],
) }}
