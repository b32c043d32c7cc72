-- Vault: names, birth dates and member numbers.
{{ config(schema='vault') }}
{%- set columns = {
    'member_id': 'text',
    'subscriber_id': 'text',
    'relationship_code': 'text',
    'last_name': 'text',
    'first_name': 'text',
    'birth_date': 'date',
    'sex': 'text',
    'payer_id': 'text',
    'payer_name': 'text',
    'plan_id': 'text',
    'plan_name': 'text',
    'coverage_rank': 'integer',
    'coverage_start_date': 'date',
    'coverage_end_date': 'date',
    'file_date': 'date',
} %}
{{ typed_feed(
    ref('bronze_eligibility__spans'),
    columns,
    key=[
        'file_date', 'member_id', 'payer_id', 'payer_name',
        'plan_id', 'coverage_rank', 'coverage_start_date',
    ],
    required=['member_id', 'coverage_start_date'],
    checks={
        'neither payer_id nor payer_name is given':
            'payer_id is null and payer_name is null',
        'coverage_end_date lies before coverage_start_date':
            'coverage_end_date < coverage_start_date',
    },
) }}
