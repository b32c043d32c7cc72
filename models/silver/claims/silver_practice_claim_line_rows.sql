-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}

{{ typed_feed(
    ref('bronze_claims_db__claim_lines'),
    columns={
        'claim_id': 'text',
        'frequency_code': 'text',
        'claim_line_number': 'integer',
        'line_control_number': 'text',
        'procedure_code': 'text',
        'modifier': 'text',
        'units': 'quantity',
        'charge_amount': 'amount',
        'service_date': 'date',
        'diagnosis_code': 'text',
        'modified_at': 'timestamp',
    },
    key=['claim_id', 'frequency_code', 'claim_line_number'],
    required=['claim_id', 'frequency_code', 'claim_line_number', 'charge_amount'],
    order_by=['modified_at'],
) }}
