-- What was known of denials on the day when a line was sent: of the lines of its payer,
-- of payer and procedure, and of provider that were decided on an earlier day.
{%- set columns = [
    'chain_key', 'chain_line_number', 'network_id', 'payer_key', 'procedure_code',
    'provider_key',
] %}
{%- set scopes = {
    'payer': 'network_id, payer_key',
    'payer_procedure': 'network_id, payer_key, procedure_code',
    'provider': 'network_id, provider_key',
} %}
with

submissions as (
    select * from {{ ref('silver_line_submissions') }}
),

decisions as (
    select * from {{ ref('silver_first_line_decisions') }}
),

lines as (
    select
        submissions.*,
        decisions.first_decided_date,
        case when decisions.is_denied then 1 else 0 end as denied_count
    from submissions
    left join decisions
        on submissions.chain_key = decisions.chain_key
        and submissions.chain_line_number = decisions.chain_line_number
),

events as (
    select
        {{ columns | join(',\n        ') }},
        submitted_date as event_date,
        0 as decided_count,
        0 as denied_count
    from lines
    union all
    select
        {{ columns | join(',\n        ') }},
        first_decided_date as event_date,
        1 as decided_count,
        denied_count
    from lines
    where first_decided_date is not null
),

-- on one day what is sent comes before what is decided
counted as (
    select
        {%- for scope, keys in scopes.items() %}
        {%- for kind in ['decided', 'denied'] %}
        coalesce(sum({{ kind }}_count) over (
            partition by {{ keys }}
            order by event_date, decided_count
            rows between unbounded preceding and 1 preceding
        ), 0) as {{ scope }}_{{ kind }}_count,
        {%- endfor %}
        {%- endfor %}
        *
    from events
)

select
    {{ columns | join(',\n    ') }},
    {%- for scope in scopes %}
    cast({{ scope }}_decided_count as integer) as {{ scope }}_decided_count,
    cast({{ scope }}_denied_count as integer) as {{ scope }}_denied_count,
    {%- endfor %}
    event_date as submitted_date
from counted
where decided_count = 0
