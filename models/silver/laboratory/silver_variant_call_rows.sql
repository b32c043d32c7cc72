-- numbers of persons in the clear, which joins to X12 need
{{ config(schema='vault') }}
{%- set minimum = var('variant_quality_minimum', 30) %}

{{ typed_feed(
    ref('bronze_laboratory__variant_calls'),
    columns={
        'call_id': 'text',
        'sample_id': 'text',
        'order_id': 'text',
        'patient_id': 'text',
        'claim_id': 'text',
        'procedure_code': 'text',
        'collected_date': 'date',
        'reported_date': 'date',
        'gene_symbol': 'text',
        'chromosome': 'text',
        'position': 'integer',
        'reference_allele': 'text',
        'alternate_allele': 'text',
        'genotype': 'text',
        'quality_score': 'quantity',
        'read_depth': 'integer',
        'filter_status': 'text',
    },
    key=['call_id'],
    required=['call_id', 'quality_score', 'filter_status'],
    order_by=['reported_date'],
    checks={
        'quality_score is below ' ~ minimum: 'quality_score < ' ~ minimum,
        'filter_status is not PASS': "filter_status <> 'PASS'",
    },
) }}
