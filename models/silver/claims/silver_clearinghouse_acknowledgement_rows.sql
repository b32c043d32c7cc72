-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}

{{ typed_feed(
    ref('bronze_clearinghouse__acknowledgements'),
    columns={
        'acknowledgement_id': 'text',
        'claim_id': 'text',
        'frequency_code': 'text',
        'payer_id': 'text',
        'batch_control_number': 'text',
        'submitted_date': 'date',
        'acknowledged_date': 'date',
        'category_code': 'text',
        'status_code': 'text',
        'status_message': 'text',
        'total_charge_amount': 'amount',
    },
    key=['acknowledgement_id'],
    required=['acknowledgement_id', 'claim_id', 'acknowledged_date', 'category_code'],
    order_by=['acknowledged_date'],
) }}
