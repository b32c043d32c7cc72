{% test landed_rows_are_whole(model, columns=none) %}
    {#- Landed rows that nobody can trace to their source, or that are neither good (a
        cell at least) nor rejected (a reason and no cell). -#}
    {%- set cells = columns or claimhouse.feed_columns(model.identifier) -%}
    {%- set first_cell = 'coalesce(' ~ (cells + ['source_extra']) | join(', ') ~ ')' -%}

    {{ test_truths(
        model=model,
        truths={
            'has_origin': "network_id <> '' and source_name <> '' and load_id <> ''"
                ~ ' and ingested_at is not null',
            'has_digest': matches('source_sha256', '^[0-9a-f]{64}$'),
            'has_row': 'source_row >= 1',
            'has_cell_unless_rejected':
                'landing_error is not null or ' ~ first_cell ~ ' is not null',
            'has_no_cell_if_rejected':
                'landing_error is null or ' ~ first_cell ~ ' is null',
        },
        keys=['network_id', 'source_sha256', 'source_row'],
    ) }}
{% endtest %}
