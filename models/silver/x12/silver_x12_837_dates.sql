-- DTP02 says how DTP03 is written: D8 a day, RD8 two days, DT and RDT with the time of
-- day, TM the time of day alone.
with

segments as (
    {{ x12_tagged(ref('silver_x12_837_segments'), ['DTP']) | indent(4) }}
),

elements as (
    select
        *,
        {{ x12_element(1) }} as date_qualifier,
        upper({{ x12_element(2) }}) as date_format,
        {{ x12_element(3) }} as period_text
    from segments
),

periods as (
    select
        *,
        case
            when coalesce(date_format, '') <> 'TM'
                then {{ x12_period_start('period_text') }}
        end as from_date,
        case
            when coalesce(date_format, '') <> 'TM'
                then {{ x12_period_end('period_text') }}
        end as to_date,
        case
            when date_format = 'TM' then period_text
            when date_format in ('DT', 'RDT')
                then nullif(substr(split_part(period_text, '-', 1), 9, 6), '')
        end as time_text
    from elements
),

checked as (
    select
        *,
        case
            when {{ matches('time_text', '^([01][0-9]|2[0-3])([0-5][0-9]){1,2}$') }}
                then substr(time_text, 1, 2) || ':' || substr(time_text, 3, 2)
        end as from_time
    from periods
)

select
    {{ x12_837_keys('segment') | join(',\n    ') }},
    date_qualifier,
    date_format,
    from_date,
    to_date,
    from_time,
    case
        when date_format = 'TM' then from_time is null
        when date_format in ('DT', 'RDT') and from_time is null then true
        when date_format in ('D8', 'RD8', 'DT', 'RDT')
            then from_date is null or to_date is null or to_date < from_date
        else true
    end as is_invalid
from checked
