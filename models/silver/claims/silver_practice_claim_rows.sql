-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}

{{ typed_feed(
    ref('bronze_claims_db__claims'),
    columns={
        'claim_id': 'text',
        'frequency_code': 'text',
        'original_reference_number': 'text',
        'member_id': 'text',
        'payer_id': 'text',
        'claim_type': 'text',
        'billing_provider_npi': 'text',
        'rendering_provider_npi': 'text',
        'facility_code': 'text',
        'place_of_service_code': 'text',
        'service_from_date': 'date',
        'service_to_date': 'date',
        'billed_date': 'date',
        'total_charge_amount': 'amount',
        'claim_status': 'text',
        'status_date': 'date',
        'modified_at': 'timestamp',
    },
    key=['claim_id', 'frequency_code'],
    required=['claim_id', 'frequency_code', 'service_from_date', 'total_charge_amount'],
    order_by=['modified_at'],
    checks={
        'service_to_date is before service_from_date':
            'service_to_date < service_from_date',
    },
) }}
