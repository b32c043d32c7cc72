{% macro typed_feed(landed, columns, key, required=[], order_by=[], checks={}) -%}
    {%- for column in key + required + order_by if column not in columns -%}
        {{ exceptions.raise_compiler_error(
            'typed_feed: `' ~ column ~ '` is none of the columns of ' ~ landed
        ) }}
    {%- endfor -%}
    {%- set place = [
        'network_id', 'source_name', 'source_sha256', 'source_row', 'ingested_at'
    ] -%}
    {%- set findings = claimhouse.typed_findings(columns, required) -%}
with

landed as (
    select * from {{ landed }}
),

texts as (
    select
        {{ place | join(',\n        ') }},
        landing_error
        {%- for column in columns %},
        {{ claimhouse.typed_text(column) }} as {{ column }}_text
        {%- endfor %}
    from landed
),

typed as (
    select
        *
        {%- for column, kind in columns.items() %},
        {{ claimhouse.typed_cast(column ~ '_text', kind) }} as {{ column }}
        {%- endfor %}
    from texts
),

checked as (
    select
        {{ place | join(',\n        ') }},
        {{ columns.keys() | join(',\n        ') }},
        {{ dbt.hash(claimhouse.typed_content(columns)) }} as content,
        case
            when landing_error is not null then 'landing'
            {%- if findings %}
            when
                {{ findings.values() | join('\n                or ') }}
                then 'typing'
            {%- endif %}
            {%- if checks %}
            when
                ({{ checks.values() | join(')\n                or (') }})
                then 'checking'
            {%- endif %}
        end as quarantine_stage,
        case
            when landing_error is not null
                then 'row was rejected when it landed: ' || landing_error
            else {{ claimhouse.typed_reason(dict(findings, **checks)) }}
        end as quarantine_reason
    from typed
),
{# the latest version is the first; one that can't be used supersedes nothing #}
ranked as (
    select
        *,
        row_number() over versions as version_rank,
        lag(content) over versions as later_content
    from checked
    window versions as (
        partition by network_id, {{ key | join(', ') }}
        order by
            case when quarantine_stage is null then 0 else 1 end,
            {%- for column in order_by %}
            {{ column }} desc nulls last,
            {%- endfor %}
            source_name desc,
            source_row desc,
            source_sha256 desc
    )
)

select
    {{ place | join(',\n    ') }},
    {{ columns.keys() | join(',\n    ') }},
    case
        when quarantine_stage is not null then 'quarantined'
        when version_rank = 1 then 'used'
        else 'superseded'
    end as row_fate,
    quarantine_stage,
    case
        when quarantine_stage is not null then quarantine_reason
        when version_rank > 1 and content = later_content
            then 'a later row repeats it'
        when version_rank > 1 then 'a later version replaces it'
    end as reason
from ranked
{%- endmacro %}
