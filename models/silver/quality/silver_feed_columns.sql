-- The newest file of a feed and the one before it: older ones change no more and need
-- not be read. A column that a file lacks has landed as null, an empty cell has not.
{%- set place = ['network_id', 'source_name', 'source_sha256'] %}
{%- set file = ['feed', 'rows_name'] + place + ['file_rank', 'row_count'] %}

with

files as (
    select * from {{ ref('silver_feed_files') }}
    where file_rank <= 2 and row_count > rejected_count
),

column_lists as (
    {%- for model, feed in landed_feeds().items() %}
    select
        {{ prefixed('files', file) | join(',\n        ') }},
        'missing' as finding,
        {{ typed_missing(feed_columns(model)) }} as column_names
    from {{ ref(model) }} as landed
    inner join files
        on {{ same_keys('landed', 'files', place) }}
        and files.feed = '{{ feed[0] }}'
        and files.rows_name = '{{ feed[1] }}'
    where landed.landing_error is null
    group by {{ prefixed('files', file) | join(', ') }}
    union all
    select
        {{ prefixed('files', file) | join(',\n        ') }},
        'extra' as finding,
        {{ json_key_text('landed.source_extra') }} as column_names
    from {{ ref(model) }} as landed
    inner join files
        on {{ same_keys('landed', 'files', place) }}
        and files.feed = '{{ feed[0] }}'
        and files.rows_name = '{{ feed[1] }}'
    where landed.source_extra is not null
    group by
        {{ prefixed('files', file) | join(', ') }},
        {{ json_key_text('landed.source_extra') }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

findings as (
    {{ split_rows(
        'column_lists', 'column_names', 'chr(31)', 'column_name', 'column_position',
        ['feed', 'rows_name', 'network_id', 'file_rank', 'finding'],
    ) }}
),

compared as (
    select
        feed,
        rows_name,
        network_id,
        finding,
        column_name,
        min(file_rank) = 1 as is_in_newest,
        max(file_rank) = 2 as is_in_previous
    from findings
    where column_name <> ''
    group by feed, rows_name, network_id, finding, column_name
)

select
    compared.network_id,
    compared.feed,
    compared.rows_name,
    compared.finding,
    compared.column_name,
    case
        when not compared.is_in_newest then 'gone'
        when compared.is_in_previous then 'still'
        when previous.source_name is not null then 'new'
        else 'first file'
    end as change_kind,
    newest.source_name,
    newest.source_sha256,
    newest.row_count
from compared
inner join files as newest
    on {{ same_keys('compared', 'newest', ['feed', 'rows_name', 'network_id']) }}
    and newest.file_rank = 1
left join files as previous
    on {{ same_keys('compared', 'previous', ['feed', 'rows_name', 'network_id']) }}
    and previous.file_rank = 2
